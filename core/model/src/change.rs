//! Changes of a part: reading them safely, writing them, and the set of changes that makes up a part.
//!
//! A part is a flat automerge document: scalars put under keys of the root map, never deleted. So a part's state can
//! be read from its decoded changes alone (a value is visible until another put names it as its predecessor);
//! a property test holds that reading, and what is written here, against automerge itself.

use core::fmt;
use std::collections::{BTreeMap, HashSet};
use std::num::NonZeroU64;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::{ActorId, Automerge, Change, ScalarValue, legacy};

use crate::field::Scalar;
use crate::id::{DeviceId, RecordId};
use crate::state::PartState;

/// The most bytes of one change.
pub const CHANGE_MAX: usize = 16 * 1024;
/// The most puts in one change.
pub const PUTS_MAX: usize = 256;
/// The most changes that a change may build upon directly.
pub const DEPS_MAX: usize = 16;
/// How far beyond the part's greatest operation a change may begin: an honest one begins right behind it.
pub const START_OP_STEP: u64 = 64;
/// The most bytes of a key.
pub const KEY_MAX: usize = 160;

/// SHA-256 of a change, as automerge computes it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(transparent)]
pub struct ChangeHash(#[cbor(with = "minicbor::bytes")] pub [u8; 32]);

impl fmt::Debug for ChangeHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&data_encoding::HEXLOWER.encode(self.0.get(..8).unwrap_or_default()))
    }
}

/// Who writes in automerge's sense: a device and a generation, 24 bytes.
///
/// The generation is drawn once per store and again for a part whose change was refused or that forked, so that a
/// pair (actor, seq) never names two changes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Actor([u8; 24]);

impl Actor {
    /// The actor of a device's generation.
    pub fn new(device: DeviceId, generation: [u8; 8]) -> Self {
        let mut bytes = [0; 24];
        let from = device.0.iter().chain(&generation);
        bytes.iter_mut().zip(from).for_each(|(to, from)| *to = *from);
        Self(bytes)
    }

    /// Reads the 24 bytes.
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }

    /// The 24 bytes.
    pub const fn as_bytes(&self) -> &[u8; 24] {
        &self.0
    }

    /// The device that this actor belongs to.
    pub fn device(&self) -> DeviceId {
        self.0.first_chunk().copied().map(DeviceId).unwrap_or_default()
    }
}

/// What the hub says of an accepted change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Witness {
    /// The ledger's sequence.
    pub seq: u64,
    /// Rank time R, in milliseconds.
    pub rank: i64,
    /// The member who wrote it; [`RecordId::CITY`] for the hub itself.
    pub author: RecordId,
}

/// Why bytes are not a change that a part can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ChangeError {
    /// More than [`CHANGE_MAX`] bytes.
    #[error("the change has more bytes than a change may have")]
    TooLarge,
    /// Not an automerge change chunk, or its checksum is wrong.
    #[error("the bytes are not an automerge change")]
    Malformed,
    /// A compressed or a document chunk.
    #[error("only an uncompressed change chunk is taken")]
    NotPlain,
    /// The actor has not 24 bytes.
    #[error("the actor is not a device and a generation")]
    BadActor,
    /// Extra bytes behind the operations, or a commit message.
    #[error("a change carries neither extra bytes nor a message")]
    Extra,
    /// Something else than a put of text, number, boolean or bytes under a key of the root.
    #[error("only puts of scalars under keys of the root are taken")]
    NotFlat,
    /// No put, or more than [`PUTS_MAX`]; more than [`DEPS_MAX`] dependencies.
    #[error("the change has too few or too many entries")]
    Count,
    /// A change that it builds upon is not there.
    #[error("a change that this one builds upon is not known")]
    MissingDependency,
    /// `seq` is not the actor's next number.
    #[error("the change is not the next one of its actor")]
    SeqGap,
    /// `start_op` lies further ahead than [`START_OP_STEP`], or not behind what it builds upon.
    #[error("the change begins at an impossible operation number")]
    StartOp,
    /// automerge refused it, or panicked on it.
    #[error("the change does not apply")]
    DoesNotApply,
}

/// One put of a decoded change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The key in the root map.
    pub key: String,
    /// The value.
    pub value: Scalar,
    /// The puts that this one replaces: operation number and actor.
    pub replaces: Vec<(u64, Actor)>,
}

/// A change, read without trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// SHA-256 of the change.
    pub hash: ChangeHash,
    /// Who wrote it.
    pub actor: Actor,
    /// The actor's number of this change, from 1.
    pub seq: u64,
    /// The number of the first operation.
    pub start_op: u64,
    /// When the device claims to have written it, in milliseconds.
    pub claimed: i64,
    /// What it builds upon.
    pub deps: Vec<ChangeHash>,
    /// Its puts; the i-th has operation number `start_op + i`.
    pub puts: Vec<Put>,
}

impl Decoded {
    /// Reads one change chunk. Whatever the bytes are, it answers and does not panic.
    pub fn read(bytes: &[u8]) -> Result<Self, ChangeError> {
        if bytes.len() > CHANGE_MAX {
            return Err(ChangeError::TooLarge);
        }
        // magic (4), checksum (4), type: 1 is a plain change, 0 a document, 2 a compressed change.
        match bytes.get(8) {
            Some(1) => {}
            Some(_) => return Err(ChangeError::NotPlain),
            None => return Err(ChangeError::Malformed),
        }
        catch_unwind(AssertUnwindSafe(|| {
            let change = Change::try_from(bytes).map_err(|_| ChangeError::Malformed)?;
            Self::of(&change)
        }))
        .unwrap_or(Err(ChangeError::Malformed))
    }

