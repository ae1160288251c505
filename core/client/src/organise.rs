//! An organiser's events: create, edit, publish, close, cancel.

use serde::Serialize;
use zhijia_model::kinds::event;
use zhijia_model::{Code, Header, Kind, Part, RecordId, Refusal, Scalar};

use crate::error::Error;
use crate::events::{self, EventItem};
use crate::inner::{Act, Inner};
use crate::words::{self, StateText};
use crate::{Client, Row, Watch, asked};

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
        let header = Header::new(Kind::Event, union, None, self.0.random_16()?);
        self.write_event(header, "create-event", draft, publish)
    }

    /// Changes an event. A lowered capacity removes nobody (E-10).
    pub fn edit_event(&self, event: RecordId, draft: &EventDraft, publish: bool) -> Result<RecordId, Error> {
        let Some(record) = self.0.record(event)? else { return Err(Code::NotFound.into()) };
        self.write_event(record.header, "edit-event", draft, publish)
    }

    fn write_event(
        &self,
        header: Header,
        code: &'static str,
        draft: &EventDraft,
        publish: bool,
    ) -> Result<RecordId, Error> {
        event::check(&draft.title, &draft.place, draft.starts_ms, draft.capacity, draft.opens_ms, draft.closes_ms)?;
        let mut puts: Vec<(String, Scalar)> = vec![
            ("title".to_owned(), draft.title.trim().into()),
            ("place".to_owned(), draft.place.trim().into()),
            ("starts".to_owned(), draft.starts_ms.into()),
            ("opens".to_owned(), draft.opens_ms.into()),
            ("closes".to_owned(), draft.closes_ms.into()),
        ];
        if !draft.about.trim().is_empty() {
            puts.push(("about".to_owned(), draft.about.trim().into()));
        }
        if let Some(ends) = draft.ends_ms {
            puts.push(("ends".to_owned(), ends.into()));
        }
        if let Some(capacity) = draft.capacity {
            puts.push(("capacity".to_owned(), capacity.into()));
        }
        if publish {
            puts.push(("published".to_owned(), self.0.now().into()));
        }
        let intent = self.0.intent();
        self.0.act(Act { intent, code, header, part: Part::Organiser, puts, input: Vec::new() })
    }

    /// Publishes a draft.
    pub fn publish_event(&self, event: RecordId) -> Result<RecordId, Error> {
        self.mark_event(event, "publish-event", vec![("published".to_owned(), self.0.now().into())])
    }

    /// Closes sign-up now. Who waits moves up all the same when someone withdraws.
    pub fn close_event(&self, event: RecordId) -> Result<RecordId, Error> {
        self.mark_event(event, "close-event", vec![("closed".to_owned(), self.0.now().into())])
    }

    /// Cancels an event, with a reason that everyone reads (E-C9).
    pub fn cancel_event(&self, event: RecordId, reason: &str) -> Result<RecordId, Error> {
        if reason.trim().is_empty() {
            return Err(Refusal::about(Code::EmptyField, "reason").into());
        }
        let puts =
            vec![("cancelled".to_owned(), self.0.now().into()), ("cancel_reason".to_owned(), reason.trim().into())];
        self.mark_event(event, "cancel-event", puts)
    }

    fn mark_event(&self, event: RecordId, code: &'static str, puts: Vec<(String, Scalar)>) -> Result<RecordId, Error> {
        let Some(record) = self.0.record(event)? else { return Err(Code::NotFound.into()) };
        let intent = self.0.intent();
        let mut input = vec![("event", event.to_string())];
        let reason = puts.iter().find(|(key, _)| key == "cancel_reason");
        input.extend(reason.map(|(_, reason)| ("reason", asked::as_text(reason))));
        self.0.act(Act { intent, code, header: record.header, part: Part::Organiser, puts, input })
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
