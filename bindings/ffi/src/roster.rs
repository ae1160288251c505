//! An organiser's live roster, and the door: check in, undo, remove, walk in.

use std::sync::Arc;

use zhijia_client::roster;

use crate::error::{id, optional_id};
use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Phone, State, ZhijiaError};

mirror! {
    /// One line of a roster.
    RosterItem from roster::RosterItem {
        /// The sign-up's id.
        id: String,
        /// `seated`, `waiting` or `out`.
        group: String,
        /// The place's number, or the place in the waiting list.
        place: Option<u32>,
        /// The name as given.
        name: String,
        /// The employer as given.
        employer: String,
        /// When the sign-up was made, in milliseconds.
        at_ms: i64,
        /// When the person was seen at the door, in milliseconds.
        present_ms: Option<i64>,
        /// Where the sign-up stands.
        state: State,
        /// Whether the person is here, in words.
        present: Option<State>,
        /// Whether checking in makes sense.
        can_check_in: bool,
        /// Whether removing makes sense.
        can_remove: bool,
        /// The key that the roster is sorted by.
        order: i64,
    }
}

heard!(RosterListener, RosterPut, RosterItem from roster::RosterItem);

#[uniffi::export]
impl Phone {
    /// The roster of an event: seats by number, then who waits in order, then who left.
    pub async fn roster(&self, event: String) -> Result<Vec<RosterItem>, ZhijiaError> {
        self.ask(move |phone| Ok(phone.roster(id(&event)?)?.cross())).await
    }

    /// Watches [`Phone::roster`].
    pub fn watch_roster(&self, event: String, listener: Arc<dyn RosterListener>) -> Result<Arc<Watching>, ZhijiaError> {
        let event = id(&event)?;
        self.listen(listener, |phone| phone.watch_roster(event))
    }

    /// Checks a person in. Presence is a fact: it is recorded whatever the sign-up's state. Gives the text that
    /// undoes it, for [`Phone::undo`].
    pub async fn check_in(&self, sign_up: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.check_in(id(&sign_up)?)).await
    }

    /// Removes a sign-up, with a reason that the person reads.
    pub async fn remove_sign_up(&self, sign_up: String, reason: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.remove_sign_up(id(&sign_up)?, &reason)).await
    }

    /// Takes the removal of a sign-up back.
    pub async fn restore_sign_up(&self, sign_up: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.restore_sign_up(id(&sign_up)?)).await
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
            let card = optional_id(card.as_deref())?;
            Ok(phone.walk_in(id(&event)?, card, &name, &employer)?.to_string())
        })
        .await
    }
}
