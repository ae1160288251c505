//! Where a changed record stands afterwards: one row per (scope, record), moved to its newest sequence.

use zhijia_model::kinds::enrolment::plan_of;
use zhijia_model::kinds::view_bytes;
use zhijia_model::scope::{also_in, audiences, parts_for, scope_of};
use zhijia_model::spec::Where;
use zhijia_model::{Audience, Kind, RecordId, Scope};
use zhijia_sync::wire::Gone;

use super::{Slot, Work};
use crate::ledger::{Num, Place, Result, ScopeRow};

/// What becomes of a record in a scope.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Now {
    /// It stands there, with news for this audience or without.
    Here {
        /// There is something new.
        news: bool,
    },
    /// It stands there if it did, with news.
    AsBefore,
    /// It does not stand there.
    Away,
}

impl Work<'_> {
    /// Writes a touched record's row, views and places.
    pub(super) fn place(&mut self, slot: &Slot) -> Result<()> {
        if slot.fresh {
            self.ledger.add_record(&slot.row)?;
        } else if slot.dirty.row {
            self.ledger.set_record(&slot.row)?;
        }
        let Some(kind) = slot.row.header.kind() else { return Ok(()) };
        let person = slot.row.person;
        let spec = kind.spec();
        let home = match person {
            Some(person) if spec.depends_on(Where::Home) => self.home(person)?,
            _ => None,
        };
        // What has to be looked up of the second place where it stands.
        let known = if spec.depends_on(Where::Above) {
            Some(slot.row.header.space)
        } else {
            plan_of(&slot.row.header).filter(|_| spec.depends_on(Where::PlanUnion))
        };
        let there = known.map(|id| self.space(id)).transpose()?.flatten().map(|space| space.container);
        let whole = slot.fresh || !slot.dirty.parts.is_empty();
        let record = whole.then(|| slot.record());
        let mut here = Vec::new();
        let only_leaves = !whole && !slot.dirty.verdict && !slot.dirty.fact && slot.dirty.moved_from.is_empty();
        let all = if only_leaves && !slot.dirty.leaves.is_empty() { Vec::new() } else { audiences(kind) };
        for audience in all {
            let mut news = slot.fresh || slot.dirty.verdict || slot.dirty.fact;
            let now = if let Some(record) = &record {
                let mut reads = false;
                for part in parts_for(kind, audience) {
                    reads |= slot.parts.get(&part.number()).is_some_and(|changes| !changes.is_empty());
                    news |= slot.dirty.parts.contains(&part.number());
                }
                let view = view_bytes(record, audience);
                news |= self.set_view(slot, audience, view.as_deref())?;
                if reads || view.is_some() || spec.stands_empty { Now::Here { news } } else { Now::Away }
            } else if news {
                Now::AsBefore
            } else {
                // Only the home changed: what was read there is read here.
                Now::Here { news: true }
            };
            let first = scope_of(&slot.row.header, audience, person, home);
            let second = also_in(&slot.row.header, audience, there).filter(|second| Some(*second) != first);
            for scope in first.into_iter().chain(second) {
                here.push(scope);
                self.move_to(scope, slot, now)?;
            }
        }
        let left = slot.dirty.moved_from.iter().filter(|scope| !here.contains(scope));
        for scope in left.chain(&slot.dirty.leaves) {
            self.move_to(*scope, slot, Now::Away)?;
        }
        Ok(())
    }

    /// Stores the view for an audience, where the kind has one; true where it differs from before.
    fn set_view(&self, slot: &Slot, audience: Audience, view: Option<&[u8]>) -> Result<bool> {
        let views = slot.row.header.kind().map_or(&[][..], Kind::viewers);
        if !views.contains(&audience) || (slot.fresh && view.is_none()) {
            return Ok(false);
        }
        let before = if slot.fresh { None } else { self.ledger.view(slot.row.num, audience)? };
        if before.as_ref().map(|(bytes, _)| bytes.as_slice()) == view {
            return Ok(false);
        }
        self.ledger.set_view(slot.row.num, audience, view.map(|view| (view, slot.dirty.seq)))?;
        Ok(true)
    }

    fn move_to(&mut self, scope: Scope, slot: &Slot, now: Now) -> Result<()> {
        let Slot { row, fresh, dirty, .. } = slot;
        let (num, seq) = (row.num, dirty.seq);
        if *fresh && matches!(now, Now::Away | Now::AsBefore) {
            return Ok(());
        }
        let Some(mut found) = self.scope_row(scope, matches!(now, Now::Here { .. }))? else { return Ok(()) };
        let before = if *fresh { None } else { self.ledger.place(found.num, num)? };
        let stands = before.filter(|place| place.gone.is_none());
        let entered = match (now, stands) {
            (Now::Here { news: true } | Now::AsBefore, Some(place)) => place.entered,
            (Now::Here { .. }, None) => seq,
            (Now::Away, Some(place)) => return self.leave(scope, found, (num, &row.id), &place, seq),
            (Now::Here { news: false }, Some(_)) | (Now::AsBefore | Now::Away, None) => return Ok(()),
        };
        if let Some(place) = stands {
            found.digest.remove(&row.id, place.seq);
        }
        let place = Place { seq, entered, gone: None };
        match before {
            Some(_) => self.ledger.set_place(found.num, num, &place)?,
            None => self.ledger.add_place(found.num, num, &place)?,
        }
        found.digest.add(&row.id, seq);
        let only_fact = dirty.fact && !dirty.verdict && dirty.parts.is_empty() && !*fresh;
        self.moved_to(scope, found, seq, only_fact);
        Ok(())
    }

    fn leave(
        &mut self,
        scope: Scope,
        mut found: ScopeRow,
        (num, id): (Num, &RecordId),
        before: &Place,
        seq: u64,
    ) -> Result<()> {
        found.digest.remove(id, before.seq);
        self.ledger.set_place(found.num, num, &Place { seq, entered: before.entered, gone: Some(Gone::Left) })?;
        self.moved_to(scope, found, seq, false);
        Ok(())
    }

    fn moved_to(&mut self, scope: Scope, mut found: ScopeRow, seq: u64, only_fact: bool) {
        found.head = found.head.max(seq);
        self.set.scopes.insert(scope, (found, true));
        *self.set.moved.entry(scope).or_insert(true) &= only_fact;
    }

    /// A scope's row; a new one where `add` asks for it.
    fn scope_row(&mut self, scope: Scope, add: bool) -> Result<Option<ScopeRow>> {
        if let Some((row, _)) = self.set.scopes.get(&scope) {
            return Ok(Some(*row));
        }
        let found = match self.ledger.scope(scope)? {
            Some(row) => row,
            None if add => self.ledger.add_scope(scope)?,
            None => return Ok(None),
        };
        self.set.scopes.insert(scope, (found, false));
        Ok(Some(found))
    }
}
