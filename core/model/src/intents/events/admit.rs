//! Letting in one who asked after the close.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::{self, Door};

/// Lets a person in who asked after the close: a place where there is one, else the waiting list (E-C23). A removal
/// takes it back.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdmitSignUp {
    /// The sign-up.
    pub sign_up: RecordId,
}

impl Act for AdmitSignUp {
    const CODE: &'static str = "admit-sign-up";
    const WORDS: Words = words("准予补报", "Letting in a late sign-up");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        if sign_up::admitted(&record) {
            return Ok(Writes::nothing(&record, Part::Door));
        }
        Ok(Writes::to(&record, Part::Door, Door::write().admissions(&id, |admission| admission.at(context.now()))))
    }
}
