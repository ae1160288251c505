//! A mutual-aid plan (职工医疗互助) for one period.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::fields::{Choice, Day, Id, Int, OneOf, Text, fields, seen};
use crate::header::Header;
use crate::id::RecordId;
use crate::kind::{Audience, Kind, Part, Role};
use crate::named::numbered;
use crate::kinds::Record;
use crate::spec::{KindSpec, PartSpec, ViewSpec, Where, Writer};
use crate::state::VisibleValue;

mod terms;

pub use terms::{Editions, PlanTerms, Window, predecessors};
pub(crate) use terms::{SHARES_MAX, WAITING_MAX};

/// Stands where a number was and is none any more.
pub const NONE: i64 = -1;

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
        /// Days of waiting of who is covered for the first time (M-03); absent: 0.
        8 waiting_days: Int, Public 8;
        /// A description.
        9 about: Text<4000>, Public 9;
        /// A remark of the office.
        10 note: Text<2000>;
        /// When the supplementary window opens (M-C7); 0 for none.
        20 supplementary_from: Int, Public 20;
        /// When it closes.
        21 supplementary_to: Int, Public 21;
        /// Days of waiting of who was covered before and let it lapse; absent or -1: as for the first time.
        22 waiting_lapsed: Int, Public 22;
        /// So many days without cover break no continuity; absent: 0.
        23 continuity_gap: Int, Public 23;
        /// The most shares of a person (M-C2); absent or -1: 1.
        24 shares_max: Int, Public 24;
        /// What the union pays of the fee, in fen; absent or -1, like the two below it: the payer pays all.
        25 fee_union: Int, Public 25;
        /// What the employer pays of it.
        26 fee_employer: Int, Public 26;
        /// What the member pays of it.
        27 fee_member: Int, Public 27;
        /// Of a hundred people of a unit at least so many take part (M-04); absent or -1: no matter how many.
        28 min_ratio: Int, Public 28;
        /// The plan of the period before: whoever was covered there goes on without waiting. Zeros for none.
        29 predecessor: Id, Public 29;
        /// The plan of people at work whose cover goes on here when they retire. Zeros for none.
        30 in_service: Id, Public 30;
        /// Days after the discharge within which a claim is to be filed (M-C17); absent: no such limit.
        40 claim_days: Int, Public 40;
        /// The last day on which a claim is to be filed; absent: no such limit.
        41 claim_until: Day, Public 41;
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
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
    Payer {
        /// The union pays: cover follows without a payment by the member.
        Union = 1 "union",
        /// The member pays: listed until the office records the payment.
        #[default]
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

/// Who pays how much of a fee, in fen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Split {
    /// The union.
    pub union_fen: i64,
    /// The employer.
    pub employer_fen: i64,
    /// The member.
    pub member_fen: i64,
}

impl Split {
    /// By what is said of the union, the employer and the member; where nothing is, the payer pays all.
    pub fn of(payer: Payer, fee: i64, said: [Option<i64>; 3]) -> Self {
        let all = |one: Payer| if payer == one { fee } else { 0 };
        match said {
            [None, None, None] => Self {
                union_fen: all(Payer::Union),
                employer_fen: all(Payer::Employer),
                member_fen: all(Payer::Member),
            },
            [union, employer, member] => Self {
                union_fen: union.unwrap_or(0),
                employer_fen: employer.unwrap_or(0),
                member_fen: member.unwrap_or(0),
            },
        }
    }

    /// What one of them pays.
    pub const fn paid_by(self, payer: Payer) -> i64 {
        match payer {
            Payer::Union => self.union_fen,
            Payer::Employer => self.employer_fen,
            Payer::Member => self.member_fen,
        }
    }
}

/// Who pays how much of a plan's fee.
pub fn split(record: &Record) -> Split {
    let said = read(record);
    let parts = [said.fee_union().one(), said.fee_employer().one(), said.fee_member().one()];
    let parts = parts.map(|fen| fen.filter(|fen| *fen >= 0));
    Split::of(payer(record), said.fee().one().unwrap_or(0), parts)
}

/// Whether a day on which a payment was credited counts, by when it was recorded: one that had not come by then is a slip
/// of the pen, and no payment (M-02).
pub(super) fn had_come(day: Date, recorded: &VisibleValue) -> bool {
    day <= china_date(recorded.rank())
}

/// Whether days that were said one after the other were corrected: the first of them is not what they all say.
pub(super) fn is_corrected(days: &[Date]) -> bool {
    days.iter().any(|day| days.first() != Some(day))
}

/// The plan that an enrolment, a unit's list or a claim is for: the first 16 bytes of its salt.
pub fn plan_of(header: &Header) -> Option<RecordId> {
    header.named_by_salt()
}
