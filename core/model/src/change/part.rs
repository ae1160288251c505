//! The changes of one part: what they say together, and writing the next one.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::num::NonZeroU64;

use automerge::{ActorId, Change, ScalarValue, legacy};

use super::{Actor, CHANGE_MAX, ChangeError, ChangeHash, Decoded, PREDS_MAX, PUTS_MAX, Witness};
use crate::field::Scalar;
use crate::state::PartState;

fn automerge_actor(actor: &Actor) -> ActorId {
    ActorId::from(actor.as_bytes().as_slice())
}

fn scalar_value(value: &Scalar) -> ScalarValue {
    match value {
        Scalar::Text(text) => ScalarValue::Str(text.as_str().into()),
        Scalar::Int(number) => ScalarValue::Int(*number),
        Scalar::Bool(yes) => ScalarValue::Boolean(*yes),
        Scalar::Bytes(bytes) => ScalarValue::Bytes(bytes.clone()),
    }
}

/// One change of a part, with what the hub said of it where it was accepted.
#[derive(Debug, Clone)]
pub struct PartChange {
    /// The change chunk.
    pub bytes: Vec<u8>,
    /// The same, read.
    pub decoded: Decoded,
    /// `None` while the change is pending.
    pub witness: Option<Witness>,
}

/// The changes of one part, in an order in which they apply.
#[derive(Debug, Clone, Default)]
pub struct PartChanges {
    changes: Vec<PartChange>,
    /// Where each change stands; kept from [`INDEXED`] changes on.
    index: HashMap<ChangeHash, usize>,
}

/// So many changes are searched one by one: nearly every part has fewer.
const INDEXED: usize = 32;

impl PartChanges {
    /// Adds a change. One that is there already only gains its witness.
    ///
    /// # Errors
    /// [`ChangeError`] where the bytes are no change.
    pub fn push(&mut self, bytes: &[u8], witness: Option<Witness>) -> Result<ChangeHash, ChangeError> {
        let decoded = Decoded::read(bytes)?;
        let hash = decoded.hash;
        self.push_decoded(bytes.to_vec(), decoded, witness);
        Ok(hash)
    }

    /// Adds a change that was read before.
    pub fn push_decoded(&mut self, bytes: Vec<u8>, decoded: Decoded, witness: Option<Witness>) {
        if let Some(known) = self.position(&decoded.hash).and_then(|at| self.changes.get_mut(at)) {
            known.witness = known.witness.or(witness);
            return;
        }
        let at = self.changes.len();
        if at >= INDEXED {
            let new = if self.index.is_empty() { 0 } else { at };
            let old = self.changes.iter().enumerate().skip(new).map(|(at, change)| (change.decoded.hash, at));
            self.index.extend(old);
            self.index.insert(decoded.hash, at);
        }
        self.changes.push(PartChange { bytes, decoded, witness });
    }

    fn position(&self, hash: &ChangeHash) -> Option<usize> {
        if self.index.is_empty() {
            self.changes.iter().position(|change| change.decoded.hash == *hash)
        } else {
            self.index.get(hash).copied()
        }
    }

    /// The change with this hash.
    pub fn get(&self, hash: &ChangeHash) -> Option<&PartChange> {
        self.position(hash).and_then(|at| self.changes.get(at))
    }

    /// The bytes of all changes together.
    pub fn size(&self) -> usize {
        self.changes.iter().map(|change| change.bytes.len()).sum()
    }

    /// The changes.
    pub fn iter(&self) -> impl Iterator<Item = &PartChange> {
        self.changes.iter()
    }

    /// Whether there is no change.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The greatest operation number.
    pub fn last_op(&self) -> u64 {
        self.changes.iter().map(|change| change.decoded.last_op()).max().unwrap_or(0)
    }

    /// The earliest rank time of what builds upon these changes: its author knew them, whatever a clock says (X-C3).
    pub fn rank_behind(&self, deps: &[ChangeHash]) -> Option<i64> {
        let below = self.changes.iter().filter(|change| deps.contains(&change.decoded.hash));
        below.filter_map(|change| change.witness).map(|witness| witness.rank.saturating_add(1)).max()
    }

    /// What the part says.
    pub fn state(&self) -> PartState {
        PartState::read(&self.changes)
    }

    /// Writes one change: the puts that alter something. `None` where none does.
    ///
    /// The change is built from what the part shows rather than by a transaction: automerge's own `put` of a value
    /// that stands among several concurrent ones deletes the others, which leaves no trace for the history.
    ///
    /// # Errors
    /// [`ChangeError`] where the puts do not make a change that would be taken.
    pub fn write(&self, actor: &Actor, now: i64, puts: &[(String, Scalar)]) -> Result<Option<Vec<u8>>, ChangeError> {
        let visible = self.visible();
        let mut operations = Vec::new();
        for (key, value) in puts {
            let current = visible.get(key.as_str()).map_or(&[][..], Vec::as_slice);
            if matches!(current, [(_, _, only)] if *only == value) {
                continue;
            }
            let mut replaces: Vec<_> =
                current.iter().map(|(op, by, _)| legacy::OpId::new(*op, &automerge_actor(by))).collect();
            replaces.sort_by(|a, b| (a.counter(), a.actor()).cmp(&(b.counter(), b.actor())));
            operations.push(legacy::Op {
                action: legacy::OpType::Put(scalar_value(value)),
                obj: legacy::ObjectId::Root,
                key: legacy::Key::Map(key.as_str().into()),
                pred: replaces.into(),
                insert: false,
            });
        }
        if operations.is_empty() {
            return Ok(None);
        }
        let replaced: usize = operations.iter().map(|op| op.pred.iter().count()).sum();
        if operations.len() > PUTS_MAX || replaced > PREDS_MAX {
            return Err(ChangeError::Count);
        }
        let mut deps = self.heads();
        deps.sort_unstable();
        let same_actor = self.changes.iter().filter(|other| other.decoded.actor == *actor);
        let expanded = legacy::Change {
            operations,
            actor_id: automerge_actor(actor),
            hash: None,
            seq: same_actor.map(|other| other.decoded.seq).max().unwrap_or(0) + 1,
            start_op: NonZeroU64::MIN.saturating_add(self.last_op()),
            time: now,
            message: None,
            deps: deps.into_iter().map(|hash| automerge::ChangeHash(hash.0)).collect(),
            extra_bytes: Vec::new(),
            author: None,
        };
        let bytes = Change::from(expanded).raw_bytes().to_vec();
        if bytes.len() > CHANGE_MAX { Err(ChangeError::TooLarge) } else { Ok(Some(bytes)) }
    }

    /// The changes that no other one builds upon.
    pub fn heads(&self) -> Vec<ChangeHash> {
        let below: HashSet<_> = self.changes.iter().flat_map(|change| &change.decoded.deps).collect();
        let all = self.changes.iter().map(|change| change.decoded.hash);
        all.filter(|hash| !below.contains(hash)).collect()
    }

    /// The visible puts by key: operation number, actor, value.
    fn visible(&self) -> BTreeMap<&str, Vec<(u64, Actor, &Scalar)>> {
        let puts = self.changes.iter().flat_map(|change| &change.decoded.puts);
        let replaced: HashSet<_> = puts.flat_map(|put| &put.replaces).copied().collect();
        let mut out: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for change in &self.changes {
            let decoded = &change.decoded;
            for (op, put) in (decoded.start_op..).zip(&decoded.puts) {
                if !replaced.contains(&(op, decoded.actor)) {
                    out.entry(&put.key).or_default().push((op, decoded.actor, &put.value));
                }
            }
        }
        out
    }
}
