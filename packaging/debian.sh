#!/bin/sh
# Builds the Debian package into target/debian. Needs cargo-deb: cargo install cargo-deb
set -eu
cd "$(dirname "$0")/.."
unset CARGO_TARGET_DIR
cargo build --locked --release --package heardback --bin heardback

stage=target/package
rm -rf "$stage"
mkdir -p "$stage/completions"
program=target/release/heardback
"$program" man --out "$stage/man"
for shell in bash zsh fish; do
    "$program" completions "$shell" >"$stage/completions/$shell"
done
# A package's program is not in anybody's home folder.
for unit in heardback.service heardback@.service; do
    sed 's|%h/.local/bin/heardback|/usr/bin/heardback|' "systemd/$unit" >"$stage/$unit"
done
cargo deb --locked --no-build --package heardback
