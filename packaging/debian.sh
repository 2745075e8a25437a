#!/bin/sh
# Builds the Debian package into target/debian. Needs cargo-deb: cargo install cargo-deb
# The first argument is the profile; release, where there is none.
set -eu
cd "$(dirname "$0")/.."
profile=${1:-release}
case $profile in dev) folder=debug ;; *) folder=$profile ;; esac
target=${CARGO_TARGET_DIR:-target}
cargo build --locked --profile "$profile" --package heardback --bin heardback

stage=target/package
rm -rf "$stage"
mkdir -p "$stage/completions"
program=$target/$folder/heardback
"$program" man --out "$stage/man"
for shell in bash zsh fish; do
    "$program" completions "$shell" >"$stage/completions/$shell"
done
# A package's program is not in anybody's home folder.
for unit in heardback.service heardback@.service; do
    sed 's|%h/.local/bin/heardback|/usr/bin/heardback|' "systemd/$unit" >"$stage/$unit"
done
cargo deb --locked --no-build --profile "$profile" --package heardback
