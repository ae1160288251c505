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
use crate::spec::{About, Begins, GRACE_ENROLMENT_MS, KindSpec, Owner, PartSpec, Salt, ViewSpec, Where, Writer};
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
    /// What the office records; a later record corrects the one before.
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
    about: Some(About { kind: Kind::Plan, named: plan_of, beside: false }),
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
    /// The ask before the last withdrawal, and that withdrawal, by rank time.
    pub left: Option<(i64, i64)>,
    /// The day on which the payment was credited, by the latest word of the office.
    pub paid_on: Option<Date>,
    /// Whether the office has corrected that day.
    pub corrected: bool,
    /// Who pays by its header.
    pub payer: Payer,
    /// The verdict so far.
    pub before: Option<Outcome>,
}

/// An ask or listing: rank time, and whether it wants in.
type Said = (i64, bool);

/// Reads a candidate. The person's own "out" wins over a handler's listing (M-C3).
pub fn candidate(record: &Record) -> Candidate {
    let own = said(member(record).asks().map(Ask::is));
    let listed = said(unit(record).listings().map(Listing::is));
    let declined = own.last().is_some_and(|(_, wants)| !wants);
    let asked = if declined { None } else { [standing(&own), standing(&listed)].into_iter().flatten().min() };
    let out = |all: &[Said]| all.iter().rfind(|(_, wants)| !wants).map(|(rank, _)| *rank);
    let (own_out, unlisted) = (out(&own), out(&listed));
    // What a handler takes off a list ends nothing that the person asked for, and the other way round it does (M-C3).
    let ended = own_out.or_else(|| unlisted.filter(|_| own.is_empty()));
    let left = ended.and_then(|ended| {
        let before = |all: &[Said]| standing(&all.iter().copied().filter(|(rank, _)| *rank < ended).collect::<Vec<_>>());
        Some(([before(&own), before(&listed)].into_iter().flatten().min()?, ended))
    });
    let days = paid(record);
    Candidate {
        id: record.id,
        asked,
        left,
        paid_on: days.last().copied(),
        corrected: days.iter().any(|day| days.first() != Some(day)),
        payer: payer(&record.header).unwrap_or(Payer::Member),
        before: record.verdict.as_ref().map(|verdict| verdict.outcome.clone()),
    }
}

/// What a set says, in its order: withdrawing wins over an ask of the same time. What this version does not know is no
/// "in".
fn said<'r>(all: impl Iterator<Item = Values<'r, OneOf<Wanted, 8>>>) -> Vec<Said> {
    let all = all.filter_map(|is| Some((is.shown()?.rank(), is.one()?.known() == Some(Wanted::In))));
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|(rank, wants)| (*rank, !wants));
    all
}

/// The first ask since the last withdrawal.
fn standing(said: &[Said]) -> Option<i64> {
    let from = said.iter().rposition(|(_, wants)| !wants).map_or(0, |at| at + 1);
    said.get(from..).and_then(|since| since.first()).map(|(rank, _)| *rank)
}

/// The days on which a payment was credited, in the order in which the office said so: the last one holds. A day that
/// had not come when it was recorded is a slip of the pen, and no payment (M-02).
fn paid(record: &Record) -> Vec<Date> {
    let all = office(record).payments().filter_map(|payment| {
        let (entry, day) = (payment.on().shown()?, payment.on().one()?);
        (day <= crate::calendar::china_date(entry.rank())).then_some((entry.rank(), entry.change, day))
    });
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all.into_iter().map(|(.., day)| day).collect()
}

/// The plan's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanTerms {
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
pub fn terms(plan: &Record) -> Option<PlanTerms> {
    let plan = plan::read(plan);
    Some(PlanTerms {
        from: plan.period_from().one()?,
        to: plan.period_to().one()?,
        closes: plan.closes().one(),
        opens: plan.opens().one(),
        waiting_days: plan.waiting_days().one().and_then(|n| i32::try_from(n).ok()).unwrap_or(0).clamp(0, 3650),
    })
}

/// The cover that an enrolment gives, where it gives one: never earlier than the period, the day after the payment
/// (M-02) or, where the union pays, the day after it was asked. Who has left and asks again is covered from the day
/// after that.
pub fn cover(terms: &PlanTerms, one: &Candidate) -> Option<Outcome> {
    cover_since(terms, one, one.asked?, None)
}

