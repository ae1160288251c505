//! The end of this device's or its member's access: what the hub gave is forgotten, unsent work is kept.

use rusqlite::params;
use zhijia_model::{DeviceId, RecordId, Scope};

use super::drawer::FORGOTTEN;
use crate::error::Result;
use crate::meta;
use crate::records::{Dao, ERASED, id_at};
use crate::tx::Tx;

/// Why, and for which device, the hub has ended the access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// The hub's code, such as `device-revoked`.
    pub code: String,
    /// The device that was revoked.
    pub device: DeviceId,
}

impl Dao<'_> {
    /// Whether the hub has ended the access of this phone, and nothing was joined since.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn revoked(&self) -> Result<Option<Revoked>> {
        let Some(bytes) = meta::get::<Vec<u8>>(self.conn, meta::REVOKED)? else { return Ok(None) };
        let read = bytes.split_first_chunk::<16>();
        Ok(read.map(|(device, code)| Revoked {
            code: String::from_utf8_lossy(code).into_owned(),
            device: DeviceId(*device),
        }))
    }
}

impl Tx<'_> {
    /// Forgets every scope and all that no scope gives: the hub has ended the access, and says why by `code`. Unsent
    /// work goes to the drawer and asks for attention. Repeating it does nothing more.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be written: full, damaged, or closed.
    pub fn forget_all(&mut self, code: &str, now: i64) -> Result<()> {
        let last: i64 = self.conn.query_row("SELECT coalesce(max(n), 0) FROM drawer", [], |row| row.get(0))?;
        self.flush_scopes()?;
        let scopes = {
            let mut find = self.conn.prepare("SELECT audience, space FROM scopes")?;
            let rows = find.query_map([], |row| Ok(Scope { audience: row.get(0)?, space: id_at(row, 1)? }))?;
            rows.collect::<Result<Vec<_>, _>>()?
        };
        for scope in scopes {
            self.forget_scope(scope, now)?;
        }
        // What stood in no scope: this device's own work, and what was only named.
        for record in self.every_record()? {
            self.prune(record, Some(now))?;
        }
        self.conn.execute("DELETE FROM follows", [])?;
        self.forget_seen()?;
        let sql = "UPDATE drawer SET code = ?3, attention = 1 WHERE n > ?1 AND why = ?2";
        self.conn.execute(sql, params![last, FORGOTTEN, code])?;
        for key in [meta::ENTITLEMENTS, meta::MAC, meta::EPOCH] {
            meta::clear(self.conn, key)?;
        }
        self.changed.all = true;
        meta::set(self.conn, meta::REVOKED, [&self.device.0[..], code.as_bytes()].concat())
    }

    /// Access was given anew.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be written: full, damaged, or closed.
    pub fn clear_revoked(&mut self) -> Result<()> {
        meta::clear(self.conn, meta::REVOKED)
    }

    fn every_record(&self) -> Result<Vec<RecordId>> {
        let mut find = self.conn.prepare("SELECT id FROM records WHERE state <> ?1")?;
        let rows = find.query_map([ERASED], |row| id_at(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
