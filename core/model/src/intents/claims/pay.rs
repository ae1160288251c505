//! The list of what is to be paid.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::{self, ClaimStage, Paid, Payout};
use crate::refusal::{Code, Refusal};

/// Puts an approved claim on the list of what is to be paid: on whichever phone and however often, it is one payment
/// (M-C15). One that the bank has returned is paid again under another key.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderPayout {
    /// The claim.
    pub claim: RecordId,
}

impl Act for OrderPayout {
    const CODE: &'static str = "order-payout";
    const WORDS: Words = words("列入给付名单", "Putting on the payout list");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        let state = claim::state(&record);
        if state.stage == ClaimStage::ToPay {
            return Ok(Writes::nothing(&record, Part::Payout));
        }
        let (Some(amount), Some(account)) = (state.amount, &state.account) else {
            return Err(Refusal::from(Code::NotToPay).into());
        };
        if !matches!(state.stage, ClaimStage::Approved | ClaimStage::Returned) {
            return Err(Refusal::from(Code::NotToPay).into());
        }
        let key = claim::next_key(&record, &state.version);
        let fields = Payout::write().payments(&key, |one| {
            one.at(context.now()).amount(amount).of(state.version.as_str()).account(account.as_str())
        });
        Ok(Writes::to(&record, Part::Payout, fields))
    }

    fn undo(&self, record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(TakeOffList { claim: record }.into())
    }
}

/// Takes a payment off the list that was not made.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeOffList {
    /// The claim.
    pub claim: RecordId,
}

impl Act for TakeOffList {
    const CODE: &'static str = "take-off-list";
    const WORDS: Words = words("移出给付名单", "Taking off the payout list");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        let open = claim::payments(&record).into_iter().filter(|one| one.paid == Paid::Open);
        // What is one too many goes first.
        let Some(one) = open.max_by_key(|one| one.surplus) else {
            return Err(Refusal::from(Code::NotToPay).into());
        };
        let fields = Payout::write().payments(&one.key, |one| one.undone(context.now()));
        Ok(Writes::to(&record, Part::Payout, fields))
    }
}
