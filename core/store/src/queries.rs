//! What a person asks of the store beside lists: history, what was not sent, how far sync has come.

pub(crate) mod history;
pub(crate) mod outbox;
pub(crate) mod status;
