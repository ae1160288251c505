//! Enrolments: the first of a person in a plan counts, the others are duplicates whose payer stays visible (M-C1).

use zhijia_model::kinds::enrolment::{self, plan_of};
use zhijia_model::{Outcome, RecordId};

use super::flags;
use crate::ledger::Result;
use crate::work::Work;

/// After a change of an enrolment: the person's enrolments in the plan are judged at the end.
pub(super) fn changed(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    let Some(slot) = work.slot(id) else { return Ok(()) };
    let (num, header) = (slot.row.num, slot.header().clone());
    let Some(plan) = plan_of(&header) else { return Ok(()) };
    // Without a person nothing can be a duplicate: the record stands alone under its own id.
    let person = header.owner.unwrap_or(id);
    work.ledger.add_enrolment(num, id, plan, person)?;
    work.pending.enrolments.insert((plan, person));
    Ok(())
}

/// After a change of a plan: everybody in it is judged again; cover that was given is frozen.
pub(super) fn plan_changed(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    for person in work.ledger.enrolled(id)? {
        work.pending.enrolments.insert((id, person));
    }
    Ok(())
}

/// Judges what has changed.
pub(super) fn settle(work: &mut Work<'_>) -> Result<()> {
    for (plan, person) in std::mem::take(&mut work.pending.enrolments) {
        let Some(plan_record) = work.record(plan)? else { continue };
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
            continue;
        };
        for (one, (outcome, rule)) in candidates.iter().zip(enrolment::judge(&terms, &candidates)) {
            let flags = work.slot(one.id).map(flags).unwrap_or_default();
            work.set_verdict(one.id, outcome, rule, flags)?;
        }
    }
    Ok(())
}
