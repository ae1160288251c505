//! The ledger in SQLite: statements are prepared once for each connection and live as long as it does.

use rusqlite::types::{FromSql, FromSqlResult, ToSqlOutput, Value, ValueRef};
use rusqlite::{Connection, OptionalExtension, Params, Row, ToSql};

use zhijia_model::RecordId;

use super::{DbError, Epoch, History, Result};

mod aid;
mod claims;
mod events;
mod lending;
mod people;
mod records;
mod scopes;
mod waiting;

/// The ledger on a connection, inside a transaction of the caller.
#[derive(Clone, Copy)]
pub struct Sqlite<'c>(pub &'c Connection);

impl Sqlite<'_> {
    fn one<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Option<T>> {
        Ok(self.0.prepare_cached(sql)?.query_row(params, read).optional()?)
    }

    fn all<T>(
        self,
        sql: &str,
        params: impl Params,
        read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
    ) -> Result<Vec<T>> {
        let mut statement = self.0.prepare_cached(sql)?;
        let rows = statement.query_map(params, read)?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    fn run(self, sql: &str, params: impl Params) -> Result<usize> {
        Ok(self.0.prepare_cached(sql)?.execute(params)?)
    }
}

impl History for Sqlite<'_> {
    fn epoch(&self) -> Result<Epoch> {
        let found = self.one(
            "SELECT coalesce(epoch, (SELECT value FROM meta WHERE key = 'epoch')), since FROM ledger",
            (),
            |row| Ok(Epoch { id: row.get(0)?, since: number(row, 1)? }),
        )?;
        found.ok_or_else(|| DbError::Other("the ledger has no epoch".to_owned()))
    }

    fn set_epoch(&self, epoch: Epoch) -> Result<()> {
        self.run("UPDATE ledger SET epoch = ?, since = ?", (epoch.id, signed(epoch.since))).map(drop)
    }

    fn seq(&self) -> Result<u64> {
        Ok(self.one("SELECT seq FROM ledger", (), |row| number(row, 0))?.unwrap_or(0))
    }

    fn set_seq(&self, seq: u64) -> Result<()> {
        self.run("UPDATE ledger SET seq = ?", (signed(seq),)).map(drop)
    }
}

/// A number as SQLite holds it. Sequences stay far below 2^63.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Reads what [`signed`] wrote.
fn number(row: &Row<'_>, at: usize) -> rusqlite::Result<u64> {
    row.get::<_, i64>(at).map(|number| u64::try_from(number).unwrap_or(0))
}

/// Reads a count.
fn small(row: &Row<'_>, at: usize) -> rusqlite::Result<u32> {
    row.get::<_, i64>(at).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
}

/// A record id as a column.
struct Id(RecordId);

impl ToSql for Id {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(ValueRef::Blob(self.0.as_bytes())))
    }
}

impl FromSql for Id {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<Self> {
        <[u8; 16]>::column_result(value).map(|bytes| Self(RecordId(bytes)))
    }
}

fn id(row: &Row<'_>, at: usize) -> rusqlite::Result<RecordId> {
    row.get::<_, Id>(at).map(|id| id.0)
}

fn maybe_id(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<RecordId>> {
    row.get::<_, Option<Id>>(at).map(|id| id.map(|id| id.0))
}

/// A blob or nothing, as an owned parameter.
fn blob(bytes: Option<&[u8]>) -> Value {
    bytes.map_or(Value::Null, |bytes| Value::Blob(bytes.to_vec()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn it_does_what_every_ledger_must() {
        crate::ledger::conformance::all(|check| {
            let connection = crate::db::memory().unwrap();
            crate::identity::sqlite::set_epoch(&connection, [9; 16]).unwrap();
            check(&Sqlite(&connection));
        });
    }

    #[test]
    fn what_is_looked_up_often_uses_an_index() {
        let connection = crate::db::memory().unwrap();
        for sql in [
            "SELECT seq FROM change WHERE record = 1 AND seq > 2 ORDER BY seq",
            "SELECT seq FROM change WHERE intent = x'00' AND device = x'00'",
            "SELECT r.id FROM record r LEFT JOIN event e ON e.record = r.num WHERE r.space = x'00' AND r.kind = 8 \
             AND r.kind IN (1, 4, 8) AND (e.over IS NULL OR e.over > 5) ORDER BY r.num",
            "SELECT f.seq FROM feed f JOIN record r ON r.num = f.record WHERE f.scope = 1 AND f.seq > 2 ORDER BY f.seq",
            "SELECT rank FROM waiting WHERE list = 1 ORDER BY rank, id LIMIT 1",
            "SELECT count(*) FROM loan WHERE title = x'00' AND out = 1",
            "SELECT record FROM loan WHERE person = x'00' AND out = 1",
        ] {
            let mut plan = connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
            let steps = plan.query_map([], |row| row.get::<_, String>(3)).unwrap();
            for step in steps.map(std::result::Result::unwrap) {
                assert!(step.starts_with("SEARCH") || step.contains("TEMP B-TREE"), "{sql}: {step}");
            }
        }
    }
}
