//! A member's employer, as the desk keeps it.

use serde::{Deserialize, Serialize};

use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, named, words};
use crate::kind::{Kind, Part};
use crate::kinds::member::Staff;

/// Writes a member's employer, as the desk of the home union. It stands on the card and on rosters.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetEmployer {
    /// The member.
    pub member: RecordId,
    /// The employer.
    pub employer: String,
}

impl Act for SetEmployer {
    const CODE: &'static str = "set-employer";
    const WORDS: Words = words("登记单位", "Recording an employer");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let employer = named(&self.employer, "employer", 200)?;
        let record = context.known(Kind::Member, self.member, "member")?;
        Ok(Writes::to(&record, Part::Staff, Staff::write().employer(employer)))
    }
}
