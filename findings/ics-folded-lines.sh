#!/usr/bin/env bash
# ics (Rust): lines of a calendar file that are longer than the limit of RFC 5545.
#
# Section 3.1: lines should not be longer than 75 octets, the line break excluded; a longer one is folded by a line break
# and a space. The space belongs to the line that it begins. The crate cuts pieces of 75 octets and puts the space in
# front of them, so every line but the first has 76 where the text is in Latin letters. (icalendar 0.17.17 counts it.)
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "ics-folded-lines"
version = "0.0.0"
edition = "2024"

[dependencies]
ics = "=0.5.8"
TOML
cat > src/main.rs <<'RUST'
fn longest(file: &str) -> usize {
    file.split("\r\n").map(str::len).max().unwrap()
}

fn main() {
    let text = "x".repeat(300);

    let mut event = ics::Event::new("1", "20260101T000000Z");
    event.push(ics::properties::Summary::new(text.as_str()));
    let mut calendar = ics::ICalendar::new("2.0", "-//test//test//EN");
    calendar.add_event(event);
    let of_ics = longest(&calendar.to_string());
    println!("ics 0.5.8: the longest line has {of_ics} octets; at most 75 are expected");

    if of_ics != 76 {
        println!("this has changed");
        std::process::exit(1);
    }
}
RUST
cargo run --quiet
