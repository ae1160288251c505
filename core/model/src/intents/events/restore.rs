//! Taking a removal back.

use serde::{Deserialize, Serialize};

use crate::fields::Puts;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::Record;
use crate::kinds::sign_up::{self, Door, Removal};

/// Takes back every removal that this phone knows of. The person is judged again by the first ask: a place where there
/// is one, else the front of those who wait.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreSignUp {
    /// The sign-up.
    pub sign_up: RecordId,
}

impl Act for RestoreSignUp {
    const CODE: &'static str = "restore-sign-up";
    const WORDS: Words = words("恢复报名人", "Restoring a sign-up");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        Ok(Writes::to(&record, Part::Door, undone(&record, context.now())))
    }
}

/// Takes back every removal of a sign-up that is known here.
pub(super) fn undone(record: &Record, now: i64) -> Puts<Door<'static>> {
    let standing = sign_up::removals(record).filter_map(Removal::element);
    standing.fold(Door::write(), |write, id| write.removals(&id, |removal| removal.undone(now)))
}
