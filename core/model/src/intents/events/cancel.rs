//! Cancelling an event.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, prose, words};
use crate::kind::{Kind, Part};
use crate::kinds::event::Event;
use crate::refusal::{Code, Refusal};

/// Cancels an event, with a reason that everyone reads (E-C9). Nothing takes it back: people have made other plans.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelEvent {
    /// The event.
    pub event: RecordId,
    /// Why.
    pub reason: String,
}

impl Act for CancelEvent {
    const CODE: &'static str = "cancel-event";
    const WORDS: Words = words("取消活动", "Cancelling an event");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let reason = reason(&self.reason)?;
        let record = context.known(Kind::Event, self.event, "event")?;
        let fields = Event::write().cancelled(context.now()).cancel_reason(reason);
        Ok(Writes::to(&record, Part::Organiser, fields))
    }
}

/// A reason that people read: neither empty nor longer than its key takes.
pub(super) fn reason(text: &str) -> Result<&str, Refusal> {
    match prose(text, "reason", 500)? {
        "" => Err(Refusal::about(Code::EmptyField, "reason")),
        reason => Ok(reason),
    }
}
