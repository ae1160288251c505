//! The own name and mobile number.

use serde::{Deserialize, Serialize};

use super::join::{checked_name, normal_mobile};
use crate::id::IntentId;
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::member::Own;
use crate::refusal::{Code, Refusal};

/// Changes the own name or mobile number; `None` leaves it as it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditProfile {
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The mobile number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<String>,
}

impl Act for EditProfile {
    const CODE: &'static str = "edit-profile";
    const WORDS: Words = words("修改个人资料", "Editing the profile");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Member, context.me(), "member")?;
        let name = self.name.as_deref().map(checked_name).transpose()?;
        let mobile = match &self.mobile {
            Some(typed) => Some(normal_mobile(typed)?.ok_or_else(|| Refusal::about(Code::BadField, "mobile"))?),
            None => None,
        };
        Ok(Writes::to(&record, Part::Own, Own::write().name(name.as_deref()).mobile(mobile.as_deref())))
    }
}
