//! What the hub says of claims: it flags, and decides nothing (P6). One bill is one claim of a person (M-07, M-C12); what
//! is not covered is told with the reason and never dropped (M-08); what is late is a person's to decide (M-C17).

use core::cmp::Reverse;

use jiff::ToSpan;
use jiff::civil::Date;

use super::{ClaimStage, payments, says, state, wish};
use crate::calendar::china_date;
use crate::id::RecordId;
use crate::kinds::sign_up::Wish;
use crate::kinds::{Record, plan};
use crate::named::numbered;
use crate::text::fold;
use crate::verdict::Outcome;

numbered! {
    /// Why a claim is not covered, as far as the hub knows.
    NotCovered {
        /// The person has no cover by the plan.
        NoCover = 1 "no-cover",
        /// It happened before the cover began, or after it ended.
        Outside = 2 "outside",
        /// It happened within the waiting period.
        Waiting = 3 "waiting",
        /// The claim does not say when it happened.
        NoDay = 4 "no-day",
    }
}

/// A plan's terms for claims.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ClaimTerms {
    /// Days after the discharge within which a claim is to be filed.
    pub days: Option<i32>,
    /// The last day.
    pub until: Option<Date>,
}

/// Reads them.
pub fn terms(plan: &Record) -> ClaimTerms {
    let plan = plan::read(plan);
    let days = plan.claim_days().one().and_then(|days| i32::try_from(days).ok()).filter(|days| *days >= 0);
    ClaimTerms { days, until: plan.claim_until().one() }
}

impl ClaimTerms {
    /// The last day on which a claim about a stay that ended then is in time.
    fn last_day(self, discharged: Option<Date>) -> Option<Date> {
        let after = discharged.zip(self.days).map(|(day, days)| day.saturating_add(days.days()));
        [after, self.until].into_iter().flatten().min()
    }
}

/// One stretch of cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Covered {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The last day of waiting.
    pub waiting_until: Option<Date>,
}

impl Covered {
    /// Reads a verdict upon an enrolment.
    pub fn of(outcome: &Outcome) -> Option<Self> {
        let Outcome::Cover { from, to, waiting_until, .. } = outcome else { return None };
        let waiting_until = waiting_until.as_ref().and_then(|day| day.parse().ok());
        Some(Self { from: from.parse().ok()?, to: to.parse().ok()?, waiting_until })
    }
}

/// The numbers by which two claims are the same bill.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Numbers {
    /// That of the settlement, as it is compared; empty where there is none.
    pub settlement: String,
    /// That of the invoice.
    pub invoice: String,
}

impl Numbers {
    fn same(&self, other: &Self) -> bool {
        let same = |one: &str, other: &str| !one.is_empty() && one == other;
        same(&self.settlement, &other.settlement) || same(&self.invoice, &other.invoice)
    }
}

/// How far people are with a claim: whatever comes later takes nothing from the furthest (P3, M-C15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reached {
    /// Nothing is decided.
    Nothing,
    /// It is approved.
    Approved,
    /// A payment was put on the list.
    Paid,
}

/// What judging needs to know of one claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bill {
    /// The record.
    pub id: RecordId,
    /// Its numbers.
    pub numbers: Numbers,
    /// The rank at which it was filed; `None` while it is not, or no longer.
    pub filed: Option<i64>,
    /// Whether it was withdrawn.
    pub withdrawn: bool,
    /// The day of admission.
    pub admitted: Option<Date>,
    /// The day of discharge.
    pub discharged: Option<Date>,
    /// How far people are with it.
    pub reached: Reached,
    /// Whether another person claims upon the same bill: a slip of the pen, or something that people should look at.
    pub elsewhere: bool,
}

/// Whether two claims of one person upon one plan are about the same bill, or are the same claim.
pub fn same_bill(one: &Record, other: &Record) -> bool {
    let same = |one: &Record, other: &Record| one.header.owner == other.header.owner && one.header.salt.get(..16) == other.header.salt.get(..16);
    one.id == other.id || (same(one, other) && bill(one).numbers.same(&bill(other).numbers))
}

/// Reads it.
pub fn bill(record: &Record) -> Bill {
    let said = says(record);
    let (filed, withdrawn) = match wish(record) {
        Wish::In { rank, .. } => (Some(rank), false),
        Wish::Out { .. } => (None, true),
        Wish::None => (None, false),
    };
    let reached = match state(record).stage {
        _ if !payments(record).is_empty() => Reached::Paid,
        ClaimStage::Approved => Reached::Approved,
        _ => Reached::Nothing,
    };
    Bill {
        id: record.id,
        numbers: Numbers { settlement: fold(said.settlement_no), invoice: fold(said.invoice_no) },
        filed,
        withdrawn,
        admitted: said.admitted,
        discharged: said.discharged,
        reached,
        elsewhere: false,
    }
}

/// Judges all claims of one person upon one plan, in any order given: of each what the hub says, the rule, and flags.
/// `None` for a draft, of which there is nothing to say.
pub fn judge(terms: ClaimTerms, covers: &[Covered], all: &[Bill]) -> Vec<Option<(Outcome, &'static str, Vec<String>)>> {
    let mut order: Vec<&Bill> = all.iter().filter(|one| one.filed.is_some() || one.reached == Reached::Paid).collect();
    order.sort_by_key(|one| (Reverse(one.reached), one.filed, one.id));
    let mut processed: Vec<&Bill> = Vec::new();
    let mut twice = Vec::new();
    for one in order {
        if processed.iter().any(|before| before.numbers.same(&one.numbers)) {
            twice.push(one.id);
        } else {
            processed.push(one);
        }
    }
    let judged = all.iter().map(|one| {
        let Some(filed) = one.filed else {
            return one.withdrawn.then(|| (Outcome::Withdrawn, "M-C14", Vec::new()));
        };
        let late = terms.last_day(one.discharged).is_some_and(|last| china_date(filed) > last);
        let flags = [(late, "M-C17"), (one.elsewhere, "M-07")].into_iter().filter(|(is, _)| *is);
        let flags = flags.map(|(_, rule)| rule.to_owned()).collect();
        if twice.contains(&one.id) {
            return Some((Outcome::Duplicate, "M-C12", flags));
        }
        Some(match not_covered(covers, one.admitted) {
            Some(why) => (Outcome::Ineligible { why: why.name().to_owned() }, "M-08", flags),
            None => (Outcome::Stands, "M-08", flags),
        })
    });
    judged.collect()
}

/// Why a day is not covered.
fn not_covered(covers: &[Covered], day: Option<Date>) -> Option<NotCovered> {
    let Some(day) = day else { return Some(NotCovered::NoDay) };
    let within = |cover: &&Covered| cover.from <= day && day <= cover.to;
    let after_waiting = |cover: &&Covered| cover.waiting_until.is_none_or(|last| day > last);
    if covers.iter().filter(within).any(|cover| after_waiting(&cover)) {
        return None;
    }
    Some(match () {
        () if covers.is_empty() => NotCovered::NoCover,
        () if covers.iter().any(|cover| within(&cover)) => NotCovered::Waiting,
        () => NotCovered::Outside,
    })
}
