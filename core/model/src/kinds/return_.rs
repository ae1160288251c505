//! A return (还书) recorded on a phone that does not hold the loan; the registrar matches it (L-C5).

use crate::fields::{Id, Int, Text, fields};
use crate::id::{IntentId, RecordId};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::spec::{GRACE_CIRCULATION_MS, KindSpec, PartSpec, Where, Writer};

fields! {
    /// What a keeper writes. Times are milliseconds.
    Return {
        /// The copy's id in the house.
        1 copy: Text<64>;
        /// When it came back.
        2 at: Int;
        /// The title, where known.
        3 title: Id;
        /// A remark of the keepers.
        4 note: Text<2000>;
        set voids: Void<IntentId> = "void" {
            /// When it was said that it was recorded by mistake.
            5 at: Int;
            /// When that was taken back.
            6 undone: Int;
        }
    }
}

/// The spec of returns.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Return,
    stands_in: &[Some(Kind::House)],
    parts: &[PartSpec {
        part: Part::Keeper,
        keys: Return::KEYS,
        writers: &[Writer::Holds(Role::Keeper, Where::Space), Writer::Holds(Role::Keeper, Where::Above)],
        readers: &[Audience::Keeper],
        physical: true,
        ..PartSpec::PLAIN
    }],
    grace_ms: GRACE_CIRCULATION_MS,
    ..KindSpec::PLAIN
};

/// What keepers wrote.
pub fn read(record: &Record) -> Return<'_> {
    Return::of(record.part(Part::Keeper))
}

/// Whether it was recorded by mistake, and that was not taken back.
pub fn is_void(record: &Record) -> bool {
    read(record).voids().any(|void| void.undone().is_absent())
}

/// The title, where whoever took the book back could tell; an id of zeros says again that nobody can.
pub fn title(record: &Record) -> Option<RecordId> {
    read(record).title().one().filter(|title| *title != RecordId::CITY)
}
