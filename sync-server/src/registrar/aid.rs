//! Mutual aid. The first enrolment of a person in a plan counts, the others are duplicates whose payer stays visible
//! (M-C1).

use std::collections::BTreeSet;

use zhijia_model::kinds::enrolment::{self, plan_of};
use zhijia_model::{Outcome, Part, RecordId};

use super::{Judge, flags};
use crate::ledger::Result;
use crate::work::Work;

/// The judge of plans.
#[derive(Default)]
pub(super) struct Plans;

impl Judge for Plans {
    /// Everybody in it is judged again; cover that was given is frozen.
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        let enrolled = work.ledger.enrolled(id)?;
        work.judges().enrolments.left.extend(enrolled.into_iter().map(|person| (id, person)));
        Ok(())
    }
}

/// The judge of enrolments.
#[derive(Default)]
pub(super) struct Enrolments {
    /// Plan and person: whose enrolments are to be judged together.
    left: BTreeSet<(RecordId, RecordId)>,
}

impl Judge for Enrolments {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        let Some(slot) = work.slot(id) else { return Ok(()) };
        let (num, header) = (slot.row.num, slot.header().clone());
        let Some(plan) = plan_of(&header) else { return Ok(()) };
        // Without a person nothing can be a duplicate: the record stands alone under its own id.
        let person = header.owner.unwrap_or(id);
        work.ledger.add_enrolment(num, id, plan, person)?;
        work.judges().enrolments.left.insert((plan, person));
        Ok(())
    }

    fn settle(work: &mut Work<'_>) -> Result<()> {
        for (plan, person) in std::mem::take(&mut work.judges().enrolments.left) {
            judge(work, plan, person)?;
        }
        Ok(())
    }
}

/// Judges a person's enrolments in a plan.
fn judge(work: &mut Work<'_>, plan: RecordId, person: RecordId) -> Result<()> {
    let Some(plan_record) = work.record(plan)? else { return Ok(()) };
    let mut candidates = Vec::new();
    for id in work.ledger.enrolments(plan, person)? {
        if let Some(record) = work.record(id)? {
            candidates.push(enrolment::candidate(&record));
        }
    }
    let Some(terms) = enrolment::terms(&plan_record) else {
        // Without a period nothing can be said but that it is listed.
        for one in &candidates {
            let flags = work.slot(one.id).map(flags).unwrap_or_default();
            work.set_verdict(one.id, Outcome::Listed, "M-10", flags)?;
        }
        return Ok(());
    };
    for (one, (outcome, rule)) in candidates.iter().zip(enrolment::judge(&terms, &candidates)) {
        let flags = work.slot(one.id).map(flags).unwrap_or_default();
        work.set_verdict(one.id, outcome, rule, flags)?;
    }
    Ok(())
}
