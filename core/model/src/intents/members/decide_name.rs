//! What a desk decides about a name that a member asks for.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::member::{self, NameRequest, Staff};
use crate::refusal::{Code, Refusal};

/// Takes or declines the name that a member asks for, as the desk of the home union (A-C3). What was declined can be
/// taken later.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideName {
    /// The member.
    pub member: RecordId,
    /// Whether it becomes the member's name.
    #[serde(deserialize_with = "flag")]
    pub take: bool,
}

impl Act for DecideName {
    const CODE: &'static str = "decide-name";
    const WORDS: Words = words("核定姓名", "Deciding about a name");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Member, self.member, "member")?;
        let (NameRequest::Waits(name) | NameRequest::Declined(name)) =
            member::name_request(&record).ok_or_else(|| Refusal::from(Code::NothingToDecide))?;
        let fields = if self.take { Staff::write().name(name) } else { Staff::write().declined_name(name) };
        Ok(Writes::to(&record, Part::Staff, fields))
    }
}
