//! Lists of book-houses: the houses, their titles and copies, what is out of one, and the own loans.

pub(crate) mod cards;
pub(crate) mod copies;
pub(crate) mod holds;
pub(crate) mod house_loans;
pub(crate) mod houses;
pub(crate) mod my_loans;
pub(crate) mod titles;

use jiff::civil::Date;
use serde::Serialize;
use zhijia_model::calendar::start_of_day_ms;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::loan::{self, LoanStatus};

/// How far a loan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum LoanPhase {
    /// On loan.
    Out,
    /// Due within three days.
    Due,
    /// Overdue.
    Overdue,
    /// Back.
    Returned,
    /// A person has to look at it.
    Check,
}

/// How far a loan is, with the key that sorts it.
fn phase(record: &Record, status: &LoanStatus, today: Date) -> (LoanPhase, i64) {
    match status {
        LoanStatus::Disputed => (LoanPhase::Check, i64::MIN),
        LoanStatus::Out { due: Some(due), overdue: true } => (LoanPhase::Overdue, start_of_day_ms(*due)),
        LoanStatus::Out { due: Some(due), .. } if *due <= today.saturating_add(jiff::Span::new().days(3)) => {
            (LoanPhase::Due, start_of_day_ms(*due))
        }
        LoanStatus::Out { due, .. } => (LoanPhase::Out, due.map_or(i64::MAX / 4, start_of_day_ms)),
        LoanStatus::Returned { at, .. } => (LoanPhase::Returned, i64::MAX / 2 - at),
        LoanStatus::Void => (LoanPhase::Returned, i64::MAX / 2 - loan::lent(record)),
    }
}
