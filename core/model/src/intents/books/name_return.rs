//! Saying which book came back, where its label is on several (L-08, L-C19).

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::return_::Return;

/// Names the title of a return that was recorded by the label alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameReturn {
    /// The return.
    pub returned: RecordId,
    /// The title; an id of zeros where nobody can tell.
    pub title: RecordId,
}

impl Act for NameReturn {
    const CODE: &'static str = "name-return";
    const WORDS: Words = words("核实还书", "Saying which book came back");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Return, self.returned, "return")?;
        Ok(Writes::to(&record, Part::Keeper, Return::write().title(self.title)))
    }

    fn undo(&self, record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(Self { returned: record, title: RecordId::CITY }.into())
    }
}
