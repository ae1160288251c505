//! A reader asks for a renewal.

use serde::{Deserialize, Serialize};

use super::renewed;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::loan::{self, Wishes};
use crate::refusal::{Code, Refusal};

/// Asks for a renewal. The hub answers; what is known here to be refused is refused at once.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskRenewal {
    /// The loan.
    pub loan: RecordId,
}

impl Act for AskRenewal {
    const CODE: &'static str = "ask-renewal";
    const WORDS: Words = words("申请续借", "Asking for a renewal");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Loan, self.loan, "loan")?;
        renewed(&record, context.record(record.header.space)?.as_ref(), context.now())?;
        if loan::unanswered(&record).is_some() {
            return Err(Refusal::from(Code::RenewedOut).into());
        }
        Ok(Writes::to(&record, Part::Borrower, Wishes::write().asks(&id, |ask| ask.at(context.now()))))
    }
}
