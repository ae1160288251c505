//! An organiser's events: create, edit, publish, close, cancel.

use zhijia_model::RecordId;
pub use zhijia_model::intents::events::EventDraft;
use zhijia_model::intents::events::{CancelEvent, CloseEvent, CreateEvent, EditEvent, PublishEvent, SettleEvent};

use crate::error::Error;
use crate::lists::events::organised::Organised;
pub use crate::lists::events::organised::{EventCounts, OrganisedEvent};
use crate::{Client, Watch};

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
        Ok(self.perform(CreateEvent { union, draft: draft.clone(), publish })?.record)
    }

    /// Changes an event: what is left empty is emptied. A lowered capacity removes nobody (E-10).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn edit_event(&self, event: RecordId, draft: &EventDraft, publish: bool) -> Result<RecordId, Error> {
        Ok(self.perform(EditEvent { event, draft: draft.clone(), publish })?.record)
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

    /// Settles the places after the close, without waiting for whoever has no signal: they come next (E-C2).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn settle_event(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(SettleEvent { event })?.record)
    }

    /// Cancels an event, with a reason that everyone reads (E-C9).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn cancel_event(&self, event: RecordId, reason: &str) -> Result<RecordId, Error> {
        Ok(self.perform(CancelEvent { event, reason: reason.to_owned() })?.record)
    }
}
