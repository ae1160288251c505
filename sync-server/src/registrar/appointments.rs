//! Appointments: what they give stands beside them, so that the gate need not read them.

use zhijia_model::RecordId;
use zhijia_model::kinds::appointment;

use crate::ledger::{Appointed, Result};
use crate::work::Work;

/// Projects an appointment.
pub(super) fn project(work: &mut Work<'_>, id: RecordId) -> Result<()> {
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
