//! The messages of `/v1/sync` and `/v1/live`, as CBOR arrays with numbered fields.
//!
//! A request is a CBOR sequence (RFC 8742): one [`Hello`], then the [`Offer`]s. An answer is a CBOR sequence of
//! [`Frame`]s. A reader skips fields behind those it knows; optional fields at the end may be left out.

use minicbor::{Decode, Decoder, Encode};
use zhijia_model::{ChangeHash, IntentId, RecordId, Scope};

mod page;

pub use page::{Digest, Entry, Forget, Gone, News, Page, Ref};

/// The first message of a request.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Hello {
    /// [`crate::limits::PROTOCOL`].
    #[n(0)]
    pub protocol: u8,
    /// After this request's offers the phone's outbox is empty: what is claimed later cannot be older than this
    /// arrival (rank time R).
    #[n(1)]
    pub outbox_empty: bool,
    /// Send no pages: a live stream is open, and this request only carries the outbox.
    #[n(2)]
    pub offers_only: bool,
    /// The hash of the entitlements that the phone has; empty for none.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub entitlements: Vec<u8>,
    /// Houses whose public scope the phone follows on demand.
    #[n(4)]
    pub follow: Vec<RecordId>,
    /// The cursors; absent at a first start.
    #[n(5)]
    pub cursors: Option<CursorSet>,
    /// Scopes to be sent from the beginning, because the phone's digest differed.
    #[n(6)]
    pub reset: Vec<WireScope>,
}

/// A scope on the wire: space and audience number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(array)]
pub struct WireScope {
    /// The space.
    #[n(0)]
    pub space: RecordId,
    /// The audience's number.
    #[n(1)]
    pub audience: u8,
}

impl From<Scope> for WireScope {
    fn from(scope: Scope) -> Self {
        Self { space: scope.space, audience: scope.audience }
    }
}

impl From<WireScope> for Scope {
    fn from(scope: WireScope) -> Self {
        Self { space: scope.space, audience: scope.audience }
    }
}

/// Where a phone stands in every scope that it follows.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct CursorSet {
    /// The ledger's history.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub epoch: [u8; 16],
    /// Sorted by scope; a scope that is missing stands at 0.
    #[n(1)]
    pub cursors: Vec<Cursor>,
    /// The hub's MAC over epoch and cursors, as the last page or forget gave it.
    #[n(2)]
    #[cbor(with = "minicbor::bytes")]
    pub mac: [u8; 16],
}

/// The position in one scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Encode, Decode)]
#[cbor(array)]
pub struct Cursor {
    /// The scope.
    #[n(0)]
    pub scope: WireScope,
    /// The hub's own number, opaque to the phone: it is compared with a page's `from` and sent back. 0: the beginning.
    #[n(1)]
    pub seq: u64,
}

impl CursorSet {
    /// The bytes that the MAC is computed over: epoch, then space, audience and sequence (8 bytes, big endian) of
    /// each cursor, sorted by scope; cursors at 0 are left out.
    pub fn signed_bytes(epoch: &[u8; 16], cursors: &[Cursor]) -> Vec<u8> {
        let mut sorted: Vec<_> = cursors.iter().filter(|cursor| cursor.seq > 0).collect();
        sorted.sort_unstable();
        let mut out = Vec::with_capacity(16 + sorted.len() * 25);
        out.extend_from_slice(epoch);
        for cursor in sorted {
            out.extend_from_slice(cursor.scope.space.as_bytes());
            out.push(cursor.scope.audience);
            out.extend_from_slice(&cursor.seq.to_be_bytes());
        }
        out
    }
}

/// One change on its way to the hub.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Offer {
    /// The record.
    #[n(0)]
    pub record: RecordId,
    /// The header's bytes, where the hub may not have the record yet.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub header: Option<Vec<u8>>,
    /// The part's number.
    #[n(2)]
    pub part: u8,
    /// The intent; a repetition of it changes nothing.
    #[n(3)]
    pub intent: IntentId,
    /// The automerge change.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub change: Vec<u8>,
}

