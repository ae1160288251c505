//! Opening sign-up again.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::event::Event;

/// Opens sign-up again after it was closed by hand: until the planned time.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReopenEvent {
    /// The event.
    pub event: RecordId,
}

impl Act for ReopenEvent {
    const CODE: &'static str = "reopen-event";
    const WORDS: Words = words("重新开放报名", "Opening sign-up again");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Event, self.event, "event")?;
        Ok(Writes::to(&record, Part::Organiser, Event::write().closed(0)))
    }
}
