//! Settling the places of an event after the close: in the order of rank, or by lot.

use ring::hmac;
use zhijia_model::kinds::event::draw::{self, Hash};
use zhijia_model::kinds::event::{self, AdmissionMode};
use zhijia_model::kinds::sign_up;
use zhijia_model::{Outcome, RecordId};

use super::{flags_kept, set, standing};
use crate::ledger::{Num, Result, Waits};
use crate::registrar::{flags, wake};
use crate::work::Work;

/// Settles the places of an event, where it is time (E-C1, E-C25): from now on they are given one by one, and the first
/// to be given are those that there are, to those who are in line. Before, the seal of a draw is published. Gives the
/// rule by which it was settled now.
pub(super) fn settle(work: &mut Work<'_>, id: RecordId) -> Result<Option<&'static str>> {
    let Some(slot) = work.slot(id) else { return Ok(None) };
    let (num, flags, record) = (slot.row.num, flags(slot), slot.record());
    let Some(after) = event::settles(&record) else { return Ok(None) };
    let drawn = event::admission(&record).mode == AdmissionMode::Draw;
    let seed = if drawn { seed(work, id) } else { None };
    if work.now <= after {
        wake(work, id, after.saturating_add(1))?;
        if let Some(seed) = seed {
            work.set_verdict(id, Outcome::Sealed { seal: draw::seal(&seed) }, "E-C25", flags)?;
        }
        return Ok(None);
    }
    let at = work.now;
    let (outcome, rule) = match seed {
        Some(seed) => (Outcome::Drawn { at, seed, numbers: line_up(work, id, num, &seed)? }, "E-C25"),
        // Without the key there is no lot; nobody loses anything by waiting for it.
        None if drawn => return Ok(None),
        None => (Outcome::Settled { at }, "E-C1"),
    };
    work.set_verdict(id, outcome, rule, flags)?;
    if let Some(mut row) = standing(work, id)? {
        row.admission.settled = true;
        set(work, id, num, row);
    }
    Ok(Some(rule))
}

/// The seed of an event's draw: it follows from the hub's key and the event, so that a hub that was restored draws the
/// same, and nobody can choose it later.
fn seed(work: &Work<'_>, event: RecordId) -> Option<Hash> {
    let tag = hmac::sign(work.draws.as_ref()?, &event.0);
    tag.as_ref().first_chunk().copied()
}

/// Has everybody who was in time draw a number, and puts them into the waiting list by it. Gives the list of numbers.
fn line_up(work: &mut Work<'_>, event: RecordId, num: Num, seed: &Hash) -> Result<Vec<u8>> {
    let Some(row) = standing(work, event)? else { return Ok(Vec::new()) };
    let mut numbers = Vec::new();
    for waits in work.ledger.waiting_between(num, i64::MIN, i64::MAX)? {
        if !work.load(waits.id)? {
            continue;
        }
        let Some(slot) = work.slot(waits.id) else { continue };
        let (person, flags, record) = (slot.row.person, flags_kept(slot), slot.record());
        let in_time = waits.rank <= row.admission.closes || sign_up::admitted(&record);
        let Some(ticket) = sign_up::ticket(&record).filter(|_| in_time) else { continue };
        let number = draw::number(seed, waits.id, ticket);
        let rank = draw::rank(number);
        numbers.push(number);
        work.ledger.remove_waiting(waits)?;
        work.ledger.add_waiting(Waits { rank, ..waits }, person)?;
        work.set_verdict(waits.id, Outcome::Waiting { rank, late: false }, "E-C25", flags)?;
    }
    Ok(draw::list(numbers))
}
