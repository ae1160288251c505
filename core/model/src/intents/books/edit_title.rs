//! Correcting what is said of a book.

use serde::{Deserialize, Serialize};

use super::TitleDraft;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};

/// Corrects what is said of a title: what is left empty is emptied. Copies stay as they are, and so does the title's id:
/// a corrected ISBN stands beside the one it was entered with, so that lists which have either still mean this title.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditTitle {
    /// The title.
    #[serde(rename = "book")]
    pub title: RecordId,
    /// What was typed.
    #[serde(flatten)]
    pub draft: TitleDraft,
}

impl Act for EditTitle {
    const CODE: &'static str = "edit-title";
    const WORDS: Words = words("更正书目", "Correcting a book");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Title, self.title, "title")?;
        Ok(Writes::to(&record, Part::Keeper, self.draft.corrects(&record)?))
    }
}
