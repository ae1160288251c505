//! Closing sign-up.

use serde::{Deserialize, Serialize};

use super::ReopenEvent;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::event::Event;

/// Closes sign-up now. Who waits moves up all the same when someone withdraws.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseEvent {
    /// The event.
    pub event: RecordId,
}

impl Act for CloseEvent {
    const CODE: &'static str = "close-event";
    const WORDS: Words = words("截止报名", "Closing sign-up");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Event, self.event, "event")?;
        Ok(Writes::to(&record, Part::Organiser, Event::write().closed(context.now())))
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(ReopenEvent { event: self.event }.into())
    }
}
