//! Publishing an event.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::event::Event;

/// Shows a draft to the members.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishEvent {
    /// The event.
    pub event: RecordId,
}

impl Act for PublishEvent {
    const CODE: &'static str = "publish-event";
    const WORDS: Words = words("发布活动", "Publishing an event");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Event, self.event, "event")?;
        Ok(Writes::to(&record, Part::Organiser, Event::write().published(context.now())))
    }
}
