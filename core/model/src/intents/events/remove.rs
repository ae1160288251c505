//! Removing a sign-up.

use serde::{Deserialize, Serialize};

use super::RestoreSignUp;
use super::cancel::reason;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::{self, Door};

/// Removes a sign-up, with a reason that the person reads (E-03).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RemoveSignUp {
    /// The sign-up.
    pub sign_up: RecordId,
    /// Why.
    pub reason: String,
}

impl Act for RemoveSignUp {
    const CODE: &'static str = "remove-sign-up";
    const WORDS: Words = words("取消报名人", "Removing a sign-up");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let reason = reason(&self.reason)?;
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        if sign_up::removed(&record).is_some() {
            return Ok(Writes::nothing(&record, Part::Door));
        }
        let fields = Door::write().removals(&id, |removal| removal.at(context.now()).reason(reason));
        Ok(Writes::to(&record, Part::Door, fields))
    }

    fn undo(&self, record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(RestoreSignUp { sign_up: record }.into())
    }
}
