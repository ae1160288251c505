//! Enrolling in a plan.

use serde::{Deserialize, Serialize};

use super::WithdrawEnrolment;
use crate::fields::{Choice, Puts};
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::enrolment::{self, Ask, Asks, plan_of};
use crate::kinds::sign_up::Wanted;
use crate::kinds::{Record, member, plan};
use crate::refusal::{Code, Refusal};
use crate::verdict::Outcome;

/// Enrols the person who acts for the plan's period. Repeating it is the same enrolment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enrol {
    /// The plan.
    pub plan: RecordId,
}

impl Act for Enrol {
    const CODE: &'static str = "enrol";
    const WORDS: Words = words("参保", "Enrolling");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let plan = context.known(Kind::Plan, self.plan, "plan")?;
        let own = context.records_of(Kind::Enrolment, context.me())?;
        match obstacle(&plan, &own, context.now()) {
            Some(refusal) => Err(refusal.into()),
            None => ask(context, &plan, id, Wanted::In),
        }
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(WithdrawEnrolment { plan: self.plan }.into())
    }
}

/// What stands in the way of enrolling now: `own` are all enrolments of the person that are known.
pub fn obstacle(plan: &Record, own: &[Record], now: i64) -> Option<Refusal> {
    let terms = plan::read(plan);
    let of_plan = |record: &&Record| plan_of(&record.header) == Some(plan.id);
    // Whom a unit has handed in is enrolled, and has nothing to say but yes or no.
    let handed_in = |record: &Record| {
        let outcome = record.verdict.as_ref().map(|verdict| &verdict.outcome);
        let counts = matches!(outcome, Some(Outcome::Listed | Outcome::Cover { .. }));
        counts && enrolment::member(record).asks().len() == 0
    };
    let enrolled = |record: &Record| enrolment::candidate(record).asked.is_some() || handed_in(record);
    if own.iter().filter(of_plan).any(enrolled) {
        return Some(Code::AlreadyEnrolled.into());
    }
    // The payer is part of an enrolment's identity: to guess would make another enrolment than the one that is meant.
    if matches!(terms.payer().one(), Some(Choice::Other(_))) {
        return Some(Code::NeedsUpdate.into());
    }
    if terms.opens().one().is_some_and(|opens| now < opens) {
        return Some(Code::PlanNotOpen.into());
    }
    let closes = terms.closes().one();
    match plan::Editions::of(plan).as_ref().and_then(plan::Editions::current) {
        Some(terms) if terms.window(now).is_some() => None,
        // Between the two windows one waits for the second.
        Some(terms) if terms.supplementary.is_some_and(|(from, _)| now < from) => Some(Code::PlanNotOpen.into()),
        Some(_) => Some(Code::PlanClosed.into()),
        None => closes.is_some_and(|closes| now > closes).then(|| Code::PlanClosed.into()),
    }
}

/// One ask under a fresh id, in the record of the person's own enrolment.
pub(super) fn ask<C: Context>(context: &C, plan: &Record, id: IntentId, wanted: Wanted) -> Result<Writes, C::Error> {
    let me = context.me();
    let home = context.home(me)?.ok_or_else(|| Refusal::about(Code::NotFound, "union"))?;
    let fields = said(context, Some(plan), id, wanted)?;
    Ok(Writes::new(enrolment::header(home, me, plan.id, plan::payer(plan)), Part::Member, fields))
}

/// What the person says, with the name and employer of the own card and the terms that were seen.
pub(super) fn said<C: Context>(
    context: &C,
    plan: Option<&Record>,
    id: IntentId,
    wanted: Wanted,
) -> Result<Puts<Asks<'static>>, C::Error> {
    let card = context.record(context.me())?;
    let (name, employer) = card.as_ref().map_or(("", ""), |card| (member::name(card), member::employer(card)));
    let terms = plan.and_then(plan::Editions::of).and_then(|all| all.current().map(plan::PlanTerms::mark));
    let mark = terms.as_deref().filter(|_| wanted == Wanted::In);
    let ask = |ask: Puts<Ask<'static>>| ask.is(wanted).at(context.now()).terms(mark);
    Ok(Asks::write().asks(&id, ask).name(name).employer(employer))
}
