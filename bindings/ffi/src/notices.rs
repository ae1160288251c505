//! What is new about the own sign-ups.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::notices::Notice;

use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(NoticeWatch, NoticeUpdate, Notice);

#[uniffi::export]
impl ZhijiaClient {
    /// What is new about the own sign-ups, and was not seen yet.
    pub async fn notices(&self) -> Result<Vec<Notice>, ZhijiaError> {
        self.ask(Client::notices).await
    }

    /// Watches [`ZhijiaClient::notices`].
    pub fn watch_notices(&self) -> Result<Arc<NoticeWatch>, ZhijiaError> {
        Ok(NoticeWatch::new(self.follow(Client::watch_notices)?))
    }

    /// The person has seen a notice (its id).
    pub async fn notice_seen(&self, notice: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.notice_seen(&notice)).await
    }
}
