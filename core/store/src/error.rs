//! What can go wrong with the store. Nothing here says anything personal: no value, no key, no statement.

use std::path::PathBuf;

use rusqlite::{ErrorCode, ffi};
use zhijia_model::{ChangeError, Code};

/// Why the store could not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The key is not the one that the file was made with. The file is untouched.
    #[error("the key does not open this database")]
    WrongKey,
    /// The file was written by a newer app. It is untouched.
    #[error("the database has schema {found}; this version knows up to {known}: update the app")]
    Newer {
        /// The schema's number in the file.
        found: u32,
        /// The greatest number that this version knows.
        known: u32,
    },
    /// Another process, or another [`crate::Store`] of this one, holds the directory.
    #[error("the database is in use by another process")]
    Locked,
    /// The store was paused with [`crate::Store::pause`]; resume it first.
    #[error("the store is paused")]
    Paused,
    /// There is no room on the device. Nothing of the transaction was kept.
    #[error("there is no space left on the device")]
    DiskFull,
    /// The file is damaged. Opening the store again moves it aside and recovers what is readable.
    #[error("the database is damaged; open the store again to recover")]
    Damaged,
    /// The file is damaged and could not be moved aside to this place.
    #[error("the database is damaged and could not be moved aside")]
    NotMoved {
        /// Where it should have gone.
        to: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file system refused something else.
    #[error("the file system failed: {0}")]
    Io(std::io::Error),
    /// The action is not well formed, or its record was erased.
    #[error("the action is refused: {}", .0.as_str())]
    Refused(Code),
    /// The change cannot be written.
    #[error("the change cannot be written: {0}")]
    Change(#[from] ChangeError),
    /// SQLite failed in another way.
    #[error("the database failed: {0}")]
    Sqlite(rusqlite::Error),
    /// A migration is wrong: a fault of this version.
    #[error("migration {number} failed: {source}")]
    Migration {
        /// The migration's number.
        number: u32,
        /// What SQLite said.
        source: rusqlite::Error,
    },
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind;
        match error.kind() {
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::Io(error),
        }
    }
}

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::DiskFull,
            // The index of the log cannot grow: SQLite has no other word for it on a full disk.
            Some(ErrorCode::SystemIoFailure)
                if error.sqlite_error().is_some_and(|error| error.extended_code == ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::DiskFull
            }
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                crate::damage::met();
                Self::Damaged
            }
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Locked,
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::ReadOnly) => {
                Self::Io(std::io::Error::other(error))
            }
            _ => Self::Sqlite(error),
        }
    }
}

/// The store's result.
pub type Result<T, E = Error> = core::result::Result<T, E>;
