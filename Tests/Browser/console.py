"""The console as people meet it, in a browser; see README.md."""
import argparse
import importlib
import pathlib
import subprocess
import sys
import tempfile
import time

# Two rows that run beside each other, each about as long as the other; each part has a server of its own.
ROWS = [
    ["first_run", "importing", "killed", "malformed", "real"],
    ["walking", "poisoned"],
]


def run_parts(program, parts):
    from playwright.sync_api import sync_playwright

    from harness import CHROMIUM, Checks

    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="banyan-console.") as folder, sync_playwright() as playwright:
        for part in parts:
            began = time.monotonic()
            before = checks.passed
            chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
            try:
                importlib.import_module(part).run(chromium, checks, program, pathlib.Path(folder))
            except Exception as trouble:  # A part that breaks off is one failure, and the parts after it still run.
                checks.expect(False, f"{part} broke off: {type(trouble).__name__}: {str(trouble)[:1500]}")
                if "--trace" in sys.argv:
                    raise
            chromium.close()
            print(f"{part}: {checks.passed - before} passed, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{checks.passed} passed, {len(checks.failed)} failed")
    return not checks.failed


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--program", required=True)
    arguments.add_argument("--parts", nargs="*", default=[], help="only these, one after the other")
    arguments.add_argument("--trace", action="store_true", help="end at the first part that breaks off, and show where")
    options = arguments.parse_args()
    if options.parts:
        sys.exit(0 if run_parts(options.program, options.parts) else 1)
    began = time.monotonic()
    rows = [subprocess.Popen([sys.executable, __file__, "--program", options.program, "--parts", *parts]) for parts in ROWS]
    results = [row.wait() for row in rows]
    print(f"console in a browser: {time.monotonic() - began:.0f} s")
    sys.exit(1 if any(results) else 0)


if __name__ == "__main__":
    main()
