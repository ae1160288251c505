//! The registrar: the hub's judge. It runs the model's rules on what was accepted, in the same transaction.
//!
//! Each kind that the hub has something to decide about has a judge of its own ([`Judge`]); the table at the end of
//! this file names them. A kind without one is stored and sent, and that is all.

use zhijia_model::{Kind, Part, RecordId};

use crate::ledger::{Backing, Num, Result, Waits};
use crate::work::{Slot, Work};

mod aid;
mod claims;
mod events;
mod lending;
mod people;

pub(crate) use events::admission;
pub(crate) use people::set_home;

/// The judge of one kind. Its value is what it has left to judge, and what it keeps until the commit.
pub(crate) trait Judge: Default {
    /// After each accepted change of a record of the kind, in the order of acceptance: what decides over others'
    /// changes (a role, the places of an event) is judged now; what can wait is noted in the judge's value.
    fn changed(work: &mut Work<'_>, id: RecordId, part: Part) -> Result<()>;

    /// At the end of a request: judges what waited.
    fn settle(_work: &mut Work<'_>) -> Result<()> {
        Ok(())
    }

    /// Before the commit that requests share: writes what was kept in memory for all of them.
    fn write(_work: &mut Work<'_>) -> Result<()> {
        Ok(())
    }

    /// A time has passed for which the judge had asked ([`wake`]).
    fn due(_work: &mut Work<'_>, _id: RecordId) -> Result<()> {
        Ok(())
    }

    /// Once in a while: what else time alone brings about.
    fn sweep(_work: &mut Work<'_>) -> Result<()> {
        Ok(())
    }
}

/// The list of the records that are to be judged again, by when. No record has this number.
const AGENDA: Num = 0;

/// Has a record judged again at a time, in milliseconds.
fn wake(work: &Work<'_>, id: RecordId, at: i64) -> Result<()> {
    let waits = Waits { list: AGENDA, rank: at, id };
    work.ledger.remove_waiting(waits)?;
    work.ledger.add_waiting(waits, None)
}

/// How much of what time alone brings about is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sweep {
    /// What was to be judged again by now.
    Agenda,
    /// The rest too, which is in no hurry.
    All,
}

/// What time alone brings about: once in a while, and at the end of a request.
pub(crate) fn sweep(work: &mut Work<'_>, sweep: Sweep) -> Result<()> {
    for over in work.ledger.waiting_between(AGENDA, i64::MIN, work.now)? {
        work.ledger.remove_waiting(over)?;
        if work.load(over.id)?
            && let Some(kind) = work.slot(over.id).and_then(|slot| slot.header().kind())
        {
            due(work, over.id, kind)?;
        }
    }
    if sweep == Sweep::All {
        rest(work)?;
    }
    settle(work)
}

macro_rules! judges {
    ($($kind:ident => $name:ident: $judge:ty,)+) => {
        /// The judges of one commit, with what they have left to judge.
        #[derive(Default)]
        #[allow(dead_code, reason = "a judge that decides at once keeps nothing")]
        pub(crate) struct Judges {
            $($name: $judge,)+
        }

        /// After each accepted change.
        pub(crate) fn accepted(work: &mut Work<'_>, id: RecordId, kind: Kind, part: Part) -> Result<()> {
            match kind {
                $(Kind::$kind => <$judge>::changed(work, id, part),)+
                _ => Ok(()),
            }
        }

        /// At the end of a request.
        pub(crate) fn settle(work: &mut Work<'_>) -> Result<()> {
            $(<$judge>::settle(work)?;)+
            Ok(())
        }

        /// Before the commit.
        pub(crate) fn write(work: &mut Work<'_>) -> Result<()> {
            $(<$judge>::write(work)?;)+
            Ok(())
        }

        /// A time has passed for which a judge had asked.
        fn due(work: &mut Work<'_>, id: RecordId, kind: Kind) -> Result<()> {
            match kind {
                $(Kind::$kind => <$judge>::due(work, id),)+
                _ => Ok(()),
            }
        }

        /// Once in a while.
        fn rest(work: &mut Work<'_>) -> Result<()> {
            $(<$judge>::sweep(work)?;)+
            Ok(())
        }
    };
}

// In this order they settle: whoever notes something for another judge stands before it.
judges! {
    Appointment => appointments: people::Appointments,
    Member => members: people::Members,
    Event => events: events::Events,
    SignUp => sign_ups: events::SignUps,
    Return => returns: lending::Returns,
    Loan => loans: lending::Loans,
    House => houses: lending::Houses,
    Hold => holds: lending::Holds,
    Title => titles: lending::Titles,
    Plan => plans: aid::Plans,
    Batch => batches: aid::Batches,
    Enrolment => enrolments: aid::Enrolments,
    Claim => claims: claims::Claims,
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
