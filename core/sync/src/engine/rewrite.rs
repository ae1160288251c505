//! Writing pending changes again under a new actor: after a refusal, a fork, or with a new device key.

use std::collections::{BTreeMap, BTreeSet};

use zhijia_model::change::PartChange;
use zhijia_model::{ChangeHash, Decoded, PartChanges, RecordId};

use super::{Effects, Store};

/// Writes the pending changes of a part again from what they put, under a new actor, so that they do not build upon
/// a refused change. Those that the hub has accepted stay as they are, and the others build upon them.
///
/// Each is written upon what its author saw when it was made, not upon what has come since: it replaces the values
/// that it replaced then, and what somebody else has written meanwhile stays beside it.
///
/// # Errors
/// The store's own error.
pub fn rewrite<S: Store>(store: &mut S, record: RecordId, part: u8, effects: &mut Effects) -> Result<(), S::Error> {
    let (accepted, pending): (Vec<_>, Vec<_>) =
        store.pending_of(record, part)?.into_iter().partition(|change| change.accepted);
    if pending.is_empty() {
        return store.renew_actor(record, part).map(drop);
    }
    let accepted: BTreeSet<_> = accepted.into_iter().map(|change| change.hash).collect();
    let mut changes = PartChanges::default();
    let kept = |change: &&PartChange| change.witness.is_some() || accepted.contains(&change.decoded.hash);
    for change in store.part(record, part)?.iter().filter(kept) {
        changes.push_decoded(change.bytes.clone(), change.decoded.clone(), change.witness);
    }
    let actor = store.renew_actor(record, part)?;
    let mut seen = Seen::default();
    for old in pending {
        let Ok(decoded) = Decoded::read(&old.bytes) else { continue };
        let puts: Vec<_> = decoded.puts.into_iter().map(|put| (put.key, put.value)).collect();
        seen.look(store, &changes, decoded.deps)?;
        // Without effect now: what it asked for is there.
        let written = match changes.write(&actor, decoded.claimed, &puts) {
            Ok(Some(_)) => seen.part(&changes).write(&actor, decoded.claimed, &puts),
            other => other,
        };
        match written {
            Ok(Some(bytes)) => {
                if let Ok(hash) = changes.push(&bytes, None) {
                    store.replace_pending(old.hash, Some((hash, &bytes)))?;
                    seen.own(old.hash, hash);
                    effects.rewritten += 1;
                }
            }
            Ok(None) => store.replace_pending(old.hash, None)?,
            // It cannot be written: it stays as it is and is shown in the drawer at its next refusal.
            Err(_) => {}
        }
    }
    Ok(())
}

/// What the author of a change had seen of its part, as far as it still counts.
#[derive(Default)]
struct Seen {
    changes: BTreeSet<ChangeHash>,
    /// The new hashes of what was written again.
    again: BTreeMap<ChangeHash, ChangeHash>,
}

impl Seen {
    /// What the author did before is seen as well.
    fn own(&mut self, old: ChangeHash, new: ChangeHash) {
        self.again.insert(old, new);
        self.changes.insert(new);
    }

    /// Goes down from what a change builds upon, through what was refused or had no effect, to what is kept.
    fn look<S: Store>(&mut self, store: &mut S, kept: &PartChanges, from: Vec<ChangeHash>) -> Result<(), S::Error> {
        let mut below = from;
        let mut been = BTreeSet::new();
        while let Some(hash) = below.pop() {
            let hash = self.again.get(&hash).copied().unwrap_or(hash);
            if !been.insert(hash) {
                continue;
            }
            match kept.iter().find(|change| change.decoded.hash == hash) {
                Some(change) => {
                    self.changes.insert(hash);
                    below.extend(change.decoded.deps.iter().copied());
                }
                None => below.extend(store.below(hash)?),
            }
        }
        Ok(())
    }

    /// The part as it was seen.
    fn part(&self, of: &PartChanges) -> PartChanges {
        let mut out = PartChanges::default();
        for change in of.iter().filter(|change| self.changes.contains(&change.decoded.hash)) {
            out.push_decoded(change.bytes.clone(), change.decoded.clone(), change.witness);
        }
        out
    }
}
