//! Taking back a copy of which this phone holds no loan.

use serde::{Deserialize, Serialize};

use super::{Step, UndoLending};
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::return_::Return;
use crate::refusal::{Code, Refusal};

/// Records a return by itself; the hub finds its loan (L-C5).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakeBackCopy {
    /// The house.
    pub house: RecordId,
    /// The copy's id within the house.
    pub copy: String,
    /// The title, where it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<RecordId>,
}

impl Act for TakeBackCopy {
    const CODE: &'static str = "take-back-copy";
    const WORDS: Words = words("还书", "Taking back");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        if self.copy.trim().is_empty() {
            return Err(Refusal::about(Code::EmptyField, "copy").into());
        }
        context.known(Kind::House, self.house, "house")?;
        let header = Header::new(Kind::Return, self.house, None, id.0);
        let fields = Return::write().copy(self.copy.trim()).at(context.now()).title(self.title);
        Ok(Writes::new(header, Part::Keeper, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoLending { loan: record, token: Step::Recorded(id) }.into())
    }
}
