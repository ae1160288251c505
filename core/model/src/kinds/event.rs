//! A sports or cultural event (文体活动): when and where, and how its places are given.

use crate::calendar::{china_date, end_of_day_ms};
use crate::fields::{Flag, Id, Int, OneOf, Text, fields, seen};
use crate::id::{DeviceId, IntentId};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::spec::{KindSpec, PartSpec, ViewSpec, Where, Writer};
use crate::verdict::Fact;

mod admission;
mod desks;
pub mod draw;
mod eligibility;
mod questions;

pub use admission::{Admission, AdmissionMode, admission, has_other_mode, may_settle, reopens, settled, settles};
pub use desks::{Absence, AtDesk, DeskState, WITHOUT_DESKS_MS, absence, check_in_lists, desks};
pub(crate) use eligibility::flagged;
pub use eligibility::{
    Participant, Condition, Conditions, Eligibility, MAN, WOMAN, conditions, eligibility, flag, is_of_eligibility, names,
};
pub use questions::{
    AnswerKind, AskedQuestion, NO, Need, Waiver, YES, answer_field, questions, waiver, waiver_version,
};
pub(crate) use questions::{count, question_id};

fields! {
    /// What an organiser writes. Times are milliseconds. What was put is never deleted: a `capacity` of [`NO_LIMIT`], an
    /// `ends` or `closed` of 0 and an empty `about` mean that there is none (any more).
    Event {
        /// The name of the event.
        1 title: Text<200>, Public 1;
        /// Where.
        2 place: Text<200>, Public 2;
        /// When it begins.
        3 starts: Int, Public 3;
        /// When it ends.
        4 ends: Int, Public 4;
        /// The places; of several concurrent ones the greatest counts (E-C12).
        5 capacity: Int, Public 5;
        /// When sign-up opens.
        6 opens: Int, Public 6;
        /// When sign-up closes.
        7 closes: Int, Public 7;
        /// A description.
        8 about: Text<4000>, Public 8;
        /// When it was published; without it only organisers see the event.
        9 published: Int, Public 9;
        /// When an organiser closed sign-up; 0 opens it again.
        10 closed: Int, Public 10;
        /// When it was cancelled; any value above 0 cancels.
        11 cancelled: Int, Public 11;
        /// Why it was cancelled.
        12 cancel_reason: Text<500>, Public 12;
        /// A remark of the organisers.
        13 note: Text<2000>;
        /// Whom to ask at the place: a name, a telephone number.
        14 venue_contact: Text<200>, Public 14;
        /// What to bring along.
        15 bring: Text<200>, Public 15;
        /// How places are given; absent: at once.
        20 admission: OneOf<AdmissionMode, 12>, Public 20;
        /// What one agrees to by signing up; may be empty.
        41 waiver: Text<3000>, Public 41;
        set settlements: Settlement<IntentId> = "settle" {
            /// When an organiser had the places given out, before that would have come by itself.
            21 at: Int, Public 21;
        }
        set groups: Group<String> = "group" {
            /// Open to members of this union and of those below it; the city: to everybody.
            30 union: Id, Public 30;
            /// Open to these kinds of member.
            31 category: Text<200>, Public 31;
            /// Open to women (2) or men (1); 0 to both.
            32 sex: Int, Public 32;
            /// From this age; 0 from any.
            33 age_from: Int, Public 33;
            /// Up to this age; 0 to any.
            34 age_to: Int, Public 34;
            /// Open to who has been a member for so many months.
            35 months: Int, Public 35;
            /// The day on which all that is judged, `YYYY-MM-DD`; empty where it is not said.
            36 day: Text<10>, Public 36;
        }
        set lists: CheckInList<String> = "list" {
            /// When the check-in list of this name was set up; 0: it was put away.
            50 open: Int;
        }
        set desks: Desk<DeviceId> = "desk" {
            /// At which list the phone stands.
            51 list: Text<60>;
            /// When it came to the door.
            52 opened: Int;
            /// When it said that all it recorded is sent.
            53 closed: Int;
            /// When the organiser did without it.
            54 waived: Int;
        }
        set questions: Question<String> = "question" {
            /// What is asked.
            37 ask: Text<200>, Public 37;
            /// How it is answered.
            38 kind: OneOf<AnswerKind, 12>, Public 38;
            /// What one can choose, one on a line.
            39 choices: Text<400>, Public 39;
            /// Whether it is to be answered.
            40 need: OneOf<Need, 12>, Public 40;
            /// Whether the insurer is told the answer.
            44 insurer: Flag, Public 44;
        }
    }
}

/// The group of everybody who comes: what is asked there is asked by the event as a whole. A person's sign-up for it
/// has this name as salt.
pub const EVERYBODY: &str = "all";

/// The `capacity` of an event whose limit was lifted: what was put is never deleted.
pub const NO_LIMIT: i64 = -1;
/// The `ends` of an event whose end is not said any more.
pub const NO_END: i64 = 0;

/// The spec of events.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Event,
    stands_in: &[Some(Kind::Union)],
    parts: &[PartSpec {
        part: Part::Organiser,
        keys: Event::KEYS,
        writers: &[Writer::Holds(Role::Organiser, Where::Space), Writer::Holds(Role::Organiser, Where::Itself)],
        readers: &[Audience::Organiser],
        ..PartSpec::PLAIN
    }],
    views: &[ViewSpec { shown: is_published, ..ViewSpec::of(Audience::Public, seen!(Public: Event)) }],
    // Who runs one event follows that alone.
    also_in: &[(Audience::Organiser, Where::Itself)],
    ..KindSpec::PLAIN
};

/// What organisers wrote; without their part, what everyone sees.
pub fn read(record: &Record) -> Event<'_> {
    Event::of(record.part_or_view(Part::Organiser, Audience::Public))
}

/// What is said of a group of an event.
pub fn group<'r>(record: &'r Record, name: &str) -> Option<Group<'r>> {
    read(record).groups().find(|one| one.element().as_deref() == Some(name))
}

/// Whether the event was published.
pub fn is_published(record: &Record) -> bool {
    read(record).published().one().is_some_and(|at| at > 0)
}

/// Whether it was cancelled: cancellation dominates everything else (E-C9, E-C10).
pub fn is_cancelled(record: &Record) -> bool {
    read(record).cancelled().all().iter().any(|at| *at > 0)
}

/// When the event ends, in milliseconds, where that is said: an end before the start says nothing.
pub fn ends(record: &Record) -> Option<i64> {
    let event = read(record);
    let starts = event.starts().one();
    event.ends().one().filter(|ends| *ends > 0 && starts.is_none_or(|starts| *ends >= starts))
}

/// When the event is over, in milliseconds: its end, or the end of the day on which it starts.
pub fn over(record: &Record) -> Option<i64> {
    ends(record).or_else(|| read(record).starts().one().map(|starts| end_of_day_ms(china_date(starts))))
}

/// Places taken and people waiting, as the hub last said; nothing said means none.
pub fn seats(record: &Record) -> (u32, u32) {
    match record.fact {
        Some(Fact::Seats { taken, waiting }) => (taken, waiting),
        _ => (0, 0),
    }
}
