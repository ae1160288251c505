//! An organiser's events: create, edit, publish, close, cancel.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::organise::{EventDraft, OrganisedEvent};

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(OrganisedEventWatch, OrganisedEventUpdate, OrganisedEvent);

#[uniffi::export]
impl ZhijiaClient {
    /// The events that this phone organises.
    pub async fn organised_events(&self) -> Result<Vec<OrganisedEvent>, ZhijiaError> {
        self.ask(Client::organised_events).await
    }

    /// Watches [`ZhijiaClient::organised_events`].
    pub fn watch_organised_events(&self) -> Result<Arc<OrganisedEventWatch>, ZhijiaError> {
        Ok(OrganisedEventWatch::new(self.follow(Client::watch_organised_events)?))
    }

    /// Creates an event in a union (its id) as a draft; with `publish` members see it at once. Gives the event's id.
    pub async fn create_event(&self, space: String, draft: EventDraft, publish: bool) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.create_event(id("space", &space)?, &draft, publish)?.to_string())).await
    }

    /// Changes an event. A lowered capacity removes nobody.
    pub async fn edit_event(&self, event: String, draft: EventDraft, publish: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.edit_event(id("event", &event)?, &draft, publish).map(drop)).await
    }

    /// Publishes a draft.
    pub async fn publish_event(&self, event: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.publish_event(id("event", &event)?).map(drop)).await
    }

    /// Closes sign-up now. Who waits moves up all the same when someone withdraws.
    pub async fn close_event(&self, event: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.close_event(id("event", &event)?).map(drop)).await
    }

    /// Settles the places after the close, without waiting for whoever has no signal: they come next.
    pub async fn settle_event(&self, event: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.settle_event(id("event", &event)?).map(drop)).await
    }

    /// Cancels an event, with a reason that everyone reads.
    pub async fn cancel_event(&self, event: String, reason: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.cancel_event(id("event", &event)?, &reason).map(drop)).await
    }
}
