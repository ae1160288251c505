//! Cancelling a hold: the reader's own word, or a keeper's with its reason.

use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, prose, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::hold::{self, Asks, Desk};
use crate::kinds::sign_up::Wanted;
use crate::refusal::{Code, Refusal};

/// Cancels a hold. A reader's own goes to the next at once, so nothing takes that back; a keeper's slip of the hand
/// gives the reader the old place again.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CancelHold {
    /// The hold.
    pub hold: RecordId,
    /// Why; a keeper says it, and the reader reads it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
    /// A keeper's cancellation that is taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub undoes: Option<IntentId>,
}

impl Act for CancelHold {
    const CODE: &'static str = "cancel-hold";
    const WORDS: Words = words("取消预约", "Cancelling a hold");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let (now, record) = (context.now(), context.known(Kind::Hold, self.hold, "hold")?);
        if let Some(cancel) = self.undoes {
            return Ok(Writes::to(&record, Part::Keeper, Desk::write().cancels(&cancel, |one| one.undone(now))));
        }
        if hold::order(&record, &[], china_date(now)).is_none() {
            return Err(Refusal::from(Code::NotHeld).into());
        }
        match said(prose(&self.reason, "reason", 500)?) {
            Some(why) => {
                let of = hold::standing_ask(&record).map(|ask| ask.to_string());
                let cancel = Desk::write().cancels(&id, |one| one.at(now).reason(why).of(of.as_deref()));
                Ok(Writes::to(&record, Part::Keeper, cancel))
            }
            None if record.header.owner == Some(context.me()) => {
                let fields = Asks::write().asks(&id, |ask| ask.is(Wanted::Out).at(now));
                Ok(Writes::to(&record, Part::Member, fields))
            }
            None => Err(Refusal::about(Code::EmptyField, "reason").into()),
        }
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        let by_keeper = self.undoes.is_none() && said(&self.reason).is_some();
        by_keeper.then(|| Self { hold: record, reason: String::new(), undoes: Some(id) }.into())
    }
}
