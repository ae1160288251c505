//! The history of a record: who, when, from which device, what changed, which value lost.

use zhijia_client::history::HistoryEntry;

use crate::error::id;
use crate::{ZhijiaClient, ZhijiaError};

#[uniffi::export]
impl ZhijiaClient {
    /// The history of a record, newest first.
    pub async fn history(&self, record: String) -> Result<Vec<HistoryEntry>, ZhijiaError> {
        self.ask(move |phone| phone.history(id(&record)?)).await
    }

    /// Puts a value back that lost to another one, by its token.
    pub async fn restore(&self, record: String, token: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.restore(id(&record)?, &token)).await
    }
}
