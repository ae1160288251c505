//! Units' lists for plans, and the lines of one: for the unit's handlers and the office of the plan's union.

use serde::Serialize;
use zhijia_model::intents::{Write, authorize};
use zhijia_model::kinds::batch::{self, BatchStatus};
use zhijia_model::kinds::{Record, enrolment, plan};
use zhijia_model::{Kind, Part, RecordId};

use crate::error::Error;
use crate::lists::events::NamedRecord;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::perform::Here;
use crate::watch::Row;
use crate::words::{self, StateText};

/// A unit's list for a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[allow(clippy::struct_excessive_bools, reason = "what can be done, each a button")]
pub struct BatchItem {
    /// The list's id.
    pub id: String,
    /// The plan.
    pub plan: NamedRecord,
    /// The union whose list it is.
    pub union: NamedRecord,
    /// Where it stands.
    pub state: StateText,
    /// People on the list now.
    pub listed: u32,
    /// Of them, those who have to agree first.
    pub provisional: u32,
    /// People on what was handed in last.
    pub handed_in: u32,
    /// People on what was accepted last.
    pub accepted: u32,
    /// Lines that differ from what was handed in.
    pub pending: u32,
    /// What is due for what was handed in last (before that, for the list), in fen.
    pub due_fen: i64,
    /// What the union pays of it.
    pub union_fen: i64,
    /// What the employer pays of it.
    pub employer_fen: i64,
    /// What the members pay of it.
    pub member_fen: i64,
    /// How many people the unit has, by its handlers.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub roster: Option<i64>,
    /// Of a hundred at least so many take part.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub min_ratio: Option<i64>,
    /// Whether this phone's user edits the list.
    pub can_edit: bool,
    /// Whether there is something to hand in.
    pub can_submit: bool,
    /// Whether there is something to accept or to give back.
    pub can_decide: bool,
    /// Whether a payment is to be recorded.
    pub can_pay: bool,
}

impl Row for BatchItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// By plan, then by union.
pub(crate) struct Batches;

impl List for Batches {
    type Row = BatchItem;

    fn needs(&self) -> Needs {
        Needs::default().all(Kind::Batch).all(Kind::Plan).all(Kind::Union)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<BatchItem>) -> Result<(), Error> {
        if at.who()?.is_none() {
            return Ok(());
        }
        let here = Here::new(at.dao, at.me()?, at.now);
        for one in at.dao.stored_of_kind(Kind::Batch)? {
            let record = &one.record;
            let Some(of) = enrolment::plan_of(&record.header).map(|plan| at.dao.record(plan)).transpose()?.flatten()
            else {
                continue;
            };
            let may = |part| {
                let write = Write { header: record.header.clone(), part, puts: Vec::new() };
                authorize(&here, &write).is_ok()
            };
            let (status, totals) = (batch::status(record, plan::payer(&of)), batch::totals(record, &of));
            let (edits, decides) = (may(Part::Unit), may(Part::Office));
            let again = matches!(status, BatchStatus::Returned { .. }) && totals.handed_in > 0;
            let row = BatchItem {
                id: record.id.to_string(),
                plan: NamedRecord { id: of.id.to_string(), name: plan::name(&of).to_owned() },
                union: at.union(record.header.space)?,
                listed: totals.listed,
                provisional: totals.provisional,
                handed_in: totals.handed_in,
                accepted: totals.accepted,
                pending: totals.pending,
                due_fen: totals.due,
                union_fen: totals.split.union_fen,
                employer_fen: totals.split.employer_fen,
                member_fen: totals.split.member_fen,
                roster: totals.roster,
                min_ratio: plan::read(&of).min_ratio().one().filter(|ratio| *ratio > 0),
                can_edit: edits,
                can_submit: edits && (totals.pending > 0 || again),
                can_decide: decides && matches!(status, BatchStatus::Submitted { .. }),
                can_pay: decides && matches!(status, BatchStatus::Accepted { paid: false, .. }),
                state: words::batch(&status, &totals, stage(one.progress)),
            };
            out.put(Key::text(&format!("{}\0{}", row.plan.name, row.union.name), &row.id), row);
        }
        Ok(())
    }
}

/// A line of a unit's list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct BatchLine {
    /// The member's id, or what stands for the name and employer.
    pub id: String,
    /// The name as given.
    pub name: String,
    /// The employer as given.
    pub employer: String,
    /// Known by name and employer alone.
    pub by_name: bool,
    /// Whether it stands on the list now; else it is on what was handed in.
    pub on: bool,
    /// Whether the person has to agree first.
    pub provisional: bool,
    /// How many shares.
    pub shares: u32,
    /// Where it stands.
    pub state: StateText,
}

impl Row for BatchLine {
    fn id(&self) -> &str {
        &self.id
    }
}

/// By name.
pub(crate) struct BatchLines(pub(crate) RecordId);

impl List for BatchLines {
    type Row = BatchLine;

    fn needs(&self) -> Needs {
        Needs::default().one(Kind::Batch, self.0).all(Kind::Enrolment).all(Kind::Plan)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<BatchLine>) -> Result<(), Error> {
        let Some(one) = at.dao.stored(self.0)? else { return Ok(()) };
        let record = &one.record;
        let Some(of) = enrolment::plan_of(&record.header).map(|plan| at.dao.record(plan)).transpose()?.flatten() else {
            return Ok(());
        };
        let pending: std::collections::BTreeMap<_, _> = batch::pending(record).into_iter().collect();
        let entries = batch::entries(record);
        for (who, line) in batch::lines(record) {
            let Some(entry) = entries.get(&who).filter(|entry| entry.asked.is_some() || line.on) else { continue };
            let verdict = enrolment_of(at, record, &of, &line)?;
            let outcome = verdict.as_ref().and_then(|one| one.verdict.as_ref()).map(|verdict| &verdict.outcome);
            let change = pending.get(&who).copied();
            let row = BatchLine {
                id: who.to_string(),
                by_name: line.by_name,
                on: line.on,
                provisional: line.provisional && line.signed.is_none(),
                shares: line.count(),
                state: words::batch_line(outcome, entry, change, line.on),
                name: line.name,
                employer: line.employer,
            };
            out.put(Key::text(&row.name, &row.id), row);
        }
        Ok(())
    }
}

/// The enrolment that follows from a line, where it is held here.
fn enrolment_of(
    at: &Snapshot<'_>,
    record: &Record,
    plan: &Record,
    line: &batch::Line,
) -> Result<Option<Record>, Error> {
    let member = (!line.by_name).then_some(line.who);
    let header = enrolment::of_line(record.header.space, plan.id, member, line.who, plan::payer(plan));
    Ok(at.dao.record(header.id())?)
}
