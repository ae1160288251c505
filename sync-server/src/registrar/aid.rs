//! Mutual aid. The first enrolment of a person in a plan counts, the others are duplicates whose payer stays visible
//! (M-C1).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use zhijia_model::kinds::batch::LineEntry;
use zhijia_model::kinds::enrolment::{self, plan_of};
use zhijia_model::kinds::plan::{Editions, Payer, predecessors};
use zhijia_model::kinds::{batch, plan};
use zhijia_model::{Header, Outcome, Part, RecordId};

use super::{Judge, claims, flags};
use crate::ledger::Result;
use crate::work::{Slot, Work};

/// The judge of plans.
#[derive(Default)]
pub(super) struct Plans;

impl Judge for Plans {
    /// Everybody in it is judged again; cover that was given is frozen.
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        if let Some(plan) = work.slot(id).map(Slot::record) {
            work.ledger.set_predecessors(id, &predecessors(&plan).collect::<Vec<_>>())?;
        }
        let enrolled = work.ledger.enrolled(id)?;
        work.judges().enrolments.left.extend(enrolled.into_iter().map(|person| (id, person)));
        claims::note_plan(work, id)
    }
}

/// The judge of units' lists: an enrolment follows from each line.
#[derive(Default)]
pub(super) struct Batches {
    left: BTreeSet<RecordId>,
}

impl Judge for Batches {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        work.judges().batches.left.insert(id);
        Ok(())
    }

    fn settle(work: &mut Work<'_>) -> Result<()> {
        for id in std::mem::take(&mut work.judges().batches.left) {
            let Some(record) = work.record(id)? else { continue };
            let (Some(plan), union) = (plan_of(&record.header), record.header.space) else { continue };
            let Some(payer) = work.record(plan)?.as_ref().map(plan::payer) else { continue };
            for who in batch::lines(&record).into_keys() {
                // A line may name anybody: who is no member here stands alone.
                let member = work.home(who)?.map(|_| who);
                let header = enrolment::of_line(union, plan, member, who, payer);
                let id = header.id();
                if !work.load_row(id)? {
                    work.add_record(id, header);
                    let num = work.slot(id).map(|slot| slot.row.num).unwrap_or_default();
                    work.ledger.add_enrolment(num, id, plan, member.unwrap_or(id))?;
                }
                work.judges().enrolments.left.insert((plan, member.unwrap_or(id)));
            }
        }
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
        let (mut plans, mut lists) = (HashMap::new(), HashMap::new());
        // Whose cover changes may go on in the plan after it without waiting.
        while let Some((plan, person)) = work.judges().enrolments.left.pop_first() {
            if let std::collections::hash_map::Entry::Vacant(slot) = plans.entry(plan) {
                slot.insert(Known::read(work, plan)?);
            }
            if let Some(Some(known)) = plans.get(&plan) {
                judge(work, known, &mut lists, plan, person)?;
            }
            claims::note(work, plan, person);
        }
        Ok(())
    }
}

/// What judging needs to know of a plan.
struct Known {
    /// Who pays.
    payer: Payer,
    /// What it has said over time; `None` where its period is missing.
    editions: Option<Editions>,
    /// The plans whose cover goes on in it.
    before: Vec<RecordId>,
    /// Those in which its own goes on.
    after: Vec<RecordId>,
}

impl Known {
    fn read(work: &mut Work<'_>, plan: RecordId) -> Result<Option<Self>> {
        let Some(record) = work.record(plan)? else { return Ok(None) };
        let changes = work.slot(plan).and_then(|slot| slot.parts.get(&Part::Office.number()));
        let editions = changes.and_then(|changes| Editions::over_time(&record, changes));
        let work = std::cell::RefCell::new(work);
        let before = enrolment::lineage(&record, |id| work.borrow_mut().record(id))?;
        let after = work.borrow().ledger.successors(plan)?;
        Ok(Some(Self { payer: plan::payer(&record), editions, before, after }))
    }
}

/// The entries of units' lists, each read once.
type Lists = HashMap<RecordId, BTreeMap<RecordId, LineEntry>>;

/// The line of a unit's list from which an enrolment follows.
fn line(
    work: &mut Work<'_>,
    lists: &mut Lists,
    known: &Known,
    plan: RecordId,
    of: &Header,
) -> Result<Option<LineEntry>> {
    if of.owner.is_some() && enrolment::payer(of) != Some(known.payer) {
        return Ok(None);
    }
    let list = batch::header(of.space, plan).id();
    if let std::collections::hash_map::Entry::Vacant(slot) = lists.entry(list) {
        slot.insert(work.record(list)?.map(|record| batch::entries(&record)).unwrap_or_default());
    }
    Ok(enrolment::line_of(of).and_then(|who| lists.get(&list)?.get(&who).copied()))
}

/// Judges a person's enrolments in a plan.
fn judge(work: &mut Work<'_>, known: &Known, lists: &mut Lists, plan: RecordId, person: RecordId) -> Result<()> {
    let mut candidates = Vec::new();
    for id in work.ledger.enrolments(plan, person)? {
        if let Some(record) = work.record(id)? {
            let line = line(work, lists, known, plan, &record.header)?;
            candidates.push(enrolment::listed_candidate(&record, line.as_ref()));
        }
    }
    let mut earlier = Vec::new();
    for plan in &known.before {
        for id in work.ledger.enrolments(*plan, person)? {
            if work.load_row(id)? {
                let verdict = work.slot(id).and_then(Slot::verdict);
                earlier.extend(verdict.and_then(|verdict| enrolment::span(&verdict.outcome)));
            }
        }
    }
    let judged = match &known.editions {
        Some(editions) => enrolment::judge(editions, &earlier, &candidates),
        // Without a period nothing can be said but that it is listed.
        None => candidates.iter().map(|_| (Outcome::Listed, "M-10")).collect(),
    };
    for (one, (outcome, rule)) in candidates.iter().zip(judged) {
        let flags = work.slot(one.id).map(flags).unwrap_or_default();
        if one.before.as_ref().and_then(enrolment::span) != enrolment::span(&outcome) {
            let after = known.after.iter().map(|plan| (*plan, person));
            work.judges().enrolments.left.extend(after);
        }
        work.set_verdict(one.id, outcome, rule, flags)?;
    }
    Ok(())
}
