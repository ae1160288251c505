//! Opening connections: encryption, pragmas, the lock against a second process.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, Result};

/// The main file's name.
pub(crate) const FILE: &str = "main.db";
/// The file that is locked for as long as a store is open.
pub(crate) const LOCK: &str = "main.lock";
/// Tells a wrong key from a damaged file: an HMAC under the key, of which the key cannot be learnt.
const CHECK: &str = "main.check";
/// Pages that each connection keeps decrypted, in KiB.
const CACHE_KIB: i64 = 8 * 1024;
/// Statements kept prepared by each connection.
const STATEMENTS: usize = 160;
/// Milliseconds to wait for another thread that is setting SQLCipher up.
const CIPHER_TRIES: u32 = 10_000;

/// The database's key. It is wiped from memory with the store and has no textual form.
pub(crate) struct Key(Zeroizing<[u8; 32]>);

impl Key {
    pub(crate) fn new(key: &mut [u8; 32]) -> Self {
        let own = Self(Zeroizing::new(*key));
        key.zeroize();
        own
    }

    fn mac(&self, purpose: &[u8]) -> [u8; 32] {
        let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, self.0.as_slice());
        let tag = ring::hmac::sign(&key, purpose);
        let mut out = [0; 32];
        out.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
        out
    }

    /// `PRAGMA key` with the raw key and a salt of our own. SQLCipher would keep a random salt in the file's first
    /// bytes, and a file that lost them could never be read again, not even page by page.
    fn pragma(&self) -> Zeroizing<String> {
        let mut out = Zeroizing::new(String::with_capacity(16 + 96 + 8));
        out.push_str("PRAGMA key = \"x'");
        let salt = self.mac(b"zhijia store salt 1");
        for byte in self.0.iter().chain(salt.iter().take(16)) {
            for digit in [byte >> 4, byte & 15] {
                out.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            }
        }
        out.push_str("'\"");
        out
    }
}

/// Whether the key fits the check file; `None` where there is none yet.
pub(crate) fn key_fits(dir: &Path, key: &Key) -> Result<Option<bool>> {
    match std::fs::read(dir.join(CHECK)) {
        Ok(bytes) => Ok(Some(bytes == key.mac(b"zhijia store check 1"))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// Writes the check file, so that it is either whole or not there.
pub(crate) fn write_check(dir: &Path, key: &Key) -> Result<()> {
    use std::io::Write as _;
    let new = dir.join("main.check.new");
    let mut file = File::create(&new)?;
    file.write_all(&key.mac(b"zhijia store check 1"))?;
    file.sync_all()?;
    std::fs::rename(&new, dir.join(CHECK))?;
    Ok(())
}

/// The lock of a directory, held until it is dropped.
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Closing alone would let go only once every child process that is being started has closed its copy too.
        let _closing_lets_go_too = self.0.unlock();
    }
}

/// Takes the lock of a directory, or says that another one has it.
pub(crate) fn lock(dir: &Path) -> Result<Lock> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(dir.join(LOCK))?;
    match file.try_lock() {
        Ok(()) => Ok(Lock(file)),
        Err(TryLockError::WouldBlock) => Err(Error::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// The main file of a directory.
pub(crate) fn path(dir: &Path) -> PathBuf {
    dir.join(FILE)
}

/// SQLite calls itself ready before SQLCipher is: until then, a connection that another thread of the process opens
/// takes no key. Waits for the moment from which all do.
#[allow(clippy::disallowed_methods, reason = "SQLCipher tells nobody when it is ready; it is tried once a millisecond")]
fn wait_for_cipher() -> Result<()> {
    static READY: Mutex<bool> = Mutex::new(false);
    let mut ready = READY.lock().unwrap_or_else(PoisonError::into_inner);
    for tries in 1.. {
        if *ready {
            break;
        }
        match Connection::open_in_memory()?.execute_batch("PRAGMA key = 'x'") {
            Ok(()) => *ready = true,
            Err(error) if tries == CIPHER_TRIES => return Err(error.into()),
            Err(_) => std::thread::sleep(std::time::Duration::from_millis(1)),
        }
    }
    Ok(())
}

/// Opens a connection. The first page is not read yet.
pub(crate) fn open(path: &Path, key: &Key, writer: bool) -> Result<Connection> {
    wait_for_cipher()?;
    let mut flags = OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
    if writer {
        flags |= OpenFlags::SQLITE_OPEN_CREATE;
    }
    let conn = Connection::open_with_flags(path, flags)?;
    // It would write to the system's log what the store reports as an error of its own.
    conn.execute_batch("PRAGMA cipher_log_level = NONE")?;
    // The error would quote the statement, and with it the key.
    conn.execute_batch(&key.pragma()).map_err(|error| match error.sqlite_error() {
        Some(code) => Error::from(rusqlite::Error::SqliteFailure(*code, None)),
        None => Error::WrongKey,
    })?;
    // Phones have instructions for SHA-256; SQLCipher's own choice, SHA-512, costs them several times as much a page.
    conn.execute_batch("PRAGMA cipher_hmac_algorithm = HMAC_SHA256")?;
    // SQLite is built with STAT4 and would prepare again whenever a range parameter is bound.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    conn.set_prepared_statement_cache_capacity(STATEMENTS);
    conn.busy_timeout(std::time::Duration::from_secs(10))?;
    conn.pragma_update(None, "cache_size", -CACHE_KIB)?;
    conn.pragma_update(None, "temp_store", "MEMORY")?;
    if writer {
        // Reading the mode reads the first page: a wrong key or a damaged file shows here.
        let _: String = conn.query_row("PRAGMA journal_mode = WAL", [], |row| row.get(0))?;
        conn.pragma_update(None, "synchronous", "FULL")?;
        conn.pragma_update(None, "journal_size_limit", 4 * 1024 * 1024)?;
        // A forgotten scope must not be readable in free pages, even to someone with the key.
        conn.pragma_update(None, "secure_delete", "ON")?;
        if cfg!(target_vendor = "apple") {
            conn.pragma_update(None, "fullfsync", true)?;
            conn.pragma_update(None, "checkpoint_fullfsync", true)?;
        }
    } else {
        conn.pragma_update(None, "query_only", true)?;
    }
    Ok(conn)
}
