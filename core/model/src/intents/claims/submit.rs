//! Filing a claim.

use serde::{Deserialize, Serialize};

use super::WithdrawClaim;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::{self, Filed};
use crate::kinds::sign_up::{Wanted, Wish};
use crate::refusal::{Code, Refusal};

/// Files a claim: from now on reviewers decide. What was prepared of it becomes the member's own word with it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitClaim {
    /// The claim.
    pub claim: RecordId,
    /// The person consents that the reviewers see medical data (M-09).
    #[serde(default, deserialize_with = "flag")]
    pub consent: bool,
}

impl Act for SubmitClaim {
    const CODE: &'static str = "submit-claim";
    const WORDS: Words = words("提交申领", "Filing a claim");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        if matches!(claim::wish(&record), Wish::In { .. }) {
            return Ok(Writes::nothing(&record, Part::Member));
        }
        if !self.consent {
            return Err(Refusal::about(Code::ConsentNeeded, "consent").into());
        }
        let said = claim::says(&record);
        let missing = [
            ("event", said.event.is_none()),
            ("hospital", said.hospital.is_empty()),
            ("admitted", said.admitted.is_none()),
            ("settlement_no", said.settlement_no.is_empty() && said.invoice_no.is_empty()),
            ("own_cost", said.own_cost.is_none()),
            ("account", claim::account(&record).is_none()),
        ];
        if let Some((field, _)) = missing.into_iter().find(|(_, missing)| *missing) {
            return Err(Refusal::about(Code::EmptyField, field).into());
        }
        let text = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let fields = Filed::write()
            .asks(&id, |ask| ask.is(Wanted::In).at(context.now()))
            .consent(context.now())
            .event(said.event)
            .hospital(said.hospital)
            .admitted(said.admitted)
            .discharged(said.discharged)
            .settlement_no(text(said.settlement_no))
            .invoice_no(text(said.invoice_no))
            .own_cost(said.own_cost)
            .name(text(claim::name(&record)));
        Ok(Writes::to(&record, Part::Member, fields))
    }

    fn undo(&self, record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(WithdrawClaim { claim: record }.into())
    }
}
