//! People: what appointments give stands beside them, so that the gate need not read them; and home unions.

use zhijia_model::kinds::appointment;
use zhijia_model::{Outcome, Part, RecordId};

use super::{Judge, events};
use crate::ledger::{Appointed, Result};
use crate::work::Work;

/// The judge of appointments.
#[derive(Default)]
pub(super) struct Appointments;

impl Judge for Appointments {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        let Some(slot) = work.slot(id) else { return Ok(()) };
        let (num, record) = (slot.row.num, slot.record());
        let Some(member) = record.header.owner else { return Ok(()) };
        let (starts, ends) = appointment::term(&record);
        let appointed = appointment::role(&record).map(|role| Appointed {
            member,
            space: record.header.space,
            role,
            starts,
            ends,
            hard: appointment::is_revoked_hard(&record),
        });
        work.set_appointment(num, member, appointed.as_ref())
    }
}

/// The judge of members: what is said of one decides whether the person meets what events ask (E-C13).
#[derive(Default)]
pub(super) struct Members;

impl Judge for Members {
    fn changed(work: &mut Work<'_>, id: RecordId, part: Part) -> Result<()> {
        // What the person says of himself or herself decides nothing.
        if part == Part::Own { Ok(()) } else { events::member_changed(work, id) }
    }
}

/// Gives a member the home union that an invitation or a transfer says.
pub(crate) fn set_home(work: &mut Work<'_>, member: RecordId, union: RecordId) -> Result<()> {
    work.set_home(member, union)?;
    let since = work.now;
    work.set_verdict(member, Outcome::Home { union, since }, "A-C7", Vec::new())?;
    events::member_changed(work, member)
}
