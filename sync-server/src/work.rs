//! The working set of one write: records that are loaded once, changed, judged, and written with their rows of the feed.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use ring::hmac;
use zhijia_model::kinds::Record;
use zhijia_model::{
    Decoded, DeviceId, Fact, Header, Kind, Outcome, Part, PartChanges, RecordId, Scope, Verdict, Witness,
};

use crate::ledger::{Backing, ChangeRow, Ledger, RecordRow, Result, ScopeRow};
use crate::registrar::Judges;

mod people;
mod places;

use people::Known;

/// A record in memory for as long as one write lasts.
pub(crate) struct Slot {
    /// The record's row, as it will be written.
    pub(crate) row: RecordRow,
    /// Its parts, by number.
    pub(crate) parts: BTreeMap<u8, PartChanges>,
    /// How the authors of its changes stood: the worst of a record's changes, and whether any role was held.
    pub(crate) standings: Vec<(u8, Backing)>,
    verdict: Option<Verdict>,
    /// Whether the parts were read; a record that only gets a verdict or fact does not need them.
    loaded: bool,
    fresh: bool,
    dirty: Dirty,
}

#[derive(Default)]
struct Dirty {
    /// The newest sequence given to the record in this write; 0 where it was not touched.
    seq: u64,
    parts: BTreeSet<u8>,
    row: bool,
    verdict: bool,
    fact: bool,
    /// A home or person changed: the scopes are to be computed again, and these be left.
    moved_from: Vec<Scope>,
    /// Scopes to be left though the record could be read there.
    leaves: Vec<Scope>,
}

impl Slot {
    /// The header.
    pub(crate) const fn header(&self) -> &Header {
        &self.row.header
    }

    /// The last verdict.
    pub(crate) const fn verdict(&self) -> Option<&Verdict> {
        self.verdict.as_ref()
    }

    /// The record as the rules see it.
    pub(crate) fn record(&self) -> Record {
        let mut record = Record::new(self.row.header.clone());
        for (number, changes) in &self.parts {
            if let Some(part) = Part::from_number(*number) {
                record.parts.insert(part, changes.state());
            }
        }
        record.verdict.clone_from(&self.verdict);
        record
    }

    /// The greatest sequence among the record's changes.
    pub(crate) fn judged(&self) -> u64 {
        let all = self.parts.values().flat_map(PartChanges::iter);
        all.filter_map(|change| change.witness).map(|witness| witness.seq).max().unwrap_or(0)
    }
}

/// The scopes that moved, for those who follow them live; true where only facts moved, of which they hear at most
/// once a second.
pub(crate) type Moved = HashMap<Scope, bool>;

/// The working set of one write.
///
/// The requests that share a commit share what they have read and changed ([`Set`]): a record that hundreds change at
/// once is read once, and its row and places are written once, by the last of them.
pub(crate) struct Work<'l> {
    /// The ledger, inside the write transaction.
    pub(crate) ledger: &'l dyn Ledger,
    /// The hub's clock, in milliseconds.
    pub(crate) now: i64,
    /// The stored changes that were read for this request.
    pub(crate) read: usize,
    /// For the seeds of draws; where it is not there, nothing is drawn.
    pub(crate) draws: Option<hmac::Key>,
    set: Set,
}

/// What was read and changed, and is not written yet.
#[derive(Default)]
pub(crate) struct Set {
    seq: u64,
    slots: HashMap<RecordId, Slot>,
    order: Vec<RecordId>,
    judges: Judges,
    scopes: HashMap<Scope, (ScopeRow, bool)>,
    known: Known,
    empties: HashMap<DeviceId, Option<i64>>,
    moved: Moved,
    /// A home, a role or a space was changed, on which it depends what a member may follow.
    rights: bool,
}

/// What a write has moved: once it is committed, others are to hear of it.
pub(crate) struct Flushed {
    /// The scopes.
    pub(crate) moved: Moved,
    /// Homes, roles or spaces.
    pub(crate) rights: bool,
}

impl Set {
    /// How many records it holds.
    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }
}

impl<'l> Work<'l> {
    /// Begins a write.
    pub(crate) fn new(ledger: &'l dyn Ledger, now: i64) -> Result<Self> {
        let set = Set { seq: ledger.seq()?, ..Set::default() };
        Ok(Self::resume(ledger, now, set))
    }

