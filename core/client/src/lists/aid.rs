//! Lists of mutual aid: plans, and the own enrolments.

pub(crate) mod batches;
pub(crate) mod enrolments;
pub(crate) mod plans;
