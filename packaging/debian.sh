#!/bin/sh
# Builds the Debian package into target/debian. Needs cargo-deb: cargo install cargo-deb
#
# debian.sh [PROGRAM]: packs a program that is built already, as the tests do. Prints where the package is.
set -eu
program=${1:+$(realpath "$1")}
# What is only tried need not be small.
fast=${1:+--fast}
cd "$(dirname "$0")/.."
unset CARGO_TARGET_DIR
if [ -z "$program" ]; then
    cargo build --locked --release --package heardback --bin heardback
    program=target/release/heardback
fi

stage=target/package
rm -rf "$stage"
mkdir -p "$stage/completions"
strip -o "$stage/heardback" "$program"
"$stage/heardback" man --out "$stage/man" >&2
for shell in bash zsh fish; do
    "$stage/heardback" completions "$shell" >"$stage/completions/$shell"
done
# A package's program is not in anybody's home folder.
for unit in heardback.service heardback@.service; do
    sed 's|%h/.local/bin/heardback|/usr/bin/heardback|' "systemd/$unit" >"$stage/$unit"
done
cargo deb --locked --no-build --no-strip $fast --package heardback
