#!/usr/bin/env bash
# Puts the dictionary of Chinese words where `Words` takes it from: jieba's (MIT licence, Copyright 2013 Sun Junyi), out of the
# Python package of that name. Without it everything builds and works: Chinese is then cut into pairs of characters.
set -euo pipefail
cd "$(dirname "$0")/.."

place=Sources/Words/Data/Dictionary.txt
sum=7197c3211ddd98962b036cdf40324d1ea2bfaa12bd028e68faa70111a88e12a8
package=jieba==0.42.1
member=jieba-0.42.1/jieba/dict.txt
installed=/usr/lib/python3/dist-packages/jieba/dict.txt # Debian's python3-jieba

say() { printf 'setup: %s\n' "$*" >&2; }
is_right() { [ -f "$1" ] && [ "$(sha256sum "$1" | cut -d' ' -f1)" = "$sum" ]; }
keep() {
    cp "$1" "$place.partial"
    chmod 644 "$place.partial"
    mv "$place.partial" "$place"
}

is_right "$place" && exit 0
if is_right "$installed"; then
    keep "$installed"
    exit 0
fi
without() {
    say "$1; Chinese will be cut into pairs of characters instead of words."
    exit 0
}
folder=$(mktemp -d "${TMPDIR:-/tmp}/banyan-words.XXXXXX")
trap 'rm -rf "$folder"' EXIT
say "fetching the dictionary of Chinese words (in $package, 19 MB, once)"
python3 -c 'import ensurepip, venv' 2>/dev/null || without "python3-venv was not found"
python3 -m venv "$folder/python" >&2 || without "no Python environment could be made"
"$folder/python/bin/pip" download -q --disable-pip-version-check --no-deps --no-binary :all: --dest "$folder" "$package" \
    >&2 || without "$package could not be downloaded"
tar -xzf "$folder"/jieba-*.tar.gz -C "$folder" "$member" || without "$package does not hold $member"
is_right "$folder/$member" || without "what $package holds is not the dictionary that was expected (sha256)"
keep "$folder/$member"
