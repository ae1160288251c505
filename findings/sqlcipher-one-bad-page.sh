#!/usr/bin/env bash
# A SQLCipher connection that met one bad page reads nothing afterwards.
#
# A database of two tables; one page of the first is damaged, as by a failing disk. SQLite without encryption gives an
# error for what lies on that page and goes on reading the rest on the same connection. With SQLCipher every later
# statement on the connection fails as well, also on the other table, whose pages are good; a new connection reads it.
# Whoever saves what can be read of a damaged file has to open it again after each bad page.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "sqlcipher-one-bad-page"
version = "0.0.0"
edition = "2024"

[dependencies]
rusqlite = { version = "=0.41.1", default-features = false, features = ["bundled-sqlcipher-vendored-openssl"] }

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
opt-level = 1
debug = false
TOML
cat > src/main.rs <<'RUST'
use rusqlite::Connection;
use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

const KEY: &str = "PRAGMA key = \"x'0101010101010101010101010101010101010101010101010101010101010101'\"";

fn open(path: &Path, encrypted: bool) -> Connection {
    let connection = Connection::open(path).unwrap();
    if encrypted {
        connection.execute_batch(KEY).unwrap();
    }
    connection
}

fn sum(connection: &Connection, table: &str) -> Result<i64, String> {
    let read = connection.query_row(&format!("SELECT sum(length(x)) FROM {table}"), [], |row| row.get(0));
    read.map_err(|error| error.to_string())
}

/// Bad table, good table on the same connection, good table on a new one.
fn damaged(path: &Path, encrypted: bool) -> [Result<i64, String>; 3] {
    let connection = open(path, encrypted);
    connection.execute_batch("CREATE TABLE bad (x); CREATE TABLE good (x)").unwrap();
    for table in ["bad", "good"] {
        for _ in 0..40 {
            connection.execute(&format!("INSERT INTO {table} VALUES (zeroblob(1000))"), []).unwrap();
        }
    }
    let root: u32 =
        connection.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'bad'", [], |row| row.get(0)).unwrap();
    drop(connection);
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(u64::from(root - 1) * 4096)).unwrap();
    file.write_all(&[0xff; 4096]).unwrap();
    drop(file);
    let connection = open(path, encrypted);
    [sum(&connection, "bad"), sum(&connection, "good"), sum(&open(path, encrypted), "good")]
}

fn main() {
    let connection = Connection::open_in_memory().unwrap();
    let cipher: String = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).unwrap();
    println!("SQLite {}, SQLCipher {cipher}", rusqlite::version());
    let plain = damaged(Path::new("plain.db"), false);
    println!("without a key: bad table {:?}, then the good one {:?}", plain[0], plain[1]);
    let sealed = damaged(Path::new("sealed.db"), true);
    println!("with a key:    bad table {:?}, then the good one {:?}", sealed[0], sealed[1]);
    println!("with a key, on a new connection: the good one {:?}", sealed[2]);
    let expected = plain[0].is_err() && plain[1] == Ok(40_000) && sealed[0].is_err() && sealed[1].is_err();
    if !expected || sealed[2] != Ok(40_000) {
        println!("this has changed");
        std::process::exit(1);
    }
}
RUST
cargo run --quiet
