//! A loan (借阅): one copy in one reader's hands (L-01 to L-10, L-C1 to L-C7, L-C14, L-C26).

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::calendar::china_date;
use crate::fields::{Day, Id, Int, Text, Values, fields, seen};
use crate::id::IntentId;
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::{Record, house};
use crate::refusal::Code;
use crate::spec::{Begins, GRACE_CIRCULATION_MS, KindSpec, Owner, PartSpec, ViewSpec, Where, Writer};
use crate::verdict::Outcome;

mod label;

pub use label::{CameBack, CameBackOutcome, CopyOutcome, OfCopy, judge_copy};

fields! {
    /// What a keeper writes. Times are milliseconds; names stay as given.
    Loan {
        /// The title.
        1 title: Id, Mine 1;
        /// The copy's id in the house: its first barcode, or `#n`.
        2 copy: Text<64>, Mine 2;
        /// The title as given.
        3 title_name: Text<500>, Mine 3;
        /// The reader's name as given.
        4 borrower_name: Text<150>;
        /// The reader's employer as given.
        5 borrower_employer: Text<200>;
        /// When it was lent.
        6 lent: Int, Mine 6;
        /// By when it should be back.
        7 due: Day, Mine 7;
        /// A remark of the keepers.
        13 note: Text<2000>;
        set renewals: Renewed<IntentId> = "renew" {
            /// When the keeper renewed.
            8 at: Int, Mine 8;
            /// The new day.
            9 due: Day, Mine 9;
        }
        set returns: Returned<IntentId> = "return" {
            /// When it came back.
            10 at: Int, Mine 10;
            /// When that return was undone.
            11 undone: Int, Mine 11;
        }
        set voids: Void<IntentId> = "void" {
            /// When it was said that it was recorded by mistake.
            12 at: Int, Mine 12;
            /// When that was taken back.
            14 undone: Int, Mine 14;
        }
    }
}

fields! {
    /// What the borrower asks.
    Wishes {
        set asks: RenewalAsk<IntentId> = "ask" {
            /// When a renewal was asked for, in milliseconds.
            1 at: Int;
        }
    }
}

/// The spec of loans.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Loan,
    stands_in: &[Some(Kind::House)],
    owner: Owner::Maybe,
    parts: &[
        PartSpec {
            part: Part::Keeper,
            keys: Loan::KEYS,
            writers: &[Writer::Holds(Role::Keeper, Where::Space), Writer::Holds(Role::Keeper, Where::Above)],
            readers: &[Audience::Keeper],
            physical: true,
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Borrower,
            keys: Wishes::KEYS,
            writers: &[Writer::Owner],
            readers: &[Audience::Mine, Audience::Keeper],
            begins: Begins::Never,
            ..PartSpec::PLAIN
        },
    ],
    views: &[ViewSpec::of(Audience::Mine, seen!(Mine: Loan))],
    grace_ms: GRACE_CIRCULATION_MS,
    ..KindSpec::PLAIN
};

/// What keepers wrote; without their part, what the borrower sees of it.
pub fn read(record: &Record) -> Loan<'_> {
    Loan::of(record.part_or_view(Part::Keeper, Audience::Mine))
}

/// What the borrower asked.
pub fn wishes(record: &Record) -> Wishes<'_> {
    Wishes::of(record.part(Part::Borrower))
}

/// Two loans of one copy this close are a mis-scan, not a passing-on (L-C2).
pub const EPSILON_MS: i64 = 5 * 60 * 1000;
/// A phone's clock that is off by more than this is not believed: one day.
pub const CLOCK_MS: i64 = 24 * 60 * 60 * 1000;
/// How many days a reader has at least where the due date was corrected.
const AT_LEAST_DAYS: i32 = 7;
/// The longest loan that a corrected date counts.
const DAYS_MAX: i32 = 3650;
/// The same reader and copy again within this time is one loan scanned twice (L-C4).
pub const RESCAN_MS: i64 = 12 * 60 * 60 * 1000;

/// When the loan was recorded as returned in its own part: the earliest (L-C6).
pub fn recorded_return(record: &Record) -> Option<i64> {
    let valid = read(record).returns().filter(|one| one.undone().is_absent());
    valid.filter_map(|one| believed(one.at())).min()
}

