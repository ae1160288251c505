//! Appointments: what they give stands beside them, so that the gate need not read them.

use zhijia_model::RecordId;
use zhijia_model::kinds::appointment;

use crate::ledger::{Appointed, Result};
use crate::work::Work;
use zhijia_model::Part;

/// Projects an appointment.
pub(super) fn project(work: &mut Work<'_>, id: RecordId) -> Result<()> {
    let Some(slot) = work.slot(id) else { return Ok(()) };
    let (num, record) = (slot.row.num, slot.record());
    let Some(member) = record.header.owner else { return Ok(()) };
    let grant = record.part(Part::Grant);
    let ends = [grant.int("until").one(), grant.int("ended").one()].into_iter().flatten().min();
    let appointed = appointment::role(&record).map(|role| Appointed {
        member,
        space: record.header.space,
        role,
        starts: grant.int("from").one().unwrap_or(i64::MIN),
        ends: ends.unwrap_or(i64::MAX),
        hard: grant.flag("hard").one() == Some(true),
    });
    work.set_appointment(num, member, appointed.as_ref())
}
