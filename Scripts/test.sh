#!/usr/bin/env bash
# Every test, on this machine, with nothing set up beforehand: Swift's on SQLite and on a throw-away PostgreSQL, then
# the comparison with the second reading of the same bytes in Python, then reports in a browser.
#
#   BANYAN_REAL_DATA   a folder of real IRC histories to compare over as well (see Tests/Oracle/README.md)
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/postgres.sh

say() { printf '\n== %s\n' "$*" >&2; }

finish() {
    local status=$?
    trap - EXIT
    stop_throwaway_postgres
    exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

Scripts/setup.sh test

say "a throw-away PostgreSQL"
start_throwaway_postgres
echo "version $("$postgres_programs/postgres" --version | awk '{print $3}'), port ${BANYAN_TEST_POSTGRES##*:}" >&2

say "Swift tests"
swift test

# An environment .local/NAME of Python with what a file of requirements names; made anew only when that changes.
python_with() {
    local venv=.local/$1 wanted
    wanted=$(sha256sum "$2" | cut -d' ' -f1)
    [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ] || return 0
    rm -rf "$venv"
    mkdir -p .local
    echo "installing $(paste -sd' ' "$2") into $venv" >&2
    python3 -m venv "$venv" && "$venv/bin/pip" install -q --disable-pip-version-check -r "$2" && echo "$wanted" >"$venv/installed"
}

say "the second reading, in Python"
python=python3
if python_with oracle Tests/Oracle/requirements.txt; then
    python=.local/oracle/bin/python
else
    echo "SKIPPED: numpy, networkx and lifelines could not be installed; Gini, the graph and survival are compared with our own Python only" >&2
fi
program=$(swift build --show-bin-path)/banyan

"$python" Tests/Oracle/compare.py --program "$program" --made "${BANYAN_SEEDS:-6}"

if [ -n "${BANYAN_REAL_DATA:-}" ]; then
    "$python" Tests/Oracle/compare.py --program "$program" --real "$BANYAN_REAL_DATA"
else
    echo "SKIPPED: real histories (BANYAN_REAL_DATA is not set)" >&2
fi

say "reports in a browser"
if ! command -v chromium >/dev/null; then
    echo "SKIPPED: Chromium was not found" >&2
elif python_with browser Tests/Browser/requirements.txt; then
    .local/browser/bin/python Tests/Browser/reports.py --program "$program"
else
    echo "SKIPPED: Playwright could not be installed" >&2
fi

say "all tests passed"
