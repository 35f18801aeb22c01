#!/usr/bin/env bash
# Installs, by Debian package name, what Banyan needs to build (`setup.sh build`) and to be tested (`setup.sh test`), and
# fetches the library that draws the charts of reports and the dictionary of Chinese words.
# What is there already is left alone, so a second run only looks.
set -euo pipefail

purpose=${1:-build}
case $purpose in
    build | test) ;;
    *)
        echo "usage: Scripts/setup.sh build|test" >&2
        exit 64
        ;;
esac

say() { printf 'setup: %s\n' "$*" >&2; }

# --- What is needed, and for what ---------------------------------------------------------------------------------

# package | what for | another sign that it is there (a command that succeeds), for systems that have it from elsewhere
needed() {
    cat <<'LIST'
libsqlite3-dev|the database in one file|pkg-config --exists sqlite3
libpq-dev|to speak with PostgreSQL|pkg-config --exists libpq
libxxhash-dev|digests that tell events apart|pkg-config --exists libxxhash
zlib1g-dev|packs pages for browsers|pkg-config --exists zlib
libqrencode-dev|draws the square that a telephone reads at the second step|pkg-config --exists libqrencode
libcurl4-openssl-dev|webhooks and mail going out|pkg-config --exists libcurl
libzip-dev|reads archives of exports|pkg-config --exists libzip
tzdata|days and hours of a group's own time zone|test -e /usr/share/zoneinfo/Asia/Shanghai
pkg-config|tells the compiler where the libraries are|command -v pkg-config
python3|takes the library of the charts and the dictionary out of their packages|command -v python3
python3-venv|fetches those packages, apart from the system|python3 -c 'import ensurepip, venv'
LIST
    [ "$purpose" = test ] || return 0
    cat <<'LIST'
postgresql|a throw-away server for the tests|compgen -G '/usr/lib/postgresql/*/bin/initdb'
openssl|certificates for the tests of the encrypted server|command -v openssl
jq|an example of the API in shell|command -v jq
zbar-tools|reads the square of the second step back|command -v zbarimg
chromium|a browser that looks at reports|command -v chromium
LIST
}

# Prints the packages that are missing, one a line with what they are for.
missing() {
    local installed="" package what sign
    if command -v dpkg-query >/dev/null; then
        # shellcheck disable=SC2016  # dpkg-query fills the fields, not the shell
        # dpkg-query fails where it does not know one of the names; what it knows it prints all the same.
        installed=" $(needed | cut -d'|' -f1 |
            xargs dpkg-query --show --showformat='${db:Status-Status}:${Package}\n' 2>/dev/null |
            sed -n 's/^installed://p' | tr '\n' ' ' || true) "
    fi
    while IFS='|' read -r package what sign; do
        case $installed in *" $package "*) continue ;; esac
        eval "$sign" >/dev/null 2>&1 && continue
        printf '%s|%s\n' "$package" "$what"
    done < <(needed)
}

# --- Swift --------------------------------------------------------------------------------------------------------

if ! command -v swift >/dev/null; then
    say "Swift 6.2 or newer is needed and 'swift' was not found. How to install it: https://www.swift.org/install/linux/"
    exit 69
fi

# --- Packages -----------------------------------------------------------------------------------------------------

fetched() {
    "$(dirname "$0")/charts.sh"
    "$(dirname "$0")/words.sh"
}

lacking=$(missing)
if [ -z "$lacking" ]; then
    fetched
    exit 0
fi

say "this machine lacks:"
while IFS='|' read -r package what; do
    printf '         %-15s %s\n' "$package" "$what" >&2
done <<<"$lacking"
mapfile -t packages < <(cut -d'|' -f1 <<<"$lacking")

if ! command -v apt-get >/dev/null; then
    say "apt-get was not found: please install the above by the names your system has for them, then try again."
    exit 69
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        say "installing needs root, and there is no sudo. As root: apt-get install --no-install-recommends ${packages[*]}"
        exit 77
    fi
    as_root=(sudo)
    say "sudo may ask for your password."
fi

install_packages() {
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "${packages[@]}" >&2
}

say "installing them with apt-get"
if ! install_packages; then
    say "that failed; asking the package lists anew and trying once more"
    "${as_root[@]}" apt-get update -q >&2 || true
    if ! install_packages; then
        say "could not install ${packages[*]}. What is above says why; nothing of the project was changed."
        exit 69
    fi
fi

lacking=$(missing)
if [ -n "$lacking" ]; then
    say "installed, and still not found: $(cut -d'|' -f1 <<<"$lacking" | tr '\n' ' ')"
    exit 69
fi
fetched
say "done"
