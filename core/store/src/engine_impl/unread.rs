//! What the hub has accepted and no page will bring back, because this device does not follow, or no longer follows, a
//! scope that reads it: with the hub's receipt it is done.

use rusqlite::{OptionalExtension as _, params};
use zhijia_model::scope::{also_in, scope_of};
use zhijia_model::spec::Where;
use zhijia_model::{Audience, Header, Kind, Part, RecordId, Scope};

use super::ACCEPTED;
use super::drawer::FORGOTTEN;
use crate::error::Result;
use crate::meta;
use crate::records::id_at;
use crate::tx::Tx;

impl Tx<'_> {
    /// Ends the accepted changes that will not come back. What it builds upon stays for as long as something unsent in
    /// the same part needs it.
    pub(super) fn settle_unread(&mut self) -> Result<()> {
        let sql = "SELECT DISTINCT records.id, records.n, part FROM pending JOIN records ON records.n = pending.record
                   WHERE pending.state = ?1 AND NOT EXISTS (SELECT 1 FROM pending AS other
                       WHERE other.record = pending.record AND other.part = pending.part AND other.state <> ?1)";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map([ACCEPTED], |row| Ok((id_at(row, 0)?, row.get::<_, i64>(1)?, row.get(2)?)))?;
        let accepted: Vec<(RecordId, i64, u8)> = rows.collect::<Result<_, _>>()?;
        if accepted.is_empty() {
            return Ok(());
        }
        let Some(followed) = self.entitled()? else { return Ok(()) };
        for (record, n, part) in accepted {
            let Some(header) = self.held(record)?.and_then(|held| held.header) else { continue };
            if !self.comes_back(n, &header, part, &followed)? {
                self.settle_part(n, part)?;
                self.prune(record, None)?;
            }
        }
        Ok(())
    }

    pub(super) fn forget_unentitled(&mut self, now: i64) -> Result<()> {
        let Some(known) = meta::entitlements(self.conn)? else { return Ok(()) };
        self.flush_scopes()?;
        let sql = "SELECT space, audience FROM scopes WHERE cursor = 0
                   AND NOT (audience = ?1 AND EXISTS (SELECT 1 FROM follows WHERE house = space))";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find
            .query_map([Audience::Public.number()], |row| Ok(Scope { space: id_at(row, 0)?, audience: row.get(1)? }))?;
        let mut gone = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        gone.retain(|scope| !known.scopes.contains(&(*scope).into()));
        let sql = "SELECT 1 FROM pending WHERE state <> ?1";
        if gone.is_empty() || self.conn.prepare_cached(sql)?.exists([ACCEPTED])? {
            return Ok(());
        }
        gone.into_iter().try_for_each(|scope| self.forget_scope(scope, now))
    }

    /// The accepted changes of a part are done.
    pub(super) fn settle_part(&mut self, n: i64, part: u8) -> Result<()> {
        let sql = "UPDATE intents SET state = 3 WHERE id IN
                   (SELECT intent FROM pending WHERE record = ?1 AND part = ?2 AND state = ?3)";
        self.conn.prepare_cached(sql)?.execute(params![n, part, ACCEPTED])?;
        let sql = "DELETE FROM pending WHERE record = ?1 AND part = ?2 AND state = ?3";
        if self.conn.prepare_cached(sql)?.execute(params![n, part, ACCEPTED])? > 0 {
            self.moved(n);
        }
        Ok(())
    }

    /// A change went to the drawer with its scope while it was on its way, and now the hub says that it has it.
    pub(super) fn settle_forgotten(&mut self, change: zhijia_model::ChangeHash) -> Result<()> {
        let sql = "DELETE FROM drawer WHERE hash = ?1 AND why = ?2 RETURNING intent";
        let mut remove = self.conn.prepare_cached(sql)?;
        let gone = remove.query_row(params![change.0, FORGOTTEN], |row| row.get::<_, [u8; 16]>(0)).optional()?;
        if let Some(intent) = gone {
            self.conn.prepare_cached("DELETE FROM intents WHERE id = ?1 AND state = 5")?.execute([intent])?;
            self.changed.drawer = true;
        }
        Ok(())
    }

    /// The scopes that the hub said this device follows, without those that it said to forget since.
    fn entitled(&mut self) -> Result<Option<Vec<Scope>>> {
        self.flush_scopes()?;
        let Some(known) = meta::entitlements(self.conn)? else { return Ok(None) };
        let known = known.scopes;
        let mut find = self.conn.prepare_cached("SELECT 1 FROM scopes WHERE space = ?1 AND audience = ?2")?;
        let mut out = Vec::with_capacity(known.len());
        for scope in known.into_iter().map(Scope::from) {
            if find.exists(params![scope.space.as_bytes(), scope.audience])? {
                out.push(scope);
            }
        }
        Ok(Some(out))
    }

    /// Whether a followed scope gives the part's changes. Where this phone cannot tell, it waits for them.
    fn comes_back(&self, n: i64, header: &Header, part: u8, followed: &[Scope]) -> Result<bool> {
        let (Some(kind), Some(part)) = (header.kind(), Part::from_number(part)) else { return Ok(true) };
        for audience in kind.readers(part) {
            for scope in followed.iter().filter(|scope| scope.audience() == Some(*audience)) {
                if may_hold(kind, header, *audience, scope) || self.stands_in(n, scope)? {
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    fn stands_in(&self, n: i64, scope: &Scope) -> Result<bool> {
        let sql = "SELECT 1 FROM rows JOIN scopes ON scopes.n = rows.scope
                   WHERE record = ?1 AND space = ?2 AND audience = ?3";
        Ok(self.conn.prepare_cached(sql)?.exists(params![n, scope.space.as_bytes(), scope.audience])?)
    }
}

/// Whether a record may stand in a scope of an audience that reads it, as far as its header tells.
fn may_hold(kind: Kind, header: &Header, audience: Audience, scope: &Scope) -> bool {
    let person = header.owner.or_else(|| (kind == Kind::Member).then(|| header.id()));
    match scope_of(header, audience, person, None) {
        Some(found) if found == *scope => true,
        // Mine without a person: the hub would have to recognise this one first, and then it comes with its bytes.
        None if audience == Audience::Mine => false,
        // It moves with the person's home union, which only the hub knows.
        None => true,
        // Where the space's container or the plan's union reads it too, what that is may not be known here.
        Some(_) => {
            let elsewhere = [Where::Above, Where::PlanUnion];
            elsewhere.iter().any(|place| kind.spec().also_in.contains(&(audience, *place)))
                || also_in(header, audience, None) == Some(*scope)
        }
    }
}
