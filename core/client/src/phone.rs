//! The phone itself: how it stands, what was not sent, the history of its records, what its calendar may take, logging
//! out.

pub mod calendar;
pub mod history;
mod log_out;
pub mod not_sent;
pub mod status;
