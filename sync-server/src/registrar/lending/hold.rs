//! Holds: the line of a title, judged with what there is of it.

use std::collections::{BTreeMap, BTreeSet};

use zhijia_model::calendar::{china_date, end_of_day_ms};
use zhijia_model::kinds::hold::{self, InLine};
use zhijia_model::kinds::title;
use zhijia_model::{Header, Kind, Outcome, Part, RecordId};

use super::{Judge, flags_of, note_title};
use crate::ledger::{LoanRow, Result, Waits};
use crate::registrar::{AGENDA, wake};
use crate::work::Work;

/// The judge of holds.
#[derive(Default)]
pub(in crate::registrar) struct Holds {
    /// By title: those that may stand differently, besides the line.
    left: BTreeMap<RecordId, BTreeSet<RecordId>>,
}

impl Holds {
    fn note(&mut self, title: RecordId, hold: RecordId) {
        self.left.entry(title).or_default().insert(hold);
    }

    /// A reader's loan may end the reader's hold.
    pub(super) fn note_loan(&mut self, loan: &LoanRow, title: RecordId) {
        if let Some(person) = loan.person {
            self.note(title, hold::header(loan.house, person, title).id());
        }
    }
}

impl Judge for Holds {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        let Some(header) = work.slot(id).map(|slot| slot.header().clone()) else { return Ok(()) };
        if let Some(title) = hold::title_of(&header) {
            work.judges().holds.note(title, id);
            note_title(work, header.space, title);
        }
        Ok(())
    }

    /// What was not fetched in time goes to the next.
    fn due(work: &mut Work<'_>, id: RecordId) -> Result<()> {
        Self::changed(work, id, Part::Member)
    }
}

/// The judge of houses.
#[derive(Default)]
pub(in crate::registrar) struct Houses {
    /// Those that may be open on other days.
    left: BTreeSet<RecordId>,
}

impl Judge for Houses {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        work.judges().houses.left.insert(id);
        Ok(())
    }

    /// A closed day that is published later extends what is kept (L-C22). All that is kept is looked through once,
    /// however many days a request closes.
    fn settle(work: &mut Work<'_>) -> Result<()> {
        let houses = std::mem::take(&mut work.judges().houses.left);
        if houses.is_empty() {
            return Ok(());
        }
        for kept in work.ledger.waiting_between(AGENDA, i64::MIN, i64::MAX)? {
            let known = work.load_row(kept.id)?;
            let is_hold = |header: &Header| header.kind() == Some(Kind::Hold) && houses.contains(&header.space);
            if known && work.slot(kept.id).is_some_and(|slot| is_hold(slot.header())) {
                Holds::changed(work, kept.id, Part::Member)?;
            }
        }
        Ok(())
    }
}

/// Judges the line of a title of which `out` copies are out; gives how many of the others are kept (L-05, L-C12).
pub(super) fn judge(work: &mut Work<'_>, title: RecordId, out: u32) -> Result<u32> {
    let noted = work.judges().holds.left.remove(&title).unwrap_or_default();
    let Some(list) = work.slot(title).map(|slot| slot.row.num) else { return Ok(0) };
    let before = work.ledger.waiting_between(list, i64::MIN, i64::MAX)?;
    let all: BTreeSet<_> = before.iter().map(|waits| waits.id).chain(noted).collect();
    let Some(record) = work.record(title)?.filter(|_| !all.is_empty()) else { return Ok(0) };
    let (house, today) = (record.header.space, china_date(work.now));
    let mut loans = Vec::new();
    for copy in title::copies(&record) {
        loans.extend(work.ledger.loans_of_copy(house, &copy.id, Some(title))?);
    }
    let mut line = Vec::new();
    for id in all {
        let Some(hold) = work.record(id)? else { continue };
        let person = hold.header.owner;
        let theirs: Vec<_> = loans.iter().filter(|loan| loan.person == person).map(|loan| loan.closed).collect();
        let stands = hold::in_line(&hold, &theirs, today);
        let now = stands.as_ref().ok().map(|one| Waits { list, rank: one.rank, id });
        let then = before.iter().find(|waits| waits.id == id).copied();
        if now != then {
            then.map_or(Ok(()), |then| work.ledger.remove_waiting(then))?;
            now.map_or(Ok(()), |now| work.ledger.add_waiting(now, person))?;
        }
        match stands {
            Ok(one) => line.push(one),
            Err((outcome, rule)) => work.set_verdict(id, outcome, rule, flags_of(work, id)?)?,
        }
    }
    give(work, line, hold::free(&record, out), house)
}

/// Gives the copies that there are to the first in line.
fn give(work: &mut Work<'_>, line: Vec<InLine>, free: usize, house: RecordId) -> Result<u32> {
    let (house, today) = (work.record(house)?, china_date(work.now));
    let mut kept = 0;
    for (id, outcome, rule) in hold::judge(line, free, today, |since| hold::pick_up_until(house.as_ref(), since)) {
        if let Outcome::Ready { until, .. } = &outcome {
            kept += 1;
            wake(work, id, until.parse().map_or(i64::MAX, end_of_day_ms))?;
        }
        work.set_verdict(id, outcome, rule, flags_of(work, id)?)?;
    }
    Ok(kept)
}

/// Whether somebody waits for a copy of a title, and there is none for them (L-C9).
pub(super) fn awaited(work: &mut Work<'_>, title: RecordId) -> Result<bool> {
    if !work.load_row(title)? {
        return Ok(false);
    }
    let Some(list) = work.slot(title).map(|slot| slot.row.num) else { return Ok(false) };
    for waits in work.ledger.waiting_between(list, i64::MIN, i64::MAX)? {
        let outcome = work.record(waits.id)?.and_then(|hold| hold.verdict).map(|verdict| verdict.outcome);
        if matches!(outcome, Some(Outcome::Waiting { .. })) {
            return Ok(true);
        }
    }
    Ok(false)
}
