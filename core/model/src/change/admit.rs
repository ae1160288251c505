//! Whether a change may follow those that a part has, told from its operations alone.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Actor, ChangeError, ChangeHash, Decoded, PartChanges, START_OP_STEP};

impl PartChanges {
    /// Checks what needs the part's stored changes: dependencies, `seq`, `start_op`, and what the puts replace.
    ///
    /// A change that is admitted applies to an automerge document of the part and shows there what
    /// [`PartChanges::state`] says (a property test); no document is made for it.
    ///
    /// # Errors
    /// [`ChangeError`] says what does not fit to the changes that are here.
    pub fn admit(&self, change: &Decoded) -> Result<(), ChangeError> {
        let mut floor = 0;
        for dep in &change.deps {
            let below = self.get(dep).ok_or(ChangeError::MissingDependency)?;
            floor = floor.max(below.decoded.last_op());
        }
        let own = self.iter().map(|other| &other.decoded).filter(|other| other.actor == change.actor);
        let last = own.max_by_key(|other| other.seq);
        if change.seq != last.map_or(1, |last| last.seq.saturating_add(1)) {
            return Err(ChangeError::SeqGap);
        }
        if change.start_op <= floor || change.start_op > self.last_op().saturating_add(START_OP_STEP) {
            return Err(ChangeError::StartOp);
        }
        let past = self.past(&change.deps);
        // automerge 0.12 takes an actor's changes in the order of what they build upon, and panics where that is not
        // the order of their numbers. It also keeps an actor's operation numbers apart.
        if last.is_some_and(|last| !past.holds(last)) {
            return Err(ChangeError::SeqGap);
        }
        if change.puts.iter().all(|put| put.replaces.is_empty()) { Ok(()) } else { self.check_replaced(change, &past) }
    }

    /// Each put replaces only older puts under its own key, of the changes that it builds upon or of its own.
    fn check_replaced(&self, change: &Decoded, past: &Past) -> Result<(), ChangeError> {
        let below = self.iter().map(|other| &other.decoded).filter(|other| past.holds(other));
        // An actor's changes have ranges of operation numbers that do not overlap, so the last that begins at or below
        // a number is the one that can hold it.
        let begins: BTreeMap<(Actor, u64), &Decoded> =
            below.chain([change]).map(|other| ((other.actor, other.start_op), other)).collect();
        let replaceable = |key: &str, op: u64, (number, actor): (u64, Actor)| {
            let (_, by) = begins.range(..=(actor, number)).next_back().filter(|((other, _), _)| *other == actor)?;
            let at = usize::try_from(number.checked_sub(by.start_op)?).ok()?;
            by.puts.get(at).filter(|put| number < op && put.key == key)
        };
        for (op, put) in (change.start_op..).zip(&change.puts) {
            if put.replaces.iter().any(|replaced| replaceable(&put.key, op, *replaced).is_none()) {
                return Err(ChangeError::Predecessor);
            }
        }
        Ok(())
    }

    /// What a change with these dependencies builds upon.
    fn past(&self, deps: &[ChangeHash]) -> Past {
        // Nearly always it is all that there is.
        if self.heads().iter().all(|head| deps.contains(head)) {
            return Past::All;
        }
        let by_hash: HashMap<_, _> = self.iter().map(|change| (change.decoded.hash, &change.decoded.deps)).collect();
        let mut past = HashSet::new();
        let mut left = deps.to_vec();
        while let Some(hash) = left.pop() {
            if past.insert(hash) {
                left.extend(by_hash.get(&hash).copied().into_iter().flatten());
            }
        }
        Past::These(past)
    }
}

/// What a change builds upon, directly or not.
enum Past {
    All,
    These(HashSet<ChangeHash>),
}

impl Past {
    fn holds(&self, change: &Decoded) -> bool {
        match self {
            Self::All => true,
            Self::These(past) => past.contains(&change.hash),
        }
    }
}
