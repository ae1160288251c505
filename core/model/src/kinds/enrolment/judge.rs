//! Judging the enrolments of one person in one plan together: which counts, and from when to when it covers.

use jiff::ToSpan;
use jiff::civil::Date;

use super::{Ask, Listing, member, office, payer, plan_of, unit};
use crate::calendar::china_date;
use crate::fields::{Int, OneOf, Text, Values};
use crate::id::RecordId;
use crate::kind::Kind;
use crate::kinds::Record;
use crate::kinds::batch::{LineEntry, Taken};
use crate::kinds::plan::{Editions, Payer, PlanTerms, SHARES_MAX, had_come, is_corrected, predecessors};
use crate::kinds::sign_up::Wanted;
use crate::verdict::Outcome;

/// What judging needs to know of one enrolment of a person in a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The record.
    pub id: RecordId,
    /// Rank time of the first ask or listing that still stands; `None` where it was withdrawn or never asked.
    pub asked: Option<i64>,
    /// The mark of the terms that were seen with it.
    pub terms: Option<String>,
    /// How many shares are asked for.
    pub shares: u32,
    /// The ask before the last withdrawal, and that withdrawal, by rank time.
    pub left: Option<(i64, i64)>,
    /// The day on which the payment was credited, by the latest word of the office.
    pub paid_on: Option<Date>,
    /// Whether the office has corrected that day.
    pub corrected: bool,
    /// Who pays by its header.
    pub payer: Payer,
    /// Rank time of the own ask, or of a handler's outside a list, that stands: the payer's rule alone decides when it
    /// covers.
    pub apart: Option<i64>,
    /// The same before the last withdrawal.
    pub apart_before: Option<i64>,
    /// The day on which what a unit's list needs was complete: accepted, paid for, agreed to.
    pub complete: Option<Date>,
    /// The same of what an amendment took off again.
    pub complete_before: Option<Date>,
    /// What a line of a unit's list waits for.
    pub waits: Option<LineWaits>,
    /// The verdict so far.
    pub before: Option<Outcome>,
}

/// What a cover rests on: when it was asked for, and what makes it begin.
#[derive(Debug, Clone, Copy)]
struct Ground {
    asked: i64,
    apart: Option<i64>,
    complete: Option<Date>,
}

/// What a line of a unit's list waits for before the office decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineWaits {
    /// To be handed in.
    HandingIn,
    /// The person's word: nobody is covered against the own will (M-C3).
    Agreement,
}

impl Candidate {
    /// What a cover of now rests on; `None` where nothing is asked for.
    fn now(&self) -> Option<Ground> {
        Some(Ground { asked: self.asked?, apart: self.apart, complete: self.complete })
    }

    /// What enrolling now would be, of somebody who has no enrolment yet.
    pub fn new(asked: i64, payer: Payer) -> Self {
        Self {
            id: RecordId::default(),
            asked: Some(asked),
            terms: None,
            shares: 1,
            left: None,
            paid_on: None,
            corrected: false,
            payer,
            apart: Some(asked),
            apart_before: None,
            complete: None,
            complete_before: None,
            waits: None,
            before: None,
        }
    }
}

/// An ask or listing.
#[derive(Debug, Clone, Copy)]
struct Said<'r> {
    rank: i64,
    wants: bool,
    terms: Option<&'r str>,
    shares: Option<i64>,
}

/// Reads a candidate that stands on no unit's list. The person's own "out" wins over a handler's listing (M-C3).
pub fn candidate(record: &Record) -> Candidate {
    listed_candidate(record, None)
}

