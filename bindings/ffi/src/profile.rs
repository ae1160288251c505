//! The own profile.

use std::sync::Arc;

use zhijia_client::{Client, profile};

use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Phone, State, ZhijiaError};

mirror! {
    /// The own profile.
    Profile from profile::MemberProfile {
        /// The member's id.
        id: String,
        /// The name that is shown.
        name: String,
        /// The own mobile number, for its own form only.
        mobile: String,
        /// The mobile number, masked.
        mobile_masked: String,
        /// The employer, as the union's desk has it.
        employer: String,
        /// The home union's name.
        union: String,
        /// Whether the name is the person's own word; a verified name is changed at the desk.
        can_edit_name: bool,
        /// Whether what was written has arrived.
        state: State,
    }
}

heard!(ProfileListener, ProfilePut, Profile from profile::MemberProfile);

#[uniffi::export]
impl Phone {
    /// The own profile; nothing before joining.
    pub async fn profile(&self) -> Result<Option<Profile>, ZhijiaError> {
        self.ask(|phone| Ok(phone.profile()?.cross())).await
    }

    /// Watches [`Phone::profile`], as a list of one.
    pub fn watch_profile(&self, listener: Arc<dyn ProfileListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_profile)
    }

    /// Changes name or mobile number; what is not given stays as it is.
    pub async fn edit_profile(&self, name: Option<String>, mobile: Option<String>) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.edit_profile(name.as_deref(), mobile.as_deref())).await
    }
}
