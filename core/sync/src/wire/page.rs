//! Pages: the news of one scope, record by record.

use minicbor::{Decode, Decoder, Encode, Encoder};
use zhijia_model::{Header, RecordId};

use super::WireScope;

/// News of one scope. It applies only where the phone's cursor is `from`.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Page {
    /// The scope.
    #[n(0)]
    pub scope: WireScope,
    /// The cursor that it starts from; 0 for the beginning.
    #[n(1)]
    pub from: u64,
    /// The cursor after it.
    #[n(2)]
    pub to: u64,
    /// The MAC over the phone's cursor set after this page.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub mac: [u8; 16],
    /// Present where `to` is the scope's head.
    #[n(4)]
    pub digest: Option<Digest>,
    /// The authors that the entries name by index; [`RecordId::CITY`] stands for the hub.
    #[n(5)]
    pub authors: Vec<RecordId>,
    /// The records that changed, in the order of their sequences.
    #[n(6)]
    pub entries: Vec<Entry>,
}

/// Count and order-free hash over a scope's rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct Digest {
    /// The number of records in the scope.
    #[n(0)]
    pub count: u64,
    /// The sum, modulo 2^64, of the first 8 bytes (big endian) of SHA-256 over each record's id and newest sequence.
    #[n(1)]
    pub sum: u64,
}

impl Digest {
    /// What one row adds.
    pub fn row(record: &RecordId, seq: u64) -> u64 {
        let mut bytes = [0; 24];
        let from = record.as_bytes().iter().copied().chain(seq.to_be_bytes());
        bytes.iter_mut().zip(from).for_each(|(to, from)| *to = from);
        u64::from_be_bytes(zhijia_model::id::short_hash(&bytes).first_chunk().copied().unwrap_or_default())
    }

    /// Adds a row.
    pub fn add(&mut self, record: &RecordId, seq: u64) {
        self.count = self.count.wrapping_add(1);
        self.sum = self.sum.wrapping_add(Self::row(record, seq));
    }

    /// Takes a row away.
    pub fn remove(&mut self, record: &RecordId, seq: u64) {
        self.count = self.count.wrapping_sub(1);
        self.sum = self.sum.wrapping_sub(Self::row(record, seq));
    }
}

/// The phone is to forget a scope.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct Forget {
    /// The scope.
    #[n(0)]
    pub scope: WireScope,
    /// The MAC over the cursor set without it.
    #[n(1)]
    #[cbor(with = "minicbor::bytes")]
    pub mac: [u8; 16],
}

/// One record's news in a scope: what is newer than the page's `from`, or all where it entered after it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
#[cbor(array)]
pub struct Entry {
    /// Which record.
    #[n(0)]
    pub record: Ref,
    /// The record's newest sequence in this scope.
    #[n(1)]
    pub seq: u64,
    /// Changes, for an audience that reads parts.
    #[n(2)]
    pub changes: Vec<News>,
    /// The view, for an audience that does not read every part.
    #[n(3)]
    #[cbor(with = "minicbor::bytes")]
    pub view: Option<Vec<u8>>,
    /// The verdict's CBOR.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub verdict: Option<Vec<u8>>,
    /// The fact's CBOR.
    #[n(5)]
    #[cbor(with = "minicbor::bytes")]
    pub fact: Option<Vec<u8>>,
    /// The place in the waiting list, from 1, counted when the page was built.
    #[n(6)]
    pub queue: Option<u32>,
    /// The record left this scope, or was erased.
    #[n(7)]
    pub gone: Option<Gone>,
}

/// How a record went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(index_only)]
pub enum Gone {
    /// It is elsewhere now.
    #[n(1)]
    Left,
    /// It was erased and never comes back.
    #[n(2)]
    Erased,
}

/// A record in an entry: its id, or its header in short where the reader may not have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ref {
    /// The id of a record that entered the scope before the page's `from`.
    Known(RecordId),
    /// The header. On the wire `[kind, salt, owner / null, space / null]`; without a space it is the page's.
    New {
        /// The kind's number.
        kind: u8,
        /// The salt.
        salt: Vec<u8>,
        /// The owner.
        owner: Option<RecordId>,
        /// The space, where it is not the page's.
        space: Option<RecordId>,
    },
}

impl Default for Ref {
    fn default() -> Self {
        Self::Known(RecordId::default())
    }
}

impl Ref {
    /// The header in short, as it is written into a page of `space`.
    pub fn new(header: &Header, space: RecordId) -> Self {
        Self::New {
            kind: header.kind,
            salt: header.salt.clone(),
            owner: header.owner,
            space: (header.space != space).then_some(header.space),
        }
    }

    /// The header, where it travels.
    pub fn header(&self, space: RecordId) -> Option<Header> {
        match self {
            Self::Known(_) => None,
            Self::New { kind, salt, owner, space: other } => {
                Some(Header { kind: *kind, space: other.unwrap_or(space), owner: *owner, salt: salt.clone() })
            }
        }
    }

    /// The id.
    pub fn id(&self, space: RecordId) -> RecordId {
        match self {
            Self::Known(id) => *id,
            Self::New { .. } => self.header(space).map(|header| header.id()).unwrap_or_default(),
        }
    }
}

impl<C> Encode<C> for Ref {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut Encoder<W>,
        ctx: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        match self {
            Self::Known(id) => id.encode(e, ctx),
            Self::New { kind, salt, owner, space } => {
                let len = if space.is_some() {
                    4
                } else if owner.is_some() {
                    3
                } else {
                    2
                };
                e.array(len)?.u8(*kind)?.bytes(salt)?;
                if len > 2 {
                    owner.encode(e, ctx)?;
                }
                if len > 3 {
                    space.encode(e, ctx)?;
                }
                Ok(())
            }
        }
    }
}

impl<'b, C> Decode<'b, C> for Ref {
    fn decode(d: &mut Decoder<'b>, ctx: &mut C) -> Result<Self, minicbor::decode::Error> {
        if d.datatype()? == minicbor::data::Type::Bytes {
            return RecordId::decode(d, ctx).map(Self::Known);
        }
        let len = d.array()?.ok_or_else(|| minicbor::decode::Error::message("indefinite array"))?;
        if len < 2 {
            return Err(minicbor::decode::Error::message("a header has a kind and a salt"));
        }
        let (kind, salt) = (d.u8()?, d.bytes()?.to_vec());
        let owner = if len > 2 { Option::<RecordId>::decode(d, ctx)? } else { None };
        let space = if len > 3 { Option::<RecordId>::decode(d, ctx)? } else { None };
        for _ in 4..len {
            d.skip()?;
        }
        Ok(Self::New { kind, salt, owner, space })
    }
}

/// One accepted change on its way to a phone.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
#[cbor(array)]
pub struct News {
    /// The part's number.
    #[n(0)]
    pub part: u8,
    /// The entry's `seq` less this change's sequence.
    #[n(1)]
    pub behind: u64,
    /// Rank time R less the change's claimed time, in milliseconds.
    #[n(2)]
    pub rank_after_claim: i64,
    /// The index of the author in the page.
    #[n(3)]
    pub author: u32,
    /// The change, or only its hash (32 bytes) where it is the phone's own.
    #[n(4)]
    #[cbor(with = "minicbor::bytes")]
    pub change: Vec<u8>,
}
