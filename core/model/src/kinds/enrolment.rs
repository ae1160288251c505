//! A person's enrolment in a plan for its period (M-01 to M-03, M-10, M-C1, M-C3, M-C7, M-C8).

use crate::fields::{Day, Int, OneOf, Text, Values, fields, seen};
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::kinds::plan::Payer;
pub use crate::kinds::plan::plan_of;
use crate::kinds::sign_up::Wanted;
use crate::spec::{About, Begins, GRACE_ENROLMENT_MS, KindSpec, Owner, PartSpec, Salt, ViewSpec, Where, Writer};

mod judge;

pub use judge::{Candidate, LineWaits, candidate, cover, earlier, judge, lineage, listed_candidate, span};

fields! {
    /// What the member asks.
    Asks {
        /// The person's name as given.
        3 name: Text<150>;
        /// The person's employer as given.
        4 employer: Text<200>;
        set asks: Ask<IntentId> = "ask" {
            /// What is asked.
            1 is: OneOf<Wanted, 8>;
            /// When it was asked, in milliseconds.
            2 at: Int;
            /// The mark of the terms that the person saw (M-C19).
            20 terms: Text<16>;
            /// How many shares are asked for; absent: 1 (M-C2).
            21 shares: Int;
        }
    }
}

fields! {
    /// What a handler lists.
    Unit {
        /// The person's name as given.
        3 name: Text<150>;
        /// The person's employer as given.
        4 employer: Text<200>;
        /// A remark of the handlers.
        5 note: Text<2000>;
        set listings: Listing<IntentId> = "list" {
            /// What the unit lists.
            1 is: OneOf<Wanted, 8>, Mine 1;
            /// When it was listed, in milliseconds.
            2 at: Int, Mine 2;
            /// The mark of the terms that the handler saw (M-C19).
            20 terms: Text<16>;
            /// How many shares are asked for; absent: 1 (M-C2).
            21 shares: Int;
        }
    }
}

fields! {
    /// What the office records; a later record corrects the one before.
    Office {
        set payments: Payment<IntentId> = "paid" {
            /// When the payment was recorded, in milliseconds.
            1 at: Int;
            /// The day on which it was credited.
            2 on: Day;
        }
    }
}

/// The spec of enrolments.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Enrolment,
    stands_in: &[Some(Kind::Union)],
    owner: Owner::Maybe,
    salt: Salt::Fixed(is_of_plan),
    about: Some(About { kind: Kind::Plan, named: plan_of, beside: false }),
    parts: &[
        PartSpec {
            part: Part::Member,
            keys: Asks::KEYS,
            writers: &[Writer::Owner],
            readers: &[Audience::Mine, Audience::Handler],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Unit,
            keys: Unit::KEYS,
            writers: &[Writer::Holds(Role::Handler, Where::Space)],
            readers: &[Audience::Handler],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Office,
            keys: Office::KEYS,
            writers: &[Writer::Holds(Role::Office, Where::PlanUnion)],
            readers: &[Audience::Mine, Audience::Handler],
            begins: Begins::Never,
            ..PartSpec::PLAIN
        },
    ],
    // What the handler listed.
    views: &[ViewSpec::of(Audience::Mine, seen!(Mine: Unit))],
    // One that follows from a unit's list has nothing but a verdict until its person answers.
    stands_empty: true,
    grace_ms: GRACE_ENROLMENT_MS,
    ..KindSpec::PLAIN
};

/// What the member asked.
pub fn member(record: &Record) -> Asks<'_> {
    Asks::of(record.part(Part::Member))
}

/// What a handler listed; without that part, what the member sees of it.
pub fn unit(record: &Record) -> Unit<'_> {
    Unit::of(record.part_or_view(Part::Unit, Audience::Mine))
}

/// What the office recorded.
pub fn office(record: &Record) -> Office<'_> {
    Office::of(record.part(Part::Office))
}

/// The salt names the plan, and for a known person who pays.
fn is_of_plan(header: &Header) -> bool {
    plan_of(header).is_some() && (header.owner.is_none() || (header.salt.len() == 17 && payer(header).is_some()))
}

/// The name and employer as given by the member, or as the handler lists them.
pub fn given(record: &Record) -> (&str, &str) {
    let (member, unit) = (member(record), unit(record));
    let name = [member.name(), unit.name()].into_iter().find_map(Values::one);
    let employer = [member.employer(), unit.employer()].into_iter().find_map(Values::one);
    (name.unwrap_or_default(), employer.unwrap_or_default())
}

/// The header of an enrolment: (plan, period, person, payer), so that repeating it is the same enrolment.
pub fn header(union: RecordId, person: RecordId, plan: RecordId, payer: Payer) -> Header {
    let mut salt = plan.0.to_vec();
    salt.push(payer.number());
    Header::new(Kind::Enrolment, union, Some(person), salt)
}

/// Who pays by the header.
pub fn payer(header: &Header) -> Option<Payer> {
    header.salt.get(16).copied().and_then(Payer::from_number)
}

/// The header of the enrolment that follows from a line of a unit's list; without a member, of somebody who is known by
/// name and employer alone.
pub fn of_line(union: RecordId, plan: RecordId, member: Option<RecordId>, who: RecordId, payer: Payer) -> Header {
    match member {
        Some(person) => header(union, person, plan, payer),
        None => Header::new(Kind::Enrolment, union, None, [plan.0, who.0].concat()),
    }
}

/// Whose line of a unit's list an enrolment follows from.
pub fn line_of(enrolment: &Header) -> Option<RecordId> {
    enrolment.owner.or_else(|| RecordId::from_slice(enrolment.salt.get(16..)?).ok())
}
