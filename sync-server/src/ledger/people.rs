//! Members' homes, and what appointments give.

use zhijia_model::{RecordId, Role};

use super::{Num, Result};

/// What an appointment gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Appointed {
    /// The member.
    pub member: RecordId,
    /// Where.
    pub space: RecordId,
    /// The role.
    pub role: Role,
    /// From when, in milliseconds.
    pub starts: i64,
    /// Until when; `i64::MAX` where it is open.
    pub ends: i64,
    /// Revoked so that nothing done under it counts.
    pub hard: bool,
}

/// Members and appointments.
pub trait People {
    /// A member's home union.
    fn home(&self, member: RecordId) -> Result<Option<RecordId>>;
    /// The members who are at home in a union.
    fn members_of(&self, union: RecordId) -> Result<Vec<RecordId>>;
    /// Sets a member's home union.
    fn set_home(&self, member: RecordId, union: RecordId) -> Result<()>;
    /// All that a member was ever appointed to.
    fn appointments(&self, member: RecordId) -> Result<Vec<Appointed>>;
    /// Sets what an appointment gives; `None` where it gives nothing.
    fn set_appointment(&self, record: Num, appointed: Option<&Appointed>) -> Result<()>;
}
