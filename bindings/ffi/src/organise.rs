//! An organiser's events: create, edit, publish, close, cancel.

use std::sync::Arc;

use zhijia_client::{Client, organise};

use crate::error::id;
use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{EventItem, Phone, State, ZhijiaError};

/// What an organiser types. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct EventDraft {
    /// The title.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// About it.
    pub about: String,
    /// When it starts.
    pub starts_ms: i64,
    /// When it ends.
    pub ends_ms: Option<i64>,
    /// The places; nothing for no limit.
    pub capacity: Option<i64>,
    /// When sign-up opens.
    pub opens_ms: i64,
    /// When sign-up closes.
    pub closes_ms: i64,
}

impl From<EventDraft> for organise::EventDraft {
    fn from(draft: EventDraft) -> Self {
        let EventDraft { title, place, about, starts_ms, ends_ms, capacity, opens_ms, closes_ms } = draft;
        Self { title, place, about, starts_ms, ends_ms, capacity, opens_ms, closes_ms }
    }
}

/// An event as its organiser sees it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct OrganisedEvent {
    /// The event's id, as in `event`: every row of a list has one.
    pub id: String,
    /// What a member sees of it too.
    pub event: EventItem,
    /// How many of how many.
    pub counts: Counts,
    /// Whether what was written has arrived.
    pub state: State,
}

impl Cross<OrganisedEvent> for organise::OrganisedEvent {
    fn cross(self) -> OrganisedEvent {
        OrganisedEvent {
            id: self.id,
            event: self.event.cross(),
            counts: self.counts.cross(),
            state: self.state.cross(),
        }
    }
}

mirror! {
    /// The numbers of an event, counted over the roster that this phone holds.
    Counts from organise::EventCounts {
        /// People with a place.
        seated: u32,
        /// People who wait.
        waiting: u32,
        /// People seen at the door.
        present: u32,
        /// As of when, in milliseconds.
        as_of_ms: Option<i64>,
    }
}

heard!(OrganisedEventListener, OrganisedEventPut, OrganisedEvent from organise::OrganisedEvent);

#[uniffi::export]
impl Phone {
    /// The events that this phone organises.
    pub async fn organised_events(&self) -> Result<Vec<OrganisedEvent>, ZhijiaError> {
        self.ask(|phone| Ok(phone.organised_events()?.cross())).await
    }

    /// Watches [`Phone::organised_events`].
    pub fn watch_organised_events(
        &self,
        listener: Arc<dyn OrganisedEventListener>,
    ) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_organised_events)
    }

    /// Creates an event in a union (its id) as a draft; with `publish` members see it at once. Gives the event's id.
    pub async fn create_event(&self, space: String, draft: EventDraft, publish: bool) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.create_event(id(&space)?, &draft.into(), publish)?.to_string())).await
    }

    /// Changes an event. A lowered capacity removes nobody.
    pub async fn edit_event(&self, event: String, draft: EventDraft, publish: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.edit_event(id(&event)?, &draft.into(), publish).map(drop)).await
    }

    /// Publishes a draft.
    pub async fn publish_event(&self, event: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.publish_event(id(&event)?).map(drop)).await
    }

    /// Closes sign-up now. Who waits moves up all the same when someone withdraws.
    pub async fn close_event(&self, event: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.close_event(id(&event)?).map(drop)).await
    }

    /// Cancels an event, with a reason that everyone reads.
    pub async fn cancel_event(&self, event: String, reason: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.cancel_event(id(&event)?, &reason).map(drop)).await
    }
}
