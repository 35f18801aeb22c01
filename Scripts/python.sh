# To be sourced, from the project's folder.

# An environment .local/NAME of Python with what a file of requirements names; made anew only when that changes.
#   python_with NAME REQUIREMENTS [ALONE]   ALONE names packages that are taken without others, their digests checked
python_with() {
    local venv=.local/$1 wanted
    wanted=$(cat "${@:2}" | sha256sum | cut -d' ' -f1)
    [ "$(cat "$venv/installed" 2>/dev/null)" != "$wanted" ] || return 0
    rm -rf "$venv"
    mkdir -p .local
    echo "installing $(cat "${@:2}" | grep -o '^[a-z][a-z0-9=.-]*' | paste -sd' ') into $venv" >&2
    python3 -m venv "$venv" || return 1
    "$venv/bin/pip" install -q --disable-pip-version-check -r "$2" || return 1
    [ -z "${3:-}" ] || "$venv/bin/pip" install -q --disable-pip-version-check --no-deps --require-hashes -r "$3" || return 1
    echo "$wanted" >"$venv/installed"
}
