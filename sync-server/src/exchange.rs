//! The seam between the hub's outside (HTTP, sessions) and its core (gate, ledger, registrar, feed).

use bytes::Bytes;
use futures_util::future::BoxFuture;
use futures_util::stream::BoxStream;

use crate::problem::Problem;

/// Who is asking: the holder of a valid session token whose device and member are not revoked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Caller {
    /// The device's id.
    pub device: [u8; 16],
    /// The record id of the member whose device it is.
    pub member: [u8; 16],
}

/// What the core answers some time later.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, Problem>>;

/// The core as HTTP sees it. Bodies are CBOR sequences, already decompressed and limited in size.
pub trait Exchange: Send + Sync {
    /// Identity of the ledger's history, told in every hello.
    fn epoch(&self) -> [u8; 16];

    /// That the ledger can be read; asked by `/healthz`.
    fn check(&self) -> Answer<'_, ()>;

    /// One round trip: outbox and cursors in, fates and news out (not compressed).
    fn sync(&self, who: Caller, body: Bytes) -> Answer<'_, Vec<u8>>;

    /// The same exchange that stays open. Each item is one complete zstd frame
    /// ([`crate::codec::Codec::frame`]), so that followers of one scope can share it. The stream is
    /// dropped when the follower goes away, is revoked, or the hub shuts down.
    fn live(&self, who: Caller, body: Bytes) -> Answer<'_, BoxStream<'static, Bytes>>;
}
