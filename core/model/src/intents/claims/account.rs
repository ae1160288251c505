//! The account to which a claim is paid.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, named, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::Filed;
use crate::refusal::{Code, Refusal};

/// Gives the account: the bank, and the last digits of its number. The whole number does not stand here, because the
/// hub would read it. What is approved already is held until a reviewer has seen the new one (M-C16).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GiveAccount {
    /// The claim.
    pub claim: RecordId,
    /// The bank.
    pub bank: String,
    /// The last four digits.
    pub tail: String,
}

impl Act for GiveAccount {
    const CODE: &'static str = "give-account";
    const WORDS: Words = words("填写收款账户", "Giving the account");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        let bank = named(&self.bank, "bank", 100)?;
        let tail = self.tail.trim();
        if tail.len() != 4 || !tail.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(Refusal::about(Code::BadField, "tail").into());
        }
        let fields = Filed::write().accounts(&id, |one| one.bank(bank).tail(tail).at(context.now()));
        Ok(Writes::to(&record, Part::Member, fields))
    }
}
