#!/usr/bin/env bash
# Lists the groups that need somebody, then, with --follow, follows the log. Needs curl and jq.
#   BANYAN_URL=http://127.0.0.1:8080 BANYAN_TOKEN=banyan_… bash groups.sh [--follow]
set -euo pipefail
base=${BANYAN_URL:-http://127.0.0.1:8080}/api/v1

ask() {
    # The token by standard input: arguments are seen by everybody on the machine.
    curl --silent --show-error --fail-with-body --header @- "$@" <<<"Authorization: Bearer $BANYAN_TOKEN"
}

cursor=
while :; do
    page=$(ask --get --data-urlencode needs=true ${cursor:+--data-urlencode "cursor=$cursor"} "$base/groups")
    jq -r '.items[] | [.name, .stage, .active_ratio] | @tsv' <<<"$page"
    cursor=$(jq -r '.next // empty' <<<"$page")
    [ -n "$cursor" ] || break
done

if [ "${1:-}" = --follow ]; then
    ask --no-buffer "$base/events/stream" | sed -un 's/^data: //p' |
        jq -r --unbuffered '[.at, .kind, .sender.name, .text // ""] | @tsv'
fi
