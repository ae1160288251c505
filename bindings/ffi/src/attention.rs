//! What a person should look at, and what was not sent.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::not_sent::NotSent;

use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(NotSentWatch, NotSentUpdate, NotSent);

/// What can be done about an action that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Remedy {
    /// Do the same once more.
    Again,
    /// Put the card away; the entry stays in the drawer.
    Seen,
}

#[uniffi::export]
impl ZhijiaClient {
    /// What was not sent, newest first. Nothing in it is ever deleted by the app itself.
    pub async fn not_sent(&self) -> Result<Vec<NotSent>, ZhijiaError> {
        self.ask(Client::not_sent).await
    }

    /// Watches [`ZhijiaClient::not_sent`].
    pub fn watch_not_sent(&self) -> Result<Arc<NotSentWatch>, ZhijiaError> {
        Ok(NotSentWatch::new(self.follow(Client::watch_not_sent)?))
    }

    /// Does something about an entry.
    pub async fn remedy(&self, entry: String, remedy: Remedy) -> Result<(), ZhijiaError> {
        let remedy = match remedy {
            Remedy::Again => "again",
            Remedy::Seen => "seen",
        };
        self.ask(move |phone| phone.remedy(&entry, remedy)).await
    }
}