    /// Goes on with what an earlier request of the same transaction has left.
    pub(crate) fn resume(ledger: &'l dyn Ledger, now: i64, set: Set) -> Self {
        Self { ledger, now, read: 0, draws: None, set }
    }

    /// Leaves what was changed for the next request of the same transaction, or for the end of it.
    pub(crate) fn suspend(self) -> Set {
        self.set
    }

    /// Hands over an arrival with an empty outbox that is not in the ledger yet.
    pub(crate) fn note_empty(&mut self, device: DeviceId, at: i64) {
        let known = self.set.empties.entry(device).or_default();
        *known = (*known).max(Some(at));
    }

    /// When a device last declared its outbox empty.
    pub(crate) fn outbox_empty(&mut self, device: DeviceId) -> Result<Option<i64>> {
        if let Some(found) = self.set.empties.get(&device) {
            return Ok(*found);
        }
        let found = self.ledger.outbox_empty(device)?;
        self.set.empties.insert(device, found);
        Ok(found)
    }

    /// What the judges have left to judge, or keep until the commit.
    pub(crate) const fn judges(&mut self) -> &mut Judges {
        &mut self.set.judges
    }

    /// Something has changed on which it depends what a member may follow.
    pub(crate) const fn rights_changed(&mut self) {
        self.set.rights = true;
    }

    /// Gives the next sequence.
    pub(crate) const fn next(&mut self) -> u64 {
        self.set.seq += 1;
        self.set.seq
    }

    /// The last sequence that was given.
    pub(crate) const fn seq(&self) -> u64 {
        self.set.seq
    }

    /// Loads a record with its parts; false where there is none.
    pub(crate) fn load(&mut self, id: RecordId) -> Result<bool> {
        if let Some(slot) = self.set.slots.get_mut(&id) {
            if !slot.loaded {
                self.read += Self::load_parts(self.ledger, slot)?;
            }
            return Ok(true);
        }
        let Some(row) = self.ledger.record(id)? else { return Ok(false) };
        let mut slot = Self::slot_of(row);
        self.read += Self::load_parts(self.ledger, &mut slot)?;
        self.set.slots.insert(id, slot);
        Ok(true)
    }

    /// Loads a record without its parts; false where there is none.
    pub(crate) fn load_row(&mut self, id: RecordId) -> Result<bool> {
        if self.set.slots.contains_key(&id) {
            return Ok(true);
        }
        let Some(row) = self.ledger.record(id)? else { return Ok(false) };
        self.set.slots.insert(id, Self::slot_of(row));
        Ok(true)
    }

    fn slot_of(row: RecordRow) -> Slot {
        let verdict = row.verdict.as_ref().and_then(|(bytes, _)| minicbor::decode(bytes).ok());
        Slot {
            row,
            parts: BTreeMap::new(),
            standings: Vec::new(),
            verdict,
            loaded: false,
            fresh: false,
            dirty: Dirty::default(),
        }
    }

    /// Reads a record's parts; gives how many changes they have.
    fn load_parts(ledger: &dyn Ledger, slot: &mut Slot) -> Result<usize> {
        let changes = ledger.changes(slot.row.num, 0)?;
        let count = changes.len();
        for change in changes {
            let witness = Witness { seq: change.seq, rank: change.rank, author: change.author };
            // What was stored was read before it was stored.
            if let Ok(decoded) = Decoded::read(&change.bytes) {
                slot.standings.push((change.part, change.standing));
                slot.parts.entry(change.part).or_default().push_decoded(change.bytes, decoded, Some(witness));
            }
        }
        slot.loaded = true;
        Ok(count)
    }

    /// A record that is loaded.
    pub(crate) fn slot(&self, id: RecordId) -> Option<&Slot> {
        self.set.slots.get(&id)
    }

    /// The record that is loaded, as the rules see it.
    pub(crate) fn record(&mut self, id: RecordId) -> Result<Option<Record>> {
        Ok(if self.load(id)? { self.set.slots.get(&id).map(Slot::record) } else { None })
    }

    /// Begins a record.
    pub(crate) fn add_record(&mut self, id: RecordId, header: Header) {
        let num = self.next();
        self.set.known.forget_space(id);
        let person = header.person();
        self.set.rights |= matches!(header.kind(), Some(Kind::Union | Kind::House | Kind::Event));
        let row = RecordRow { num, id, header, person, verdict: None, fact: None, content: num, erased: false };
        let mut slot = Self::slot_of(row);
        slot.loaded = true;
        slot.fresh = true;
        slot.dirty.seq = num;
        slot.dirty.row = true;
        self.set.order.push(id);
        self.set.slots.insert(id, slot);
    }

