//! How far a unit's list is, and what it comes to.

use super::lines::payments;
use super::{Handed, lines, office, unit};
use crate::kinds::Record;
use crate::kinds::plan::{self, Payer, Split};

/// How far a unit's list is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BatchStatus {
    /// Not handed in yet.
    Draft,
    /// Handed in: the office decides upon this edition.
    Submitted {
        /// 0 for the list, else the number of the amendment.
        edition: u32,
    },
    /// Given back.
    Returned {
        /// The edition.
        edition: u32,
        /// Why.
        reason: String,
    },
    /// Accepted.
    Accepted {
        /// The edition.
        edition: u32,
        /// Whether what is due for it was paid, or nobody has to pay.
        paid: bool,
    },
}

/// How far it is, by the last edition. Where the office accepted and gave back the same one, it is accepted (P3).
pub fn status(record: &Record, payer: Payer) -> BatchStatus {
    let handed = Handed::of(record);
    let Some(edition) = handed.last else { return BatchStatus::Draft };
    if handed.is_accepted() {
        let paid = payer == Payer::Union || payments(record).iter().any(|(of, _)| *of >= edition);
        return BatchStatus::Accepted { edition, paid };
    }
    match office(record).returns().find(|one| one.element() == Some(edition)) {
        Some(back) => BatchStatus::Returned { edition, reason: back.reason().one().unwrap_or_default().to_owned() },
        None => BatchStatus::Submitted { edition },
    }
}

/// What a list comes to (M-06): derived from its lines, never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BatchTotals {
    /// People on the list now.
    pub listed: u32,
    /// Of them, those who have to agree first.
    pub provisional: u32,
    /// People on what was handed in last.
    pub handed_in: u32,
    /// People on what was accepted last.
    pub accepted: u32,
    /// Lines that differ from what was handed in.
    pub pending: u32,
    /// Lines of which two handlers said different numbers of shares.
    pub unsettled: u32,
    /// What the last edition that was handed in comes to, in fen; before that, the list.
    pub due: i64,
    /// The same by who pays.
    pub split: Split,
    /// How many people the unit has, as it was handed in or accepted last.
    pub roster: Option<i64>,
}

/// What it comes to under a plan.
pub fn totals(record: &Record, of: &Record) -> BatchTotals {
    let handed = Handed::of(record);
    let mut out = BatchTotals { pending: count(super::pending(record).len()), ..BatchTotals::default() };
    let mut shares = 0_i64;
    for line in lines(record).into_values() {
        let handed_in = handed.has(&line);
        out.listed += u32::from(line.on);
        out.provisional += u32::from(line.on && line.provisional && line.signed.is_none());
        out.handed_in += u32::from(handed_in);
        out.accepted += u32::from(handed.took(&line));
        out.unsettled += u32::from(line.on && line.shares.len() > 1);
        if if handed.last.is_some() { handed_in } else { line.on } {
            shares += i64::from(line.count());
        }
    }
    let (fee, split) = (plan::read(of).fee().one().unwrap_or(0).max(0), plan::split(of));
    let times = |fen: i64| fen.saturating_mul(shares);
    out.due = times(fee);
    out.split = Split {
        union_fen: times(split.union_fen),
        employer_fen: times(split.employer_fen),
        member_fen: times(split.member_fen),
    };
    out.roster = handed.last.and_then(|last| roster(record, last));
    out
}

/// How many people the unit has, as it was handed in with an edition.
fn roster(record: &Record, edition: u32) -> Option<i64> {
    let handed = unit(record).editions().find(|one| one.element() == Some(edition))?;
    // Of two numbers that were said at once, the greater one: nobody takes part by a smaller whole.
    handed.roster().all().into_iter().max()
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
