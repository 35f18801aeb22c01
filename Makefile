# The only door. Everything a person or a machine does with Banyan starts here.
.DEFAULT_GOAL := help
.PHONY: help run test check fmt bench fuzz screenshots clean

SWIFT_PATHS := Package.swift Sources Tests

help: ## what there is
	@echo "make run     build Banyan, make a demo community and open its console on http://127.0.0.1:8080"
	@echo "make test    every test: Swift on SQLite and a throw-away PostgreSQL, then the second reading in Python"
	@echo "make check   the house rules and the format of the code"
	@echo "make fmt     format the code"
	@echo "make bench   how fast it is, each figure beside its limit"
	@echo "make fuzz    throw chance at the readers of chat exports: FORMAT=name for one of them, SECONDS=600 for how long each"
	@echo "make screenshots   a picture of every page of the demo, light and dark, wide and narrow, in docs/screenshots/all"
	@echo "make clean   remove everything that was built or made here"

run:
	@Scripts/setup.sh build
	swift build -c release --product banyan
	@mkdir -p .local
	@.build/release/banyan demo --database .local/demo.sqlite
	@.build/release/banyan serve --database .local/demo.sqlite

test:
	@Scripts/test.sh

check:
	@Scripts/setup.sh build
	swift format lint --strict --parallel --recursive $(SWIFT_PATHS)
	swift test --filter HouseTests

fmt:
	swift format --in-place --parallel --recursive $(SWIFT_PATHS)

bench:
	@Scripts/setup.sh build
	swift build -c release --product banyan
	@.build/release/banyan bench

fuzz:
	@Scripts/setup.sh build
	@Scripts/fuzz.sh $(or $(SECONDS),600)

screenshots:
	@Scripts/setup.sh test
	swift build -c release --product banyan
	@Scripts/screenshots.sh docs/screenshots/all

clean:
	rm -rf .build .local