/// Reads a candidate with its line of the unit's list.
pub fn listed_candidate(record: &Record, line: Option<&LineEntry>) -> Candidate {
    let own = said(member(record).asks().map(|ask: Ask<'_>| (ask.is(), ask.terms(), ask.shares())));
    let mut listed = said(unit(record).listings().map(|one: Listing<'_>| (one.is(), one.terms(), one.shares())));
    let declined = own.last().is_some_and(|last| !last.wants);
    let apart = if declined { None } else { among([standing(&own), standing(&listed)]) };
    let outside = listed.clone();
    let agreed = standing(&own).map(|one| one.rank).into_iter().chain(line.and_then(|line| line.signed)).min();
    let awaited = line.is_some_and(|line| line.provisional) && agreed.is_none();
    if let Some(line) = line.filter(|_| !awaited) {
        let said = |rank, wants| Said { rank, wants, terms: None, shares: Some(line.shares.into()) };
        let ended = line.ended.map(|(was, until)| [said(was.since, true), said(until, false)]);
        listed.extend(ended.into_iter().flatten().chain(line.asked.map(|rank| said(rank, true))));
        listed.sort_by_key(|one| (one.rank, !one.wants));
    }
    let (mine, theirs) = if declined { (None, None) } else { (standing(&own), standing(&listed)) };
    let kept = [mine, theirs].into_iter().flatten().min_by_key(|one| one.rank);
    let out = |all: &[Said<'_>]| all.iter().rfind(|one| !one.wants).map(|one| one.rank);
    let (own_out, unlisted) = (out(&own), out(&listed));
    // What a handler takes off a list ends nothing that the person asked for or agreed to, and the other way round it
    // does (M-C3).
    let ended = own_out.or_else(|| unlisted.filter(|_| own.is_empty()));
    let left = ended.and_then(|ended| Some((among([before(&own, ended), before(&listed, ended)])?, ended)));
    let apart_before = ended.and_then(|ended| among([before(&own, ended), before(&outside, ended)]));
    let days = paid(record);
    let taken = line.and_then(|line| line.taken);
    let pays = payer(&record.header).unwrap_or(Payer::Member);
    // Whoever had to agree is covered after that day at the earliest (M-C8).
    let agreed_on = agreed.filter(|_| line.is_some_and(|line| line.provisional)).map(china_date);
    let complete = |taken: Taken| {
        let paid_on = match pays {
            Payer::Union => None,
            Payer::Member | Payer::Employer => Some(taken.paid_on.or(days.last().copied())?),
        };
        [Some(taken.on), paid_on, agreed_on].into_iter().flatten().max()
    };
    let ended_line = line.and_then(|line| line.ended).filter(|_| !awaited);
    let complete_before = ended_line.and_then(|(was, _)| complete(was));
    let complete = taken.filter(|_| !awaited).and_then(complete);
    let waits = match line {
        Some(line) if line.asked.is_some() && !declined => {
            let open = taken.is_none() && !line.handed_in && apart.is_none();
            if awaited { Some(LineWaits::Agreement) } else { open.then_some(LineWaits::HandingIn) }
        }
        _ => None,
    };
    let shares = kept.and_then(|one| one.shares).unwrap_or(1).clamp(1, SHARES_MAX);
    Candidate {
        id: record.id,
        asked: kept.map(|one| one.rank),
        terms: kept.and_then(|one| one.terms).map(str::to_owned),
        shares: u32::try_from(shares).unwrap_or(1),
        left,
        paid_on: days.last().copied(),
        corrected: is_corrected(&days) || taken.is_some_and(|taken| taken.corrected),
        payer: pays,
        apart,
        apart_before,
        complete,
        complete_before,
        waits,
        before: record.verdict.as_ref().map(|verdict| verdict.outcome.clone()),
    }
}

/// What stands in an element of a set of asks.
type Element<'r> = (Values<'r, OneOf<Wanted, 8>>, Values<'r, Text<16>>, Values<'r, Int>);

/// What a set says, in its order: withdrawing wins over an ask of the same time. What this version does not know is no
/// "in".
fn said<'r>(all: impl Iterator<Item = Element<'r>>) -> Vec<Said<'r>> {
    let all = all.filter_map(|(is, terms, shares)| {
        let wants = is.one()?.known() == Some(Wanted::In);
        Some(Said { rank: is.shown()?.rank(), wants, terms: terms.one(), shares: shares.one() })
    });
    let mut all: Vec<_> = all.collect();
    all.sort_by_key(|one| (one.rank, !one.wants));
    all
}

/// The first ask since the last withdrawal.
fn standing<'r>(said: &[Said<'r>]) -> Option<Said<'r>> {
    let from = said.iter().rposition(|one| !one.wants).map_or(0, |at| at + 1);
    said.get(from..).and_then(|since| since.first()).copied()
}

/// The first ask that stood when everything ended at a time.
fn before<'r>(said: &[Said<'r>], ended: i64) -> Option<Said<'r>> {
    standing(&said.iter().copied().filter(|one| one.rank < ended).collect::<Vec<_>>())
}

