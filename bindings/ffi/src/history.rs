//! The history of a record: who, when, from which device, what changed, which value lost.

use zhijia_client::history;

use crate::error::id;
use crate::mirror::{Cross, mirror};
use crate::{Phone, State, ZhijiaError};

mirror! {
    /// One change in a record's history.
    HistoryEntry from history::HistoryEntry {
        /// The change's id.
        id: String,
        /// When it was done, as its device claims, in milliseconds.
        at_ms: i64,
        /// Who did it, where this phone knows the name; else empty.
        who: String,
        /// From which device: the first digits of its id.
        device: String,
        /// What it says, field by field.
        puts: Vec<HistoryPut>,
        /// How far it is, while it is pending.
        state: Option<State>,
    }
}

mirror! {
    /// One value in a history.
    HistoryPut from history::HistoryPut {
        /// The part and key.
        key: String,
        /// The value as text.
        value: String,
        /// Whether the value stands beside another one that is shown: it lost, and can be restored.
        lost: bool,
        /// For [`Phone::restore`].
        restore: Option<String>,
    }
}

#[uniffi::export]
impl Phone {
    /// The history of a record, newest first.
    pub async fn history(&self, record: String) -> Result<Vec<HistoryEntry>, ZhijiaError> {
        self.ask(move |phone| Ok(phone.history(id(&record)?)?.cross())).await
    }

    /// Puts a value back that lost to another one, by its token.
    pub async fn restore(&self, record: String, token: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.restore(id(&record)?, &token)).await
    }
}