/// A time that a phone claims, in milliseconds; rank time R where the claim is off by more than [`CLOCK_MS`] (X-C3).
/// Until the hub has seen it, the claim stands.
pub fn believed(claim: Values<'_, Int>) -> Option<i64> {
    let claimed = claim.one()?;
    let rank = claim.shown().and_then(|entry| entry.witness).map(|witness| witness.rank);
    Some(rank.filter(|rank| claimed.abs_diff(*rank) > CLOCK_MS.unsigned_abs()).unwrap_or(claimed))
}

/// Whether the loan was recorded by mistake (误登), and that was not taken back.
pub fn is_void(record: &Record) -> bool {
    read(record).voids().any(|void| void.undone().is_absent())
}

/// When the copy was lent, in milliseconds.
pub fn lent(record: &Record) -> i64 {
    believed(read(record).lent()).unwrap_or(0)
}

/// The due date of a loan whose phone had a clock that the hub cannot believe (X-C3, P2): the length that the keeper
/// gave it, counted from the day by rank time R, and never so that the reader is overdue at once. `arrived` is the day
/// on which the hub got it; `None` where the clock was right.
///
/// Rule: nobody loses by a keeper's clock. One that is behind would make the reader overdue, so the date moves on; one
/// that is ahead would keep the book away from others for as long, so it moves back to what the house lends for.
pub fn due_by_rank(record: &Record, arrived: Date) -> Option<Date> {
    let loan = read(record);
    let (claimed, believed) = (loan.lent().one()?, lent(record));
    if claimed == believed {
        return None;
    }
    let days = (loan.due().one()? - china_date(claimed)).get_days().clamp(0, DAYS_MAX);
    let from_rank = china_date(believed).saturating_add(jiff::Span::new().days(days));
    let at_least = arrived.saturating_add(jiff::Span::new().days(days.min(AT_LEAST_DAYS)));
    Some(from_rank.max(at_least))
}

/// The copy's id within the house.
pub fn copy(record: &Record) -> &str {
    read(record).copy().one().unwrap_or_default()
}

/// The date by which the book should be back: the latest of what was ever promised (L-C22).
pub fn due(record: &Record) -> Option<Date> {
    due_without(record, None)
}

/// The date by which it should be back but for one renewal.
fn due_without(record: &Record, but: Option<IntentId>) -> Option<Date> {
    let loan = read(record);
    let (granted, corrected) = match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Loan { renewals, due, .. }) => (renewals.as_slice(), due.as_deref()),
        _ => (&[][..], None),
    };
    // The hub's word on a keeper's renewal stands in its place (L-C9).
    let stands = |one: &Renewed<'_>| {
        let id = one.element();
        id != but && granted.iter().all(|answer| Some(answer.ask) != id)
    };
    let renewed = loan.renewals().filter(stands).flat_map(|renewed| renewed.due().all());
    let granted = granted.iter().filter_map(|renewal| renewal.due.as_deref()?.parse().ok());
    let given = corrected.and_then(|due| due.parse().ok()).map_or_else(|| loan.due().all(), |due| vec![due]);
    given.into_iter().chain(renewed).chain(granted).max()
}

/// How often the loan was renewed: by the keeper, or granted on the borrower's request (L-06).
pub fn renewals_used(record: &Record) -> usize {
    let granted = match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Loan { renewals, .. }) => renewals.as_slice(),
        _ => &[],
    };
    let granted = granted.iter().filter(|renewal| renewal.due.is_some()).map(|renewal| renewal.ask);
    let by_keeper = read(record).renewals().filter_map(Renewed::element);
    granted.chain(by_keeper).collect::<BTreeSet<_>>().len()
}

/// The due date of a renewal that was made, or asked for, before its maker could know that somebody waits: shortened to
/// a week, never broken (L-C9). `renewal` is a keeper's own.
pub fn shortened(record: &Record, renewal: Option<IntentId>, renewed: Date) -> Date {
    let week = renewed.saturating_add(jiff::Span::new().days(AT_LEAST_DAYS));
    due_without(record, renewal).map_or(week, |due| due.max(week))
}