/// The rank time of the earlier one.
fn among(all: [Option<Said<'_>>; 2]) -> Option<i64> {
    all.into_iter().flatten().map(|one| one.rank).min()
}

/// The days on which a payment was credited, in the order in which the office said so: the last one holds.
fn paid(record: &Record) -> Vec<Date> {
    let all = office(record).payments().filter_map(|payment| {
        let (entry, day) = (payment.on().shown()?, payment.on().one()?);
        had_come(day, entry).then_some((entry.rank(), entry.change, day))
    });
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all.into_iter().map(|(.., day)| day).collect()
}

/// The first and last day of a cover.
pub fn span(outcome: &Outcome) -> Option<(Date, Date)> {
    let Outcome::Cover { from, to, .. } = outcome else { return None };
    Some((from.parse().ok()?, to.parse().ok()?))
}

/// How many periods back continuity is looked for: plans could name each other in a circle.
const PERIODS_MAX: usize = 24;

/// The covers that a person had in the plans whose cover goes on in this one, as far back as they name each other.
/// `own` are the person's enrolments, `read` reads a plan.
///
/// # Errors
/// What could not be read.
pub fn earlier<E>(
    plan: &Record,
    own: &[Record],
    read: impl Fn(RecordId) -> Result<Option<Record>, E>,
) -> Result<Vec<(Date, Date)>, E> {
    let before = lineage(plan, read)?;
    let of_those = own.iter().filter(|one| plan_of(&one.header).is_some_and(|of| before.contains(&of)));
    Ok(of_those.filter_map(|one| span(&one.verdict.as_ref()?.outcome)).collect())
}

/// The plans whose cover goes on in this one, as far back as they name each other.
///
/// # Errors
/// What could not be read.
pub fn lineage<E>(plan: &Record, read: impl Fn(RecordId) -> Result<Option<Record>, E>) -> Result<Vec<RecordId>, E> {
    let mut found: Vec<RecordId> = predecessors(plan).collect();
    let mut at = 0;
    while let Some(id) = found.get(at).copied().filter(|_| at < PERIODS_MAX) {
        at += 1;
        let Some(before) = read(id)?.filter(|one| one.header.kind() == Some(Kind::Plan)) else { continue };
        for one in predecessors(&before) {
            if one != plan.id && !found.contains(&one) {
                found.push(one);
            }
        }
    }
    Ok(found)
}

/// The cover that an enrolment gives, where it gives one: never earlier than the period, the day after the payment
/// (M-02) or, where the union pays, the day after it was asked. Who has left and asks again is covered from the day
/// after that. `earlier` are the covers that the person had before.
pub fn cover(terms: &PlanTerms, one: &Candidate, earlier: &[(Date, Date)]) -> Option<Outcome> {
    cover_since(terms, one, one.now()?, None, earlier)
}

/// The same for an ask, and after the day on which an earlier cover ended.
fn cover_since(
    terms: &PlanTerms,
    one: &Candidate,
    Ground { asked, apart, complete }: Ground,
    after: Option<Date>,
    earlier: &[(Date, Date)],
) -> Option<Outcome> {
    let asked_on = china_date(asked);
    let apart = apart.and_then(|asked| match one.payer {
        Payer::Union => Some(china_date(asked)),
        Payer::Member | Payer::Employer => one.paid_on,
    });
    let ready = apart.into_iter().chain(complete).min()?;
    let again = one.left.filter(|(_, left)| asked >= *left).map(|_| asked_on);
    let ready = [Some(ready), again, after].into_iter().flatten().max()?;
    let from = terms.from.max(ready.saturating_add(1.day()));
    (from <= terms.to).then(|| Outcome::Cover {
        from: from.to_string(),
        to: terms.to.to_string(),
        waiting_until: waiting_until(terms, from, earlier).map(|day| day.to_string()),
        shares: (one.shares > 1).then_some(one.shares),
    })
}

/// The last day of waiting of a cover that begins on this day (M-03).
fn waiting_until(terms: &PlanTerms, from: Date, earlier: &[(Date, Date)]) -> Option<Date> {
    let days = terms.waiting(from, earlier);
    (days > 0).then(|| from.saturating_add(days.days()))
}

/// The cover that was in force when the person withdrew: it ends with that day, and what was stays (M-C3). `None`
/// where there was none yet.
fn ended(terms: &PlanTerms, one: &Candidate, earlier: &[(Date, Date)]) -> Option<Outcome> {
    let (asked, left) = one.left?;
    let last = china_date(left);
    let was = match &one.before {
        Some(was @ Outcome::Cover { .. }) if !one.corrected => Some(was.clone()),
        Some(Outcome::Duplicate | Outcome::MissedWindow) => None,
        _ => {
            let before = Ground { asked, apart: one.apart_before, complete: one.complete_before };
            cover_since(terms, one, before, None, earlier)
        }
    };
    let Outcome::Cover { from, to, waiting_until, shares } = was? else { return None };
    let (first, to) = (from.parse::<Date>().ok()?, to.parse::<Date>().ok()?);
    (first <= last).then(|| Outcome::Cover { from, to: to.min(last).to_string(), waiting_until, shares })
}

/// The cover that was given and still stands as it was: frozen (P3), until the office corrects the payment or the
/// person leaves. Only its waiting may become shorter, where an earlier cover is told later (M-03).
fn frozen(terms: &PlanTerms, one: &Candidate, earlier: &[(Date, Date)]) -> Option<Outcome> {
    let Some(Outcome::Cover { from, to, waiting_until: waiting, shares }) = &one.before else { return None };
    let first = from.parse::<Date>().ok();
    let covered_again = match (one.left, first) {
        (Some((_, left)), Some(first)) => first > china_date(left),
        _ => true,
    };
    if one.corrected || !covered_again {
        return None;
    }
    let now = first.map(|first| waiting_until(terms, first, earlier).map(|day| day.to_string()));
    let waiting_until = waiting.clone().and_then(|said| match now {
        Some(now) => now.map(|now| now.min(said)),
        None => Some(said),
    });
    Some(Outcome::Cover { from: from.clone(), to: to.clone(), waiting_until, shares: *shares })
}

/// One candidate with what follows from it alone.
struct Weighed<'c> {
    one: &'c Candidate,
    terms: &'c PlanTerms,
    in_time: bool,
    frozen: Option<Outcome>,
    ended: Option<Outcome>,
}

