//! A person's enrolment in a plan for its period (M-01 to M-03, M-10, M-C1, M-C3, M-C7, M-C8).

use jiff::ToSpan;
use jiff::civil::Date;

use crate::fields::{Day, Int, OneOf, Text, Values, fields, seen};
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::kinds::plan::{self, Payer};
use crate::kinds::sign_up::Wanted;
use crate::spec::{Begins, GRACE_ENROLMENT_MS, KindSpec, Owner, PartSpec, Salt, ViewSpec, Where, Writer};
use crate::verdict::Outcome;

fields! {
    /// What the member asks.
    Asks {
        /// The person's name as given.
        3 name: Text<150>;
        /// The person's employer as given.
        4 employer: Text<200>;
        set asks: Ask<IntentId> = "ask" {
            /// What is asked.
            1 is: OneOf<Wanted, 8>;
            /// When it was asked, in milliseconds.
            2 at: Int;
        }
    }
}

fields! {
    /// What a handler lists.
    Unit {
        /// The person's name as given.
        3 name: Text<150>;
        /// The person's employer as given.
        4 employer: Text<200>;
        /// A remark of the handlers.
        5 note: Text<2000>;
        set listings: Listing<IntentId> = "list" {
            /// What the unit lists.
            1 is: OneOf<Wanted, 8>, Mine 1;
            /// When it was listed, in milliseconds.
            2 at: Int, Mine 2;
        }
    }
}

fields! {
    /// What the office records.
    Office {
        set payments: Payment<IntentId> = "paid" {
            /// When the payment was recorded, in milliseconds.
            1 at: Int;
            /// The day on which it was credited.
            2 on: Day;
        }
    }
}

/// The spec of enrolments.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Enrolment,
    stands_in: &[Some(Kind::Union)],
    owner: Owner::Maybe,
    salt: Salt::Fixed(is_of_plan),
    parts: &[
        PartSpec {
            part: Part::Member,
            keys: Asks::KEYS,
            writers: &[Writer::Owner],
            readers: &[Audience::Mine, Audience::Handler],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Unit,
            keys: Unit::KEYS,
            writers: &[Writer::Holds(Role::Handler, Where::Space)],
            readers: &[Audience::Handler],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Office,
            keys: Office::KEYS,
            writers: &[Writer::Holds(Role::Office, Where::PlanUnion)],
            readers: &[Audience::Mine, Audience::Handler],
            begins: Begins::Never,
            ..PartSpec::PLAIN
        },
    ],
    // What the handler listed.
    views: &[ViewSpec::of(Audience::Mine, seen!(Mine: Unit))],
    grace_ms: GRACE_ENROLMENT_MS,
    ..KindSpec::PLAIN
};

/// What the member asked.
pub fn member(record: &Record) -> Asks<'_> {
    Asks::of(record.part(Part::Member))
}

/// What a handler listed; without that part, what the member sees of it.
pub fn unit(record: &Record) -> Unit<'_> {
    Unit::of(record.part_or_view(Part::Unit, Audience::Mine))
}

/// What the office recorded.
pub fn office(record: &Record) -> Office<'_> {
    Office::of(record.part(Part::Office))
}

/// The plan that an enrolment is for: the first 16 bytes of its salt.
pub fn plan_of(enrolment: &Header) -> Option<RecordId> {
    enrolment.salt.first_chunk().copied().map(RecordId)
}

/// The salt names the plan, and for a known person who pays.
fn is_of_plan(header: &Header) -> bool {
    plan_of(header).is_some() && (header.owner.is_none() || (header.salt.len() == 17 && payer(header).is_some()))
}

/// The name and employer as given by the member, or as the handler lists them.
pub fn given(record: &Record) -> (&str, &str) {
    let (member, unit) = (member(record), unit(record));
    let name = [member.name(), unit.name()].into_iter().find_map(Values::one);
    let employer = [member.employer(), unit.employer()].into_iter().find_map(Values::one);
    (name.unwrap_or_default(), employer.unwrap_or_default())
}

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
    let wants = |is: Values<'_, OneOf<Wanted, 8>>| {
        // What this version does not know is no "in".
        let (entry, is) = (is.shown()?, is.one()?);
        Some((entry.rank(), is.known() == Some(Wanted::In)))
    };
    let mut own: Vec<_> = member(record).asks().filter_map(|ask| wants(ask.is())).collect();
    let mut listed: Vec<_> = unit(record).listings().filter_map(|listing| wants(listing.is())).collect();
    own.sort_by_key(|(rank, wants)| (*rank, !wants));
    listed.sort_by_key(|(rank, wants)| (*rank, !wants));
    let standing = |asks: &[(i64, bool)]| {
        let from = asks.iter().rposition(|(_, wants)| !wants).map_or(0, |at| at + 1);
        asks.get(from..).and_then(|since| since.first()).map(|(rank, _)| *rank)
    };
    let declined = own.last().is_some_and(|(_, wants)| !wants);
    let asked = if declined { None } else { [standing(&own), standing(&listed)].into_iter().flatten().min() };
    let paid = office(record).payments().flat_map(|payment| payment.on().all());
    Candidate {
        id: record.id,
        asked,
        paid_on: paid.min(),
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
    let plan = plan::read(plan);
    Some(Terms {
        from: plan.period_from().one()?,
        to: plan.period_to().one()?,
        closes: plan.closes().one(),
        opens: plan.opens().one(),
        waiting_days: plan.waiting_days().one().and_then(|n| i32::try_from(n).ok()).unwrap_or(0).clamp(0, 3650),
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
        one.asked.is_some_and(|at| terms.closes.is_none_or(|closes| at <= closes.saturating_add(GRACE_ENROLMENT_MS)))
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
