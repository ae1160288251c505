//! How far sync has come.

use zhijia_model::{RecordId, Scope};

use crate::error::Result;
use crate::records::{Dao, id_at};

/// One scope that the device follows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScopeStatus {
    /// The scope.
    pub scope: Scope,
    /// The ledger's sequence up to which this device has everything.
    pub cursor: u64,
    /// When the scope was last complete, by this device's clock, in milliseconds; `None` where it never was.
    pub complete_as_of: Option<i64>,
    /// Records in it.
    pub records: u64,
    /// Entries that this version could not apply.
    pub parked: u64,
    /// How often its digest differed from the hub's.
    pub mismatches: u32,
    /// Whether it is about to be fetched again from the beginning.
    pub reset: bool,
}

/// How far sync has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreStatus {
    /// Changes that are not sent.
    pub recorded: u64,
    /// Changes on their way.
    pub sent: u64,
    /// Changes that the hub has and that have not come back yet.
    pub accepted: u64,
    /// Changes that are kept back for a while; they count as recorded too.
    pub kept_back: u64,
    /// Cards that need attention.
    pub cards: u64,
    /// Everything in the "not sent" drawer.
    pub drawer: u64,
    /// When all scopes were last complete: the oldest of them; `None` where one never was, or there are none.
    pub complete_as_of: Option<i64>,
    /// Entries that this version could not apply.
    pub parked: u64,
    /// How often a digest differed from the hub's.
    pub mismatches: u64,
    /// The scopes.
    pub scopes: Vec<ScopeStatus>,
    /// The ledger's history that this device follows.
    pub epoch: Option<[u8; 16]>,
    /// Hub time minus device time, in milliseconds.
    pub clock_ahead: i64,
}

impl StoreStatus {
    /// Changes that the hub does not have yet.
    pub const fn to_send(&self) -> u64 {
        self.recorded + self.sent
    }
}

impl Dao<'_> {
    /// The scopes that this device follows.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn scopes(&self) -> Result<Vec<ScopeStatus>> {
        let sql = "SELECT space, audience, cursor, complete, count, mismatches, reset,
                       (SELECT count(*) FROM parked WHERE parked.scope = scopes.n)
                   FROM scopes ORDER BY n";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map([], |row| {
            Ok(ScopeStatus {
                scope: Scope { space: id_at(row, 0)?, audience: row.get(1)? },
                cursor: row.get::<_, i64>(2)?.cast_unsigned(),
                complete_as_of: row.get(3)?,
                records: row.get::<_, i64>(4)?.cast_unsigned(),
                mismatches: row.get(5)?,
                reset: row.get(6)?,
                parked: row.get::<_, i64>(7)?.cast_unsigned(),
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether the device holds everything of a scope, as of when (milliseconds): what tells "there is none" from
    /// "it is not known here".
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn scope_complete_as_of(&self, scope: Scope) -> Result<Option<i64>> {
        let sql = "SELECT complete FROM scopes WHERE space = ?1 AND audience = ?2";
        let mut find = self.conn.prepare_cached(sql)?;
        let mut rows = find.query(rusqlite::params![scope.space.as_bytes(), scope.audience])?;
        match rows.next()? {
            Some(row) => Ok(row.get(0)?),
            None => Ok(None),
        }
    }

    /// As of when the scopes that give a record are complete: the latest of them.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn complete_as_of(&self, record: RecordId) -> Result<Option<i64>> {
        let sql = "SELECT max(complete) FROM scopes JOIN rows ON rows.scope = scopes.n
                   JOIN records ON records.n = rows.record WHERE records.id = ?1";
        let mut find = self.conn.prepare_cached(sql)?;
        Ok(find.query_row([record.as_bytes()], |row| row.get(0))?)
    }

    /// How far sync has come.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn status(&self) -> Result<StoreStatus> {
        let scopes = self.scopes()?;
        let sql = "SELECT count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1),
                       count(*) FILTER (WHERE state = 2), count(*) FILTER (WHERE later_until > 0 AND state = 0)
                   FROM pending";
        let mut find = self.conn.prepare_cached(sql)?;
        let count = |row: &rusqlite::Row<'_>, at| row.get::<_, i64>(at).map(i64::cast_unsigned);
        let (recorded, sent, accepted, kept_back) =
            find.query_row([], |row| Ok((count(row, 0)?, count(row, 1)?, count(row, 2)?, count(row, 3)?)))?;
        let sql = "SELECT count(*) FILTER (WHERE attention), count(*) FILTER (WHERE why IN (1, 4, 5)) FROM drawer";
        let mut find = self.conn.prepare_cached(sql)?;
        let (cards, drawer) = find.query_row([], |row| Ok((count(row, 0)?, count(row, 1)?)))?;
        Ok(StoreStatus {
            recorded,
            sent,
            accepted,
            kept_back,
            cards,
            drawer,
            complete_as_of: scopes.iter().map(|one| one.complete_as_of).min().flatten(),
            parked: scopes.iter().map(|one| one.parked).sum(),
            mismatches: scopes.iter().map(|one| u64::from(one.mismatches)).sum(),
            epoch: crate::meta::get(self.conn, crate::meta::EPOCH)?,
            clock_ahead: self.clock_ahead()?,
            scopes,
        })
    }

    /// The space of a record and the spaces around it, from the inside out, as far as they are held.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn path(&self, record: RecordId) -> Result<Vec<RecordId>> {
        let mut out = Vec::new();
        let mut at = record;
        while let Some(header) = self.header(at)? {
            at = header.space;
            // A header is hashed from its container's id, so there is no circle.
            out.push(at);
        }
        Ok(out)
    }

    /// Every value of every table, one after the other, for tests and for a person's copy of the own data: what is
    /// not in here is not in the file.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn dump(&self) -> Result<Vec<u8>> {
        use rusqlite::types::ValueRef;

        let mut out = Vec::new();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'";
        let mut tables = self.conn.prepare(sql)?;
        let names = tables.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
        for name in names {
            let mut find = self.conn.prepare(&format!("SELECT * FROM {name}"))?;
            let columns = find.column_count();
            let mut rows = find.query([])?;
            while let Some(row) = rows.next()? {
                for at in 0..columns {
                    match row.get_ref(at)? {
                        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => out.extend_from_slice(bytes),
                        ValueRef::Integer(number) => out.extend_from_slice(&number.to_be_bytes()),
                        ValueRef::Null | ValueRef::Real(_) => {}
                    }
                    out.push(0);
                }
            }
        }
        Ok(out)
    }
}
