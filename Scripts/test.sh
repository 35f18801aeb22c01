#!/usr/bin/env bash
# Every test, on this machine, with nothing set up beforehand: Swift's on SQLite and on a throw-away PostgreSQL, then
# the comparison with the second reading of the same bytes in Python, then reports and the console in a browser.
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
    [ -z "${crowd:-}" ] || rm -rf "$crowd"
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

. Scripts/python.sh

say "the second reading, in Python"
python=python3
if python_with oracle Tests/Oracle/requirements.txt; then
    python=.local/oracle/bin/python
else
    echo "SKIPPED: numpy, networkx and lifelines could not be installed; Gini, the graph and survival are compared with our own Python only" >&2
fi
program=$(swift build --show-bin-path)/banyan

if "$python" -c 'import numpy' 2>/dev/null; then
    crowd=$(mktemp -d)
    "$program" simulate --groups 200 --members 12 --days 200 --seed 5 --database "$crowd/crowd.sqlite"
    "$program" insight forecast --evaluate --format json --rows "$crowd/rows.csv" \
        --database "$crowd/crowd.sqlite" >"$crowd/evaluation.json"
    "$python" Tests/Oracle/forecast.py "$crowd/rows.csv" "$crowd/evaluation.json"
    rm -rf "$crowd"
else
    echo "SKIPPED: the second fit of the forecast needs numpy" >&2
fi

"$python" Tests/Oracle/compare.py --program "$program" --made "${BANYAN_SEEDS:-6}"

if [ -n "${BANYAN_REAL_DATA:-}" ]; then
    "$python" Tests/Oracle/compare.py --program "$program" --real "$BANYAN_REAL_DATA"
    "$python" Tests/Oracle/experts.py all --program "$program" --real "$BANYAN_REAL_DATA"
else
    echo "SKIPPED: real histories (BANYAN_REAL_DATA is not set)" >&2
fi

say "words of Chinese, beside jieba's"
if [ ! -f Sources/Words/Data/Dictionary.txt ]; then
    echo "SKIPPED: the dictionary of Chinese words is not there" >&2
elif python_with segments Tests/Oracle/segments.txt; then
    .local/segments/bin/python Tests/Oracle/segments.py --program "$program" --lines 4000
    if [ -n "${BANYAN_REAL_DATA:-}" ]; then
        .local/segments/bin/python Tests/Oracle/segments.py --program "$program" --lines 4000 --real "$BANYAN_REAL_DATA"
    fi
else
    echo "SKIPPED: jieba could not be installed; how Chinese is cut is not compared" >&2
fi

say "the API against its own document"
if python_with api Tests/API/requirements.txt; then
    .local/api/bin/python Tests/API/schema.py --program "$program" --seconds "${BANYAN_API_SECONDS:-20}"
else
    echo "SKIPPED: Schemathesis could not be installed" >&2
fi

say "webhooks and mail with real receivers"
if python_with notices Tests/Notices/requirements.txt; then
    .local/notices/bin/python Tests/Notices/receiver.py --program "$program"
else
    echo "SKIPPED: standardwebhooks and aiosmtpd could not be installed" >&2
fi

say "reports and the console in a browser"
if [ ! -x /usr/bin/chromium ]; then
    echo "SKIPPED: Chromium was not found" >&2
elif python_with browser Tests/Browser/requirements.txt Tests/Browser/axe.txt; then
    .local/browser/bin/python Tests/Browser/reports.py --program "$program"
    .local/browser/bin/python Tests/Browser/console.py --program "$program"
else
    echo "SKIPPED: Playwright and axe could not be installed" >&2
fi

say "all tests passed"
