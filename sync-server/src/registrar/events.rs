//! Events: places in the order of arrival or settled after the close, a waiting list in the order (R, record id).

use std::collections::HashMap;
use std::sync::Arc;

use zhijia_model::kinds::event::{Admission, EVERYBODY, Participant};
use zhijia_model::kinds::{Record, event, sign_up};
use zhijia_model::{Fact, Kind, Outcome, Part, RecordId};

use super::{Judge, flags, quarantined};
use crate::ledger::{DbError, EventRow, Num, Result, Waits};
use crate::work::{Slot, Work};

mod settle;

use settle::settle;

/// The judge of events. An event on which hundreds sign up at once is read once a commit, and its row and its fact are
/// written once, by the last of them.
#[derive(Default)]
pub(super) struct Events {
    rows: HashMap<RecordId, Kept>,
    /// The events of this commit, where they ask something of those who come.
    asking: HashMap<RecordId, Option<Arc<Record>>>,
}

/// How an event stands in this commit.
#[derive(Clone, Copy)]
struct Kept {
    num: Num,
    row: EventRow,
    /// It differs from what the ledger has.
    changed: bool,
}

impl Judge for Events {
    /// What admission needs is read again, places that there are now are given, and who waits is told whether it was
    /// in time.
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        let Some(slot) = work.slot(id) else { return Ok(()) };
        let (num, record) = (slot.row.num, slot.record());
        work.judges().events.asking.remove(&id);
        let admission = event::admission(&record);
        let over = event::over(&record).unwrap_or(i64::MAX);
        let before = standing(work, id)?;
        let row = match before {
            Some(row) => EventRow { admission, over, ..row },
            None => EventRow { admission, over, taken: 0, waiting: 0, top: 0 },
        };
        if before.is_none_or(|before| before.over != over) {
            work.rights_changed();
        }
        set(work, id, num, row);
        // Those who get a place now have it by the settlement, if there is one; later ones move up.
        let rule = settle(work, id)?.unwrap_or("E-04");
        promote(work, id, rule)?;
        let (now, until) = (admission.closes, before.map_or(admission.closes, |row| row.admission.closes));
        let (after, upto) = if event::read(&record).groups().len() > 0 {
            (i64::MIN, i64::MAX)
        } else {
            (now.min(until), now.max(until))
        };
        for waits in work.ledger.waiting_between(num, after, upto)? {
            if work.load(waits.id)? {
                judge(work, waits.id)?;
            }
        }
        Ok(())
    }

    fn due(work: &mut Work<'_>, id: RecordId) -> Result<()> {
        Self::changed(work, id, Part::Organiser)
    }

    fn write(work: &mut Work<'_>) -> Result<()> {
        work.judges().events.asking.clear();
        for (id, kept) in std::mem::take(&mut work.judges().events.rows) {
            if kept.changed {
                work.ledger.set_event(kept.num, &kept.row)?;
                if work.load_row(id)? {
                    work.set_fact(id, &Fact::Seats { taken: kept.row.taken, waiting: kept.row.waiting });
                }
            }
        }
        Ok(())
    }
}

/// The judge of sign-ups.
#[derive(Default)]
pub(super) struct SignUps;

impl Judge for SignUps {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        judge(work, id)
    }
}

/// Something is known of a member that was not known before: where the person waits, it is looked at again whether the
/// conditions are met (E-C13). Who has a place keeps it, whatever is learnt.
pub(super) fn member_changed(work: &mut Work<'_>, member: RecordId) -> Result<()> {
    for waits in work.ledger.waits(member)? {
        if work.load(waits.id)? && work.slot(waits.id).is_some_and(|slot| slot.header().kind() == Some(Kind::SignUp)) {
            judge(work, waits.id)?;
        }
    }
    Ok(())
}

/// What admission needs to know of an event; `None` where the record is no event.
pub(crate) fn admission(work: &mut Work<'_>, event: RecordId) -> Result<Option<Admission>> {
    Ok(standing(work, event)?.map(|row| row.admission))
}

/// How an event stands; `None` where the record is no event.
fn standing(work: &mut Work<'_>, id: RecordId) -> Result<Option<EventRow>> {
    if let Some(kept) = work.judges().events.rows.get(&id) {
        return Ok(Some(kept.row));
    }
    let Some(space) = work.space(id)? else { return Ok(None) };
    let Some(row) = work.ledger.event(space.num)? else { return Ok(None) };
    work.judges().events.rows.insert(id, Kept { num: space.num, row, changed: false });
    Ok(Some(row))
}

/// Changes how an event stands.
fn set(work: &mut Work<'_>, id: RecordId, num: Num, row: EventRow) {
    work.judges().events.rows.insert(id, Kept { num, row, changed: true });
}

