//! An organiser's live roster, and the door: check in, undo, remove, walk in.

use std::sync::Arc;

use zhijia_client::roster::{InsuranceList, RosterItem};

use crate::error::{id, optional_id};
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(RosterWatch, RosterUpdate, RosterItem);

#[uniffi::export]
impl ZhijiaClient {
    /// The roster of an event: seats by number, then who waits in order, then who left.
    pub async fn roster(&self, event: String) -> Result<Vec<RosterItem>, ZhijiaError> {
        self.ask(move |phone| phone.roster(id("event", &event)?)).await
    }

    /// Watches [`ZhijiaClient::roster`].
    pub fn watch_roster(&self, event: String) -> Result<Arc<RosterWatch>, ZhijiaError> {
        let event = id("event", &event)?;
        Ok(RosterWatch::new(self.follow(|phone| phone.watch_roster(event))?))
    }

    /// Whom an insurer is told of: those with a place who agreed, with what they gave for it; and who is missing.
    pub async fn insurance_list(&self, event: String) -> Result<InsuranceList, ZhijiaError> {
        self.ask(move |phone| phone.insurance_list(id("event", &event)?)).await
    }

    /// Checks a person in. Presence is a fact: it is recorded whatever the sign-up's state. Gives the text that
    /// undoes it, for [`ZhijiaClient::undo`].
    pub async fn check_in(&self, sign_up: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.check_in(id("sign_up", &sign_up)?)).await
    }

    /// Signs a member up who asked by telephone, as the desk of the home union.
    pub async fn sign_up_for(&self, event: String, member: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.sign_up_for(id("event", &event)?, id("member", &member)?)?.to_string())).await
    }

    /// Removes a sign-up, with a reason that the person reads.
    pub async fn remove_sign_up(&self, sign_up: String, reason: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.remove_sign_up(id("sign_up", &sign_up)?, &reason)).await
    }

    /// Takes the removal of a sign-up back.
    pub async fn restore_sign_up(&self, sign_up: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.restore_sign_up(id("sign_up", &sign_up)?)).await
    }

    /// Records a person at the door who did not sign up: a member by the card's id, or a person by name and employer
    /// as given. Gives the sign-up's id.
    pub async fn walk_in(
        &self,
        event: String,
        card: Option<String>,
        name: String,
        employer: String,
    ) -> Result<String, ZhijiaError> {
        self.ask(move |phone| {
            let card = optional_id("card", card.as_deref())?;
            Ok(phone.walk_in(id("event", &event)?, card, &name, &employer)?.to_string())
        })
        .await
    }

    /// Those on a roster who fit what is typed (name, pinyin, initials); `missing` leaves out who is here already.
    pub async fn find_on_roster(
        &self,
        event: String,
        query: String,
        missing: bool,
    ) -> Result<Vec<RosterItem>, ZhijiaError> {
        self.ask(move |phone| phone.find_on_roster(id("event", &event)?, &query, missing)).await
    }

    /// Lets one in who asked after the close.
    pub async fn admit_sign_up(&self, sign_up: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.admit_sign_up(id("sign_up", &sign_up)?)).await
    }
}
