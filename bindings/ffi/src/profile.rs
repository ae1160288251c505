//! The own profile.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::profile::MemberProfile;

use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(ProfileWatch, ProfileUpdate, MemberProfile);

#[uniffi::export]
impl ZhijiaClient {
    /// The own profile; nothing before joining.
    pub async fn profile(&self) -> Result<Option<MemberProfile>, ZhijiaError> {
        self.ask(Client::profile).await
    }

    /// Watches [`ZhijiaClient::profile`], as a list of one.
    pub fn watch_profile(&self) -> Result<Arc<ProfileWatch>, ZhijiaError> {
        Ok(ProfileWatch::new(self.follow(Client::watch_profile)?))
    }

    /// Changes name or mobile number; what is not given stays as it is.
    pub async fn edit_profile(&self, name: Option<String>, mobile: Option<String>) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.edit_profile(name.as_deref(), mobile.as_deref())).await
    }
}
