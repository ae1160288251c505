//! An appointment: a role that a person (the owner) holds in a space.

use crate::authority::Standing;
use crate::change::Put;
use crate::fields::{Choice, Flag, Int, OneOf, Text, Value as _, fields, seen};
use crate::header::Header;
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::refusal::Code;
use crate::spec::{KindSpec, Owner, PartSpec, ViewSpec, Where, Writer};

fields! {
    /// What the grantor writes. Times are milliseconds.
    Grant {
        /// The role; fixed by the first put.
        1 role: OneOf<Role, 20>, Public 1;
        /// From when it counts.
        2 from: Int;
        /// Until when.
        3 until: Int;
        /// When it was ended.
        4 ended: Int, Public 4;
        /// Revoked hard: nothing done with it counts.
        5 hard: Flag;
        /// Why it ended.
        6 reason: Text<500>;
    }
}

/// The spec of appointments.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Appointment,
    stands_in: &[None, Some(Kind::Union), Some(Kind::House), Some(Kind::Event)],
    owner: Owner::Always,
    begins_with: says_a_role,
    parts: &[PartSpec {
        part: Part::Grant,
        keys: Grant::KEYS,
        // A desk grants the roles of its own union, its houses and events, and the first desk of the unions that it
        // founds.
        writers: &[Writer::Holds(Role::Desk, Where::Space), Writer::Holds(Role::Desk, Where::Above)],
        readers: &[Audience::Mine, Audience::Desk],
        ..PartSpec::PLAIN
    }],
    // Everyone sees that it ended, and nothing before.
    views: &[ViewSpec { shown: has_ended, ..ViewSpec::of(Audience::Public, seen!(Public: Grant)) }],
    also_in: &[(Audience::Desk, Where::Above)],
    ..KindSpec::PLAIN
};

/// An appointment without a role is none.
fn says_a_role(_: &Header, puts: &[Put]) -> Result<(), Code> {
    if puts.iter().any(|put| put.key == "role") { Ok(()) } else { Err(Code::BadForm) }
}

/// Whether the puts name a role that this version does not know: a newer app's, which a newer hub will know, too.
pub fn names_unknown_role(puts: &[Put]) -> bool {
    let mut roles = puts.iter().filter(|put| put.key == "role");
    roles.any(|put| !matches!(OneOf::<Role, 20>::read(&put.value), Some(Choice::Known(_))))
}

/// What the grantor wrote; without that part, what everyone sees.
pub fn read(record: &Record) -> Grant<'_> {
    Grant::of(record.part_or_view(Part::Grant, Audience::Public))
}

fn has_ended(record: &Record) -> bool {
    !read(record).ended().is_absent()
}

/// The role, where this version knows it.
pub fn role(record: &Record) -> Option<Role> {
    read(record).role().one().and_then(Choice::known)
}

/// From when and until when it gives its role, in milliseconds; open ends are the least and the greatest number.
pub fn term(record: &Record) -> (i64, i64) {
    let grant = read(record);
    let end = [grant.until().one(), grant.ended().one()].into_iter().flatten().min();
    (grant.from().one().unwrap_or(i64::MIN), end.unwrap_or(i64::MAX))
}

/// Whether it was revoked so that nothing done with it counts.
pub fn is_revoked_hard(record: &Record) -> bool {
    read(record).hard().one() == Some(true)
}

/// Whether the appointment gives its role at `at` (A-C16).
pub fn standing(record: &Record, at: i64) -> Standing {
    let (from, end) = term(record);
    if role(record).is_none() || is_revoked_hard(record) || at < from {
        return Standing::Never;
    }
    if at >= end { Standing::Ended } else { Standing::Held }
}
