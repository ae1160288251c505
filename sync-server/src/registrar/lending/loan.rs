//! Loans: what judging needs of them, renewals that borrowers ask for, limits.

use std::collections::{BTreeMap, BTreeSet};

use zhijia_model::calendar::china_date;
use zhijia_model::kinds::{Record, house, loan};
use zhijia_model::verdict::Renewal;
use zhijia_model::{Audience, Code, IntentId, Outcome, Part, RecordId, Scope};

use super::copy::{self, Label};
use super::{Judge, flags_of, hold, note_loan, quarantined};
use crate::ledger::{LoanRow, Result};
use crate::work::Work;

/// How long a loan stays with the keepers after the book came back, in milliseconds: 90 days.
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// How many leave at once at most.
const RETIRED_MAX: usize = 200;

/// The judge of loans.
#[derive(Default)]
pub(in crate::registrar) struct Loans {
    /// Labels whose loans are to be judged.
    copies: BTreeSet<Label>,
    /// Due dates of loans whose phone's clock could not be believed, until their verdict has them.
    dues: BTreeMap<RecordId, String>,
    /// Loans whose renewals are to be answered, with those that a keeper has written.
    renewals: BTreeMap<RecordId, BTreeSet<IntentId>>,
    /// Readers whose limit is to be looked at.
    readers: BTreeSet<RecordId>,
}

impl Loans {
    pub(super) fn note_copy(&mut self, label: Label) {
        self.copies.insert(label);
    }

    pub(super) fn note_reader(&mut self, reader: Option<RecordId>) {
        self.readers.extend(reader);
    }

    pub(super) fn take_due(&mut self, loan: RecordId) -> Option<String> {
        self.dues.remove(&loan)
    }
}

impl Judge for Loans {
    /// What judging needs of it is noted, and its copy is judged at the end.
    fn changed(work: &mut Work<'_>, id: RecordId, part: Part) -> Result<()> {
        let Some(slot) = work.slot(id) else { return Ok(()) };
        if part == Part::Borrower {
            // One that had left the keepers' scope is there again for a while.
            if let Some(row) = work.ledger.loan(slot.row.num)?.filter(|row| row.closed.is_some()) {
                work.ledger.set_loan(&row)?;
            }
            work.judges().loans.renewals.entry(id).or_default();
            return Ok(());
        }
        let (num, record) = (slot.row.num, slot.record());
        let waits = quarantined(slot, Part::Keeper);
        let judged = record.verdict.as_ref().map_or(0, |verdict| verdict.judged);
        let renewed = loan::read(&record).renewals().filter(|renewed| {
            renewed.at().shown().and_then(|at| at.witness).is_some_and(|witness| witness.seq > judged)
        });
        for renewed in renewed.filter_map(loan::Renewed::element) {
            work.judges().loans.renewals.entry(id).or_default().insert(renewed);
        }
        let before = work.ledger.loan(num)?;
        if let Some(before) = &before {
            note(work, before);
        }
        if waits {
            return work.set_verdict(id, Outcome::Quarantined, "A-C16", Vec::new());
        }
        if loan::is_void(&record) {
            work.ledger.remove_loan(num)?;
            return work.set_verdict(id, Outcome::Stands, "L-C2", flags_of(work, id)?);
        }
        let said = loan::read(&record);
        let first = said.copy().shown().or_else(|| said.lent().shown());
        let row = LoanRow {
            num,
            id,
            house: record.header.space,
            copy: loan::copy(&record).to_owned(),
            title: said.title().one(),
            person: record.header.owner,
            reader: reader(&record),
            rank: before
                .as_ref()
                .map_or_else(|| first.map_or(0, zhijia_model::state::VisibleValue::rank), |before| before.rank),
            lent: loan::lent(&record),
            returned: loan::recorded_return(&record),
            out: before.as_ref().is_some_and(|before| before.out),
            closed: before.and_then(|before| before.closed),
        };
        work.ledger.set_loan(&row)?;
        note(work, &row);
        if let Some(due) = loan::due_by_rank(&record, china_date(work.now)) {
            let house = work.record(row.house)?;
            let due = house::calendar(house.as_ref()).roll_to_open_day(due);
            work.judges().loans.dues.insert(id, due.to_string());
        }
        Ok(())
    }

    fn settle(work: &mut Work<'_>) -> Result<()> {
        for label in std::mem::take(&mut work.judges().loans.copies) {
            copy::judge(work, &label)?;
        }
        work.judges().loans.dues.clear();
        for (id, by_keeper) in std::mem::take(&mut work.judges().loans.renewals) {
            renewals(work, id, &by_keeper)?;
        }
        for person in std::mem::take(&mut work.judges().loans.readers) {
            limits(work, person)?;
        }
        Ok(())
    }

