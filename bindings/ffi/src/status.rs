//! How a phone stands: what it waits to send, as of when it is complete, what went over the wire.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::status::{SyncStatus, WireUsage};

use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(StatusWatch, StatusUpdate, SyncStatus);

#[uniffi::export]
impl ZhijiaClient {
    /// The status bar.
    pub async fn status(&self) -> Result<SyncStatus, ZhijiaError> {
        self.ask(Client::status).await
    }

    /// Watches the status bar, as a list of one.
    pub fn watch_status(&self) -> Result<Arc<StatusWatch>, ZhijiaError> {
        Ok(StatusWatch::new(self.follow(Client::watch_status)?))
    }

    /// What went over the wire since the phone was opened.
    pub async fn travelled(&self) -> Result<WireUsage, ZhijiaError> {
        self.ask(|phone| Ok(phone.travelled())).await
    }
}
