//! Things that are handed out at an event.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Intent, Words, Writes, one_line, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::{self, Door};
use crate::refusal::{Code, Refusal};

/// Records that a person got something: a fact, also where another desk gave it too (E-C22).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandOut {
    /// The sign-up.
    pub sign_up: RecordId,
    /// What.
    pub what: String,
}

impl Act for HandOut {
    const CODE: &'static str = "hand-out";
    const WORDS: Words = words("发放", "Handing out");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        let what = one_line(&self.what, "what", 60)?;
        if what.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "what").into());
        }
        let fields = Door::write().gifts(&id, |gift| gift.what(what).at(context.now()));
        Ok(Writes::to(&record, Part::Door, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoHandOut { sign_up: record, gift: id }.into())
    }
}

/// Takes one hand-out back that was a slip of the hand; another desk's stands.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoHandOut {
    /// The sign-up.
    pub sign_up: RecordId,
    /// The hand-out: the intent that made it.
    pub gift: IntentId,
}

impl Act for UndoHandOut {
    const CODE: &'static str = "undo-hand-out";
    const WORDS: Words = words("撤回发放", "Undoing a hand-out");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::SignUp, self.sign_up, "sign_up")?;
        if !sign_up::door(&record).gifts().any(|gift| gift.element() == Some(self.gift)) {
            return Err(Refusal::about(Code::NotFound, "gift").into());
        }
        Ok(Writes::to(&record, Part::Door, Door::write().gifts(&self.gift, |gift| gift.undone(context.now()))))
    }
}
