//! Undoing a check-in.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::{self, Door};
use crate::refusal::{Code, Refusal};

/// Undoes one scan that was a slip, a walk-in's too; another phone's scan stands (E-C18).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoCheckIn {
    /// The sign-up.
    pub sign_up: RecordId,
    /// The scan: the intent that made it.
    pub scan: IntentId,
}

impl Act for UndoCheckIn {
    const CODE: &'static str = "undo-check-in";
    const WORDS: Words = words("撤销签到", "Undoing a check-in");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        if !sign_up::door(&record).scans().any(|scan| scan.element() == Some(self.scan)) {
            return Err(Refusal::about(Code::NotFound, "scan").into());
        }
        Ok(Writes::to(&record, Part::Door, Door::write().scans(&self.scan, |scan| scan.undone(context.now()))))
    }
}
