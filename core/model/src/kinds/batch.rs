//! A unit's list for a plan (参保批次): who stands on it, what was handed in, what the office accepted and was paid
//! (M-04, M-06, M-C4 to M-C6, M-C18).
//!
//! There is one for each union and plan, so that two phones make the same one. A line is put on the list and taken off
//! it; of what is said at once, being on it wins. Handing in marks the lines that differ from what was handed in before
//! as an *edition*: 0 is the first, the others are amendments. What was marked stays as it was handed in, whatever
//! becomes of the list.

use crate::fields::{Day, Flag, Int, OneOf, Text, fields};
use crate::header::Header;
use crate::id::{IntentId, RecordId, short_hash};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::kinds::plan::plan_of;
use crate::kinds::sign_up::Wanted;
use crate::spec::{About, Begins, GRACE_ENROLMENT_MS, KindSpec, PartSpec, Salt, Where, Writer};
use crate::text::bare;

mod lines;
mod status;

pub use lines::{LineEntry, Line, LineMark, Taken, entries, lines, pending};
pub(crate) use lines::{Handed, is_marked, seen};
pub use status::{BatchStatus, BatchTotals, status, totals};

fields! {
    /// What the unit's handlers write. An element of `line` is the member, or stands for a name and employer.
    Unit {
        /// A remark of the handlers.
        1 note: Text<2000>;
        set listed: Listed<RecordId> = "line" {
            /// Whether the person stands on the list.
            2 is: OneOf<Wanted, 8>;
            /// When the person was put on it, in milliseconds.
            3 at: Int;
            /// The person's name as given.
            4 name: Text<150>;
            /// The person's employer as given.
            5 employer: Text<200>;
            /// The person is known by name and employer alone.
            6 by_name: Flag;
            /// Listed by others at the gate: it counts once the person agrees.
            7 provisional: Flag;
            /// When a handler saw the person's signature, in milliseconds.
            8 signed: Int;
            /// How many shares; absent: 1.
            9 shares: Int;
        }
        set marks: Mark<LineMark> = "mark" {
            /// Whether the line is on what was handed in, from this edition on.
            10 is: OneOf<Wanted, 8>;
        }
        set editions: Edition<u32> = "edition" {
            /// When it was handed in, in milliseconds.
            11 at: Int;
            /// How many people the unit has: of them so many take part (M-04).
            12 roster: Int;
        }
    }
}

fields! {
    /// What the office of the plan's union writes, of an edition.
    Office {
        set returns: Returned<u32> = "return" {
            /// When it was given back, in milliseconds.
            1 at: Int;
            /// Why; the handlers read it.
            2 reason: Text<500>;
        }
        set accepts: Accepted<u32> = "accept" {
            /// When it was accepted, in milliseconds.
            3 at: Int;
            /// How many people were on it.
            4 headcount: Int;
            /// How many people the unit had: the share of those who take part is judged now, and stays (M-C18).
            5 roster: Int;
            /// What was due, in fen.
            6 due: Int;
            /// Up to which sequence the office had the handlers' part: what came later, it did not accept (M-C6).
            10 seen: Int;
        }
        set payments: Paid<IntentId> = "paid" {
            /// When the payment was recorded, in milliseconds.
            7 at: Int;
            /// The day on which it was credited.
            8 on: Day;
            /// Up to which edition it pays.
            9 edition: Int;
        }
    }
}

/// The spec of batches.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Batch,
    stands_in: &[Some(Kind::Union)],
    salt: Salt::Fixed(is_of_plan),
    about: Some(About { kind: Kind::Plan, named: plan_of, beside: false }),
    parts: &[
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
            readers: &[Audience::Handler],
            begins: Begins::Never,
            ..PartSpec::PLAIN
        },
    ],
    // The office of the plan's union decides upon it.
    also_in: &[(Audience::Handler, Where::PlanUnion)],
    grace_ms: GRACE_ENROLMENT_MS,
    ..KindSpec::PLAIN
};

/// The salt is the plan's id.
fn is_of_plan(header: &Header) -> bool {
    header.salt.len() == 16
}

/// The header of a union's list for a plan, so that two phones make one (M-C6).
pub fn header(union: RecordId, plan: RecordId) -> Header {
    Header::new(Kind::Batch, union, None, plan.0)
}

/// What the handlers wrote.
pub fn unit(record: &Record) -> Unit<'_> {
    Unit::of(record.part(Part::Unit))
}

/// What the office wrote.
pub fn office(record: &Record) -> Office<'_> {
    Office::of(record.part(Part::Office))
}

/// What stands for a person whom the phone does not know: the same name and employer are the same line.
pub fn by_name(plan: RecordId, name: &str, employer: &str) -> RecordId {
    let all = [&plan.0[..], bare(name).as_bytes(), &[0], bare(employer).as_bytes()].concat();
    RecordId(short_hash(&all))
}