/// A borrower's ask for a renewal that no verdict has answered.
pub fn unanswered(record: &Record) -> Option<IntentId> {
    let answered = |ask: &IntentId| match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Loan { renewals, .. }) => renewals.iter().any(|one| one.ask == *ask),
        _ => false,
    };
    wishes(record).asks().filter_map(RenewalAsk::element).find(|ask| !answered(ask))
}

/// Where a loan stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LoanStatus {
    /// Recorded by mistake.
    Void,
    /// Out, to be back by the date.
    Out {
        /// The date.
        due: Option<Date>,
        /// Whether the date is past.
        overdue: bool,
    },
    /// Back.
    Returned {
        /// When, in milliseconds.
        at: i64,
        /// Inferred because the copy was lent again (L-C1).
        inferred: bool,
    },
    /// Two loans of one copy that cannot both be: counts for nothing until a keeper decides (L-C2).
    Disputed,
}

/// Where a loan stands on `today`.
pub fn status(record: &Record, today: Date) -> LoanStatus {
    if is_void(record) {
        return LoanStatus::Void;
    }
    if let Some(at) = recorded_return(record) {
        return LoanStatus::Returned { at, inferred: false };
    }
    if let Some(Outcome::Loan { inferred_return, disputed, matched_return, .. }) =
        record.verdict.as_ref().map(|verdict| &verdict.outcome)
    {
        if let Some(at) = matched_return {
            return LoanStatus::Returned { at: *at, inferred: false };
        }
        if let Some(at) = inferred_return {
            return LoanStatus::Returned { at: *at, inferred: true };
        }
        if *disputed {
            return LoanStatus::Disputed;
        }
    }
    let due = due(record);
    LoanStatus::Out { due, overdue: due.is_some_and(|due| today > due) }
}

/// The lending rules of a house; absent ones are the default rules of `docs/rules.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LendingTerms {
    /// Books at a time.
    pub max_loans: u32,
    /// Days of a loan.
    pub loan_days: i32,
    /// Renewals of a loan.
    pub renewals: u32,
    /// Days of a renewal.
    pub renew_days: i32,
    /// Renewal is allowed from so many days before the due date.
    pub renew_window_days: i32,
}

impl Default for LendingTerms {
    fn default() -> Self {
        Self { max_loans: 3, loan_days: 30, renewals: 1, renew_days: 30, renew_window_days: 7 }
    }
}

/// The terms of a house, as far as it is held.
pub fn terms(house: Option<&Record>) -> LendingTerms {
    let default = LendingTerms::default();
    let Some(house) = house.map(house::read) else { return default };
    let within = |said: Values<'_, Int>, max: i64| said.one().filter(|n| (0..=max).contains(n));
    let count = |said, otherwise| within(said, 99).and_then(|n| u32::try_from(n).ok()).unwrap_or(otherwise);
    let days = |said, otherwise| within(said, 3650).and_then(|n| i32::try_from(n).ok()).unwrap_or(otherwise);
    LendingTerms {
        max_loans: count(house.max_loans(), default.max_loans),
        loan_days: days(house.loan_days(), default.loan_days),
        renewals: count(house.renewals(), default.renewals),
        renew_days: days(house.renew_days(), default.renew_days),
        renew_window_days: days(house.renew_window_days(), default.renew_window_days),
    }
}

/// The new due date of a renewal on `today`, before it is rolled to an open day; or why not.
///
/// # Errors
/// The refusal: it is back, was renewed as often as it may, or it is too early.
pub fn renewal(record: &Record, terms: &LendingTerms, today: Date) -> Result<Date, Code> {
    if is_void(record) || matches!(status(record, today), LoanStatus::Returned { .. }) {
        return Err(Code::AlreadyReturned);
    }
    if renewals_used(record) >= terms.renewals as usize {
        return Err(Code::RenewedOut);
    }
    let due = due(record).unwrap_or(today);
    let opens = due.saturating_sub(jiff::Span::new().days(terms.renew_window_days));
    if today < opens {
        return Err(Code::RenewTooEarly);
    }
    Ok(due.max(today).saturating_add(jiff::Span::new().days(terms.renew_days)))
}
