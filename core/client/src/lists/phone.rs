//! How the phone stands: the status bar, and what was not sent.

pub(crate) mod not_sent;
pub(crate) mod status;
