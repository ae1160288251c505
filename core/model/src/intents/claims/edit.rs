//! Changing a claim.

use serde::{Deserialize, Serialize};

use super::ClaimDraft;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim;

/// Changes a claim. One that is filed becomes another version, which is looked at anew (M-C14).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditClaim {
    /// The claim.
    pub claim: RecordId,
    /// What was typed.
    #[serde(flatten)]
    pub draft: ClaimDraft,
}

impl Act for EditClaim {
    const CODE: &'static str = "edit-claim";
    const WORDS: Words = words("修改申领", "Editing a claim");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        let read = self.draft.checked(context.now())?;
        Ok(Writes::to(&record, Part::Member, self.draft.puts(&read, Some(claim::filed(&record)))))
    }
}
