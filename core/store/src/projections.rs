//! Read tables for lists and search. They follow the records in the same transaction and can be rebuilt at any time.

use rusqlite::Connection;
use zhijia_model::kinds::Record;

use crate::error::Result;

/// Writes what the read tables say of a record. `new` where they cannot have it yet.
pub(crate) fn put(_conn: &Connection, _n: i64, _record: &Record, _new: bool) -> Result<()> {
    Ok(())
}

/// Removes a record from the read tables.
pub(crate) fn remove(_conn: &Connection, _n: i64) -> Result<()> {
    Ok(())
}

/// Empties the read tables.
pub(crate) fn clear(_conn: &Connection) -> Result<()> {
    Ok(())
}
