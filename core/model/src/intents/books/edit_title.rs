//! Correcting what is said of a book.

use serde::{Deserialize, Serialize};

use super::TitleDraft;
use super::lend::is_out;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};

/// Corrects what is said of a title: what is left empty is emptied, but for the copies, which then stay as they are. The
/// title's id stays: a corrected ISBN stands beside the one it was entered with, so that lists which have either still mean this title.
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
        let is_out = |copy: &str| -> Result<bool, C::Error> {
            let loans = context.loans_of_copy(record.header.space, record.id, copy)?;
            Ok(loans.iter().any(|loan| is_out(loan, context.now())))
        };
        Ok(Writes::to(&record, Part::Keeper, self.draft.corrects(&record, context.now(), is_out)?))
    }
}
