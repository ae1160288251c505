//! Taking a book back.

use serde::{Deserialize, Serialize};

use super::{Step, UndoLending};
use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::loan::{self, Loan, LoanStatus};

/// Takes a book back into the loan that this phone holds. A second return counts for nothing beside the first (L-C6).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeBack {
    /// The loan.
    pub loan: RecordId,
}

impl Act for TakeBack {
    const CODE: &'static str = "take-back";
    const WORDS: Words = words("还书", "Taking back");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Loan, self.loan, "loan")?;
        // What was only inferred is confirmed for the time of which it was inferred: whoever has the book since then
        // has it still (L-C1).
        let at = match loan::status(&record, china_date(context.now())) {
            LoanStatus::Returned { at, inferred: true } => at,
            _ => context.now(),
        };
        Ok(Writes::to(&record, Part::Keeper, Loan::write().returns(&id, |one| one.at(at))))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoLending { loan: record, token: Step::Returned(id) }.into())
    }
}
