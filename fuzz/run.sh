#!/bin/sh
# Runs fuzz targets one after another, and prints what came of it.
#
#   fuzz/run.sh [SECONDS [TARGET…]]     each target for so many seconds (60), all targets where none is named
#
# New inputs are gathered in fuzz/found, what breaks a promise lies in fuzz/artifacts. BINARIES names a folder of targets
# that are built already.
set -eu
cd "$(dirname "$0")"
seconds=${1:-60}
[ $# -eq 0 ] || shift
if [ $# -eq 0 ]; then
    for file in fuzz_targets/*.rs; do
        set -- "$@" "$(basename "$file" .rs)"
    done
fi

if [ -z "${BINARIES:-}" ]; then
    command -v cargo-fuzz >/dev/null || {
        echo "cargo-fuzz is missing: cargo install --locked cargo-fuzz" >&2
        exit 2
    }
    # Coverage alone, which a stable compiler can do: what is fuzzed has no unsafe code, and memory is measured.
    RUSTC_BOOTSTRAP=1 cargo fuzz build --sanitizer none
    BINARIES=target/$(rustc -vV | sed -n 's/^host: //p')/release
fi

# Longer than what is read at once of that kind, no longer than a fuzzer can fill with sense.
longest() {
    case $1 in
    mail | reading | reply) echo 16384 ;;
    *) echo 4096 ;;
    esac
}

table=$(mktemp)
log=$(mktemp)
trap 'rm -f "$table" "$log"' EXIT
printf 'target\tseconds\texecutions\tcoverage\tfeatures\tpeak MB\tbroken\n' >"$table"
broken_at_all=0
for target in "$@"; do
    mkdir -p "found/$target" "artifacts/$target"
    dictionary=
    [ ! -f "dictionaries/$target" ] || dictionary=-dict=dictionaries/$target
    began=$(date +%s)
    "$BINARIES/$target" "found/$target" "corpus/$target" $dictionary \
        -max_total_time="$seconds" -max_len="$(longest "$target")" -timeout=5 -rss_limit_mb=512 -malloc_limit_mb=128 \
        -artifact_prefix="artifacts/$target/" -print_final_stats=1 -verbosity=1 >"$log" 2>&1 || true
    took=$(($(date +%s) - began))
    number() { sed -n "s/^stat::$1: *//p" "$log" | tail -n 1; }
    last() { grep -o "$1: [0-9]*" "$log" | tail -n 1 | cut -d ' ' -f 2; }
    broken=$(find "artifacts/$target" -type f | wc -l)
    [ "$broken" -eq 0 ] || {
        broken_at_all=1
        cp "$log" "artifacts/$target.log"
    }
    printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\n' "$target" "$took" "$(number number_of_executed_units)" \
        "$(last cov)" "$(last ft)" "$(number peak_rss_mb)" "$broken" >>"$table"
done
column -t -s "$(printf '\t')" "$table" 2>/dev/null || cat "$table"
exit $broken_at_all
