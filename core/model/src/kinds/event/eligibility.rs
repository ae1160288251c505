//! Whether a person may take part (E-C13): what an event asks of those who come, and who meets it. Phones preview by
//! it before the tap, the hub flags by it; neither removes anybody.

use jiff::Unit;
use jiff::civil::Date;

use super::{Event, read};
use crate::calendar::{china_date, end_of_day_ms};
use crate::id::RecordId;
use crate::kinds::{Record, member};
use crate::refusal::{Code, Refusal};
use crate::text::fold;
use crate::verdict::{Outcome, Verdict};

/// The code of a woman in what a document says of the sex (GB/T 2261.1).
pub const WOMAN: i64 = 2;
/// The code of a man.
pub const MAN: i64 = 1;

/// What a group asks of those who come. What is not said asks nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conditions<'r> {
    /// Members of this union and of those below it.
    pub union: Option<RecordId>,
    /// One of these kinds of member.
    pub categories: Vec<&'r str>,
    /// [`WOMAN`] or [`MAN`].
    pub sex: Option<i64>,
    /// At least so old.
    pub age_from: Option<i64>,
    /// At most so old.
    pub age_to: Option<i64>,
    /// A member for so many months.
    pub months: Option<i64>,
    /// The day on which it is judged: the published one, else that of the planned close, else that of the start.
    pub day: Option<Date>,
}

/// What a phone or the hub knows of somebody.
#[derive(Debug, Clone, Default)]
pub struct Participant {
    /// The member's record with the parts that are held here.
    pub member: Option<Record>,
    /// The home union and each above it, as far as they are known.
    pub unions: Vec<RecordId>,
}

/// One thing that is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// The union.
    Union,
    /// The kind of member.
    Category,
    /// The sex.
    Sex,
    /// The age.
    Age,
    /// The months of membership.
    Membership,
}

/// Whether somebody may take part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Eligibility {
    /// Everything that is asked is met.
    Can,
    /// Something is not.
    Cannot(Refusal),
    /// Nothing stands in the way, but for what is not known here. Nobody is refused for it (P2).
    UnknownHere(Condition),
}

impl Conditions<'_> {
    /// Whether anything is asked.
    pub fn any(&self) -> bool {
        let Self { union, categories, sex, age_from, age_to, months, day: _ } = self;
        union.is_some()
            || !categories.is_empty()
            || [sex, age_from, age_to, months].into_iter().any(Option::is_some)
    }
}

impl Participant {
    /// Finds the unions of somebody at home in `home`: `above` gives what contains a union, where that is known.
    ///
    /// # Errors
    /// Where that cannot be read.
    pub fn new<E>(
        member: Option<Record>,
        home: Option<RecordId>,
        above: impl Fn(RecordId) -> Result<Option<RecordId>, E>,
    ) -> Result<Self, E> {
        /// More levels than unions have: the records of a chain may not lead back to themselves, but a phone has no
        /// say in what it is told.
        const LEVELS_MAX: usize = 32;
        let (mut unions, mut next) = (Vec::new(), home);
        while let Some(at) = next.filter(|_| unions.len() < LEVELS_MAX) {
            unions.push(at);
            next = if at == RecordId::CITY { None } else { above(at)? };
        }
        Ok(Self { member, unions })
    }

    /// Since when the person is known to be a member, in milliseconds: it may have been so for longer.
    fn member_since(&self) -> Option<i64> {
        match self.member.as_ref()?.verdict.as_ref()?.outcome {
            Outcome::Home { since, .. } => Some(since),
            _ => None,
        }
    }
}

/// What a group of an event asks of those who come to it; [`EVERYBODY`](super::EVERYBODY) is
/// the event itself.
pub fn conditions<'r>(event: &'r Record, group: &str) -> Conditions<'r> {
    let Some(of) = super::group(event, group) else { return Conditions::default() };
    let number = |value: Option<i64>| value.filter(|number| *number > 0);
    Conditions {
        union: of.union().one().filter(|union| *union != RecordId::CITY),
        categories: names(of.category().one().unwrap_or_default()).collect(),
        sex: of.sex().one().filter(|sex| [WOMAN, MAN].contains(sex)),
        age_from: number(of.age_from().one()),
        age_to: number(of.age_to().one()),
        months: number(of.months().one()),
        day: of.day().one().and_then(|day| day.parse().ok()).or_else(|| day_by_itself(read(event))),
    }
}

/// The day on which conditions are judged where none is said. A close by hand does not move it: it was published.
fn day_by_itself(said: Event<'_>) -> Option<Date> {
    let at = said.closes().one().filter(|at| *at > 0).or_else(|| said.starts().one());
    at.map(china_date)
}

/// The names in a text that holds several.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    text.split(['、', ',', '\u{ff0c}', ';', '\u{ff1b}', '/', '\n']).map(str::trim).filter(|name| !name.is_empty())
}

/// Whether somebody may take part in a group of an event.
///
/// What is known for certain not to be met comes first; then what is not known here.
pub fn eligibility(event: &Record, group: &str, who: &Participant) -> Eligibility {
    let asked = conditions(event, group);
    let judged = [
        of_union(&asked, who),
        of_category(&asked, who),
        of_sex(&asked, who),
        of_age(&asked, who),
        of_membership(&asked, who),
    ];
    let mut unknown = None;
    for one in judged {
        match one {
            Eligibility::Can => {}
            Eligibility::Cannot(_) => return one,
            Eligibility::UnknownHere(condition) => drop(unknown.get_or_insert(condition)),
        }
    }
    unknown.map_or(Eligibility::Can, Eligibility::UnknownHere)
}