    fn of(change: &Change) -> Result<Self, ChangeError> {
        if !change.extra_bytes().is_empty() || change.message().is_some() {
            return Err(ChangeError::Extra);
        }
        if change.is_empty() || change.len() > PUTS_MAX || change.deps().len() > DEPS_MAX {
            return Err(ChangeError::Count);
        }
        let actor = Actor::from_slice(change.actor_id().to_bytes()).ok_or(ChangeError::BadActor)?;
        let expanded = change.decode();
        let puts = expanded.operations.into_iter().map(put).collect::<Result<_, _>>()?;
        Ok(Self {
            hash: ChangeHash(change.hash().0),
            actor,
            seq: change.seq(),
            start_op: change.start_op().get(),
            claimed: change.timestamp(),
            deps: change.deps().iter().map(|dep| ChangeHash(dep.0)).collect(),
            puts,
        })
    }

    /// The number of the last operation.
    pub fn last_op(&self) -> u64 {
        self.start_op.saturating_add(self.puts.len() as u64).saturating_sub(1)
    }
}

fn put(op: legacy::Op) -> Result<Put, ChangeError> {
    let legacy::Key::Map(key) = op.key else { return Err(ChangeError::NotFlat) };
    if op.obj != legacy::ObjectId::Root || op.insert || key.len() > KEY_MAX {
        return Err(ChangeError::NotFlat);
    }
    let legacy::OpType::Put(value) = op.action else { return Err(ChangeError::NotFlat) };
    let value = match value {
        ScalarValue::Str(text) => Scalar::Text(text.to_string()),
        ScalarValue::Int(number) => Scalar::Int(number),
        ScalarValue::Boolean(yes) => Scalar::Bool(yes),
        ScalarValue::Bytes(bytes) => Scalar::Bytes(bytes),
        _ => return Err(ChangeError::NotFlat),
    };
    let replaces = op
        .pred
        .iter()
        .map(|id| Actor::from_slice(id.actor().to_bytes()).map(|actor| (id.counter(), actor)))
        .collect::<Option<_>>()
        .ok_or(ChangeError::BadActor)?;
    Ok(Put { key: key.to_string(), value, replaces })
}

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
}

impl PartChanges {
    /// Adds a change. One that is there already only gains its witness.
    pub fn push(&mut self, bytes: &[u8], witness: Option<Witness>) -> Result<ChangeHash, ChangeError> {
        let decoded = Decoded::read(bytes)?;
        let hash = decoded.hash;
        self.push_decoded(bytes.to_vec(), decoded, witness);
        Ok(hash)
    }

    /// Adds a change that was read before.
    pub fn push_decoded(&mut self, bytes: Vec<u8>, decoded: Decoded, witness: Option<Witness>) {
        if let Some(known) = self.changes.iter_mut().find(|change| change.decoded.hash == decoded.hash) {
            known.witness = known.witness.or(witness);
        } else {
            self.changes.push(PartChange { bytes, decoded, witness });
        }
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

    /// What the part says.
    pub fn state(&self) -> PartState {
        PartState::read(&self.changes)
    }

    /// Checks what needs the part's stored changes: dependencies, `seq`, `start_op`, and that automerge applies it.
    ///
    /// automerge 0.12 panics on some well-formed changes and takes others that win every later conflict, so
    /// the numbers are checked first and the rest runs on a fresh document inside `catch_unwind`.
    pub fn admit(&self, bytes: &[u8], change: &Decoded) -> Result<(), ChangeError> {
        let known: HashSet<_> = self.changes.iter().map(|change| change.decoded.hash).collect();
        if !change.deps.iter().all(|dep| known.contains(dep)) {
            return Err(ChangeError::MissingDependency);
        }
        let same_actor = self.changes.iter().filter(|other| other.decoded.actor == change.actor);
        let next = same_actor.map(|other| other.decoded.seq).max().unwrap_or(0) + 1;
        if change.seq != next {
            return Err(ChangeError::SeqGap);
        }
        let below = self.changes.iter().filter(|other| change.deps.contains(&other.decoded.hash));
        let floor = below.map(|other| other.decoded.last_op()).max().unwrap_or(0);
        if change.start_op <= floor || change.start_op > self.last_op() + START_OP_STEP {
            return Err(ChangeError::StartOp);
        }
        catch_unwind(AssertUnwindSafe(|| {
            let mut document = self.document()?;
            let change = Change::try_from(bytes).map_err(|_| ChangeError::Malformed)?;
            let hash = change.hash();
            document.apply_changes([change]).map_err(|_| ChangeError::DoesNotApply)?;
            // Nothing builds upon it yet: where it was applied, it is a head.
            if document.get_heads().contains(&hash) { Ok(()) } else { Err(ChangeError::DoesNotApply) }
        }))
        .unwrap_or(Err(ChangeError::DoesNotApply))
    }

    /// Writes one change: the puts that alter something. `None` where none does.
    ///
    /// The change is built from what the part shows rather than by a transaction: automerge's own `put` of a value
    /// that stands among several concurrent ones deletes the others, which leaves no trace for the history.
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
        if operations.len() > PUTS_MAX {
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

    fn document(&self) -> Result<Automerge, ChangeError> {
        let changes = self.changes.iter().map(|change| Change::try_from(change.bytes.as_slice()));
        let changes = changes.collect::<Result<Vec<_>, _>>().map_err(|_| ChangeError::Malformed)?;
        let mut document = Automerge::new();
        if changes.is_empty() {
            return Ok(document);
        }
        document.apply_changes(changes).map_err(|_| ChangeError::DoesNotApply)?;
        Ok(document)
    }
}
