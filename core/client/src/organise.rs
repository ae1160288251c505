//! An organiser's events: create, edit, publish, close, cancel.

use serde::Serialize;
use zhijia_model::intents::events::{CancelEvent, CloseEvent, CreateEvent, Details, EditEvent, PublishEvent};
use zhijia_model::{Kind, Part, RecordId};

use crate::error::Error;
use crate::events::{self, EventItem};
use crate::inner::Inner;
use crate::words::{self, StateText};
use crate::{Client, Row, Watch};

/// What an organiser types. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
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
    /// The places; `None` for no limit.
    pub capacity: Option<i64>,
    /// When sign-up opens.
    pub opens_ms: i64,
    /// When sign-up closes.
    pub closes_ms: i64,
}

/// An event as its organiser sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OrganisedEvent {
    /// The event's id, as in `event`: every row of a list has one.
    #[serde(skip)]
    pub id: String,
    /// What a member sees of it too.
    #[serde(flatten)]
    pub event: EventItem,
    /// How many of how many.
    pub counts: EventCounts,
    /// Whether what was written has arrived.
    pub state: StateText,
}

/// The numbers of an event, counted over the roster that this phone holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct EventCounts {
    /// People with a place.
    pub seated: u32,
    /// People who wait.
    pub waiting: u32,
    /// People seen at the door.
    pub present: u32,
    /// As of when.
    pub as_of_ms: Option<i64>,
}

impl Row for OrganisedEvent {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Client {
    /// The events that this phone organises.
    pub fn organised_events(&self) -> Result<Vec<OrganisedEvent>, Error> {
        organised(&self.0)
    }

    /// Watches [`Client::organised_events`].
    pub fn watch_organised_events(&self) -> Watch<OrganisedEvent> {
        self.0.watch(organised)
    }

    /// Creates an event of a union as a draft; with `publish` members see it at once.
    pub fn create_event(&self, union: RecordId, draft: &EventDraft, publish: bool) -> Result<RecordId, Error> {
        Ok(self.perform(CreateEvent { union, details: draft.into(), publish })?.record)
    }

    /// Changes an event: what is left empty is emptied. A lowered capacity removes nobody (E-10).
    pub fn edit_event(&self, event: RecordId, draft: &EventDraft, publish: bool) -> Result<RecordId, Error> {
        Ok(self.perform(EditEvent { event, details: draft.into(), publish })?.record)
    }

    /// Publishes a draft.
    pub fn publish_event(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(PublishEvent { event })?.record)
    }

    /// Closes sign-up now. Who waits moves up all the same when someone withdraws.
    pub fn close_event(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(CloseEvent { event })?.record)
    }

    /// Cancels an event, with a reason that everyone reads (E-C9).
    pub fn cancel_event(&self, event: RecordId, reason: &str) -> Result<RecordId, Error> {
        Ok(self.perform(CancelEvent { event, reason: reason.to_owned() })?.record)
    }
}

impl From<&EventDraft> for Details {
    fn from(draft: &EventDraft) -> Self {
        let EventDraft { title, place, about, starts_ms, ends_ms, capacity, opens_ms, closes_ms } = draft.clone();
        let (starts, ends, opens, closes) = (starts_ms, ends_ms, opens_ms, closes_ms);
        Self { title, place, about, starts, ends, capacity, opens, closes }
    }
}

fn organised(inner: &Inner) -> Result<Vec<OrganisedEvent>, Error> {
    let mut items = Vec::new();
    for record in inner.records(Kind::Event)? {
        // Only an organiser's phone holds the part itself.
        if !record.parts.contains_key(&Part::Organiser) {
            continue;
        }
        let stage = inner.stage(record.id)?;
        let counts = crate::roster::counts(inner, &record)?;
        items.push(OrganisedEvent {
            id: record.id.to_string(),
            event: events::item(inner, &record, None)?,
            counts,
            state: stage.map_or_else(words::accepted, words::pending),
        });
    }
    items.sort_by_key(|item| item.event.order);
    Ok(items)
}
