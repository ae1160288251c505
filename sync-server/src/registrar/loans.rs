//! Loans: each copy's loans in their order, returns that find their loan, renewals that borrowers ask for, limits.

use zhijia_model::calendar::china_date;
use zhijia_model::kinds::{Record, house, loan, return_};
use zhijia_model::verdict::Renewal;
use zhijia_model::{Audience, Fact, IntentId, Kind, Outcome, Part, RecordId, Scope};

use super::{flags, quarantined};
use crate::ledger::{CameBackRow, LoanRow, Result};
use crate::work::{Label, Work};

/// After a change of a loan: what judging needs of it is noted, and its copy is judged at the end.
pub(super) fn changed(work: &mut Work<'_>, id: RecordId, part: Part) -> Result<()> {
    let Some(slot) = work.slot(id) else { return Ok(()) };
    if part == Part::Borrower {
        // One that had left the keepers' scope is there again for a while.
        if let Some(row) = work.ledger.loan(slot.row.num)?.filter(|row| row.closed.is_some()) {
            work.ledger.set_loan(&row)?;
        }
        work.pending.renewals.insert(id);
        return Ok(());
    }
    let (num, record) = (slot.row.num, slot.record());
    let waits = quarantined(slot, Part::Keeper);
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
        rank: before.as_ref().map_or_else(|| first.map_or(0, zhijia_model::state::Entry::rank), |before| before.rank),
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
        work.pending.dues.insert(id, due.to_string());
    }
    Ok(())
}

/// After a change of a title: loans of it may have come before it.
pub(super) fn title(work: &mut Work<'_>, id: RecordId) {
    if let Some(house) = work.slot(id).map(|slot| slot.header().space) {
        work.pending.titles.insert((house, id));
    }
}

/// After a change of a return that was recorded apart from its loan.
pub(super) fn came_back(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    let Some(slot) = work.slot(id) else { return Ok(()) };
    let (num, record) = (slot.row.num, slot.record());
    let waits = quarantined(slot, Part::Keeper);
    let title = return_::title(&record);
    if let Some(before) = work.ledger.came_back(num)? {
        work.pending.copies.insert(Label::of(before.house, &before.copy, title));
    }
    if waits {
        return work.set_verdict(id, Outcome::Quarantined, "A-C16", Vec::new());
    }
    let said = return_::read(&record);
    let row = match (said.copy().one(), loan::believed(said.at()), return_::is_void(&record)) {
        (Some(copy), Some(at), false) => {
            Some(CameBackRow { num, id, house: record.header.space, copy: copy.to_owned(), at })
        }
        _ => None,
    };
    work.ledger.set_came_back(num, row.as_ref())?;
    match row {
        Some(row) => {
            work.pending.copies.insert(Label::of(row.house, &row.copy, title));
            Ok(())
        }
        None => work.set_verdict(id, Outcome::Stands, "L-C5", flags_of(work, id)?),
    }
}

/// How long a loan stays with the keepers after the book came back, in milliseconds: 90 days.
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
/// How many leave at once at most.
const RETIRED_MAX: usize = 200;

/// Loans that came back long ago leave the keepers' scope; the reader keeps them.
pub(super) fn retire(work: &mut Work<'_>) -> Result<()> {
    for row in work.ledger.to_retire(work.now.saturating_sub(KEPT_MS), RETIRED_MAX)? {
        work.ledger.note_retired(row.num)?;
        work.take_from(row.id, Scope::new(row.house, Audience::Keeper))?;
    }
    Ok(())
}

/// Judges what changes of loans and returns have touched.
pub(super) fn settle(work: &mut Work<'_>) -> Result<()> {
    for label in std::mem::take(&mut work.pending.copies) {
        copies(work, &label)?;
    }
    for id in std::mem::take(&mut work.pending.renewals) {
        renewals(work, id)?;
    }
    for person in std::mem::take(&mut work.pending.readers) {
        limits(work, person)?;
    }
    for (house, title) in std::mem::take(&mut work.pending.titles) {
        // A loan may name anything: only a title of the house has copies there.
        let is_title = work.space(title)?.is_some_and(|found| found.kind == Kind::Title && found.container == house);
        if is_title && work.load_row(title)? {
            let out = work.ledger.out_of_title(house, title)?;
            let known = work.slot(title).is_some_and(|slot| slot.row.fact.is_some());
            if known || out > 0 {
                work.set_fact(title, Fact::Copies { out });
            }
        }
    }
    Ok(())
}

fn note(work: &mut Work<'_>, row: &LoanRow) {
    work.pending.copies.insert(Label::of(row.house, &row.copy, row.title));
    work.pending.titles.extend(row.title.map(|title| (row.house, title)));
    work.pending.readers.extend(row.person);
}

