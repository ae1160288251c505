//! Leaving, forgetting and erasing: what no scope gives any more is removed, and unsent work is kept.

use rusqlite::{OptionalExtension as _, params};
use zhijia_model::{Audience, Header, Kind, Part, RecordId, Scope};

use super::drawer::{FORGOTTEN, GONE, Reason};
use crate::error::Result;
use crate::records::{ERASED, LEFT, id_at, part_numbers};
use crate::tx::Tx;
use crate::{meta, projections};

/// Whether one of these audiences is given the part. `None` where this version cannot tell.
fn given(header: Option<&Header>, part: u8, audiences: &[u8]) -> Option<bool> {
    let kind = Kind::from_number(header?.kind)?;
    let readers = kind.readers(Part::from_number(part)?);
    Some(audiences.iter().filter_map(|one| Audience::from_number(*one)).any(|one| readers.contains(&one)))
}

impl Tx<'_> {
    pub(super) fn leave_scope(&mut self, scope: Scope, record: RecordId) -> Result<Option<u64>> {
        let Some(held) = self.held(record)? else { return Ok(None) };
        self.stale(held.n)?;
        let before = self.take_row(scope, record, held.n)?;
        if before.is_some() {
            self.prune(record, None)?;
            self.settle_left(held.n)?;
        }
        Ok(before)
    }

    /// Takes a row out of its scope, and out of the scope's digest.
    fn take_row(&mut self, scope: Scope, record: RecordId, n: i64) -> Result<Option<u64>> {
        let row = self.scope_mut(scope)?;
        let (number, pass) = (row.n, row.pass);
        let sql = "DELETE FROM rows WHERE record = ?1 AND scope = ?2 RETURNING seq, pass";
        let taken = self
            .conn
            .prepare_cached(sql)?
            .query_row(params![n, number], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, u32>(1)?)))
            .optional()?;
        let sql = "DELETE FROM parked WHERE record = ?1 AND scope = ?2";
        self.conn.prepare_cached(sql)?.execute(params![n, number])?;
        let Some((seq, seen)) = taken else { return Ok(None) };
        if seq > 0 {
            let row = self.scope_mut(scope)?;
            row.digest.remove(&record, seq);
            if seen != pass {
                row.unseen = row.unseen.saturating_sub(1);
            }
        }
        Ok(Some(seq))
    }

    /// Removes what no scope gives any more. With `drawer` (the time), unsent work in it goes to the drawer;
    /// without, it stays, with what it builds upon, until the hub has answered.
    pub(super) fn prune(&mut self, record: RecordId, drawer: Option<i64>) -> Result<()> {
        let Some(held) = self.held(record)? else { return Ok(()) };
        let n = held.n;
        self.stale(n)?;
        let mut find = self.conn.prepare_cached(
            "SELECT audience, space FROM rows JOIN scopes ON scopes.n = rows.scope WHERE record = ?1",
        )?;
        let scopes = find.query_map([n], |row| Ok(Scope { audience: row.get(0)?, space: id_at(row, 1)? }))?;
        let scopes = scopes.collect::<Result<Vec<_>, _>>()?;
        let audiences: Vec<u8> = scopes.iter().map(|scope| scope.audience).collect();
        let mut kept = false;
        for part in part_numbers(self.conn, n)? {
            match given(held.header.as_ref(), part, &audiences) {
                Some(true) => {
                    kept = true;
                    continue;
                }
                Some(false) => {}
                // A newer app's part: it goes, and the scopes that may have given it are asked again.
                None => {
                    for scope in &scopes {
                        self.scope_mut(*scope)?.reset = true;
                    }
                }
            }
            if drawer.is_some() {
                // What the hub has is not unsent.
                self.settle_part(n, part)?;
            }
            let pending = self.orders(n, Some(part))?;
            match drawer {
                None if !pending.is_empty() => {
                    kept = true;
                    continue;
                }
                Some(at) => self.put_all_aside(&pending, FORGOTTEN, at)?,
                None => {}
            }
            let sql = "DELETE FROM changes WHERE record = ?1 AND part = ?2";
            self.conn.prepare_cached(sql)?.execute(params![n, part])?;
        }
        if scopes.is_empty() && kept {
            self.set_state(record, LEFT)?;
        }
        if scopes.is_empty() && !kept {
            return self.delete_record(record, n, held.header.as_ref());
        }
        self.touch(record, n);
        Ok(())
    }

    /// The numbers of the pending changes of a record, or of one of its parts.
    fn orders(&self, n: i64, part: Option<u8>) -> Result<Vec<i64>> {
        let sql = "SELECT ord FROM pending WHERE record = ?1 AND coalesce(part = ?2, true) ORDER BY ord";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map(params![n, part], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn put_all_aside(&mut self, orders: &[i64], why: u8, at: i64) -> Result<()> {
        for ord in orders {
            self.put_aside(*ord, &Reason { why, at, intent: 5, ..Reason::default() })?;
        }
        Ok(())
    }

    /// Deletes everything of a record but what lies in the drawer.
    fn delete_record(&mut self, record: RecordId, n: i64, header: Option<&Header>) -> Result<()> {
        self.delete_contents(record, n, header)?;
        self.conn.prepare_cached("DELETE FROM records WHERE n = ?1")?.execute([n])?;
        self.drop_known(record, header);
        Ok(())
    }

    fn delete_contents(&mut self, record: RecordId, n: i64, header: Option<&Header>) -> Result<()> {
        projections::remove(self.conn, n, header)?;
        for table in ["changes", "rows", "past_verdicts", "parked", "part_actors"] {
            let sql = format!("DELETE FROM {table} WHERE record = ?1");
            self.conn.prepare_cached(&sql)?.execute([n])?;
        }
        // What was sent is the hub's now; what was not is only in the drawer, with its intent.
        let sql = "DELETE FROM intents WHERE record = ?1 AND state = 3";
        self.conn.prepare_cached(sql)?.execute([record.as_bytes()])?;
        // Neither of these stands in a list.
        let sql = "DELETE FROM drawer WHERE record = ?1 AND why IN (2, 3)";
        self.conn.prepare_cached(sql)?.execute([record.as_bytes()])?;
        Ok(())
    }

    pub(super) fn erase_record(&mut self, record: RecordId) -> Result<()> {
        let Some(n) = self.holding(record)? else { return Ok(()) };
        let header = self.held(record)?.and_then(|held| held.header);
        self.stale(n)?;
        for part in part_numbers(self.conn, n)? {
            self.settle_part(n, part)?;
        }
        let pending = self.orders(n, None)?;
        self.put_all_aside(&pending, GONE, 0)?;
        for scope in self.scopes_of(n)? {
            self.take_row(scope, record, n)?;
        }
        self.delete_contents(record, n, header.as_ref())?;
        let sql = "UPDATE records SET kind = NULL, space = NULL, owner = NULL, header = NULL, state = ?2 WHERE n = ?1";
        self.conn.prepare_cached(sql)?.execute(params![n, ERASED])?;
        self.drop_known(record, header.as_ref());
        Ok(())
    }

    fn scopes_of(&self, n: i64) -> Result<Vec<Scope>> {
        let sql = "SELECT audience, space FROM rows JOIN scopes ON scopes.n = rows.scope WHERE record = ?1";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map([n], |row| Ok(Scope { audience: row.get(0)?, space: id_at(row, 1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    pub(super) fn forget_scope(&mut self, scope: Scope, now: i64) -> Result<()> {
        let number = self.scope(scope)?.n;
        let sql = "SELECT records.id, records.n FROM rows JOIN records ON records.n = rows.record WHERE scope = ?1";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map([number], |row| Ok((id_at(row, 0)?, row.get::<_, i64>(1)?)))?;
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        for (record, n) in rows {
            self.held(record)?;
            self.stale(n)?;
            self.take_row(scope, record, n)?;
            self.prune(record, Some(now))?;
        }
        self.reread_scopes()?;
        self.conn.prepare_cached("DELETE FROM parked WHERE scope = ?1")?.execute([number])?;
        self.conn.prepare_cached("DELETE FROM rows WHERE scope = ?1")?.execute([number])?;
        self.conn.prepare_cached("DELETE FROM scopes WHERE n = ?1")?.execute([number])?;
        if scope.audience() == Some(Audience::Public) {
            self.conn.prepare_cached("DELETE FROM follows WHERE house = ?1")?.execute([scope.space.as_bytes()])?;
        }
        // New records that only this scope would have brought back.
        self.settle_unread()?;
        // What this device wrote before it forgot is not known here any more: numbering goes on under a new actor.
        let generation = self.draws.generation();
        meta::set(self.conn, meta::GENERATION, generation)
    }
}
