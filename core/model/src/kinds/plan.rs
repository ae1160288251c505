//! A mutual-aid plan (职工医疗互助) for one period.

use crate::key::{KeySpec, Type, key};
use crate::kind::Part;
use crate::kinds::Record;

/// What the office writes. Dates are `YYYY-MM-DD`; the fee is in fen; `payer` is `union` or `member`.
pub const OFFICE: &[KeySpec] = &[
    key(1, "name", Type::Text(200)),
    key(2, "payer", Type::Text(20)),
    key(3, "fee", Type::Int),
    key(4, "period_from", Type::Text(10)),
    key(5, "period_to", Type::Text(10)),
    key(6, "opens", Type::Int),
    key(7, "closes", Type::Int),
    key(8, "waiting_days", Type::Int),
    key(9, "about", Type::Text(4000)),
    key(10, "note", Type::Text(2000)),
];

/// What everyone sees.
pub const PUBLIC: &[KeySpec] = &[
    key(1, "name", Type::Text(200)),
    key(2, "payer", Type::Text(20)),
    key(3, "fee", Type::Int),
    key(4, "period_from", Type::Text(10)),
    key(5, "period_to", Type::Text(10)),
    key(6, "opens", Type::Int),
    key(7, "closes", Type::Int),
    key(8, "waiting_days", Type::Int),
    key(9, "about", Type::Text(4000)),
];

/// Who pays the fee.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Payer {
    /// The union pays: cover follows without a payment by the member.
    Union,
    /// The member pays: listed until the office records the payment.
    Member,
    /// The employer pays.
    Employer,
}

impl Payer {
    /// The text under `payer`, and the number in an enrolment's salt.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Union => "union",
            Self::Member => "member",
            Self::Employer => "employer",
        }
    }

    /// The number in an enrolment's salt.
    pub const fn number(self) -> u8 {
        match self {
            Self::Union => 1,
            Self::Member => 2,
            Self::Employer => 3,
        }
    }

    /// The payer with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Union, Self::Member, Self::Employer].into_iter().find(|payer| payer.name() == name)
    }

    /// The payer with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        [Self::Union, Self::Member, Self::Employer].into_iter().find(|payer| payer.number() == number)
    }
}

/// The plan's name.
pub fn name(record: &Record) -> &str {
    record.part(Part::Office).text("name").one().unwrap_or_default()
}

/// Who pays; where it is not stated, the member (nobody is covered by an omission).
pub fn payer(record: &Record) -> Payer {
    record.part(Part::Office).text("payer").one().and_then(Payer::from_name).unwrap_or(Payer::Member)
}