/// One message of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Frame {
    /// Always the first.
    #[n(0)]
    Welcome(#[n(0)] Welcome),
    /// The gate's answers, in the order of the offers.
    #[n(1)]
    Fates(#[n(0)] Vec<Fate>),
    /// News of one scope.
    #[n(2)]
    Page(#[n(0)] Page),
    /// The scope is not the phone's any more: what only it gave is to be removed, unsent work kept.
    #[n(3)]
    Forget(#[n(0)] Forget),
    /// The answer ends; `more` asks the phone to come again at once.
    #[n(4)]
    End {
        /// There is more than fitted into this answer.
        #[n(0)]
        more: bool,
    },
    /// Nothing happened; the stream is alive.
    #[n(5)]
    Beat,
}

/// The beginning of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Welcome {
    /// [`crate::limits::PROTOCOL`].
    #[n(0)]
    pub protocol: u8,
    /// The ledger's history.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub epoch: [u8; 16],
    /// The hub's time, in milliseconds: to show a wrong clock and to date what is done from now on (docs/adr/0008);
    /// what was claimed before stays as it was.
    #[n(2)]
    pub now: i64,
    /// Present where they differ from those that the phone named.
    #[n(3)]
    pub entitlements: Option<Entitlements>,
    /// Seconds after which the phone may come again.
    #[n(4)]
    pub retry_after: Option<u32>,
}

/// What a device follows without asking, computed in the same read transaction as the pages.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct Entitlements {
    /// The first 8 bytes of SHA-256 over the CBOR of `member`, `home` and `scopes`.
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub hash: Vec<u8>,
    /// The member whose device this is.
    #[n(1)]
    pub member: RecordId,
    /// The member's home union.
    #[n(2)]
    pub home: Option<RecordId>,
    /// The scopes, in the order of their pages: what matters first comes first.
    #[n(3)]
    pub scopes: Vec<WireScope>,
}

/// The gate's answer to one change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Fate {
    /// The change.
    #[n(0)]
    pub change: ChangeHash,
    /// The answer.
    #[n(1)]
    pub answer: Answer,
}

/// What became of a change.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Answer {
    /// Stored, under this sequence. A repetition gets the same answer.
    #[n(0)]
    Accepted {
        /// The ledger's sequence.
        #[n(0)]
        seq: u64,
    },
    /// Refused for good; stored, so that a repetition gets the same answer.
    #[n(1)]
    Refused {
        /// The code of a refusal.
        #[n(0)]
        code: String,
        /// Its parameter.
        #[n(1)]
        field: Option<String>,
    },
    /// It builds upon a refused change: the phone does it again from the intent.
    #[n(2)]
    Unjudged,
    /// Not stored: offer it again later.
    #[n(3)]
    Later {
        /// `unknown-kind`, `unknown-part`, `unknown-space`, `missing-dependency` or `rate`.
        #[n(0)]
        why: String,
    },
}

/// Bytes that are not the message expected.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the message is malformed: {0}")]
pub struct Malformed(pub String);

impl From<minicbor::decode::Error> for Malformed {
    fn from(error: minicbor::decode::Error) -> Self {
        Self(error.to_string())
    }
}

/// Writes one message.
pub fn encode<T: Encode<()>>(message: &T) -> Vec<u8> {
    let mut out = Vec::new();
    // Writing into a Vec cannot fail.
    let _ = minicbor::encode(message, &mut out);
    out
}

/// Writes a request.
pub fn encode_request(hello: &Hello, offers: &[Offer]) -> Vec<u8> {
    let mut out = encode(hello);
    for offer in offers {
        let _ = minicbor::encode(offer, &mut out);
    }
    out
}

/// Reads a request; at most [`crate::limits::OFFERS_MAX`] offers, and scopes as [`crate::limits`] allows.
///
/// # Errors
/// [`Malformed`] where the bytes are no request, or one beyond the limits.
pub fn decode_request(bytes: &[u8]) -> Result<(Hello, Vec<Offer>), Malformed> {
    let mut input = Decoder::new(bytes);
    let hello: Hello = input.decode()?;
    let scopes = hello.cursors.as_ref().map_or(0, |set| set.cursors.len()).max(hello.reset.len());
    if hello.follow.len() > crate::limits::FOLLOW_MAX || scopes > crate::limits::SCOPES_MAX {
        return Err(Malformed("too many scopes".to_owned()));
    }
    let mut offers = Vec::new();
    while input.position() < bytes.len() {
        if offers.len() >= crate::limits::OFFERS_MAX {
            return Err(Malformed("too many offers".to_owned()));
        }
        offers.push(input.decode()?);
    }
    Ok((hello, offers))
}

/// Reads the messages of an answer, or of one frame of it.
///
/// # Errors
/// [`Malformed`] where the bytes are no frames.
pub fn decode_frames(bytes: &[u8]) -> Result<Vec<Frame>, Malformed> {
    let mut input = Decoder::new(bytes);
    let mut frames = Vec::new();
    while input.position() < bytes.len() {
        frames.push(input.decode()?);
    }
    Ok(frames)
}
