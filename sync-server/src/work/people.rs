//! What authority asks again and again: homes, roles and spaces, each read once a commit.

use std::cell::RefCell;
use std::collections::HashMap;

use zhijia_model::{Kind, RecordId};

use super::Work;
use crate::ledger::{Appointed, Num, RecordRow, Result};

/// What was read of them, and what was not there.
#[derive(Default)]
pub(super) struct Known {
    spaces: RefCell<HashMap<RecordId, Option<Space>>>,
    roles: RefCell<HashMap<RecordId, Vec<Appointed>>>,
    homes: RefCell<HashMap<RecordId, Option<RecordId>>>,
}

impl Known {
    /// A record begins: it may be a space.
    pub(super) fn forget_space(&mut self, id: RecordId) {
        self.spaces.get_mut().remove(&id);
    }
}

/// A space as authority needs it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Space {
    /// The number of its record.
    pub(crate) num: Num,
    /// Its kind.
    pub(crate) kind: Kind,
    /// What contains it.
    pub(crate) container: RecordId,
}

impl Work<'_> {
    /// Sets a member's home; the scopes of the former one are left.
    pub(crate) fn set_home(&mut self, member: RecordId, union: RecordId) -> Result<()> {
        let before = self.home(member)?;
        if before == Some(union) {
            return Ok(());
        }
        self.set.rights = true;
        self.ledger.set_home(member, union)?;
        self.set.known.homes.get_mut().insert(member, Some(union));
        if let Some(slot) = self.set.slots.get_mut(&member) {
            if before.is_some() {
                slot.dirty.moved_from = zhijia_model::scope::scopes_of(&slot.row.header, Some(member), before);
            }
            self.set.seq += 1;
            Self::touch(&mut self.set.order, slot, self.set.seq);
        }
        Ok(())
    }

    /// A member's home union.
    pub(crate) fn home(&self, member: RecordId) -> Result<Option<RecordId>> {
        if let Some(found) = self.set.known.homes.borrow().get(&member) {
            return Ok(*found);
        }
        let found = self.ledger.home(member)?;
        self.set.known.homes.borrow_mut().insert(member, found);
        Ok(found)
    }

    /// What a member was ever appointed to.
    pub(crate) fn appointments(&self, member: RecordId) -> Result<Vec<Appointed>> {
        if let Some(found) = self.set.known.roles.borrow().get(&member) {
            return Ok(found.clone());
        }
        let found = self.ledger.appointments(member)?;
        self.set.known.roles.borrow_mut().insert(member, found.clone());
        Ok(found)
    }

    /// Sets what an appointment gives.
    pub(crate) fn set_appointment(&mut self, num: Num, member: RecordId, appointed: Option<&Appointed>) -> Result<()> {
        self.set.rights = true;
        self.set.known.roles.get_mut().remove(&member);
        self.ledger.set_appointment(num, appointed)
    }

    /// A space; `None` for the city and for what is not known.
    pub(crate) fn space(&self, id: RecordId) -> Result<Option<Space>> {
        if id == RecordId::CITY {
            return Ok(None);
        }
        if let Some(found) = self.set.known.spaces.borrow().get(&id) {
            return Ok(*found);
        }
        let of = |row: &RecordRow| {
            let kind = row.header.kind().filter(|_| !row.erased)?;
            Some(Space { num: row.num, kind, container: row.header.space })
        };
        let found = match self.set.slots.get(&id) {
            Some(slot) => of(&slot.row),
            None => self.ledger.record(id)?.as_ref().and_then(of),
        };
        self.set.known.spaces.borrow_mut().insert(id, found);
        Ok(found)
    }

    /// Whether a union is `below` itself or lies above it; the city lies above all.
    pub(crate) fn is_above(&self, union: RecordId, below: RecordId) -> Result<bool> {
        crate::feed::chain(below, |id| self.space(id).map(|space| space.map(|space| space.container)))
            .map(|chain| chain.contains(&union))
    }
}
