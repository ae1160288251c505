//! Connections for reading: WAL lets them work while the writer commits.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::{Connection, DbError, open_reader};

/// How many idle connections are kept; more are opened when needed and closed after use.
const KEPT: usize = 8;

/// Reads inside a transaction of its own: every statement sees the same moment.
///
/// # Errors
/// What `read` fails with, or [`DbError`] where the database cannot be read.
pub fn at_one_moment<T, E: From<DbError>>(
    connection: &Connection,
    read: impl FnOnce(&Connection) -> Result<T, E>,
) -> Result<T, E> {
    // Prepared once for each connection.
    let run = |sql| connection.prepare_cached(sql)?.execute([]).map_err(DbError::from);
    run("BEGIN")?;
    let out = read(connection);
    run(if out.is_ok() { "COMMIT" } else { "ROLLBACK" })?;
    out
}

/// A pool of reading connections to one database file.
pub struct Readers {
    path: PathBuf,
    idle: Mutex<Vec<Connection>>,
}

impl Readers {
    /// A pool that opens its connections when they are first needed.
    pub fn new(path: &Path) -> Self {
        Self { path: path.to_owned(), idle: Mutex::new(Vec::new()) }
    }

    /// Runs `read` on a connection of its own, on the calling thread. For one consistent view over
    /// several statements, read [`at_one_moment`] inside.
    ///
    /// # Errors
    /// What `read` fails with, or [`DbError`] where no connection can be had.
    pub fn with<T, E: From<DbError>>(&self, read: impl FnOnce(&Connection) -> Result<T, E>) -> Result<T, E> {
        let idle = self.lock().pop();
        let connection = match idle {
            Some(connection) => connection,
            None => open_reader(&self.path)?,
        };
        let result = read(&connection);
        // A connection that was left inside a transaction would pin the WAL, so it is closed.
        if connection.is_autocommit() {
            let mut kept = self.lock();
            if kept.len() < KEPT {
                kept.push(connection);
            }
        }
        result
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Connection>> {
        // The vector is valid at every moment, whoever panicked while holding it.
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
