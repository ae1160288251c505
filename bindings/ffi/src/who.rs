//! Who uses this phone, and in which roles.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::who::PhoneUser;

use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(WhoWatch, WhoUpdate, PhoneUser);

#[uniffi::export]
impl ZhijiaClient {
    /// Who uses this phone; nothing before joining.
    pub async fn who(&self) -> Result<Option<PhoneUser>, ZhijiaError> {
        self.ask(Client::who).await
    }

    /// Watches [`ZhijiaClient::who`], as a list of one.
    pub fn watch_who(&self) -> Result<Arc<WhoWatch>, ZhijiaError> {
        Ok(WhoWatch::new(self.follow(Client::watch_who)?))
    }
}
