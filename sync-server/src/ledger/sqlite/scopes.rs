//! Scopes and the feed: one row per (scope, record).

use rusqlite::Row;
use zhijia_model::Scope;
use zhijia_sync::wire::{Digest, Gone};

use super::records::{record_row, select_record};
use super::{Id, Sqlite, number, signed};
use crate::ledger::{DbError, FeedRow, Num, Place, Result, ScopeRow, Scopes};

const fn gone_number(gone: Option<Gone>) -> u8 {
    match gone {
        None => 0,
        Some(Gone::Left) => 1,
        Some(Gone::Erased) => 2,
    }
}

fn place(row: &Row<'_>, at: usize) -> rusqlite::Result<Place> {
    Ok(Place {
        seq: number(row, at)?,
        entered: number(row, at + 1)?,
        gone: match row.get::<_, u8>(at + 2)? {
            0 => None,
            1 => Some(Gone::Left),
            _ => Some(Gone::Erased),
        },
    })
}

impl Scopes for Sqlite<'_> {
    fn scope(&self, scope: Scope) -> Result<Option<ScopeRow>> {
        self.one(
            "SELECT num, head, count, sum FROM scope WHERE space = ? AND audience = ?",
            (Id(scope.space), scope.audience),
            |row| {
                let digest = Digest { count: number(row, 2)?, sum: row.get::<_, i64>(3)?.cast_unsigned() };
                Ok(ScopeRow { num: number(row, 0)?, head: number(row, 1)?, digest })
            },
        )
    }

    fn add_scope(&self, scope: Scope) -> Result<ScopeRow> {
        let added = self.one(
            "INSERT INTO scope (space, audience, head, count, sum) VALUES (?, ?, 0, 0, 0) RETURNING num",
            (Id(scope.space), scope.audience),
            |row| number(row, 0),
        )?;
        let num = added.ok_or_else(|| DbError::Other("a scope was not added".to_owned()))?;
        Ok(ScopeRow { num, head: 0, digest: Digest::default() })
    }

    fn set_scope(&self, row: &ScopeRow) -> Result<()> {
        self.run(
            "UPDATE scope SET head = ?, count = ?, sum = ? WHERE num = ?",
            (signed(row.head), signed(row.digest.count), row.digest.sum.cast_signed(), signed(row.num)),
        )
        .map(drop)
    }

    fn place(&self, scope: u64, record: Num) -> Result<Option<Place>> {
        self.one(
            "SELECT seq, entered, gone FROM feed WHERE scope = ? AND record = ?",
            (signed(scope), signed(record)),
            |row| place(row, 0),
        )
    }

    fn add_place(&self, scope: u64, record: Num, place: &Place) -> Result<()> {
        self.run(
            "INSERT INTO feed (scope, record, seq, entered, gone) VALUES (?, ?, ?, ?, ?)",
            (signed(scope), signed(record), signed(place.seq), signed(place.entered), gone_number(place.gone)),
        )
        .map(drop)
    }

    fn set_place(&self, scope: u64, record: Num, place: &Place) -> Result<()> {
        self.run(
            "UPDATE feed SET seq = ?, entered = ?, gone = ? WHERE scope = ? AND record = ?",
            (signed(place.seq), signed(place.entered), gone_number(place.gone), signed(scope), signed(record)),
        )
        .map(drop)
    }

    fn feed(&self, scope: u64, after: u64, limit: usize) -> Result<Vec<FeedRow>> {
        self.all(
            select_record!(
                ", f.seq, f.entered, f.gone FROM feed f JOIN record r ON r.num = f.record ",
                "WHERE f.scope = ? AND f.seq > ? ORDER BY f.seq LIMIT ?"
            ),
            (signed(scope), signed(after), signed(limit as u64)),
            |row| Ok(FeedRow { record: record_row(row)?, place: place(row, 13)? }),
        )
    }
}
