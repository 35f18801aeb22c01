# To be sourced: a PostgreSQL server for one run of the tests, in a folder of its own, gone afterwards.
#   start_throwaway_postgres   sets BANYAN_TEST_POSTGRES
#   stop_throwaway_postgres
# The server never runs as root (it refuses to), listens on 127.0.0.1 only, and asks for a password made for this run.

postgres_folder=""
postgres_programs=""
postgres_user=()

# The folder of initdb and pg_ctl: Debian keeps them off the path, one folder for each version.
find_postgres_programs() {
    local newest
    newest=$(compgen -G '/usr/lib/postgresql/*/bin/initdb' | sort -V | tail -n 1 || true)
    [ -n "$newest" ] || newest=$(command -v initdb || true)
    [ -n "$newest" ] || return 1
    postgres_programs=$(dirname "$(readlink -f "$newest")")
}

free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_throwaway_postgres() {
    local password port owner
    if ! find_postgres_programs; then
        echo "test: initdb of PostgreSQL was not found" >&2
        return 69
    fi
    postgres_folder=$(mktemp -d "${TMPDIR:-/tmp}/banyan-postgres.XXXXXX")
    chmod 711 "$postgres_folder"
    mkdir "$postgres_folder/data"
    password=$(od -An -N 16 -tx1 /dev/urandom | tr -d ' \n')
    (umask 077 && printf '%s\n' "$password" >"$postgres_folder/password")
    if [ "$(id -u)" -eq 0 ]; then
        owner=postgres
        id "$owner" >/dev/null 2>&1 || owner=nobody
        chown -R "$owner" "$postgres_folder"
        postgres_user=(runuser -u "$owner" --)
    fi
    if ! (cd / && "${postgres_user[@]}" "$postgres_programs/initdb" -D "$postgres_folder/data" -U banyan \
        --auth=scram-sha-256 --pwfile="$postgres_folder/password" --encoding=UTF8 --locale=C.UTF-8 --no-sync \
        >"$postgres_folder/initdb.log" 2>&1); then
        cat "$postgres_folder/initdb.log" >&2
        return 69
    fi
    # Tests run side by side, each with a pool of connections, some with eight processes: the usual limit would be met.
    # A port that was free a moment ago may be taken by now: try a few.
    for _ in 1 2 3 4 5; do
        port=$(free_port)
        if (cd / && "${postgres_user[@]}" "$postgres_programs/pg_ctl" -D "$postgres_folder/data" -w -t 60 -s \
            -l "$postgres_folder/data/server.log" start -o "-p $port -k $postgres_folder -c listen_addresses=127.0.0.1 \
                -c max_connections=1000 -c fsync=off -c full_page_writes=off" >/dev/null 2>&1 </dev/null); then
            export BANYAN_TEST_POSTGRES="postgres://banyan:$password@127.0.0.1:$port/postgres"
            return 0
        fi
    done
    tail -n 20 "$postgres_folder/data/server.log" >&2
    return 69
}

stop_throwaway_postgres() {
    [ -n "$postgres_folder" ] || return 0
    if [ -e "$postgres_folder/data/postmaster.pid" ]; then
        (cd / && "${postgres_user[@]}" "$postgres_programs/pg_ctl" -D "$postgres_folder/data" -m immediate -w -s stop) || true
    fi
    rm -rf "$postgres_folder"
    postgres_folder=""
}
