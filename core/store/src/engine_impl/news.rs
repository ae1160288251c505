//! What a page brings: changes, values, and the rows of its scope.

use rusqlite::{OptionalExtension as _, params};
use zhijia_model::{ChangeHash, Decoded, RecordId, Scope, Witness};
use zhijia_sync::engine::Fetched;
use zhijia_sync::wire::Entry;

use crate::error::Result;
use crate::records::{LEFT, Values};
use crate::tx::Tx;

impl Tx<'_> {
    pub(super) fn take_change(
        &mut self,
        record: RecordId,
        part: u8,
        change: ChangeHash,
        news: Option<Fetched<'_>>,
        witness: Witness,
    ) -> Result<bool> {
        let Some(n) = self.holding(record)? else { return Ok(true) };
        let own = self.take_pending(n, part, change)?;
        let (bytes, decoded) = match (news, own) {
            (Some(news), _) => (news.bytes.to_vec(), Some(news.decoded)),
            (None, Some(bytes)) => (bytes, None),
            (None, None) => return self.witness_again(record, n, part, change, witness),
        };
        let sql = "INSERT INTO changes (record, part, hash, seq, rank, author, bytes)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE
                   SET seq = excluded.seq, rank = excluded.rank, author = excluded.author";
        let seq = witness.seq.cast_signed();
        let values = params![n, part, change.0, seq, witness.rank, witness.author.as_bytes(), bytes];
        self.conn.prepare_cached(sql)?.execute(values)?;
        self.touch(record, n);
        if let Some(fresh) = self.fresh(n) {
            match decoded.map_or_else(|| Decoded::read(&bytes).ok(), |decoded| Some(decoded.clone())) {
                Some(decoded) => fresh.parts.entry(part).or_default().push_decoded(bytes, decoded, Some(witness)),
                None => self.stale(n)?,
            }
        }
        Ok(true)
    }

    /// A change that is there already gets what the hub says of it now.
    fn witness_again(
        &mut self,
        record: RecordId,
        n: i64,
        part: u8,
        change: ChangeHash,
        witness: Witness,
    ) -> Result<bool> {
        let sql = "UPDATE changes SET seq = ?4, rank = ?5, author = ?6 WHERE record = ?1 AND part = ?2 AND hash = ?3";
        let seq = witness.seq.cast_signed();
        let values = params![n, part, change.0, seq, witness.rank, witness.author.as_bytes()];
        let known = self.conn.prepare_cached(sql)?.execute(values)? == 1;
        self.touch(record, n);
        Ok(known)
    }

    /// Takes the change out of the pending ones and settles its intent.
    fn take_pending(&mut self, n: i64, part: u8, change: ChangeHash) -> Result<Option<Vec<u8>>> {
        if !self.any_pending {
            return Ok(None);
        }
        let sql = "DELETE FROM pending WHERE hash = ?1 AND record = ?2 AND part = ?3 RETURNING intent, bytes";
        let row = self
            .conn
            .prepare_cached(sql)?
            .query_row(params![change.0, n, part], |row| Ok((row.get::<_, [u8; 16]>(0)?, row.get(1)?)))
            .optional()?;
        let Some((intent, bytes)) = row else { return Ok(None) };
        self.conn.prepare_cached("UPDATE intents SET state = 3 WHERE id = ?1")?.execute([intent])?;
        self.changed.outbox = true;
        self.stale(n)?;
        Ok(Some(bytes))
    }

    pub(super) fn knows_change(&mut self, record: RecordId, part: u8, change: ChangeHash) -> Result<bool> {
        let Some(held) = self.held(record)? else { return Ok(false) };
        if let Some(fresh) = self.fresh(held.n) {
            let part = fresh.parts.get(&part);
            return Ok(part.is_some_and(|part| part.iter().any(|one| one.decoded.hash == change)));
        }
        let sql = "SELECT EXISTS (SELECT 1 FROM changes WHERE record = ?1 AND part = ?2 AND hash = ?3)
                       OR EXISTS (SELECT 1 FROM pending WHERE record = ?1 AND part = ?2 AND hash = ?3)";
        Ok(self.conn.prepare_cached(sql)?.query_row(params![held.n, part, change.0], |row| row.get(0))?)
    }

    pub(super) fn take_values(&mut self, scope: Scope, record: RecordId, entry: &Entry) -> Result<()> {
        if entry.view.is_none() && entry.verdict.is_none() && entry.fact.is_none() && entry.queue.is_none() {
            return Ok(());
        }
        let Some(n) = self.holding(record)? else { return Ok(()) };
        let audience = scope.audience;
        let scope = self.scope(scope)?.n;
        self.touch(record, n);
        if let Some(fresh) = self.fresh(n) {
            let values = fresh.values.entry(scope).or_default();
            if values.seq == 0 {
                values.audience = audience;
                merge(values, entry);
                return Ok(());
            }
            self.stale(n)?;
        }
        let before = self.verdict_before(n, scope)?;
        if let (Some(new), Some((seq, old))) = (&entry.verdict, before)
            && *new != old
        {
            let sql = "INSERT OR IGNORE INTO past_verdicts (record, seq, bytes) VALUES (?1, ?2, ?3)";
            self.conn.prepare_cached(sql)?.execute(params![n, seq, old])?;
        }
        // A verdict comes with the place in the queue, or without because there is none any more.
        let sql = "INSERT INTO rows (record, scope, verdict_seq, view, verdict, fact, queue)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET
                   view = coalesce(excluded.view, view), fact = coalesce(excluded.fact, fact),
                   queue = CASE WHEN excluded.verdict IS NULL THEN coalesce(excluded.queue, queue)
                           ELSE excluded.queue END,
                   verdict_seq = CASE WHEN excluded.verdict IS NULL THEN verdict_seq ELSE excluded.verdict_seq END,
                   verdict = coalesce(excluded.verdict, verdict)";
        let seq = if entry.verdict.is_some() { entry.seq.cast_signed() } else { 0 };
        let values = params![n, scope, seq, entry.view, entry.verdict, entry.fact, entry.queue];
        self.conn.prepare_cached(sql)?.execute(values)?;
        Ok(())
    }

    fn verdict_before(&self, n: i64, scope: i64) -> Result<Option<(i64, Vec<u8>)>> {
        let sql = "SELECT verdict_seq, verdict FROM rows WHERE record = ?1 AND scope = ?2 AND verdict IS NOT NULL";
        let mut find = self.conn.prepare_cached(sql)?;
        Ok(find.query_row(params![n, scope], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
    }

    pub(super) fn enter_scope(&mut self, scope: Scope, record: RecordId, seq: u64) -> Result<Option<u64>> {
        let Some(n) = self.holding(record)? else { return Ok(None) };
        if self.held(record)?.is_some_and(|held| held.state == LEFT) {
            self.set_state(record, 0)?;
        }
        let row = self.scope_mut(scope)?;
        let (number, pass) = (row.n, row.pass);
        let before = match self.fresh(n) {
            // The first that is heard of the record: one insertion, nothing to look up.
            Some(fresh) if fresh.values.get(&number).is_none_or(|values| values.seq == 0) => {
                let values = fresh.values.entry(number).or_default();
                (values.seq, values.audience) = (seq, scope.audience);
                let values = values.clone();
                self.insert_row(n, number, pass, &values)?;
                None
            }
            _ => {
                self.stale(n)?;
                self.update_row(n, number, pass, seq)?
            }
        };
        let row = self.scope_mut(scope)?;
        if let Some((before, seen)) = before {
            row.digest.remove(&record, before);
            if seen != pass {
                row.unseen = row.unseen.saturating_sub(1);
            }
        }
        row.digest.add(&record, seq);
        Ok(before.map(|(seq, _)| seq))
    }

    pub(crate) fn insert_row(&self, n: i64, scope: i64, pass: u32, values: &Values) -> Result<()> {
        let sql = "INSERT INTO rows (record, scope, seq, pass, verdict_seq, view, verdict, fact, queue)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)";
        self.conn.prepare_cached(sql)?.execute(params![
            n,
            scope,
            values.seq.cast_signed(),
            pass,
            values.verdict_seq.cast_signed(),
            values.view,
            values.verdict,
            values.fact,
            values.queue,
        ])?;
        Ok(())
    }

    /// Moves a row to a sequence; gives the sequence and the pass that it had, where it was in the scope.
    fn update_row(&self, n: i64, scope: i64, pass: u32, seq: u64) -> Result<Option<(u64, u32)>> {
        let mut find = self.conn.prepare_cached("SELECT seq, pass FROM rows WHERE record = ?1 AND scope = ?2")?;
        let before = find
            .query_row(params![n, scope], |row| Ok((row.get::<_, i64>(0)?.cast_unsigned(), row.get::<_, u32>(1)?)))
            .optional()?;
        let sql = "INSERT INTO rows (record, scope, seq, pass) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT DO UPDATE SET seq = excluded.seq, pass = excluded.pass";
        self.conn.prepare_cached(sql)?.execute(params![n, scope, seq.cast_signed(), pass])?;
        Ok(before.filter(|(seq, _)| *seq > 0))
    }
}

fn merge(values: &mut Values, entry: &Entry) {
    if entry.verdict.is_some() {
        values.verdict.clone_from(&entry.verdict);
        values.verdict_seq = entry.seq;
        values.queue = entry.queue;
    } else if entry.queue.is_some() {
        values.queue = entry.queue;
    }
    if entry.view.is_some() {
        values.view.clone_from(&entry.view);
    }
    if entry.fact.is_some() {
        values.fact.clone_from(&entry.fact);
    }
}
