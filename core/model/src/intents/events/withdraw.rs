//! Withdrawing from an event.

use serde::{Deserialize, Serialize};

use super::sign_up::{ask, wish_of};
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::Part;
use crate::kinds::sign_up::{Wanted, Wish, header};
use crate::refusal::{Code, Refusal};

/// Withdraws the person who acts. The place goes to the first who waits, so nothing takes it back: signing up again is
/// the end of the line (E-C6).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdraw {
    /// The event.
    pub event: RecordId,
}

impl Act for Withdraw {
    const CODE: &'static str = "withdraw";
    const WORDS: Words = words("退出报名", "Withdrawing");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let header = header(self.event, context.me());
        match wish_of(context.record(header.id())?.as_ref())? {
            Wish::In { .. } => Ok(Writes::new(header, Part::Member, ask(id, Wanted::Out, context.now()))),
            Wish::None | Wish::Out { .. } => Err(Refusal::from(Code::NotSignedUp).into()),
        }
    }
}
