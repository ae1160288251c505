//! The registrar: the hub's judge. It runs the model's rules on what was accepted, in the same transaction.
//!
//! What decides over others' changes (appointments, events, the places of sign-ups) is judged with each change, in
//! the order of acceptance; what can wait is noted in [`crate::work::ToJudge`] and judged once at the end.

use zhijia_model::{Kind, Outcome, Part, RecordId};

use crate::ledger::{Backing, Result};
use crate::work::{Slot, Work};

mod appointments;
mod enrolments;
mod events;
mod loans;

/// After each accepted change.
pub(crate) fn accepted(work: &mut Work<'_>, id: RecordId, kind: Kind, part: Part) -> Result<()> {
    match kind {
        Kind::Appointment => appointments::project(work, id),
        Kind::Event => events::changed(work, id),
        Kind::SignUp => events::sign_up(work, id),
        Kind::Loan => loans::changed(work, id, part),
        Kind::Return => loans::came_back(work, id),
        Kind::Enrolment => enrolments::changed(work, id),
        Kind::Plan => enrolments::plan_changed(work, id),
        Kind::Title => {
            loans::title(work, id);
            Ok(())
        }
        Kind::Union | Kind::Member | Kind::House => Ok(()),
    }
}

/// At the end of a write: what waited.
pub(crate) fn settle(work: &mut Work<'_>) -> Result<()> {
    loans::settle(work)?;
    enrolments::settle(work)
}

/// What time alone brings about; asked for once in a while.
pub(crate) fn sweep(work: &mut Work<'_>) -> Result<()> {
    loans::retire(work)
}

/// Gives a member the home union that an invitation or a transfer says.
pub(crate) fn set_home(work: &mut Work<'_>, member: RecordId, union: RecordId) -> Result<()> {
    work.set_home(member, union)?;
    let since = work.now;
    work.set_verdict(member, Outcome::Home { union, since }, "A-C7", Vec::new())
}

/// Whether a record waits for somebody with the role: nobody with it has written it yet (A-C16).
fn quarantined(slot: &Slot, part: Part) -> bool {
    let of_part = slot.standings.iter().filter(|(number, _)| *number == part.number());
    let mut standings = of_part.map(|(_, standing)| *standing).peekable();
    standings.peek().is_some() && standings.all(|standing| standing == Backing::Quarantined)
}

/// The flag of what was done in good faith before the role ended, or kept although it had (A-C16).
fn flags(slot: &Slot) -> Vec<String> {
    let held = slot.standings.iter().all(|(_, standing)| *standing == Backing::Held);
    if held { Vec::new() } else { vec!["A-C16".to_owned()] }
}
