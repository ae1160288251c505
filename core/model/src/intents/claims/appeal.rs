//! Not agreeing with a rejection.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, prose, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::{self, ClaimStage, Filed};
use crate::refusal::{Code, Refusal};

/// Appeals against a rejection: the claim becomes another version, which is looked at from the beginning.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealClaim {
    /// The claim.
    pub claim: RecordId,
    /// Why; the reviewers read it.
    pub why: String,
}

impl Act for AppealClaim {
    const CODE: &'static str = "appeal-claim";
    const WORDS: Words = words("申诉", "Appealing");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        if claim::state(&record).stage != ClaimStage::Rejected {
            return Err(Refusal::from(Code::NothingToDecide).into());
        }
        let why = said(prose(&self.why, "why", 2000)?).ok_or_else(|| Refusal::about(Code::EmptyField, "why"))?;
        let fields = Filed::write().appeals(&id, |one| one.at(context.now()).why(why));
        Ok(Writes::to(&record, Part::Member, fields))
    }
}
