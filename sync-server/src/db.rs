//! The hub's one database file: how it is opened, upgraded, written and read.
//!
//! Everything that touches SQLite goes through here, so that durability and limits are set in one
//! place: WAL, `synchronous=FULL` (an acknowledgement means fsync), foreign keys, and the stable
//! query planner (SQLite is built with STAT4 and would prepare again whenever a range is bound).

use std::path::Path;
use std::time::Duration;

use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;

/// A connection as the jobs of [`writer`] and [`readers`] see it.
pub use rusqlite::Connection;

pub mod migrations;
pub mod readers;
pub mod writer;

pub use readers::Readers;
pub use writer::{Hooks, WriteQueue};

/// Marks the file as a hub's database ("zjhb"), so that another SQLite file is not taken for one.
const APPLICATION_ID: i32 = 0x7A6A_6862;

/// How long a statement waits for another process's lock before it reports `Busy`.
const BUSY: Duration = Duration::from_secs(5);

/// What can go wrong with the database. Messages never contain stored values.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DbError {
    /// There is no database file where one is expected.
    #[error("there is no hub database here")]
    Missing,
    /// The file is some other program's.
    #[error("the file is not a hub's database")]
    Foreign,
    /// A newer hub has written it. The file was not touched.
    #[error(
        "the database has version {found}, this hub knows versions up to {known}: \
         install the newer zhijia-hub, the file was not touched"
    )]
    Newer {
        /// The version found in the file.
        found: u32,
        /// The newest version that this program knows.
        known: u32,
    },
    /// Another process holds the database's lock.
    #[error("the database is locked by another process")]
    Busy,
    /// The disk is full.
    #[error("the disk is full")]
    Full,
    /// The file is damaged.
    #[error("the database file is damaged: restore it from the last backup")]
    Damaged,
    /// More work is queued than the writer takes.
    #[error("the hub is overloaded")]
    Overloaded,
    /// The writer has ended, because the hub is shutting down or the database failed.
    #[error("the database is closed")]
    Closed,
    /// A job panicked; what it did was rolled back.
    #[error("a job failed unexpectedly and was rolled back")]
    Panicked,
    /// Anything else that SQLite reports.
    #[error("database error: {0}")]
    Other(String),
}

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DiskFull) => Self::Full,
            // The index of the log cannot grow: SQLite has no other word for it on a full disk.
            Some(ErrorCode::SystemIoFailure)
                if error
                    .sqlite_error()
                    .is_some_and(|error| error.extended_code == rusqlite::ffi::SQLITE_IOERR_SHMSIZE) =>
            {
                Self::Full
            }
            Some(ErrorCode::DatabaseCorrupt) => Self::Damaged,
            Some(ErrorCode::NotADatabase) => Self::Foreign,
            Some(code) => Self::Other(format!("{code:?}")),
            // The text of these names columns and types of our own schema, never values.
            None => Self::Other(match error {
                rusqlite::Error::QueryReturnedNoRows => "no row".to_owned(),
                rusqlite::Error::InvalidColumnType(at, name, kind) => {
                    format!("column {at} ({name}) has type {kind}")
                }
                rusqlite::Error::FromSqlConversionFailure(at, kind, _) => {
                    format!("column {at} of type {kind} cannot be read")
                }
                _ => "unexpected answer".to_owned(),
            }),
        }
    }
}

/// Creates the database, which must not exist yet, with all migrations applied.
///
/// # Errors
/// [`DbError`] where it cannot be written.
pub fn create(path: &Path) -> Result<Connection, DbError> {
    let mut connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    configure(&connection)?;
    migrations::run(&mut connection)?;
    Ok(connection)
}

/// Opens an existing database for writing and brings it to the newest version.
/// A newer or foreign file is refused before anything is written to it.
///
/// # Errors
/// [`DbError`] where the file is missing, damaged, foreign, or newer than this program.
pub fn open(path: &Path) -> Result<Connection, DbError> {
    inspect(path)?;
    let mut connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    configure(&connection)?;
    migrations::run(&mut connection)?;
    Ok(connection)
}

/// Opens a database in memory, with all migrations applied: for a hub inside a test or a simulation.
///
/// # Errors
/// [`DbError`] where SQLite cannot be started.
pub fn memory() -> Result<Connection, DbError> {
    let mut connection = Connection::open_in_memory()?;
    common(&connection)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    migrations::run(&mut connection)?;
    Ok(connection)
}

/// Opens one more connection that can only read. The database must be open for writing already.
///
/// # Errors
/// [`DbError`] where the file cannot be read.
pub fn open_reader(path: &Path) -> Result<Connection, DbError> {
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    common(&connection)?;
    connection.pragma_update(None, "query_only", true)?;
    Ok(connection)
}

/// Reads what the file is without writing to it.
fn inspect(path: &Path) -> Result<(), DbError> {
    if !path.is_file() {
        return Err(DbError::Missing);
    }
    let connection =
        Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY)?;
    let id: i32 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    if id != APPLICATION_ID {
        return Err(DbError::Foreign);
    }
    migrations::check(&connection)
}

fn configure(connection: &Connection) -> Result<(), DbError> {
    common(connection)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(())
}

fn common(connection: &Connection) -> Result<(), DbError> {
    connection.busy_timeout(BUSY)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DML, false)?;
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DQS_DDL, false)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // The hub's statements are few and live as long as the connection.
    connection.set_prepared_statement_cache_capacity(256);
    Ok(())
}

#[cfg(test)]
mod tests;
