//! A person's enrolment in a plan for its period (M-01 to M-03, M-10, M-C1, M-C3, M-C7, M-C8).

use jiff::ToSpan;
use jiff::civil::Date;

use crate::header::Header;
use crate::id::RecordId;
use crate::key::{KeySpec, Type, key};
use crate::kind::{Kind, Part};
use crate::kinds::Record;
use crate::kinds::plan::Payer;
use crate::verdict::Outcome;

/// What the member asks: `ask/<intent>/is` is `in` or `out`.
pub const MEMBER: &[KeySpec] = &[
    key(1, "ask/*/is", Type::Text(8)),
    key(2, "ask/*/at", Type::Int),
    key(3, "name", Type::Text(150)),
    key(4, "employer", Type::Text(200)),
];

/// What a handler lists.
pub const UNIT: &[KeySpec] = &[
    key(1, "list/*/is", Type::Text(8)),
    key(2, "list/*/at", Type::Int),
    key(3, "name", Type::Text(150)),
    key(4, "employer", Type::Text(200)),
    key(5, "note", Type::Text(2000)),
];

/// What the office records; `on` is the day on which the payment was credited, `YYYY-MM-DD`.
pub const OFFICE: &[KeySpec] = &[key(1, "paid/*/at", Type::Int), key(2, "paid/*/on", Type::Text(10))];

/// What the member sees of what the handler wrote.
pub const MINE: &[KeySpec] = &[key(1, "list/*/is", Type::Text(8)), key(2, "list/*/at", Type::Int)];

/// Grace for what was listed offline before the deadline (M-C7): 72 hours.
pub const GRACE_MS: i64 = 72 * 60 * 60 * 1000;

/// The header of an enrolment: (plan, period, person, payer), so that repeating it is the same enrolment.
pub fn header(union: RecordId, person: RecordId, plan: RecordId, payer: Payer) -> Header {
    let mut salt = plan.0.to_vec();
    salt.push(payer.number());
    Header::new(Kind::Enrolment, union, Some(person), salt)
}

/// Who pays by the header.
pub fn payer(header: &Header) -> Option<Payer> {
    header.salt.get(16).copied().and_then(Payer::from_number)
}

/// What judging needs to know of one enrolment of a person in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub id: RecordId,
    /// Rank time of the first ask or listing that still stands; `None` where it was withdrawn or never asked.
    pub asked: Option<i64>,
    /// The first day on which a payment was credited.
    pub paid_on: Option<Date>,
    /// Who pays by its header.
    pub payer: Payer,
    /// The verdict so far.
    pub before: Option<Outcome>,
}

/// Reads a candidate. The person's own "out" wins over a handler's listing (M-C3).
pub fn candidate(record: &Record) -> Candidate {
    let mut own: Vec<(i64, bool)> = Vec::new();
    let mut listed: Vec<(i64, bool)> = Vec::new();
    for (part, set, into) in [(Part::Member, "ask", &mut own), (Part::Unit, "list", &mut listed)] {
        let state = record.part(part);
        for element in state.elements(set) {
            let key = format!("{set}/{element}/is");
            if let (Some(entry), Some(is)) = (state.shown(&key), state.text(&key).one()) {
                into.push((entry.rank(), is == "in"));
            }
        }
    }
    own.sort_by_key(|(rank, wants)| (*rank, !wants));
    listed.sort_by_key(|(rank, wants)| (*rank, !wants));
    let standing = |asks: &[(i64, bool)]| {
        let from = asks.iter().rposition(|(_, wants)| !wants).map_or(0, |at| at + 1);
        asks.get(from..).and_then(|since| since.first()).map(|(rank, _)| *rank)
    };
    let declined = own.last().is_some_and(|(_, wants)| !wants);
    let asked = if declined { None } else { [standing(&own), standing(&listed)].into_iter().flatten().min() };
    let office = record.part(Part::Office);
    let paid = office.elements("paid").into_iter().flat_map(|id| office.text(&format!("paid/{id}/on")).all());
    Candidate {
        id: record.id,
        asked,
        paid_on: paid.filter_map(|day| day.parse().ok()).min(),
        payer: payer(&record.header).unwrap_or(Payer::Member),
        before: record.verdict.as_ref().map(|verdict| verdict.outcome.clone()),
    }
}

/// The plan's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// First day of the period.
    pub from: Date,
    /// Last day of the period.
    pub to: Date,
    /// End of the enrolment window, in milliseconds; `None` where it does not close.
    pub closes: Option<i64>,
    /// Start of the window, in milliseconds.
    pub opens: Option<i64>,
    /// Days of waiting after cover began.
    pub waiting_days: i32,
}

/// Reads a plan's terms; `None` where the period is missing.
pub fn terms(plan: &Record) -> Option<Terms> {
    let part = plan.part(Part::Office);
    let date = |key: &str| part.text(key).one().and_then(|day| day.parse::<Date>().ok());
    Some(Terms {
        from: date("period_from")?,
        to: date("period_to")?,
        closes: part.int("closes").one(),
        opens: part.int("opens").one(),
        waiting_days: part.int("waiting_days").one().and_then(|n| i32::try_from(n).ok()).unwrap_or(0).clamp(0, 3650),
    })
}

/// The cover that an enrolment gives, where it gives one: never earlier than the period, the day after the payment
/// (M-02) or, where the union pays, the day after it was asked.
pub fn cover(terms: &Terms, one: &Candidate) -> Option<Outcome> {
    let asked = one.asked?;
    let ready = match one.payer {
        Payer::Union => crate::calendar::china_date(asked),
        Payer::Member | Payer::Employer => one.paid_on?,
    };
    let from = terms.from.max(ready.saturating_add(1.day()));
    let waiting = (terms.waiting_days > 0).then(|| from.saturating_add(terms.waiting_days.days()));
    (from <= terms.to).then(|| Outcome::Cover {
        from: from.to_string(),
        to: terms.to.to_string(),
        waiting_until: waiting.map(|day| day.to_string()),
    })
}

/// Judges all enrolments of one person in one plan, in any order given: the first counts, the others are duplicates
/// whose payer stays visible; a withdrawn first one lets the next revive (M-C1).
pub fn judge(terms: &Terms, all: &[Candidate]) -> Vec<(Outcome, &'static str)> {
    let key = |one: &Candidate| {
        let frozen = matches!(one.before, Some(Outcome::Cover { .. }));
        (!frozen, cover(terms, one).is_none(), one.paid_on, one.asked, one.id)
    };
    let in_time = |one: &Candidate| {
        one.asked.is_some_and(|at| terms.closes.is_none_or(|closes| at <= closes.saturating_add(GRACE_MS)))
            || matches!(one.before, Some(Outcome::Cover { .. }))
    };
    let standing = all.iter().filter(|one| one.asked.is_some() && in_time(one));
    let first = standing.min_by_key(|one| key(one)).map(|one| one.id);
    let judged = all.iter().map(|one| {
        if one.asked.is_none() {
            return (Outcome::Withdrawn, "M-C3");
        }
        if !in_time(one) {
            return (Outcome::MissedWindow, "M-C7");
        }
        if first != Some(one.id) {
            return (Outcome::Duplicate, "M-C1");
        }
        match &one.before {
            Some(frozen @ Outcome::Cover { .. }) => (frozen.clone(), "M-02"),
            _ => cover(terms, one).map_or((Outcome::Listed, "M-10"), |cover| (cover, "M-02")),
        }
    });
    judged.collect()
}