    /// Loans that came back long ago leave the keepers' scope; the reader keeps them.
    fn sweep(work: &mut Work<'_>) -> Result<()> {
        for row in work.ledger.to_retire(work.now.saturating_sub(KEPT_MS), RETIRED_MAX)? {
            work.ledger.note_retired(row.num)?;
            work.take_from(row.id, Scope::new(row.house, Audience::Keeper))?;
        }
        Ok(())
    }
}

/// What may differ after a change of a loan.
fn note(work: &mut Work<'_>, row: &LoanRow) {
    let loans = &mut work.judges().loans;
    loans.note_copy(Label::of(row.house, &row.copy, row.title));
    loans.note_reader(row.person);
    note_loan(work, row);
}

/// Who has the book: the member, else a hash of the name and employer as given.
fn reader(record: &Record) -> Vec<u8> {
    if let Some(person) = record.header.owner {
        return person.0.to_vec();
    }
    let said = loan::read(record);
    let (name, employer) = (said.borrower_name().one(), said.borrower_employer().one());
    let text = format!("{}\n{}", name.unwrap_or_default().trim(), employer.unwrap_or_default().trim());
    zhijia_model::id::short_hash(text.as_bytes()).to_vec()
}

/// Answers the renewals that the borrower asked for and that have no answer (L-06, L-C7). One that was made before its
/// maker could know that somebody waits is a week, a keeper's own too (L-C9).
fn renewals(work: &mut Work<'_>, id: RecordId, by_keeper: &BTreeSet<IntentId>) -> Result<()> {
    let Some(mut record) = work.record(id)? else { return Ok(()) };
    let house = work.record(record.header.space)?;
    let (terms, calendar) = (loan::terms(house.as_ref()), house::calendar(house.as_ref()));
    let awaited = match loan::read(&record).title().one() {
        Some(title) => hold::awaited(work, title)?,
        None => false,
    };
    let asks = loan::wishes(&record).asks().filter_map(|ask| Some((ask.at().shown()?.rank(), ask.element()?)));
    let renewed = loan::read(&record).renewals().filter_map(|one| Some((one.at().shown()?.rank(), one.element()?)));
    let renewed = renewed.filter(|(_, id)| by_keeper.contains(id));
    let mut asks: Vec<_> = asks.chain(renewed).collect();
    asks.sort_unstable();
    for (rank, ask) in asks {
        // A loan that is void or waits for a confirmation is not renewed.
        let Some(verdict) = record.verdict.clone() else { return Ok(()) };
        let mut outcome = verdict.outcome;
        let Outcome::Loan { renewals: answers, .. } = &mut outcome else { return Ok(()) };
        if answers.iter().any(|answer| answer.ask == ask) {
            continue;
        }
        let (day, by_keeper) = (china_date(rank), by_keeper.contains(&ask));
        let due = if by_keeper { Ok(day) } else { loan::renewal(&record, &terms, day) };
        let (due, reason) = match due {
            Ok(_) if awaited => {
                let due = loan::shortened(&record, by_keeper.then_some(ask), day);
                (Some(due), Some(Code::Awaited.as_str().to_owned()))
            }
            Ok(_) if by_keeper => continue,
            Ok(due) => (Some(due), None),
            Err(code) => (None, Some(code.as_str().to_owned())),
        };
        let due = due.map(|due| calendar.roll_to_open_day(due).to_string());
        answers.push(Renewal { ask, due, reason });
        work.set_verdict(id, outcome, &verdict.rule, verdict.flags)?;
        match work.record(id)? {
            Some(again) => record = again,
            None => return Ok(()),
        }
    }
    Ok(())
}

/// Flags the newest loans above the limit, across houses; nobody is punished (L-C14).
fn limits(work: &mut Work<'_>, person: RecordId) -> Result<()> {
    let rows = work.ledger.out_of_person(person)?;
    for (before, row) in rows.iter().enumerate() {
        let house = work.record(row.house)?;
        let over = before >= loan::terms(house.as_ref()).max_loans as usize;
        if !work.load(row.id)? {
            continue;
        }
        let Some(verdict) = work.slot(row.id).and_then(|slot| slot.verdict()).cloned() else { continue };
        let flagged = verdict.flags.iter().any(|flag| flag == "L-C14");
        if over == flagged {
            continue;
        }
        let mut flags = verdict.flags;
        if over {
            flags.push("L-C14".to_owned());
        } else {
            flags.retain(|flag| flag != "L-C14");
        }
        work.set_verdict(row.id, verdict.outcome, &verdict.rule, flags)?;
    }
    Ok(())
}
