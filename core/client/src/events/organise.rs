//! An organiser's events: create, edit, publish, close, cancel.

use zhijia_model::RecordId;
use zhijia_model::intents::events::{CancelEvent, CloseEvent, CreateEvent, Details, EditEvent, PublishEvent};

use crate::error::Error;
use crate::lists::events::organised::Organised;
pub use crate::lists::events::organised::{EventCounts, OrganisedEvent};
use crate::{Client, Watch};

/// What an organiser types. Times are milliseconds since the Unix epoch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EventDraft {
    /// The title.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// About it.
    pub about: String,
    /// Whom to ask at the place.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub venue_contact: String,
    /// When it starts.
    pub starts_ms: i64,
    /// When it ends.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub ends_ms: Option<i64>,
    /// The places; `None` for no limit.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub capacity: Option<i64>,
    /// When sign-up opens.
    pub opens_ms: i64,
    /// When sign-up closes.
    pub closes_ms: i64,
}

impl Client {
    /// The events that this phone organises.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn organised_events(&self) -> Result<Vec<OrganisedEvent>, Error> {
        self.0.list(Organised::default())
    }

    /// Watches [`Client::organised_events`].
    pub fn watch_organised_events(&self) -> Watch<OrganisedEvent> {
        self.0.watch(Organised::default())
    }

    /// Creates an event of a union as a draft; with `publish` members see it at once.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn create_event(&self, union: RecordId, draft: &EventDraft, publish: bool) -> Result<RecordId, Error> {
        Ok(self.perform(CreateEvent { union, details: draft.into(), publish })?.record)
    }

    /// Changes an event: what is left empty is emptied. A lowered capacity removes nobody (E-10).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn edit_event(&self, event: RecordId, draft: &EventDraft, publish: bool) -> Result<RecordId, Error> {
        Ok(self.perform(EditEvent { event, details: draft.into(), publish })?.record)
    }

    /// Publishes a draft.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn publish_event(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(PublishEvent { event })?.record)
    }

    /// Closes sign-up now. Who waits moves up all the same when someone withdraws.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn close_event(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(CloseEvent { event })?.record)
    }

    /// Cancels an event, with a reason that everyone reads (E-C9).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn cancel_event(&self, event: RecordId, reason: &str) -> Result<RecordId, Error> {
        Ok(self.perform(CancelEvent { event, reason: reason.to_owned() })?.record)
    }
}

impl From<&EventDraft> for Details {
    fn from(draft: &EventDraft) -> Self {
        let draft = draft.clone();
        Self {
            title: draft.title,
            place: draft.place,
            about: draft.about,
            venue_contact: draft.venue_contact,
            starts: draft.starts_ms,
            ends: draft.ends_ms,
            capacity: draft.capacity,
            opens: draft.opens_ms,
            closes: draft.closes_ms,
        }
    }
}