    /// Stores an accepted change of a loaded record. The row's sequence is given here.
    pub(crate) fn add_change(&mut self, id: RecordId, mut row: ChangeRow, decoded: Decoded) -> Result<u64> {
        row.seq = self.next();
        let Some(slot) = self.set.slots.get_mut(&id) else { return Ok(0) };
        self.ledger.add_change(slot.row.num, &row)?;
        let witness = Witness { seq: row.seq, rank: row.rank, author: row.author };
        slot.standings.push((row.part, row.standing));
        slot.parts.entry(row.part).or_default().push_decoded(row.bytes, decoded, Some(witness));
        slot.dirty.parts.insert(row.part);
        // What an earlier request of the same commit has let go of a scope stands there again.
        slot.dirty.leaves.clear();
        Self::touch(&mut self.set.order, slot, row.seq);
        Ok(row.seq)
    }

    fn touch(order: &mut Vec<RecordId>, slot: &mut Slot, seq: u64) {
        if slot.dirty.seq == 0 {
            order.push(slot.row.id);
        }
        slot.dirty.seq = slot.dirty.seq.max(seq);
    }

    /// Gives a verdict on a loaded record. One that says the same is not given again; what is replaced is kept.
    pub(crate) fn set_verdict(&mut self, id: RecordId, outcome: Outcome, rule: &str, flags: Vec<String>) -> Result<()> {
        let Some(slot) = self.set.slots.get_mut(&id) else { return Ok(()) };
        let judged = slot.judged().max(slot.verdict.as_ref().map_or(0, |before| before.judged));
        let verdict = Verdict { judged, rule: rule.to_owned(), outcome, flags };
        if slot.verdict.as_ref() == Some(&verdict) {
            return Ok(());
        }
        self.set.seq += 1;
        if let (Some((bytes, seq)), Some(before)) = (&slot.row.verdict, &slot.verdict)
            && (before.outcome != verdict.outcome || before.flags != verdict.flags)
        {
            self.ledger.add_past_verdict(slot.row.num, *seq, bytes)?;
        }
        slot.row.verdict = Some((zhijia_sync::wire::encode(&verdict), self.set.seq));
        slot.verdict = Some(verdict);
        slot.dirty.verdict = true;
        slot.dirty.row = true;
        Self::touch(&mut self.set.order, slot, self.set.seq);
        Ok(())
    }

    /// Replaces the fact of a loaded record, where it differs.
    pub(crate) fn set_fact(&mut self, id: RecordId, fact: &Fact) {
        let Some(slot) = self.set.slots.get_mut(&id) else { return };
        let bytes = zhijia_sync::wire::encode(fact);
        if slot.row.fact.as_ref().is_some_and(|(before, _)| *before == bytes) {
            return;
        }
        self.set.seq += 1;
        slot.row.fact = Some((bytes, self.set.seq));
        slot.dirty.fact = true;
        slot.dirty.row = true;
        Self::touch(&mut self.set.order, slot, self.set.seq);
    }

    /// Takes a record out of a scope, whatever else it says.
    pub(crate) fn take_from(&mut self, id: RecordId, scope: Scope) -> Result<()> {
        if self.load_row(id)?
            && let Some(slot) = self.set.slots.get_mut(&id)
        {
            self.set.seq += 1;
            slot.dirty.leaves.push(scope);
            Self::touch(&mut self.set.order, slot, self.set.seq);
        }
        Ok(())
    }

    /// Writes everything, and gives what moved.
    pub(crate) fn flush(mut self) -> Result<Flushed> {
        for id in std::mem::take(&mut self.set.order) {
            if let Some(mut slot) = self.set.slots.remove(&id) {
                if slot.fresh || !slot.dirty.parts.is_empty() {
                    slot.row.content = slot.dirty.seq;
                    slot.dirty.row = true;
                }
                self.place(&slot)?;
            }
        }
        for (row, dirty) in self.set.scopes.values() {
            if *dirty {
                self.ledger.set_scope(row)?;
            }
        }
        self.ledger.set_seq(self.set.seq)?;
        Ok(Flushed { moved: self.set.moved, rights: self.set.rights })
    }
}
