//! Enrolments by plan and person.

use zhijia_model::RecordId;

use super::{Num, Result};

/// Enrolments.
pub trait Aid {
    /// Notes an enrolment.
    fn add_enrolment(&self, record: Num, id: RecordId, plan: RecordId, person: RecordId) -> Result<()>;
    /// The enrolments of a person in a plan.
    fn enrolments(&self, plan: RecordId, person: RecordId) -> Result<Vec<RecordId>>;
    /// The people who have an enrolment in a plan.
    fn enrolled(&self, plan: RecordId) -> Result<Vec<RecordId>>;
    /// Notes the plans whose cover goes on in this one, instead of those noted before.
    fn set_predecessors(&self, plan: RecordId, before: &[RecordId]) -> Result<()>;
    /// The plans in which a plan's cover goes on.
    fn successors(&self, plan: RecordId) -> Result<Vec<RecordId>>;
}
