//! What the phone holds: the status bar, what was not sent, and the history of a record.

pub(crate) mod history;
pub(crate) mod not_sent;
pub(crate) mod status;
