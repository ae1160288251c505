//! What a plan covers by: its period, its windows, how long one waits, how many shares one may have.
//!
//! A person keeps the terms that were seen when enrolling (M-C19): an ask names them by their mark, and the hub finds
//! them again among what the plan has said over time.

use jiff::civil::Date;

use super::{Plan, read};
use crate::change::PartChanges;
use crate::id::{RecordId, short_hash};
use crate::kind::Part;
use crate::kinds::Record;

/// The longest waiting, in days.
pub(crate) const WAITING_MAX: i64 = 3650;
/// The most shares that a plan may give a person.
pub(crate) const SHARES_MAX: i64 = 100;

/// The plan's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTerms {
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// Start of the window, in milliseconds.
    pub opens: Option<i64>,
    /// End of the window, in milliseconds; `None` where it does not close.
    pub closes: Option<i64>,
    /// Start and end of the supplementary window, in milliseconds (M-C7).
    pub supplementary: Option<(i64, i64)>,
    /// Days of waiting of who is covered for the first time.
    pub waiting_first: i32,
    /// Days of waiting of who let a cover lapse.
    pub waiting_lapsed: i32,
    /// So many days without cover break no continuity.
    pub continuity_gap: i32,
    /// The most shares of a person.
    pub shares_max: u32,
}

/// In which window an enrolment was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// The plan's own.
    Main,
    /// The one after it (补保期).
    Supplementary,
}

impl PlanTerms {
    /// The terms as a plan says them; `None` where the period is missing.
    fn of(plan: Plan<'_>) -> Option<Self> {
        let days = |said: Option<i64>| said.and_then(|n| i32::try_from(n.min(WAITING_MAX)).ok()).filter(|n| *n >= 0);
        let waiting_first = days(plan.waiting_days().one()).unwrap_or(0);
        let (from, to) = (plan.supplementary_from().one(), plan.supplementary_to().one());
        let shares = plan.shares_max().one().unwrap_or(1).clamp(1, SHARES_MAX);
        Some(Self {
            from: plan.period_from().one()?,
            to: plan.period_to().one()?,
            opens: plan.opens().one(),
            closes: plan.closes().one(),
            supplementary: from.zip(to).filter(|(from, to)| *from > 0 && from < to),
            waiting_first,
            waiting_lapsed: days(plan.waiting_lapsed().one()).unwrap_or(waiting_first),
            continuity_gap: days(plan.continuity_gap().one()).unwrap_or(0),
            shares_max: u32::try_from(shares).unwrap_or(1),
        })
    }

    /// The window in which an enrolment was asked for at this rank time; `None` where it was in none (M-C7). Rank time
    /// believes a claim for 72 hours: what was listed before the close and came later, within them, is in time.
    pub fn window(&self, at: i64) -> Option<Window> {
        if self.closes.is_none_or(|closes| at <= closes) {
            return Some(Window::Main);
        }
        self.supplementary.filter(|(from, to)| (*from..=*to).contains(&at)).map(|_| Window::Supplementary)
    }

    /// How many days of waiting a cover begins with, after these earlier covers of the person, first and last day each
    /// (M-03): none where it goes on from one of them.
    pub fn waiting(&self, from: Date, earlier: &[(Date, Date)]) -> i32 {
        match self.gap(from, earlier) {
            None => self.waiting_first,
            Some(gap) if gap > self.continuity_gap => self.waiting_lapsed,
            Some(_) => 0,
        }
    }

    /// How many days without cover there were before a cover that begins on this day; `None` where it is the first.
    pub fn gap(&self, from: Date, earlier: &[(Date, Date)]) -> Option<i32> {
        let before = earlier.iter().filter(|(began, ended)| *began < from && began <= ended);
        let last = before.map(|(_, ended)| *ended).max()?;
        let days = from.duration_since(last).as_hours().div_euclid(24).saturating_sub(1).max(0);
        Some(i32::try_from(days).unwrap_or(i32::MAX))
    }

    /// The mark by which an ask names the terms that its person saw: what is pinned, and nothing else. Windows are
    /// not: a longer one is for everybody.
    pub fn mark(&self) -> String {
        let Self { from, to, waiting_first, waiting_lapsed, continuity_gap, shares_max, .. } = self;
        let all = format!("{from} {to} {waiting_first} {waiting_lapsed} {continuity_gap} {shares_max}");
        let hash = short_hash(all.as_bytes());
        data_encoding::HEXLOWER.encode(hash.get(..8).unwrap_or_default())
    }
}

/// What a plan has said over time: the terms, and since when by rank time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Editions(Vec<(i64, PlanTerms)>);

impl Editions {
    /// What a plan says now, as a phone knows it; `None` where the period is missing.
    pub fn of(plan: &Record) -> Option<Self> {
        Some(Self(vec![(i64::MIN, PlanTerms::of(read(plan))?)]))
    }

    /// What it has said over time, by the changes that the hub has accepted.
    pub fn over_time(plan: &Record, changes: &PartChanges) -> Option<Self> {
        let mut out = Vec::new();
        let mut said = PartChanges::default();
        let mut all: Vec<_> = changes.iter().filter_map(|change| Some((change.witness?, change))).collect();
        all.sort_by_key(|(witness, _)| witness.seq);
        for (witness, change) in all {
            said.push_decoded(change.bytes.clone(), change.decoded.clone(), change.witness);
            let mut then = Record::new(plan.header.clone());
            then.parts.insert(Part::Office, said.state());
            if let Some(terms) = PlanTerms::of(read(&then)) {
                out.push((witness.rank, terms));
            }
        }
        if out.is_empty() { Self::of(plan) } else { Some(Self(out)) }
    }

    /// What holds now.
    pub fn current(&self) -> Option<&PlanTerms> {
        self.0.last().map(|(_, terms)| terms)
    }

    /// The terms that a person keeps who asked at this rank time and saw those of a mark; without one, or where nobody
    /// knows it, those that the hub had then (M-C19).
    pub fn pinned(&self, mark: Option<&str>, asked: i64) -> Option<&PlanTerms> {
        let seen = self.0.iter().rev().find(|(_, terms)| mark.is_some_and(|mark| mark == terms.mark()));
        let then = || self.0.iter().rev().find(|(since, _)| *since <= asked).or(self.0.first());
        seen.or_else(then).map(|(_, terms)| terms)
    }
}

/// The plans whose cover goes on in this one.
pub fn predecessors(plan: &Record) -> impl Iterator<Item = RecordId> {
    let said = read(plan);
    let named = [said.predecessor().one(), said.in_service().one()];
    named.into_iter().flatten().filter(|id| *id != RecordId::CITY)
}
