//! Who uses this phone, and in which roles.

use std::sync::Arc;

use zhijia_client::{Client, who};

use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Named, Phone, ZhijiaError};

mirror! {
    /// Who uses this phone.
    Who from who::PhoneUser {
        /// The member's id.
        id: String,
        /// The home union.
        home: Option<Named>,
        /// This device's id, as the hub's list of devices has it.
        device: String,
        /// The roles that are held now.
        roles: Vec<Held>,
    }
}

mirror! {
    /// A role that is held now.
    Held from who::HeldRole {
        /// The role: `desk`, `verifier`, `keeper`, `organiser`, `handler` or `office`.
        role: String,
        /// Where: a union, house, event or plan. Its name is empty while the phone does not hold it.
        space: Named,
    }
}

heard!(WhoListener, WhoPut, Who from who::PhoneUser);

#[uniffi::export]
impl Phone {
    /// Who uses this phone; nothing before joining.
    pub async fn who(&self) -> Result<Option<Who>, ZhijiaError> {
        self.ask(|phone| Ok(phone.who()?.cross())).await
    }

    /// Watches [`Phone::who`], as a list of one.
    pub fn watch_who(&self, listener: Arc<dyn WhoListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_who)
    }
}
