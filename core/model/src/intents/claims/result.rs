//! What the bank said of a payment.

use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::dates::day;
use crate::intents::{Act, Again, Context, Intent, Words, Writes, prose, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::{self, Payout};
use crate::refusal::{Code, Refusal};

/// Records that a payment was made on a day, or that the bank has returned it and why. It has happened: it is kept
/// whatever has become of the claim (P1).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordBankResult {
    /// The claim.
    pub claim: RecordId,
    /// The payment.
    pub key: String,
    /// The day, `YYYY-MM-DD`, where it was paid.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub paid: String,
    /// Why it was returned, where it was.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub returned: String,
}

impl Act for RecordBankResult {
    const CODE: &'static str = "record-bank-result";
    const WORDS: Words = words("登记银行结果", "Recording what the bank said");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        if !claim::payments(&record).iter().any(|one| one.key == self.key) {
            return Err(Refusal::about(Code::NotFound, "key").into());
        }
        let returned = said(prose(&self.returned, "returned", 500)?);
        let paid = match returned {
            Some(_) => None,
            None => Some(day(&self.paid, "paid")?),
        };
        if paid.is_some_and(|day| day > china_date(context.now())) {
            return Err(Refusal::about(Code::DayToCome, "paid").into());
        }
        let fields = Payout::write()
            .results(&id, |one| one.at(context.now()).key(self.key.as_str()).paid(paid).returned(returned));
        Ok(Writes::to(&record, Part::Payout, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoBankResult { claim: record, result: id }.into())
    }
}

/// Takes back what was recorded by mistake.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoBankResult {
    /// The claim.
    pub claim: RecordId,
    /// What was recorded, by its intent.
    pub result: IntentId,
}

impl Act for UndoBankResult {
    const CODE: &'static str = "undo-bank-result";
    const WORDS: Words = words("撤回银行结果", "Taking back what the bank said");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        Ok(Writes::to(&record, Part::Payout, Payout::write().results(&self.result, |one| one.undone(context.now()))))
    }
}
