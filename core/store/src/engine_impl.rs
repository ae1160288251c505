//! The write transaction as the sync engine's store.

mod drawer;
mod news;
mod removal;
mod revoked;
mod unread;

pub use revoked::Revoked;
use rusqlite::{OptionalExtension as _, params};
use zhijia_model::{Actor, ChangeHash, Header, PartChanges, RecordId, Scope, Witness};
use zhijia_sync::engine::{self, Outbox, PendingChange};
use zhijia_sync::limits::{OFFER_BYTES_TARGET, OFFERS_MAX};
use zhijia_sync::wire::{Cursor, CursorSet, Digest, Entitlements, Entry, WireScope};

use crate::error::{Error, Result};
use crate::tx::Tx;
use crate::{meta, records};

/// A pending change that was made and not sent.
pub(crate) const RECORDED: u8 = 0;
/// A pending change that is on its way.
pub(crate) const SENT: u8 = 1;
/// A pending change that the hub has accepted.
pub(crate) const ACCEPTED: u8 = 2;

fn pending_at(row: &rusqlite::Row<'_>) -> rusqlite::Result<PendingChange> {
    Ok(PendingChange {
        record: records::id_at(row, 0)?,
        part: row.get(1)?,
        intent: zhijia_model::IntentId(row.get(2)?),
        hash: ChangeHash(row.get(3)?),
        bytes: row.get(4)?,
        accepted: row.get::<_, u8>(5)? == ACCEPTED,
    })
}

const PENDING: &str = "SELECT records.id, part, intent, hash, bytes, pending.state, later_until
     FROM pending JOIN records ON records.n = pending.record";

