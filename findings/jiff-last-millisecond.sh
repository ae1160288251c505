#!/usr/bin/env bash
# jiff 0.2: the last instant in milliseconds is not taken back as milliseconds.
#
# Whoever clamps a foreign number of milliseconds to jiff's own bounds and reads it gets an error all the same, though
# `as_millisecond` gave the bound. The first instant has no such gap.
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
cat >Cargo.toml <<'TOML'
[package]
name = "last-millisecond"
version = "0.0.0"
edition = "2021"
[dependencies]
jiff = { version = "=0.2.43", default-features = false, features = ["std"] }
TOML
mkdir src
cat >src/main.rs <<'RUST'
use jiff::Timestamp;

fn main() {
    let (first, last) = (Timestamp::MIN.as_millisecond(), Timestamp::MAX.as_millisecond());
    println!("first: {first} taken back: {}", Timestamp::from_millisecond(first).is_ok());
    println!("last: {last} taken back: {}", Timestamp::from_millisecond(last).is_ok());
    println!("a millisecond of the second before: {}", Timestamp::from_millisecond(last - 1000).is_ok());
}
RUST
out=$(cargo run --quiet)
echo "jiff 0.2.43"
echo "$out"
grep -q '^first: .* taken back: true$' <<<"$out" &&
    grep -q '^last: 253402207200999 taken back: false$' <<<"$out" &&
    grep -q '^a millisecond of the second before: true$' <<<"$out" || {
    echo "changed: the behaviour is not what was seen" >&2
    exit 1
}
