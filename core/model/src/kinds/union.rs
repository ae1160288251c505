//! A trade union (工会).

use crate::fields::{Text, fields, seen};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::spec::{KindSpec, PartSpec, ViewSpec, Where, Writer};

fields! {
    /// What the desk writes.
    Union {
        /// The name (名称).
        1 name: Text<200>, Public 1;
        /// The short name.
        2 short: Text<60>, Public 2;
        /// The telephone that members may call.
        3 phone: Text<40>, Public 3;
        /// A remark of the desk.
        4 note: Text<2000>;
    }
}

/// The spec of unions.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Union,
    stands_in: &[None, Some(Kind::Union)],
    parts: &[PartSpec {
        part: Part::Staff,
        keys: Union::KEYS,
        // A desk of the union itself, or of the union (or city) above, which founded it.
        writers: &[Writer::Holds(Role::Desk, Where::Itself), Writer::Holds(Role::Desk, Where::Space)],
        readers: &[Audience::Desk],
        ..PartSpec::PLAIN
    }],
    views: &[ViewSpec::of(Audience::Public, seen!(Public: Union))],
    // The own desk reads it in its own space, the desk above where it founded it.
    found_in: &[(Audience::Desk, Where::Itself)],
    also_in: &[(Audience::Desk, Where::Space)],
    ..KindSpec::PLAIN
};

/// What the desk wrote; without its part, what everyone sees.
pub fn read(record: &Record) -> Union<'_> {
    Union::of(record.part_or_view(Part::Staff, Audience::Public))
}

/// The union's name; empty where it is not known here.
pub fn name(record: &Record) -> &str {
    read(record).name().one().unwrap_or_default()
}