impl engine::Store for Tx<'_> {
    type Error = Error;

    fn cursors(&mut self) -> Result<Option<CursorSet>> {
        self.flush_scopes()?;
        let (Some(epoch), Some(mac)) = (meta::get(self.conn, meta::EPOCH)?, meta::get(self.conn, meta::MAC)?) else {
            return Ok(None);
        };
        let sql = "SELECT space, audience, cursor FROM scopes WHERE cursor > 0 ORDER BY space, audience";
        let mut find = self.conn.prepare_cached(sql)?;
        let cursors = find.query_map([], |row| {
            let scope = WireScope { space: records::id_at(row, 0)?, audience: row.get(1)? };
            Ok(Cursor { scope, seq: row.get::<_, i64>(2)?.cast_unsigned() })
        })?;
        Ok(Some(CursorSet { epoch, cursors: cursors.collect::<Result<_, _>>()?, mac }))
    }

    fn epoch(&mut self) -> Result<Option<[u8; 16]>> {
        meta::get(self.conn, meta::EPOCH)
    }

    fn mac(&mut self) -> Result<Option<[u8; 16]>> {
        meta::get(self.conn, meta::MAC)
    }

    fn entitlements_hash(&mut self) -> Result<Vec<u8>> {
        Ok(meta::entitlements(self.conn)?.map(|entitlements| entitlements.hash).unwrap_or_default())
    }

    fn followed(&mut self) -> Result<Vec<RecordId>> {
        let mut find = self.conn.prepare_cached("SELECT house FROM follows ORDER BY house")?;
        let rows = find.query_map([], |row| records::id_at(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn to_reset(&mut self) -> Result<Vec<WireScope>> {
        self.flush_scopes()?;
        let sql = "SELECT space, audience FROM scopes WHERE reset ORDER BY space, audience";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map([], |row| Ok(WireScope { space: records::id_at(row, 0)?, audience: row.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn outbox(&mut self, now: i64) -> Result<Outbox> {
        let mut find =
            self.conn.prepare_cached(&format!("{PENDING} WHERE pending.state <> {ACCEPTED} ORDER BY ord"))?;
        let mut rows = find.query([])?;
        let mut out = Outbox { complete: true, ..Outbox::default() };
        let mut held_back = std::collections::HashSet::new();
        let mut size = 0_usize;
        while let Some(row) = rows.next()? {
            let change = pending_at(row)?;
            let fence = (change.record, change.part);
            // What follows a change in its part builds upon it: it waits with it. Other parts do not.
            if row.get::<_, i64>(6)? > now || held_back.contains(&fence) {
                held_back.insert(fence);
                out.complete = false;
                continue;
            }
            if out.changes.len() >= OFFERS_MAX || (size >= OFFER_BYTES_TARGET && !out.changes.is_empty()) {
                out.complete = false;
                out.more = true;
                break;
            }
            size = size.saturating_add(change.bytes.len()).saturating_add(80);
            out.changes.push(change);
        }
        Ok(out)
    }

    fn mark_sent(&mut self, changes: &[ChangeHash], _now: i64) -> Result<()> {
        for hash in changes {
            let sql = "UPDATE pending SET state = 1 WHERE hash = ?1 AND state = 0 RETURNING record, intent";
            let mut update = self.conn.prepare_cached(sql)?;
            let sent = update.query_row([hash.0], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, [u8; 16]>(1)?)));
            if let Some((n, intent)) = sent.optional()? {
                let sql = "UPDATE intents SET state = 1 WHERE state = 0 AND id = ?1";
                self.conn.prepare_cached(sql)?.execute([intent])?;
                self.moved(n);
            }
        }
        Ok(())
    }

    fn header(&mut self, record: RecordId) -> Result<Option<Header>> {
        Ok(self.held(record)?.and_then(|held| held.header))
    }

    fn put_header(&mut self, header: &Header) -> Result<()> {
        self.note_header(header).map(drop)
    }

    fn set_entitlements(&mut self, entitlements: &Entitlements, _now: i64) -> Result<()> {
        for scope in &entitlements.scopes {
            self.scope((*scope).into())?;
        }
        self.changed.status = true;
        self.changed.entitlements = true;
        meta::set(self.conn, meta::ENTITLEMENTS, zhijia_sync::wire::encode(entitlements))
    }

    fn set_epoch(&mut self, epoch: [u8; 16]) -> Result<()> {
        let known: Option<[u8; 16]> = meta::get(self.conn, meta::EPOCH)?;
        if known == Some(epoch) {
            return Ok(());
        }
        self.reread_scopes()?;
        self.conn.execute("UPDATE scopes SET cursor = 0, complete = NULL, reset = 0", [])?;
        // The new history may lack what the old one had accepted: it is offered again, and repeating does no harm.
        let sql = "UPDATE pending SET state = 0, seq = NULL, later_until = 0 RETURNING record";
        self.all_moved(sql)?;
        meta::clear(self.conn, meta::MAC)?;
        meta::set(self.conn, meta::EPOCH, epoch)
    }

    fn note_clock(&mut self, ahead: i64) -> Result<()> {
        meta::set(self.conn, meta::CLOCK, ahead)
    }

    fn note_accepted(&mut self, change: ChangeHash, seq: u64) -> Result<()> {
        self.settle_accepted(change, seq)
    }

    fn settle_unread(&mut self) -> Result<()> {
        Tx::settle_unread(self)
    }

    fn forget_unentitled(&mut self, now: i64) -> Result<()> {
        Tx::forget_unentitled(self, now)
    }

    fn refuse(&mut self, change: ChangeHash, code: &str, field: Option<&str>, now: i64) -> Result<()> {
        self.refuse_pending(change, code, field, now)
    }

    fn hold_back(&mut self, change: ChangeHash, why: &str, now: i64) -> Result<()> {
        self.hold_pending(change, why, now)
    }

    fn below(&mut self, aside: ChangeHash) -> Result<Vec<ChangeHash>> {
        let mut find = self.conn.prepare_cached("SELECT bytes FROM drawer WHERE hash = ?1 LIMIT 1")?;
        let bytes: Option<Vec<u8>> = find.query_row([aside.0], |row| row.get(0)).optional()?;
        Ok(bytes.and_then(|bytes| zhijia_model::Decoded::read(&bytes).ok()).map(|old| old.deps).unwrap_or_default())
    }

    fn pending(&mut self, change: ChangeHash) -> Result<Option<PendingChange>> {
        let mut find = self.conn.prepare_cached(&format!("{PENDING} WHERE hash = ?1"))?;
        Ok(find.query_row([change.0], pending_at).optional()?)
    }

    fn pending_of(&mut self, record: RecordId, part: u8) -> Result<Vec<PendingChange>> {
        let Some(held) = self.held(record)? else { return Ok(Vec::new()) };
        let sql = format!("{PENDING} WHERE pending.record = ?1 AND part = ?2 ORDER BY ord");
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map(params![held.n, part], pending_at)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn part(&mut self, record: RecordId, part: u8) -> Result<PartChanges> {
        let Some(held) = self.held(record)? else { return Ok(PartChanges::default()) };
        if let Some(fresh) = self.fresh(held.n) {
            return Ok(fresh.parts.get(&part).cloned().unwrap_or_default());
        }
        records::part(self.conn, held.n, part)
    }

    fn renew_actor(&mut self, record: RecordId, part: u8) -> Result<Actor> {
        let Some(n) = self.holding(record)? else { return Ok(Actor::new(self.device, self.draws.generation())) };
        let generation = self.draws.generation();
        let sql = "INSERT INTO part_actors (record, part, generation) VALUES (?1, ?2, ?3)
                   ON CONFLICT DO UPDATE SET generation = excluded.generation";
        self.conn.prepare_cached(sql)?.execute(params![n, part, generation])?;
        Ok(Actor::new(self.device, generation))
    }

    fn renew_generation(&mut self) -> Result<()> {
        self.new_generation()
    }

    fn replace_pending(&mut self, old: ChangeHash, new: Option<(ChangeHash, &[u8])>) -> Result<()> {
        self.rewrite_pending(old, new)
    }

    fn accept(
        &mut self,
        record: RecordId,
        part: u8,
        change: ChangeHash,
        news: Option<engine::Fetched<'_>>,
        witness: Witness,
    ) -> Result<bool> {
        self.take_change(record, part, change, news, witness)
    }

    fn has_change(&mut self, record: RecordId, part: u8, change: ChangeHash) -> Result<bool> {
        self.knows_change(record, part, change)
    }

    fn put_values(&mut self, scope: Scope, record: RecordId, entry: &Entry) -> Result<()> {
        self.take_values(scope, record, entry)
    }

    fn enter(&mut self, scope: Scope, record: RecordId, seq: u64) -> Result<Option<u64>> {
        self.enter_scope(scope, record, seq)
    }

    fn leave(&mut self, scope: Scope, record: RecordId) -> Result<Option<u64>> {
        self.leave_scope(scope, record)
    }

    fn erase(&mut self, record: RecordId) -> Result<()> {
        self.erase_record(record)
    }

    fn park(&mut self, scope: Scope, record: RecordId, entry: &[u8]) -> Result<()> {
        let Some(n) = self.holding(record)? else { return Ok(()) };
        let scope = self.scope(scope)?.n;
        let sql = "INSERT INTO parked (record, scope, bytes) VALUES (?1, ?2, ?3)
                   ON CONFLICT DO UPDATE SET bytes = excluded.bytes";
        self.conn.prepare_cached(sql)?.execute(params![n, scope, entry])?;
        self.changed.status = true;
        Ok(())
    }

    fn not_seen_again(&mut self, scope: Scope) -> Result<Vec<RecordId>> {
        let row = self.scope(scope)?.clone();
        if row.unseen == 0 {
            return Ok(Vec::new());
        }
        let sql = "SELECT records.id FROM rows JOIN records ON records.n = rows.record
                   WHERE scope = ?1 AND seq > 0 AND pass <> ?2";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map(params![row.n, row.pass], |row| records::id_at(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn begin_scope(&mut self, scope: Scope) -> Result<()> {
        let row = self.scope_mut(scope)?;
        row.pass = row.pass.wrapping_add(1);
        row.unseen = row.digest.count;
        row.reset = false;
        let n = row.n;
        self.conn.prepare_cached("DELETE FROM parked WHERE scope = ?1")?.execute([n])?;
        Ok(())
    }

    fn cursor(&mut self, scope: Scope) -> Result<u64> {
        Ok(self.scope(scope)?.cursor)
    }

    fn advance(&mut self, scope: Scope, to: u64, mac: [u8; 16], head: bool, now: i64) -> Result<()> {
        let row = self.scope_mut(scope)?;
        row.cursor = to;
        if head {
            row.complete = Some(now);
        }
        meta::set(self.conn, meta::MAC, mac)
    }

    fn digest(&mut self, scope: Scope) -> Result<Digest> {
        Ok(self.scope(scope)?.digest)
    }

    fn lose_cursor(&mut self, scope: Scope) -> Result<()> {
        self.scope_mut(scope)?.cursor = 0;
        Ok(())
    }

    fn mark_reset(&mut self, scope: Scope) -> Result<()> {
        let row = self.scope_mut(scope)?;
        row.reset = true;
        row.mismatches = row.mismatches.saturating_add(1);
        Ok(())
    }

    fn forget(&mut self, scope: Scope, mac: [u8; 16], now: i64) -> Result<()> {
        self.forget_scope(scope, now)?;
        meta::set(self.conn, meta::MAC, mac)
    }
}
