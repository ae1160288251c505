//! Withdrawing a claim.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::{self, Filed};
use crate::kinds::sign_up::{Wanted, Wish};
use crate::refusal::{Code, Refusal};

/// Withdraws a claim; filed again, it is looked at anew (M-C14).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawClaim {
    /// The claim.
    pub claim: RecordId,
}

impl Act for WithdrawClaim {
    const CODE: &'static str = "withdraw-claim";
    const WORDS: Words = words("撤回申领", "Withdrawing a claim");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        if !matches!(claim::wish(&record), Wish::In { .. }) {
            return Err(Refusal::from(Code::NotFiled).into());
        }
        let fields = Filed::write().asks(&id, |ask| ask.is(Wanted::Out).at(context.now()));
        Ok(Writes::to(&record, Part::Member, fields))
    }
}
