#!/usr/bin/env bash
# Throws chance at the readers of chat exports, each for SECONDS (600), beginning with the small samples in Tests/Fuzz/corpus.
# FORMAT names one of them. What makes a reader fail is kept in .local/fuzz, and the exit status is 1.
set -euo pipefail
cd "$(dirname "$0")/.."

seconds=${SECONDS_EACH:-${1:-600}}
export BANYAN_FUZZ=1
swift build --scratch-path .build/fuzz -c release --product Fuzz
program=$(swift build --scratch-path .build/fuzz -c release --show-bin-path)/Fuzz

if [ -n "${FORMAT:-}" ]; then formats=$FORMAT; else formats=$(ls Tests/Fuzz/corpus); fi
failed=0
for format in $formats; do
    found=.local/fuzz/$format
    mkdir -p "$found/corpus"
    printf '\n== %s, %s s\n' "$format" "$seconds" >&2
    BANYAN_FUZZ_FORMAT=$format "$program" -max_total_time="$seconds" -timeout=10 -rss_limit_mb=2048 -max_len=16384 \
        -print_final_stats=1 -verbosity=1 -artifact_prefix="$found/" "$found/corpus" "Tests/Fuzz/corpus/$format" \
        2>"$found/log" || failed=1
    tail -n 8 "$found/log" >&2
done
exit "$failed"
