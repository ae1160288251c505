//! Claims by plan, person and bill.

use zhijia_model::RecordId;
use zhijia_model::kinds::claim::Numbers;

use super::{Num, Result};

/// What is looked up of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClaimRow {
    /// The number of its record.
    pub num: Num,
    /// The record.
    pub id: RecordId,
    /// The plan.
    pub plan: RecordId,
    /// Whose it is.
    pub person: RecordId,
    /// The numbers of its bill.
    pub numbers: Numbers,
}

/// Claims.
pub trait Claims {
    /// Notes a claim, or that its bill has other numbers.
    fn set_claim(&self, row: &ClaimRow) -> Result<()>;
    /// A claim.
    fn claim(&self, num: Num) -> Result<Option<ClaimRow>>;
    /// The claims of a person upon a plan.
    fn claims(&self, plan: RecordId, person: RecordId) -> Result<Vec<RecordId>>;
    /// The people who have a claim upon a plan.
    fn claimants(&self, plan: RecordId) -> Result<Vec<RecordId>>;
    /// The people who have a claim upon a plan with one of these numbers.
    fn claimants_of(&self, plan: RecordId, numbers: &Numbers) -> Result<Vec<RecordId>>;
}
