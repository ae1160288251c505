#!/usr/bin/env bash
# SQLite calls itself ready before SQLCipher is.
#
# Two threads of a process open their first encrypted connections at the same moment, each with the right key. Once in
# some hundreds of starts one of them is told that the file is not a database, as if the key were wrong: SQLite sets its
# flag "initialised" before it runs SQLITE_EXTRA_INIT, which is where SQLCipher registers itself, and a connection that
# another thread opens between the two takes no key.
#
# The script starts a process again and again, each with two threads and a good database, until one start fails in this
# way (the behaviour is there), or until 6,000 starts have gone well (then it is gone, and this ends with an error).
# STARTS=n changes the number. CARGO_TARGET_DIR, where set, keeps what was compiled for the next script.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "sqlcipher-first-connections"
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
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};

const KEY: &str = "PRAGMA key = \"x'0101010101010101010101010101010101010101010101010101010101010101'\"";

fn read(path: &Path) -> rusqlite::Result<i64> {
    let connection = Connection::open(path)?;
    connection.execute_batch(KEY)?;
    connection.query_row("SELECT n FROM t", [], |row| row.get(0))
}

/// One start: two threads open their first connections together.
fn start(path: &Path) -> Vec<String> {
    let together = AtomicU32::new(0);
    let open = || {
        together.fetch_add(1, Ordering::SeqCst);
        while together.load(Ordering::SeqCst) < 2 {
            std::hint::spin_loop();
        }
        read(path).err().map(|error| error.to_string())
    };
    let results = std::thread::scope(|scope| [scope.spawn(&open), scope.spawn(&open)].map(|thread| thread.join().unwrap()));
    results.into_iter().flatten().collect()
}

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (path, starts) = (arguments.next().unwrap(), arguments.next());
    let path = Path::new(&path);
    let Some(starts) = starts.map(|starts| starts.parse::<u32>().unwrap()) else {
        start(path).into_iter().for_each(|error| println!("{error}"));
        return;
    };
    let connection = Connection::open(path).unwrap();
    connection.execute_batch(KEY).unwrap();
    connection.execute_batch("CREATE TABLE t (n INTEGER); INSERT INTO t VALUES (7)").unwrap();
    let cipher: String = connection.query_row("PRAGMA cipher_version", [], |row| row.get(0)).unwrap();
    println!("SQLite {}, SQLCipher {cipher}", rusqlite::version());
    println!("expected: with the right key, both threads of every start read the file");
    drop(connection);
    for n in 1..=starts {
        let output = Command::new(std::env::current_exe().unwrap()).arg(path).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        if !output.status.success() || !said.is_empty() {
            println!("start {n}: with the right key, one of two threads is told: {}", said.trim());
            assert_eq!(read(path), Ok(7), "the file itself is good");
            println!("the file is read without a fault by this process");
            return;
        }
    }
    println!("{starts} starts went well: the behaviour has changed, or this computer does not show it");
    std::process::exit(1);
}
RUST
cargo run --quiet -- "$work/good.db" "${STARTS:-6000}"
