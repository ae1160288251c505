//! What a person asks of the store beside lists: history, what was not sent, how far sync has come, what is followed.

pub(crate) mod follows;
pub(crate) mod history;
pub(crate) mod outbox;
mod seen;
pub(crate) mod status;
