//! A mutual-aid plan (职工医疗互助) for one period.

use crate::fields::{Choice, Day, Int, OneOf, Text, fields, seen};
use crate::kind::{Audience, Kind, Part, Role};
use crate::named::numbered;
use crate::kinds::Record;
use crate::spec::{KindSpec, PartSpec, ViewSpec, Where, Writer};

fields! {
    /// What the office writes. Times are milliseconds.
    Plan {
        /// The name of the plan and period.
        1 name: Text<200>, Public 1;
        /// Who pays the fee; absent: the member.
        2 payer: OneOf<Payer, 20>, Public 2;
        /// The fee in fen.
        3 fee: Int, Public 3;
        /// The first day of cover.
        4 period_from: Day, Public 4;
        /// The last day.
        5 period_to: Day, Public 5;
        /// When enrolment opens.
        6 opens: Int, Public 6;
        /// When it closes.
        7 closes: Int, Public 7;
        /// Days of waiting after cover began; absent: 0.
        8 waiting_days: Int, Public 8;
        /// A description.
        9 about: Text<4000>, Public 9;
        /// A remark of the office.
        10 note: Text<2000>;
    }
}

/// The spec of plans.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Plan,
    stands_in: &[Some(Kind::Union)],
    parts: &[PartSpec {
        part: Part::Office,
        keys: Plan::KEYS,
        writers: &[Writer::Holds(Role::Office, Where::Space)],
        readers: &[Audience::Handler],
        ..PartSpec::PLAIN
    }],
    views: &[ViewSpec::of(Audience::Public, seen!(Public: Plan))],
    ..KindSpec::PLAIN
};

/// What the office wrote; without its part, what everyone sees.
pub fn read(record: &Record) -> Plan<'_> {
    Plan::of(record.part_or_view(Part::Office, Audience::Public))
}

numbered! {
    /// Who pays the fee. The number stands in an enrolment's salt.
    Payer {
        /// The union pays: cover follows without a payment by the member.
        Union = 1 "union",
        /// The member pays: listed until the office records the payment.
        Member = 2 "member",
        /// The employer pays.
        Employer = 3 "employer",
    }
}

/// The plan's name.
pub fn name(record: &Record) -> &str {
    read(record).name().one().unwrap_or_default()
}

/// Who pays; where it is not stated, the member (nobody is covered by an omission).
pub fn payer(record: &Record) -> Payer {
    read(record).payer().one().and_then(Choice::known).unwrap_or(Payer::Member)
}
