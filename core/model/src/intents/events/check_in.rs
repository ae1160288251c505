//! Checking a person in at the door.

use serde::{Deserialize, Serialize};

use super::UndoCheckIn;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::Door;

/// Checks a person in. Presence is a fact: it is recorded whatever the sign-up's state (E-06, E-C19).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckIn {
    /// The sign-up.
    pub sign_up: RecordId,
}

impl Act for CheckIn {
    const CODE: &'static str = "check-in";
    const WORDS: Words = words("签到", "Checking in");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        Ok(Writes::to(&record, Part::Door, Door::write().scans(&id, |scan| scan.at(context.now()))))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoCheckIn { sign_up: record, scan: id }.into())
    }
}
