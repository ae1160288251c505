//! Changing an event.

use serde::{Deserialize, Serialize};

use super::EventDraft;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::event;
use crate::refusal::{Code, Refusal};

/// Changes an event: what is left empty is emptied, and without a number of places there is no limit any more. A
/// lowered capacity removes nobody (E-10). A close that is later than the one in force opens sign-up again.
///
/// What version 1 kept were its puts, in which nothing could be emptied: a missing value meant "as before".
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditEvent {
    /// The event.
    #[serde(alias = "record")]
    pub event: RecordId,
    /// What was typed.
    #[serde(flatten)]
    pub draft: EventDraft,
    /// Whether members see it from now on. An event that they see stays so.
    #[serde(default, alias = "published", deserialize_with = "flag")]
    pub publish: bool,
}

impl Act for EditEvent {
    const CODE: &'static str = "edit-event";
    const VERSION: u16 = 2;
    const WORDS: Words = words("修改活动", "Editing an event");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        self.draft.check()?;
        let record = context.known(Kind::Event, self.event, "event")?;
        // Who signed up did so by the rule that was announced.
        let admission = event::admission(&record);
        let announced = admission.published && context.now() >= admission.opens;
        if announced && self.draft.admission.unwrap_or_default() != admission.mode {
            return Err(Refusal::about(Code::ModeAnnounced, "admission").into());
        }
        let publish = self.publish && !event::is_published(&record);
        // A mode that this version does not know stays as it is.
        let admission = self.draft.admission.filter(|_| !event::has_other_mode(&record));
        let fields = EventDraft { admission, ..self.draft.clone() }
            .puts(Some(&record), id)
            .closed(self.draft.closes_ms.filter(|closes| event::reopens(&record, *closes)).map(|_| 0))
            .published(publish.then(|| context.now()));
        Ok(Writes::to(&record, Part::Organiser, fields))
    }
}
