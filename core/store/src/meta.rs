//! Small values of which there is one each.

use rusqlite::types::FromSql;
use rusqlite::{Connection, OptionalExtension as _, ToSql, params};
use zhijia_sync::wire::Entitlements;

use crate::error::Result;
use crate::records::Dao;

/// The device's id.
pub(crate) const DEVICE: &str = "device";
/// The generation that parts are written with where they have none of their own.
pub(crate) const GENERATION: &str = "generation";
/// The ledger's history.
pub(crate) const EPOCH: &str = "epoch";
/// The MAC over all cursors.
pub(crate) const MAC: &str = "mac";
/// The entitlements, as CBOR.
pub(crate) const ENTITLEMENTS: &str = "entitlements";
/// Hub time minus device time, in milliseconds.
pub(crate) const CLOCK: &str = "clock";
/// The device whose access the hub has ended, and the hub's code.
pub(crate) const REVOKED: &str = "revoked";
/// The version of the code that wrote the read tables.
pub(crate) const CODE: &str = "code";

pub(crate) fn get<T: FromSql>(conn: &Connection, key: &str) -> Result<Option<T>> {
    let mut find = conn.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
    Ok(find.query_row([key], |row| row.get(0)).optional()?)
}

pub(crate) fn set(conn: &Connection, key: &str, value: impl ToSql) -> Result<()> {
    let sql = "INSERT INTO meta (key, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = excluded.value";
    conn.prepare_cached(sql)?.execute(params![key, value])?;
    Ok(())
}

pub(crate) fn clear(conn: &Connection, key: &str) -> Result<()> {
    conn.prepare_cached("DELETE FROM meta WHERE key = ?1")?.execute([key])?;
    Ok(())
}

pub(crate) fn entitlements(conn: &Connection) -> Result<Option<Entitlements>> {
    Ok(get::<Vec<u8>>(conn, ENTITLEMENTS)?.and_then(|bytes| minicbor::decode(&bytes).ok()))
}

impl Dao<'_> {
    /// Who this device's member is, the home union and the scopes, as the hub last said; `None` before the first
    /// exchange.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn entitlements(&self) -> Result<Option<Entitlements>> {
        entitlements(self.conn)
    }

    /// How far the hub's clock is ahead of this device's, in milliseconds; 0 before the first exchange.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn clock_ahead(&self) -> Result<i64> {
        Ok(get(self.conn, CLOCK)?.unwrap_or(0))
    }
}