fn flags_of(work: &Work<'_>, id: RecordId) -> Result<Vec<String>> {
    let Some(slot) = work.slot(id) else { return Ok(Vec::new()) };
    let mut flags = flags(slot);
    // The book is out all the same, but no member has it (L-C27).
    if let Some(reader) = slot.header().owner
        && work.home(reader)?.is_none()
    {
        flags.push("L-C27".to_owned());
    }
    Ok(flags)
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

/// Judges the loans and returns under one label (L-C1 to L-C5, L-C19, L-C26).
fn copies(work: &mut Work<'_>, label: &Label) -> Result<()> {
    let (house, copy, counted) = (label.house, label.copy.as_str(), label.is_counted());
    let mut rows = work.ledger.loans_of_copy(house, copy, label.title)?;
    rows.retain(|row| !counted || row.title == label.title);
    let loans = rows.iter().map(|row| loan::OfCopy {
        order: (row.rank, row.id),
        title: row.title,
        lent: row.lent,
        returned: row.returned,
        reader: data_encoding::HEXLOWER.encode(&row.reader),
    });
    let loans: Vec<_> = loans.collect();
    let mut returns = Vec::new();
    for row in work.ledger.came_back_of_copy(house, copy)? {
        let title = work.record(row.id)?.and_then(|record| return_::title(&record));
        if !counted || label.title == title {
            returns.push(loan::CameBack { id: row.id, title, at: row.at });
        }
    }
    let (judged, back) = loan::judge_copy(&loans, &returns, counted);
    for (row, outcome) in rows.into_iter().zip(judged) {
        if !work.load(row.id)? {
            continue;
        }
        let rule = outcome.flags.first().copied().unwrap_or("L-01");
        let mut flags = flags_of(work, row.id)?;
        flags.extend(outcome.flags.iter().map(|flag| (*flag).to_owned()));
        let (renewals, due) = frozen(work, row.id);
        let due = due.or_else(|| work.pending.dues.remove(&row.id));
        if due.is_some() {
            flags.push("X-C3".to_owned());
        }
        let matched_at = outcome.matched_return.map(|(_, at)| at);
        let closed = row.returned.or(matched_at).or(outcome.inferred_return);
        if closed.is_none() {
            keep_flag(work, row.id, "L-C14", &mut flags);
        }
        let verdict = Outcome::Loan {
            inferred_return: outcome.inferred_return,
            disputed: outcome.disputed,
            matched_return: matched_at,
            renewals,
            due,
        };
        work.set_verdict(row.id, verdict, rule, flags)?;
        // Whatever is disputed is in somebody's hands, but counts against nobody (L-C2).
        let out = closed.is_none();
        if out != row.out {
            work.pending.titles.extend(row.title.map(|title| (row.house, title)));
            work.pending.readers.extend(row.person);
        }
        if out != row.out || closed != row.closed {
            work.ledger.set_loan(&LoanRow { out, closed, ..row })?;
        }
    }
    for (one, back) in returns.iter().zip(back) {
        let (outcome, rule) = match back {
            loan::CameBackOutcome::Matched => (Outcome::Matched, "L-C5"),
            loan::CameBackOutcome::Unmatched if !counted || one.title.is_some() => (Outcome::Unmatched, "L-C5"),
            loan::CameBackOutcome::Unmatched | loan::CameBackOutcome::WhichTitle => (Outcome::Unmatched, "L-08"),
        };
        let flags = flags_of(work, one.id)?;
        work.set_verdict(one.id, outcome, rule, flags)?;
    }
    Ok(())
}

/// What was answered and promised so far; it is frozen (P3).
fn frozen(work: &Work<'_>, id: RecordId) -> (Vec<Renewal>, Option<String>) {
    match work.slot(id).and_then(|slot| slot.verdict()).map(|verdict| &verdict.outcome) {
        Some(Outcome::Loan { renewals, due, .. }) => (renewals.clone(), due.clone()),
        _ => (Vec::new(), None),
    }
}

fn keep_flag(work: &Work<'_>, id: RecordId, flag: &str, flags: &mut Vec<String>) {
    let before = work.slot(id).and_then(|slot| slot.verdict());
    if before.is_some_and(|verdict| verdict.flags.iter().any(|one| one == flag)) {
        flags.push(flag.to_owned());
    }
}

/// Answers the renewals that the borrower asked for and that have no answer (L-06, L-C7).
fn renewals(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    let Some(mut record) = work.record(id)? else { return Ok(()) };
    let house = work.record(record.header.space)?;
    let terms = loan::terms(house.as_ref());
    let asks = loan::wishes(&record).asks();
    let mut asks: Vec<(i64, IntentId)> =
        asks.filter_map(|ask| Some((ask.at().shown()?.rank(), ask.element()?))).collect();
    asks.sort_unstable();
    for (rank, ask) in asks {
        // A loan that is void or waits for a confirmation is not renewed.
        let Some(verdict) = record.verdict.clone() else { return Ok(()) };
        let mut outcome = verdict.outcome;
        let Outcome::Loan { renewals: answers, .. } = &mut outcome else { return Ok(()) };
        if answers.iter().any(|answer| answer.ask == ask) {
            continue;
        }
        answers.push(match loan::renewal(&record, &terms, china_date(rank)) {
            Ok(due) => {
                let due = house::calendar(house.as_ref()).roll_to_open_day(due);
                Renewal { ask, due: Some(due.to_string()), reason: None }
            }
            Err(code) => Renewal { ask, due: None, reason: Some(code.as_str().to_owned()) },
        });
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
