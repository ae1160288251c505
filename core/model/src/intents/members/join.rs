//! Joining: what a person says of himself or herself for the first time.

use serde::{Deserialize, Serialize};

use crate::header::Header;
use crate::id::IntentId;
use crate::intents::{Act, Again, Context, Words, Write, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::member::Own;
use crate::person::Mobile;
use crate::refusal::{Code, Refusal};

/// Writes name and mobile number into the own part of the member who acts. The hub has made the member.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Join {
    /// The name.
    pub name: String,
    /// The mobile number; may be empty.
    #[serde(default)]
    pub mobile: String,
}

impl Join {
    /// Checks what was typed, before the invitation is spent.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn check_typed(&self) -> Result<(), Refusal> {
        checked_name(&self.name)?;
        normal_mobile(&self.mobile).map(drop)
    }

    /// What it writes of a member of whom nothing is held yet.
    ///
    /// # Errors
    /// As [`Join::check_typed`].
    pub fn write(&self, member: Header) -> Result<Write, Refusal> {
        let mobile = normal_mobile(&self.mobile)?;
        let fields = Own::write().name(checked_name(&self.name)?).mobile(mobile.as_deref());
        Ok(Write::new(member, Part::Own, fields))
    }
}

impl Act for Join {
    const CODE: &'static str = "join";
    const WORDS: Words = words("登记", "Joining");
    const AGAIN: Again = Again::AsItWas;
    const PUTS_SAY_ALL: bool = true;

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Member, context.me(), "member")?;
        Ok(Writes::This(self.write(record.header)?))
    }
}

/// A name as it is kept.
pub(super) fn checked_name(name: &str) -> Result<&str, Refusal> {
    match name.trim() {
        "" => Err(Refusal::about(Code::EmptyField, "name")),
        long if long.len() > 150 => Err(Refusal::about(Code::BadField, "name")),
        name => Ok(name),
    }
}

/// A mobile number in its normal form, 11 digits; `None` where nothing was typed.
pub(super) fn normal_mobile(mobile: &str) -> Result<Option<String>, Refusal> {
    if mobile.trim().is_empty() {
        return Ok(None);
    }
    let parsed = Mobile::parse(mobile).map_err(|_| Refusal::about(Code::BadField, "mobile"))?;
    Ok(Some(Mobile::expose(parsed)))
}