/// Judges a sign-up after a change of it.
fn judge(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    let Some(slot) = work.slot(id) else { return Ok(()) };
    let event_id = slot.header().space;
    let (num, person, record) = (slot.row.num, slot.row.person, slot.record());
    let flags = [flags(slot), sign_up::door_flags(&record)].concat();
    if only_quarantined(slot) {
        return work.set_verdict(id, Outcome::Quarantined, "A-C16", Vec::new());
    }
    let Some(space) = work.space(event_id)? else { return Ok(()) };
    let Some(mut row) = standing(work, event_id)? else { return Ok(()) };
    let before = record.verdict.as_ref().map(|verdict| verdict.outcome.clone());
    // Who has answered questions and not asked yet stands nowhere.
    if before.is_none() && sign_up::is_only_prepared(&record) {
        return Ok(());
    }
    let free_number = if row.taken == row.top { row.top + 1 } else { work.ledger.free_seat(space.num)? };
    let room = sign_up::room(&row.admission, row.taken);
    let queued = room && next_in_line(work, space.num, &row)?.is_some_and(|first| first.id != id);
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
                work.ledger.remove_waiting(Waits { list: space.num, rank, id })?;
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
                work.ledger.add_waiting(Waits { list: space.num, rank: *rank, id }, person)?;
            }
            _ => {}
        }
        set(work, event_id, space.num, row);
    }
    let flags = with_eligibility(work, &record, person, flags)?;
    // Whoever has a place has it by the rule by which it was given.
    let kept = record.verdict.filter(|verdict| verdict.outcome == outcome && matches!(outcome, Outcome::Seat { .. }));
    let rule = kept.as_ref().map_or(rule, |verdict| verdict.rule.as_str());
    // A place may be there for whoever waits: one was freed, or a late one was admitted.
    let waits = matches!(outcome, Outcome::Waiting { late: false, .. });
    work.set_verdict(id, outcome, rule, flags)?;
    if freed || waits { promote(work, event_id, "E-04") } else { Ok(()) }
}

/// An event that asks something of those who come, or ever did; read once a commit.
fn asking(work: &mut Work<'_>, event: RecordId) -> Result<Option<Arc<Record>>> {
    if let Some(known) = work.judges().events.asking.get(&event) {
        return Ok(known.clone());
    }
    let found = work.record(event)?.filter(|record| event::read(record).groups().len() > 0).map(Arc::new);
    work.judges().events.asking.insert(event, found.clone());
    Ok(found)
}

/// The flags with the one that says that the person does not meet the event's conditions (E-C13).
fn with_eligibility(
    work: &mut Work<'_>,
    sign_up: &Record,
    person: Option<RecordId>,
    mut flags: Vec<String>,
) -> Result<Vec<String>> {
    // Of whom the hub does not know it knows nothing that could stand in the way.
    let (Some(person), Some(event)) = (person, asking(work, sign_up.header.space)?) else { return Ok(flags) };
    let (member, home) = (work.record(person)?, work.home(person)?);
    let who =
        Participant::new(member, home, |union| Ok::<_, DbError>(work.space(union)?.map(|space| space.container)))?;
    let judged = event::eligibility(&event, EVERYBODY, &who);
    let day = event::conditions(&event, EVERYBODY).day;
    flags.extend(event::flag(&judged, day, sign_up.verdict.as_ref(), work.now));
    Ok(flags)
}

/// The flags of a sign-up that moves up: what was noted of the person stays.
fn flags_kept(slot: &Slot) -> Vec<String> {
    let mut kept = flags(slot);
    let noted = slot.verdict().into_iter().flat_map(|verdict| &verdict.flags);
    kept.extend(noted.filter(|flag| event::is_of_eligibility(flag)).cloned());
    kept
}

/// Whether all that there is of a sign-up was written at the door by somebody whose role had ended.
fn only_quarantined(slot: &Slot) -> bool {
    let asked = [Part::Member, Part::Proxy].iter().any(|part| slot.parts.contains_key(&part.number()));
    !asked && quarantined(slot, Part::Door)
}

/// The first who waits and has a claim to the next place: in time by R, or let in by the organiser (E-04, E-C23).
fn next_in_line(work: &mut Work<'_>, event: Num, row: &EventRow) -> Result<Option<Waits>> {
    if row.waiting == 0 {
        return Ok(None);
    }
    let closes = row.admission.closes;
    let first = work.ledger.first_waiting(event)?;
    if first.is_none_or(|first| first.rank <= closes) {
        return Ok(first);
    }
    for late in work.ledger.waiting_between(event, closes, i64::MAX)? {
        if work.record(late.id)?.is_some_and(|record| sign_up::admitted(&record)) {
            return Ok(Some(late));
        }
    }
    Ok(None)
}

/// Gives the places that there are to those who wait, first come first (E-04, E-05). Once the event is over there are
/// none to give.
fn promote(work: &mut Work<'_>, event_id: RecordId, rule: &str) -> Result<()> {
    let Some(space) = work.space(event_id)? else { return Ok(()) };
    while let Some(mut row) = standing(work, event_id)? {
        if work.now > row.over || !sign_up::room(&row.admission, row.taken) {
            break;
        }
        let Some(next) = next_in_line(work, space.num, &row)? else { break };
        let id = next.id;
        work.ledger.remove_waiting(next)?;
        row.waiting = row.waiting.saturating_sub(1);
        // Only a record in the ledger waits; one that is gone loses its place in the list.
        if work.load(id)?
            && let Some(slot) = work.slot(id)
        {
            let (num, flags) = (slot.row.num, [flags_kept(slot), sign_up::door_flags(&slot.record())].concat());
            let number = if row.taken == row.top { row.top + 1 } else { work.ledger.free_seat(space.num)? };
            row.taken += 1;
            row.top = row.top.max(number);
            work.ledger.add_seat(space.num, number, num)?;
            work.set_verdict(id, Outcome::Seat { number }, rule, flags)?;
        }
        set(work, event_id, space.num, row);
    }
    Ok(())
}
