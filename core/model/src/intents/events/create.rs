//! A new event.

use serde::{Deserialize, Serialize};

use super::EventDraft;
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::{Act, Again, Context, Words, Writes, words};
use crate::kind::{Kind, Part};

/// Creates an event of a union.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateEvent {
    /// The union.
    #[serde(alias = "space")]
    pub union: RecordId,
    /// What was typed.
    #[serde(flatten)]
    pub draft: EventDraft,
    /// Whether members see it at once, or it is a draft.
    #[serde(default, alias = "published", deserialize_with = "flag")]
    pub publish: bool,
}

impl Act for CreateEvent {
    const CODE: &'static str = "create-event";
    const WORDS: Words = words("新建活动", "Creating an event");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        self.draft.check()?;
        let header = Header::new(Kind::Event, self.union, None, id.0);
        let fields = self.draft.puts(None, id).published(self.publish.then(|| context.now()));
        Ok(Writes::new(header, Part::Organiser, fields))
    }
}