fn of_union(asked: &Conditions<'_>, who: &Participant) -> Eligibility {
    match asked.union {
        None => Eligibility::Can,
        Some(union) if who.unions.contains(&union) => Eligibility::Can,
        // All that lies above is known where the city was reached.
        Some(_) if who.unions.last() == Some(&RecordId::CITY) => Eligibility::Cannot(Code::OtherUnion.into()),
        Some(_) => Eligibility::UnknownHere(Condition::Union),
    }
}

fn of_category(asked: &Conditions<'_>, who: &Participant) -> Eligibility {
    if asked.categories.is_empty() {
        return Eligibility::Can;
    }
    // Of several that were written at once each may be the right one (P2).
    let known = who.member.as_ref().map(|record| member::staff(record).category().all()).unwrap_or_default();
    let own: Vec<_> = known.iter().flat_map(|text| names(text)).map(fold).collect();
    if own.is_empty() {
        return Eligibility::UnknownHere(Condition::Category);
    }
    if asked.categories.iter().any(|name| own.contains(&fold(name))) {
        return Eligibility::Can;
    }
    Eligibility::Cannot(Code::OtherCategory.into())
}

fn of_sex(asked: &Conditions<'_>, who: &Participant) -> Eligibility {
    let Some(sex) = asked.sex else { return Eligibility::Can };
    let known = who.member.as_ref().and_then(|record| member::verified(record).sex().one());
    match known.filter(|sex| [WOMAN, MAN].contains(sex)) {
        None => Eligibility::UnknownHere(Condition::Sex),
        Some(known) if known == sex => Eligibility::Can,
        Some(_) if sex == WOMAN => Eligibility::Cannot(Code::WomenOnly.into()),
        Some(_) => Eligibility::Cannot(Code::MenOnly.into()),
    }
}

fn of_age(asked: &Conditions<'_>, who: &Participant) -> Eligibility {
    if asked.age_from.is_none() && asked.age_to.is_none() {
        return Eligibility::Can;
    }
    let birth = who.member.as_ref().and_then(|record| member::verified(record).birth().one());
    let (Some(birth), Some(day)) = (birth, asked.day) else { return Eligibility::UnknownHere(Condition::Age) };
    let age = age(birth, day);
    let wrong = |code, years: i64| Eligibility::Cannot(Refusal::about(code, years.to_string()));
    match (asked.age_from, asked.age_to) {
        (Some(from), _) if age < from => wrong(Code::TooYoung, from),
        (_, Some(to)) if age > to => wrong(Code::TooOld, to),
        _ => Eligibility::Can,
    }
}

/// Whole years of age on a day (周岁).
fn age(birth: Date, day: Date) -> i64 {
    birth.until((Unit::Year, day)).map_or(0, |span| i64::from(span.get_years()))
}

/// A membership is known since the member joined here, and may be older: it is never too short for certain.
fn of_membership(asked: &Conditions<'_>, who: &Participant) -> Eligibility {
    let Some(months) = asked.months else { return Eligibility::Can };
    let enough = || {
        let since = china_date(who.member_since()?);
        Some(since.until((Unit::Month, asked.day?)).ok()?.get_months())
    };
    match enough() {
        Some(since) if i64::from(since) >= months => Eligibility::Can,
        _ => Eligibility::UnknownHere(Condition::Membership),
    }
}

/// What the hub notes on a sign-up of somebody who does not meet the conditions: the rule, and behind the colon the
/// code that says why.
const FLAG: &str = "E-C13:";

/// The flag of a sign-up, for its verdict, where it gets one (E-C13).
///
/// Nobody is removed or passed over for it (P2). Whoever had a place before anybody knew is not flagged afterwards; a
/// flag goes where it turns out that the person may come. After the published day (`now` in milliseconds) what changes
/// of a person changes nothing any more.
pub fn flag(judged: &Eligibility, day: Option<Date>, before: Option<&Verdict>, now: i64) -> Option<String> {
    let noted = before.and_then(|before| before.flags.iter().find(|flag| flag.starts_with(FLAG)).cloned());
    let settled = before.is_some_and(|before| matches!(before.outcome, Outcome::Seat { .. }));
    let past = before.is_some() && day.is_some_and(|day| now >= end_of_day_ms(day));
    match judged {
        _ if past => noted,
        Eligibility::Cannot(refusal) if !settled || noted.is_some() => Some(format!("{FLAG}{}", refusal.code.as_str())),
        Eligibility::Cannot(_) | Eligibility::Can => None,
        Eligibility::UnknownHere(_) => noted,
    }
}

/// The code in a verdict's flag.
pub(crate) fn flagged(verdict: &Verdict) -> Option<&str> {
    verdict.flags.iter().find_map(|flag| flag.strip_prefix(FLAG))
}

/// Whether a flag is one of [`flag`].
pub fn is_of_eligibility(flag: &str) -> bool {
    flag.starts_with(FLAG)
}