/// The same for an ask, and after the day on which an earlier cover ended.
fn cover_since(terms: &PlanTerms, one: &Candidate, asked: i64, after: Option<Date>) -> Option<Outcome> {
    let asked_on = crate::calendar::china_date(asked);
    let ready = match one.payer {
        Payer::Union => asked_on,
        Payer::Member | Payer::Employer => one.paid_on?,
    };
    let again = one.left.filter(|(_, left)| asked >= *left).map(|_| asked_on);
    let ready = [Some(ready), again, after].into_iter().flatten().max()?;
    let from = terms.from.max(ready.saturating_add(1.day()));
    let waiting = (terms.waiting_days > 0).then(|| from.saturating_add(terms.waiting_days.days()));
    (from <= terms.to).then(|| Outcome::Cover {
        from: from.to_string(),
        to: terms.to.to_string(),
        waiting_until: waiting.map(|day| day.to_string()),
    })
}

/// The cover that was in force when the person withdrew: it ends with that day, and what was stays (M-C3). `None`
/// where there was none yet.
fn ended(terms: &PlanTerms, one: &Candidate) -> Option<Outcome> {
    let (asked, left) = one.left?;
    let last = crate::calendar::china_date(left);
    let was = match &one.before {
        Some(was @ Outcome::Cover { .. }) if !one.corrected => Some(was.clone()),
        Some(Outcome::Duplicate | Outcome::MissedWindow) => None,
        _ => cover_since(terms, one, asked, None),
    };
    let Outcome::Cover { from, to, waiting_until } = was? else { return None };
    let (first, to) = (from.parse::<Date>().ok()?, to.parse::<Date>().ok()?);
    (first <= last).then(|| Outcome::Cover { from, to: to.min(last).to_string(), waiting_until })
}

/// Whether a cover that was given still stands as it was: frozen (P3), until the office corrects the payment or the
/// person leaves.
fn is_frozen(one: &Candidate) -> bool {
    let covered_again = |from: &str| {
        let (Some((_, left)), Ok(from)) = (one.left, from.parse::<Date>()) else { return true };
        from > crate::calendar::china_date(left)
    };
    matches!(&one.before, Some(Outcome::Cover { from, .. }) if !one.corrected && covered_again(from))
}

/// Judges all enrolments of one person in one plan, in any order given: the first counts, the others are duplicates
/// whose payer stays visible; a withdrawn first one lets the next revive (M-C1).
pub fn judge(terms: &PlanTerms, all: &[Candidate]) -> Vec<(Outcome, &'static str)> {
    let covered = |one: &Candidate| matches!(one.before, Some(Outcome::Cover { .. }));
    let key = |one: &Candidate| (!covered(one), cover(terms, one).is_none(), one.paid_on, one.asked, one.id);
    let in_time = |one: &Candidate| {
        one.asked.is_some_and(|at| terms.closes.is_none_or(|closes| at <= closes.saturating_add(GRACE_ENROLMENT_MS)))
            || is_frozen(one)
    };
    // Where one cover has ended, the next begins after it: nobody is covered twice.
    let last_day = |one: &Candidate| match ended(terms, one)? {
        Outcome::Cover { to, .. } => to.parse::<Date>().ok(),
        _ => None,
    };
    let after = all.iter().filter_map(last_day).max();
    let standing = all.iter().filter(|one| one.asked.is_some() && in_time(one));
    let first = standing.min_by_key(|one| key(one)).map(|one| one.id);
    let judged = all.iter().map(|one| {
        let Some(asked) = one.asked else { return (ended(terms, one).unwrap_or(Outcome::Withdrawn), "M-C3") };
        if !in_time(one) {
            return (ended(terms, one).unwrap_or(Outcome::MissedWindow), "M-C7");
        }
        if first != Some(one.id) {
            return (Outcome::Duplicate, "M-C1");
        }
        match &one.before {
            Some(frozen) if is_frozen(one) => (frozen.clone(), "M-02"),
            _ => cover_since(terms, one, asked, after).map_or((Outcome::Listed, "M-10"), |cover| (cover, "M-02")),
        }
    });
    judged.collect()
}
