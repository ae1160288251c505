//! Settling the places (定榜).

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::event::{self, Event};
use crate::refusal::{Code, Refusal};

/// Has the places given out once sign-up is closed, without waiting for whoever asked in time and has no signal: they
/// come next (E-C2). Nothing takes it back: the list is announced (P3). Two at once are one (E-C4). A draw is not
/// hurried.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SettleEvent {
    /// The event.
    pub event: RecordId,
}

impl Act for SettleEvent {
    const CODE: &'static str = "settle-event";
    const WORDS: Words = words("定榜", "Settling the places");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Event, self.event, "event")?;
        if !event::may_settle(&record, context.now()) {
            let open = event::settles(&record).is_some_and(|_| context.now() <= event::admission(&record).closes);
            let code = if open { Code::NotClosedYet } else { Code::NothingToSettle };
            return Err(Refusal::from(code).into());
        }
        let fields = Event::write().settlements(&id, |settlement| settlement.at(context.now()));
        Ok(Writes::to(&record, Part::Organiser, fields))
    }
}
