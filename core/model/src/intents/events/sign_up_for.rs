//! Signing a member up who asked by telephone or at the desk.

use serde::{Deserialize, Serialize};

use super::sign_up::{ask, open_to, wish_of};
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::member;
use crate::kinds::sign_up::{Wanted, Wish, header};
use crate::refusal::{Code, Refusal};

/// Signs a member up, as the desk or a handler of the home union. With the member's own ask it is one sign-up, by the
/// better rank (E-C5).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpFor {
    /// The event.
    pub event: RecordId,
    /// The member.
    pub member: RecordId,
}

impl Act for SignUpFor {
    const CODE: &'static str = "sign-up-for";
    const WORDS: Words = words("代会员报名", "Signing a member up");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let card = context.known(Kind::Member, self.member, "member")?;
        let header = header(self.event, self.member);
        if let Wish::In { .. } = wish_of(context.record(header.id())?.as_ref())? {
            return Err(Refusal::from(Code::AlreadySignedUp).into());
        }
        open_to(context, self.event, self.member)?;
        let fields = ask(id, Wanted::In, context.now()).name(member::name(&card)).employer(member::employer(&card));
        Ok(Writes::new(header, Part::Proxy, fields))
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(WithdrawFor { event: self.event, member: self.member }.into())
    }
}

/// Takes a sign-up back that was made for a member.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawFor {
    /// The event.
    pub event: RecordId,
    /// The member.
    pub member: RecordId,
}

impl Act for WithdrawFor {
    const CODE: &'static str = "withdraw-for";
    const WORDS: Words = words("代会员退出", "Withdrawing a member");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let header = header(self.event, self.member);
        match wish_of(context.record(header.id())?.as_ref())? {
            Wish::In { .. } => Ok(Writes::new(header, Part::Proxy, ask(id, Wanted::Out, context.now()))),
            Wish::None | Wish::Out { .. } => Err(Refusal::from(Code::NotSignedUp).into()),
        }
    }
}
