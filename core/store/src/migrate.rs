//! Numbered migrations: one runner, one transaction, `user_version`; a newer file is refused untouched.

use rusqlite::Connection;

use crate::error::{Error, Result};

/// All migrations; the one at index i brings the schema to number i + 1.
pub(crate) const MIGRATIONS: &[&str] =
    &[include_str!("../migrations/0001.sql"), include_str!("../migrations/0002.sql")];

/// The schema's number that this version knows.
pub(crate) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Brings the database to this version's schema. True where it was empty before.
pub(crate) fn run(conn: &mut Connection) -> Result<bool> {
    let found: u32 = conn.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let known = known();
    if found > known {
        return Err(Error::Newer { found, known });
    }
    if found == known {
        return Ok(false);
    }
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for (number, sql) in (1..=known).zip(MIGRATIONS).skip(found as usize) {
        tx.execute_batch(sql).map_err(|source| match Error::from(source) {
            Error::Sqlite(source) => Error::Migration { number, source },
            other => other,
        })?;
    }
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(found == 0)
}
