//! One change of a part: who wrote it, what it builds upon, what it puts; and the parts that changes make up.
//!
//! A part is a flat automerge document: scalars put under keys of the root map, never deleted. So a part's state can
//! be read from its decoded changes alone (a value is visible until another put names it as its predecessor);
//! a property test holds that reading, and what is written here, against automerge itself.

use core::fmt;

use crate::field::Scalar;
use crate::id::{DeviceId, RecordId};

mod admit;
mod part;

pub use part::{PartChange, PartChanges};

/// The most bytes of one change.
pub const CHANGE_MAX: usize = 16 * 1024;
/// The most puts in one change.
pub const PUTS_MAX: usize = 256;
/// The most changes that a change may build upon directly.
pub const DEPS_MAX: usize = 16;
/// The most puts that the puts of one change may replace together.
pub const PREDS_MAX: usize = 1_024;
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
    /// Not a change chunk as automerge writes it, or its checksum is wrong.
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
    /// No put, or more than [`PUTS_MAX`]; more than [`DEPS_MAX`] dependencies or [`PREDS_MAX`] predecessors.
    #[error("the change has too few or too many entries")]
    Count,
    /// A change that it builds upon is not there.
    #[error("a change that this one builds upon is not known")]
    MissingDependency,
    /// `seq` is not the actor's next number, or the change does not build upon the actor's one before.
    #[error("the change is not the next one of its actor")]
    SeqGap,
    /// `start_op` lies further ahead than [`START_OP_STEP`], or not behind what it builds upon.
    #[error("the change begins at an impossible operation number")]
    StartOp,
    /// A put replaces one that is not there, stands under another key, is newer, or is not part of what it builds upon.
    #[error("a put replaces what it cannot replace")]
    Predecessor,
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
    /// The number of the last operation.
    pub fn last_op(&self) -> u64 {
        self.start_op.saturating_add(self.puts.len() as u64).saturating_sub(1)
    }
}
