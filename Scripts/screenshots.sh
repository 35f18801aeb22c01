#!/usr/bin/env bash
# A picture of every page of the demo in the folder that is named; the program has been built.
set -euo pipefail
cd "$(dirname "$0")/.."
. Scripts/python.sh

python_with browser Tests/Browser/requirements.txt Tests/Browser/axe.txt
.local/browser/bin/python Tests/Browser/pictures.py --program .build/release/banyan --output "${1:?which folder?}"
