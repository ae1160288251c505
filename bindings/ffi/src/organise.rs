//! An organiser's events: create, edit, publish, close, cancel.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::making::TemplateItem;
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

    /// What a form for a new event can begin with, the empty form first.
    pub async fn event_templates(&self, english: bool) -> Result<Vec<TemplateItem>, ZhijiaError> {
        self.ask(move |phone| Ok(phone.event_templates(english))).await
    }

    /// What a form begins with to hold an event once more: the next year's same weekday and hour.
    pub async fn event_again(&self, event: String) -> Result<EventDraft, ZhijiaError> {
        self.ask(move |phone| phone.event_again(id("event", &event)?)).await
    }

    /// Creates a series in a union: the event, and the same again every so many days, `times` in all; all of them or
    /// none. Gives their ids.
    pub async fn create_series(
        &self,
        space: String,
        draft: EventDraft,
        publish: bool,
        every_days: i64,
        times: u16,
    ) -> Result<Vec<String>, ZhijiaError> {
        self.ask(move |phone| {
            let made = phone.create_series(id("space", &space)?, &draft, publish, every_days, times)?;
            Ok(made.iter().map(ToString::to_string).collect())
        })
        .await
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
