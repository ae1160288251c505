#!/usr/bin/env bash
# SQLCipher: `VACUUM INTO` seals the copy in another way than the original.
#
# A database is made with HMAC-SHA-256 over its pages instead of SQLCipher's default. `VACUUM INTO` writes a copy under
# the same key, but with the default seal: who opens it as the original is opened reads "file is not a database", as
# with a wrong key. Nothing of it is told when the copy is made, and `PRAGMA integrity_check` of the original says ok.
# Where the same is set as the default of the process (`cipher_default_hmac_algorithm`), the copy opens as the original.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "sqlcipher-vacuum-into"
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

const SHA_256: &str = "PRAGMA cipher_hmac_algorithm = HMAC_SHA256";

fn key(digit: char) -> String {
    format!("\"x'{}'\"", digit.to_string().repeat(64))
}

fn open(path: &str, seal: &str) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(&format!("PRAGMA key = {}; {seal}", key('1'))).unwrap();
    connection
}

fn read(connection: &Connection) -> Result<i64, String> {
    connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).map_err(|error| error.to_string())
}

fn main() {
    let connection = open("original.db", SHA_256);
    let cipher: String = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).unwrap();
    println!("SQLite {}, SQLCipher {cipher}", rusqlite::version());
    connection.execute_batch("CREATE TABLE t (x); INSERT INTO t VALUES (1); VACUUM INTO 'copy.db'").unwrap();
    let check: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    drop(connection);
    let original = read(&open("original.db", SHA_256));
    let alike = read(&open("copy.db", SHA_256));
    let default = read(&open("copy.db", ""));
    println!("expected: a copy opens as its original does");
    println!("original, opened with its seal: {original:?}, check: {check}");
    println!("copy, opened as the original:   {alike:?}");
    println!("copy, with the default seal:    {default:?}");

    let connection = open("original.db", SHA_256);
    connection.execute_batch("PRAGMA cipher_default_hmac_algorithm = HMAC_SHA256; VACUUM INTO 'second.db'").unwrap();
    drop(connection);
    let second = read(&open("second.db", SHA_256));
    println!("copy made with that default, opened as the original: {second:?}");
    let told = |result: &Result<i64, String>| result.as_ref().is_err_and(|error| error.contains("not a database"));
    if original != Ok(1) || !told(&alike) || default != Ok(1) || second != Ok(1) {
        println!("this has changed");
        std::process::exit(1);
    }
}
RUST
cargo run --quiet
