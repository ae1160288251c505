//! A phone's database, opened from outside with its key.

use std::path::Path;

use data_encoding::HEXLOWER;
use rusqlite::Connection;

/// Opens it as the store does: a raw key, and SHA-256 over each page.
pub fn open(file: &Path, key: &[u8; 32]) -> Connection {
    let connection = Connection::open(file).unwrap();
    let key = HEXLOWER.encode(key);
    let pragmas = format!("PRAGMA key = \"x'{key}'\"; PRAGMA cipher_hmac_algorithm = HMAC_SHA256");
    connection.execute_batch(&pragmas).unwrap();
    connection
}
