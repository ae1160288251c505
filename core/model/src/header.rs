//! The header of a record: what never changes, and what the id is made of.

use crate::id::{RecordId, short_hash};
use crate::kind::Kind;

/// The most bytes of a salt.
pub const SALT_MAX: usize = 64;

/// The immutable beginning of a record.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Header {
    /// The [`Kind`]'s number; one that this version does not know is carried.
    pub kind: u8,
    /// The record that contains this one; [`RecordId::CITY`] at the root.
    pub space: RecordId,
    /// The member whom a private record is about.
    pub owner: Option<RecordId>,
    /// 1 to 64 bytes: random where two creations are two things, fixed where repetition is the same thing.
    pub salt: Vec<u8>,
}

impl Header {
    /// A header of a known kind.
    pub fn new(kind: Kind, space: RecordId, owner: Option<RecordId>, salt: impl Into<Vec<u8>>) -> Self {
        Self { kind: kind.number(), space, owner, salt: salt.into() }
    }

    /// The kind, where this version knows it.
    pub const fn kind(&self) -> Option<Kind> {
        Kind::from_number(self.kind)
    }

    /// The bytes that the id is the hash of: `"ZJ1"`, kind, space (16), owner (16, zeros where there is none), salt.
    pub fn bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(36 + self.salt.len());
        out.extend_from_slice(b"ZJ1");
        out.push(self.kind);
        out.extend_from_slice(self.space.as_bytes());
        out.extend_from_slice(self.owner.unwrap_or_default().as_bytes());
        out.extend_from_slice(&self.salt);
        out
    }

    /// Reads what [`Header::bytes`] wrote.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(b"ZJ1")?;
        let (&kind, rest) = rest.split_first()?;
        let (space, rest) = rest.split_at_checked(16)?;
        let (owner, salt) = rest.split_at_checked(16)?;
        let owner = RecordId::from_slice(owner).ok()?;
        let header = Self {
            kind,
            space: RecordId::from_slice(space).ok()?,
            owner: (owner != RecordId::CITY).then_some(owner),
            salt: salt.to_vec(),
        };
        header.well_formed().then_some(header)
    }

    /// Whether the salt has an allowed length.
    pub fn well_formed(&self) -> bool {
        (1..=SALT_MAX).contains(&self.salt.len())
    }

    /// The record's id: the first 16 bytes of SHA-256 over [`Header::bytes`].
    pub fn id(&self) -> RecordId {
        RecordId(short_hash(&self.bytes()))
    }

    /// The record that a fixed salt begins with: what this one is about.
    pub fn named_by_salt(&self) -> Option<RecordId> {
        self.salt.first_chunk().copied().map(RecordId)
    }

    /// The member whom the record is about: the owner, or the record itself where it is a member.
    pub fn person(&self) -> Option<RecordId> {
        if self.kind() == Some(Kind::Member) { Some(self.id()) } else { self.owner }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[test]
    fn golden_bytes_and_id() {
        let header = Header::new(Kind::SignUp, RecordId([0x11; 16]), Some(RecordId([0x22; 16])), *b"all");
        let hex = data_encoding::HEXLOWER.encode(&header.bytes());
        assert_eq!(hex, "5a4a31091111111111111111111111111111111122222222222222222222222222222222616c6c");
        assert_eq!(header.id().to_string(), "3a581ed36be01a75749448b482b8140a");
        assert_eq!(Header::from_bytes(&header.bytes()), Some(header));
    }

    #[test]
    fn truncated_or_oversized_headers_are_none() {
        let bytes = Header::new(Kind::Loan, RecordId::CITY, None, [7; 16]).bytes();
        for end in 0..=36 {
            assert_eq!(Header::from_bytes(bytes.get(..end).unwrap()), None);
        }
        assert_eq!(Header::from_bytes(&Header::new(Kind::Loan, RecordId::CITY, None, [7; 65]).bytes()), None);
    }
}
