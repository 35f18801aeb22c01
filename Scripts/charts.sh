#!/usr/bin/env bash
# Puts Apache ECharts where the pages of reports take it from. It comes out of a Python package that carries it; without
# it everything builds and works, and reports show tables in place of charts.
set -euo pipefail
cd "$(dirname "$0")/.."

place=Sources/Reports/Assets/echarts.min.js
sum=baa8dfe7e1d9336b98e8986ba7e20ea15e7cdbea1ef42a59d59478632fa45a1d
package=panel==1.9.4
member=panel/dist/bundled/echarts/echarts@6.0.0/dist/echarts.min.js

say() { printf 'setup: %s\n' "$*" >&2; }
is_right() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$sum" ]; }

is_right "$place" && exit 0
without() {
    say "$1; reports will have tables in place of charts."
    exit 0
}
folder=$(mktemp -d "${TMPDIR:-/tmp}/banyan-charts.XXXXXX")
trap 'rm -rf "$folder"' EXIT
say "fetching Apache ECharts 6.0.0, which draws the charts of reports (in $package, 30 MB, once)"
python3 -c 'import ensurepip, venv' 2>/dev/null || without "python3-venv was not found"
python3 -m venv "$folder/python" >&2 || without "no Python environment could be made"
"$folder/python/bin/pip" download -q --disable-pip-version-check --no-deps --dest "$folder" "$package" >&2 ||
    without "$package could not be downloaded"
python3 - "$folder" "$member" >"$folder/echarts.js" <<'PYTHON' || without "$package does not hold $member"
import glob, shutil, sys, zipfile
folder, member = sys.argv[1:]
with zipfile.ZipFile(glob.glob(folder + "/*.whl")[0]) as wheel, wheel.open(member) as source:
    shutil.copyfileobj(source, sys.stdout.buffer)
PYTHON
is_right "$folder/echarts.js" || without "what $package holds is not the ECharts that was expected (sha256)"
mv "$folder/echarts.js" "$place.partial"
chmod 644 "$place.partial"
mv "$place.partial" "$place"
