//! Fates of pending changes, and the drawer of what was not sent.

use rusqlite::{OptionalExtension as _, params};
use zhijia_model::ChangeHash;

use super::ACCEPTED;
use crate::error::Result;
use crate::meta;
use crate::records::LEFT;
use crate::tx::Tx;

/// Why a change lies in the drawer: the hub refused it.
pub(crate) const REFUSED: u8 = 1;
/// It was written again under another hash.
pub(crate) const REWRITTEN: u8 = 2;
/// It had no effect any more.
pub(crate) const WITHOUT_EFFECT: u8 = 3;
/// Its scope was forgotten.
pub(crate) const FORGOTTEN: u8 = 4;
/// Its record was erased.
pub(crate) const GONE: u8 = 5;

/// A second.
const SECOND: i64 = 1000;
/// A minute.
const MINUTE: i64 = 60 * SECOND;
/// An hour.
const HOUR: i64 = 60 * MINUTE;

/// How long a change is kept back: (the first time, at most), doubling in between.
fn patience(why: &str) -> (i64, i64) {
    match why {
        "rate" => (30 * SECOND, 10 * MINUTE),
        // The hub has to be updated first.
        "unknown-kind" | "unknown-part" => (10 * MINUTE, 6 * HOUR),
        // What it waits for is usually in the same outbox.
        _ => (5 * SECOND, 10 * MINUTE),
    }
}

/// Why a change goes to the drawer, and the state that its intent gets.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Reason<'r> {
    pub(super) why: u8,
    pub(super) code: Option<&'r str>,
    pub(super) field: Option<&'r str>,
    pub(super) at: i64,
    pub(super) attention: bool,
    pub(super) intent: u8,
}

