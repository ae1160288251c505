//! The phone itself: how it stands, what was not sent, the history of its records, logging out.

pub mod history;
mod log_out;
pub mod not_sent;
pub mod status;
