//! Events with instant admission: places in the order of arrival, a waiting list in the order (R, record id).

use zhijia_model::kinds::{event, sign_up};
use zhijia_model::{Outcome, Part, RecordId};

use super::{flags, quarantined};
use crate::ledger::{EventRow, Num, Result};
use crate::work::{Slot, Work};

/// After a change of an event: what admission needs is read again, places that there are now are given, and who waits
/// is told whether it was in time.
pub(super) fn changed(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    let Some(slot) = work.slot(id) else { return Ok(()) };
    let (num, record) = (slot.row.num, slot.record());
    let admission = event::admission(&record);
    let over = event::over(&record).unwrap_or(i64::MAX);
    let before = work.event(id)?;
    let row = match before {
        Some(row) => EventRow { admission, over, ..row },
        None => EventRow { admission, over, taken: 0, waiting: 0, top: 0 },
    };
    work.set_event(id, num, row);
    promote(work, id)?;
    let (now, until) = (admission.closes, before.map_or(admission.closes, |row| row.admission.closes));
    for (_, late) in work.ledger.waiting_between(num, now.min(until), now.max(until))? {
        if work.load(late)? {
            sign_up(work, late)?;
        }
    }
    Ok(())
}

/// Judges a sign-up after a change of it.
pub(super) fn sign_up(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    let Some(slot) = work.slot(id) else { return Ok(()) };
    let event_id = slot.header().space;
    let (num, person, record, flags) = (slot.row.num, slot.row.person, slot.record(), flags(slot));
    if only_quarantined(slot) {
        return work.set_verdict(id, Outcome::Quarantined, "A-C16", Vec::new());
    }
    let Some(space) = work.space(event_id)? else { return Ok(()) };
    let Some(mut row) = work.event(event_id)? else { return Ok(()) };
    let before = record.verdict.as_ref().map(|verdict| verdict.outcome.clone());
    let free_number = if row.taken == row.top { row.top + 1 } else { work.ledger.free_seat(space.num)? };
    let room = sign_up::room(&row.admission, row.taken);
    let queued = room && next_in_line(work, space.num, &row)?.is_some_and(|(_, first)| first != id);
    let places = sign_up::Places { taken: row.taken, queued, free_number };
    let (outcome, rule) = sign_up::judge(&row.admission, &record, before.as_ref(), places);
    let mut freed = false;
    if before.as_ref() != Some(&outcome) {
        match before {
            Some(Outcome::Seat { number }) => {
                row.taken = row.taken.saturating_sub(1);
                row.top = work.ledger.free_up(space.num, number)?;
                freed = true;
            }
            Some(Outcome::Waiting { rank, .. }) => {
                row.waiting = row.waiting.saturating_sub(1);
                work.ledger.remove_waiting(space.num, rank, id)?;
            }
            _ => {}
        }
        match &outcome {
            Outcome::Seat { number } => {
                row.taken += 1;
                row.top = row.top.max(*number);
                work.ledger.add_seat(space.num, *number, num)?;
            }
            Outcome::Waiting { rank, .. } => {
                row.waiting += 1;
                work.ledger.add_waiting(space.num, *rank, id, person)?;
            }
            _ => {}
        }
        work.set_event(event_id, space.num, row);
    }
    // A place may be there for whoever waits: one was freed, or a late one was admitted.
    let waits = matches!(outcome, Outcome::Waiting { late: false, .. });
    work.set_verdict(id, outcome, rule, flags)?;
    if freed || waits { promote(work, event_id) } else { Ok(()) }
}

/// Whether all that there is of a sign-up was written at the door by somebody whose role had ended.
fn only_quarantined(slot: &Slot) -> bool {
    let asked = [Part::Member, Part::Proxy].iter().any(|part| slot.parts.contains_key(&part.number()));
    !asked && quarantined(slot, Part::Door)
}

/// The first who waits and has a claim to the next place: in time by R, or let in by the organiser (E-04, E-C23).
fn next_in_line(work: &mut Work<'_>, event: Num, row: &EventRow) -> Result<Option<(i64, RecordId)>> {
    if row.waiting == 0 {
        return Ok(None);
    }
    let closes = row.admission.closes;
    let first = work.ledger.first_waiting(event)?;
    if first.is_none_or(|(rank, _)| rank <= closes) {
        return Ok(first);
    }
    for (rank, late) in work.ledger.waiting_between(event, closes, i64::MAX)? {
        if work.record(late)?.is_some_and(|record| sign_up::admitted(&record)) {
            return Ok(Some((rank, late)));
        }
    }
    Ok(None)
}

/// Gives the places that there are to those who wait, first come first (E-04, E-05). Once the event is over there are
/// none to give.
fn promote(work: &mut Work<'_>, event_id: RecordId) -> Result<()> {
    let Some(space) = work.space(event_id)? else { return Ok(()) };
    while let Some(mut row) = work.event(event_id)? {
        if work.now > row.over || !sign_up::room(&row.admission, row.taken) {
            break;
        }
        let Some((rank, id)) = next_in_line(work, space.num, &row)? else { break };
        work.ledger.remove_waiting(space.num, rank, id)?;
        row.waiting = row.waiting.saturating_sub(1);
        // Only a record in the ledger waits; one that is gone loses its place in the list.
        if work.load(id)?
            && let Some(slot) = work.slot(id)
        {
            let (num, flags) = (slot.row.num, flags(slot));
            let number = if row.taken == row.top { row.top + 1 } else { work.ledger.free_seat(space.num)? };
            row.taken += 1;
            row.top = row.top.max(number);
            work.ledger.add_seat(space.num, number, num)?;
            work.set_verdict(id, Outcome::Seat { number }, "E-04", flags)?;
        }
        work.set_event(event_id, space.num, row);
    }
    Ok(())
}