impl Tx<'_> {
    pub(super) fn settle_accepted(&mut self, change: ChangeHash, seq: u64) -> Result<()> {
        let sql = "UPDATE pending SET state = ?2, seq = ?3 WHERE hash = ?1 RETURNING intent, record";
        let row = self
            .conn
            .prepare_cached(sql)?
            .query_row(params![change.0, ACCEPTED, seq.cast_signed()], |row| {
                Ok((row.get::<_, [u8; 16]>(0)?, row.get::<_, i64>(1)?))
            })
            .optional()?;
        let Some((intent, n)) = row else { return self.settle_forgotten(change) };
        self.conn.prepare_cached("UPDATE intents SET state = 2 WHERE id = ?1 AND state < 2")?.execute([intent])?;
        self.moved(n);
        self.settle_left(n)
    }

    /// A record that has left every scope never comes back in a page: with the hub's receipt it is done.
    pub(super) fn settle_left(&mut self, n: i64) -> Result<()> {
        let sql = "SELECT id FROM records WHERE n = ?1 AND state = ?2
                   AND NOT EXISTS (SELECT 1 FROM pending WHERE record = ?1 AND state <> ?3)";
        let mut find = self.conn.prepare_cached(sql)?;
        let left = find.query_row(params![n, LEFT, ACCEPTED], |row| crate::records::id_at(row, 0)).optional()?;
        let Some(record) = left else { return Ok(()) };
        let sql = "UPDATE intents SET state = 3 WHERE id IN (SELECT intent FROM pending WHERE record = ?1)";
        self.conn.prepare_cached(sql)?.execute([n])?;
        self.conn.prepare_cached("DELETE FROM pending WHERE record = ?1")?.execute([n])?;
        self.prune(record, None)
    }

    pub(super) fn refuse_pending(
        &mut self,
        change: ChangeHash,
        code: &str,
        field: Option<&str>,
        now: i64,
    ) -> Result<()> {
        let Some(ord) = self.order_of(change)? else { return Ok(()) };
        let reason = Reason { why: REFUSED, code: Some(code), field, at: now, attention: true, intent: 4 };
        self.put_aside(ord, &reason)
    }

    /// A new generation for everything that this device writes.
    pub(crate) fn new_generation(&mut self) -> Result<()> {
        self.conn.execute("DELETE FROM part_actors", [])?;
        meta::set(self.conn, meta::GENERATION, self.draws.generation())
    }

    pub(super) fn hold_pending(&mut self, change: ChangeHash, why: &str, now: i64) -> Result<()> {
        let mut find = self.conn.prepare_cached("SELECT attempts, record FROM pending WHERE hash = ?1")?;
        let held = find.query_row([change.0], |row| Ok((row.get::<_, u32>(0)?, row.get::<_, i64>(1)?))).optional()?;
        let Some((attempts, n)) = held else { return Ok(()) };
        let (first, most) = patience(why);
        let wait = first.saturating_mul(1_i64 << attempts.min(20)).min(most);
        let sql = "UPDATE pending SET state = 0, attempts = attempts + 1, later_until = ?2, later_why = ?3
                   WHERE hash = ?1";
        self.conn.prepare_cached(sql)?.execute(params![change.0, now.saturating_add(wait), why])?;
        self.moved(n);
        Ok(())
    }

    pub(super) fn rewrite_pending(&mut self, old: ChangeHash, new: Option<(ChangeHash, &[u8])>) -> Result<()> {
        let Some(ord) = self.order_of(old)? else { return Ok(()) };
        let Some((hash, bytes)) = new else {
            return self.put_aside(ord, &Reason { why: WITHOUT_EFFECT, intent: 3, ..Reason::default() });
        };
        self.copy_aside(ord, &Reason { why: REWRITTEN, ..Reason::default() })?;
        let sql = "UPDATE pending SET hash = ?2, bytes = ?3, state = 0, seq = NULL, attempts = 0, later_until = 0,
                       later_why = NULL WHERE ord = ?1 RETURNING record";
        let mut update = self.conn.prepare_cached(sql)?;
        let n: i64 = update.query_row(params![ord, hash.0, bytes], |row| row.get(0))?;
        self.changed.outbox = true;
        self.touch_number(n)
    }

    fn order_of(&self, change: ChangeHash) -> Result<Option<i64>> {
        let mut find = self.conn.prepare_cached("SELECT ord FROM pending WHERE hash = ?1")?;
        Ok(find.query_row([change.0], |row| row.get(0)).optional()?)
    }

    /// Moves a pending change to the drawer.
    pub(super) fn put_aside(&mut self, ord: i64, reason: &Reason<'_>) -> Result<()> {
        self.copy_aside(ord, reason)?;
        let mut remove = self.conn.prepare_cached("DELETE FROM pending WHERE ord = ?1 RETURNING record, intent")?;
        let (n, intent) = remove.query_row([ord], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?)))?;
        let sql = "UPDATE intents SET state = ?2 WHERE id = ?1";
        self.conn.prepare_cached(sql)?.execute(params![intent, reason.intent])?;
        self.changed.outbox = true;
        self.touch_number(n)
    }

    fn copy_aside(&mut self, ord: i64, reason: &Reason<'_>) -> Result<()> {
        let sql = "INSERT INTO drawer (why, code, field, at, attention, intent, record, header, part, hash, bytes)
             SELECT ?2, ?3, ?4, ?5, ?6, intent, id, pending.header, part, hash, bytes
             FROM pending JOIN records ON records.n = pending.record WHERE ord = ?1";
        let Reason { why, code, field, at, attention, .. } = *reason;
        self.conn.prepare_cached(sql)?.execute(params![ord, why, code, field, at, attention])?;
        self.changed.drawer = true;
        Ok(())
    }

    /// Notes that the read tables of a record have to follow.
    pub(crate) fn touch_number(&mut self, n: i64) -> Result<()> {
        let mut find = self.conn.prepare_cached("SELECT id FROM records WHERE n = ?1")?;
        let id = find.query_row([n], |row| crate::records::id_at(row, 0)).optional()?;
        if let Some(id) = id
            && self.held(id)?.is_some()
        {
            self.stale(n)?;
            self.touch(id, n);
        }
        Ok(())
    }
}
