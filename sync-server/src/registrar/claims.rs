//! Claims: what the hub knows of them and reviewers do not. It flags, and decides nothing (P6).

use std::collections::BTreeSet;

use zhijia_model::kinds::claim::{self, Covered};
use zhijia_model::{Part, RecordId};

use super::{Judge, flags};
use crate::ledger::{ClaimRow, Result};
use crate::work::Work;

/// The judge of claims.
#[derive(Default)]
pub(super) struct Claims {
    /// Plan and person: whose claims are to be judged together.
    left: BTreeSet<(RecordId, RecordId)>,
}

/// A person's cover by a plan may be another now.
pub(super) fn note(work: &mut Work<'_>, plan: RecordId, person: RecordId) {
    work.judges().claims.left.insert((plan, person));
}

/// A plan's terms may be others now.
pub(super) fn note_plan(work: &mut Work<'_>, plan: RecordId) -> Result<()> {
    let people = work.ledger.claimants(plan)?;
    work.judges().claims.left.extend(people.into_iter().map(|person| (plan, person)));
    Ok(())
}

impl Judge for Claims {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        let Some(slot) = work.slot(id) else { return Ok(()) };
        let (num, record) = (slot.row.num, slot.record());
        let (Some(plan), Some(person)) = (claim::plan_of(&record.header), record.header.owner) else { return Ok(()) };
        let row = ClaimRow { num, id, plan, person, numbers: claim::bill(&record).numbers };
        // Who claims upon the bill that it named before, or names now, is judged again too.
        let before = work.ledger.claim(num)?;
        let mut people = BTreeSet::from([person]);
        if before.as_ref() != Some(&row) {
            for named in before.iter().chain([&row]) {
                people.extend(work.ledger.claimants_of(plan, &named.numbers)?);
            }
            work.ledger.set_claim(&row)?;
        }
        work.judges().claims.left.extend(people.into_iter().map(|person| (plan, person)));
        Ok(())
    }

    fn settle(work: &mut Work<'_>) -> Result<()> {
        for (plan, person) in std::mem::take(&mut work.judges().claims.left) {
            judge(work, plan, person)?;
        }
        Ok(())
    }
}

/// Judges a person's claims upon a plan.
fn judge(work: &mut Work<'_>, plan: RecordId, person: RecordId) -> Result<()> {
    let mut bills = Vec::new();
    for id in work.ledger.claims(plan, person)? {
        let Some(record) = work.record(id)? else { continue };
        let mut bill = claim::bill(&record);
        bill.elsewhere = work.ledger.claimants_of(plan, &bill.numbers)?.iter().any(|other| *other != person);
        bills.push(bill);
    }
    if bills.is_empty() {
        return Ok(());
    }
    let Some(terms) = work.record(plan)?.as_ref().map(claim::terms) else { return Ok(()) };
    let mut covers = Vec::new();
    for id in work.ledger.enrolments(plan, person)? {
        if work.load_row(id)? {
            let verdict = work.slot(id).and_then(|slot| slot.verdict());
            covers.extend(verdict.and_then(|verdict| Covered::of(&verdict.outcome)));
        }
    }
    for (bill, judged) in bills.iter().zip(claim::judge(terms, &covers, &bills)) {
        let Some((outcome, rule, mut all)) = judged else { continue };
        all.extend(work.slot(bill.id).map(flags).unwrap_or_default());
        work.set_verdict(bill.id, outcome, rule, all)?;
    }
    Ok(())
}
