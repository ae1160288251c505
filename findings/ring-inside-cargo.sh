#!/usr/bin/env bash
# ring is compiled again whenever cargo is called by a program that cargo runs.
#
# `cargo run` tells the program about its package by CARGO_MANIFEST_DIR, CARGO_PKG_NAME and the like. A program that calls
# cargo itself, as every `cargo xtask` does, hands them on. ring's build script reads these variables of its own package
# in a way that tells cargo to run it again when their values outside change: so the inner cargo compiles ring anew and
# everything that stands on it, the next cargo from the shell does the same, and so on in turns, though not a file has
# changed. Taking the variables out of the inner cargo's environment ends it.
#
# Counted by cargo itself: artifacts that are not "fresh", in a workspace of a library on ring and a program without it.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
export CARGO_TARGET_DIR="$work/target"
mkdir -p library/src task/src
cat > Cargo.toml <<'TOML'
[workspace]
resolver = "3"
members = ["library", "task"]
TOML
cat > library/Cargo.toml <<'TOML'
[package]
name = "library"
version = "0.0.0"
edition = "2024"

[dependencies]
ring = "=0.17.14"
TOML
echo 'pub use ring::rand;' > library/src/lib.rs
cat > task/Cargo.toml <<'TOML'
[package]
name = "task"
version = "0.0.0"
edition = "2024"
TOML
cat > task/src/main.rs <<'RUST'
use std::process::Command;

/// Builds the library by an inner cargo; prints what was compiled.
fn main() {
    let mut cargo = Command::new("cargo");
    cargo.args(["build", "--quiet", "--package", "library", "--message-format=json"]);
    if std::env::args().nth(1).as_deref() == Some("clean") {
        for (name, _) in std::env::vars() {
            if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
                cargo.env_remove(name);
            }
        }
    }
    print!("{}", String::from_utf8(cargo.output().unwrap().stdout).unwrap());
}
RUST
compiled() { grep '"reason":"compiler-artifact"' | grep '"fresh":false' | sed 's/.*"target":{[^}]*"name":"\([^"]*\)".*/\1/' | tr '\n' ' ' || true; }
cargo --version
cargo build --quiet
first=$(cargo build --quiet --package library --message-format=json | compiled)
inner=$(cargo run --quiet --package task | compiled)
outer=$(cargo build --quiet --package library --message-format=json | compiled)
cargo build --quiet
clean=$(cargo run --quiet --package task clean | compiled)
echo "ring 0.17.14; nothing changes between these four:"
echo "cargo build, again:                          compiles [$first]"
echo "a cargo inside cargo run:                    compiles [$inner]"
echo "cargo build from the shell:                  compiles [$outer]"
echo "inside cargo run, without those variables:   compiles [$clean]"
case "$first/$inner/$outer/$clean" in
  /*ring*/*ring*/) ;;
  *) echo "this has changed"; exit 1 ;;
esac