/// Judges all enrolments of one person in one plan, in any order given: the first counts, the others are duplicates
/// whose payer stays visible; a withdrawn first one lets the next revive (M-C1). Where a plan gives several shares, they
/// fill up in that order (M-C2). `earlier` are the person's covers in the plans before this one.
pub fn judge(plan: &Editions, earlier: &[(Date, Date)], all: &[Candidate]) -> Vec<(Outcome, &'static str)> {
    let Some(current) = plan.current() else { return all.iter().map(|_| (Outcome::Listed, "M-10")).collect() };
    let mut weighed: Vec<Weighed<'_>> = Vec::new();
    let mut earlier = earlier.to_vec();
    for one in all {
        let asked = one.asked.or(one.left.map(|(asked, _)| asked)).unwrap_or(i64::MAX);
        let terms = plan.pinned(one.terms.as_deref(), asked).unwrap_or(current);
        let frozen = frozen(terms, one, &earlier);
        let open = |at| terms.window(at).or_else(|| current.window(at)).is_some();
        let in_time = one.asked.is_some_and(open) || frozen.is_some();
        let ended = ended(terms, one, &earlier);
        weighed.push(Weighed { one, terms, in_time, frozen, ended });
    }
    // Where one cover has ended, the next begins after it: nobody is covered twice. It is an earlier cover, too.
    let over: Vec<_> = weighed.iter().filter_map(|one| span(one.ended.as_ref()?)).collect();
    let after = over.iter().map(|(_, to)| *to).max();
    earlier.extend(over);
    let key = |of: &Weighed<'_>| {
        let waits = cover(of.terms, of.one, &earlier).is_none();
        let (paid_on, asked) = (of.one.paid_on.max(of.one.complete), of.one.asked);
        (of.frozen.is_none(), waits, of.one.waits, paid_on, asked, of.one.id)
    };
    let mut standing: Vec<_> = weighed.iter().filter(|of| of.one.asked.is_some() && of.in_time).collect();
    standing.sort_by_key(|of| key(of));
    let mut taken = 0;
    let mut granted = std::collections::BTreeMap::new();
    for of in standing {
        let left = of.terms.shares_max.saturating_sub(taken);
        let shares = match &of.frozen {
            Some(Outcome::Cover { shares, .. }) => shares.unwrap_or(1),
            _ => of.one.shares.min(left),
        };
        taken += shares;
        granted.insert(of.one.id, shares);
    }
    let judged = weighed.into_iter().map(|of| {
        let one = of.one;
        let Some(now) = one.now() else {
            let waits = (one.waits == Some(LineWaits::Agreement)).then_some(Outcome::OnList { agreement: true });
            return (of.ended.or(waits).unwrap_or(Outcome::Withdrawn), "M-C3");
        };
        if !of.in_time {
            return (of.ended.unwrap_or(Outcome::MissedWindow), "M-C7");
        }
        let shares = granted.get(&one.id).copied().unwrap_or(0);
        if shares == 0 {
            return (Outcome::Duplicate, "M-C1");
        }
        if let Some(frozen) = of.frozen {
            return (frozen, "M-02");
        }
        let counted = Candidate { shares, ..one.clone() };
        match cover_since(of.terms, &counted, now, after, &earlier) {
            Some(cover) => (cover, "M-02"),
            None if one.waits.is_some() => (Outcome::OnList { agreement: false }, "M-10"),
            None => (Outcome::Listed, "M-10"),
        }
    });
    judged.collect()
}
