//! The history of a record: who, when, from which device, what changed, which value lost.

use std::sync::Arc;

use zhijia_client::history::HistoryEntry;

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(HistoryWatch, HistoryUpdate, HistoryEntry);

#[uniffi::export]
impl ZhijiaClient {
    /// The history of a record, newest first.
    pub async fn history(&self, record: String) -> Result<Vec<HistoryEntry>, ZhijiaError> {
        self.ask(move |phone| phone.history(id("record", &record)?)).await
    }

    /// Watches [`ZhijiaClient::history`].
    pub fn watch_history(&self, record: String) -> Result<Arc<HistoryWatch>, ZhijiaError> {
        let record = id("record", &record)?;
        Ok(HistoryWatch::new(self.follow(|phone| phone.watch_history(record))?))
    }

    /// Puts a value back that lost to another one, by its token.
    pub async fn restore(&self, record: String, token: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.restore(id("record", &record)?, &token)).await
    }
}
