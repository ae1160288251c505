//! Joining: what a person says of himself or herself for the first time.

use serde::{Deserialize, Serialize};

use crate::header::Header;
use crate::id::IntentId;
use crate::intents::{Act, Again, Context, Words, Write, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::member::Own;
use crate::person::{Mobile, NameError, given_name, parse_name};
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
        let fields = Own::write().name(checked_name(&self.name)?.as_str()).mobile(mobile.as_deref());
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

/// The own name as it is kept.
pub(super) fn checked_name(name: &str) -> Result<String, Refusal> {
    kept(parse_name(name), "name")
}

/// Somebody else's name as it is kept.
pub(in crate::intents) fn checked_given_name(name: &str, field: &str) -> Result<String, Refusal> {
    kept(given_name(name), field)
}

fn kept(name: Result<String, NameError>, field: &str) -> Result<String, Refusal> {
    match name {
        Ok(long) if long.len() > LONGEST_NAME => Err(Refusal::about(Code::BadField, field)),
        Ok(name) => Ok(name),
        Err(NameError::Empty) => Err(Refusal::about(Code::EmptyField, field)),
        Err(NameError::TooLong) => Err(Refusal::about(Code::BadField, field)),
        Err(NameError::LostCharacter | NameError::BadChar) => Err(Refusal::about(Code::BadName, field)),
    }
}

/// Bytes of a name under its key.
const LONGEST_NAME: usize = 150;

/// A mobile number in its normal form, 11 digits; `None` where nothing was typed.
pub(super) fn normal_mobile(mobile: &str) -> Result<Option<String>, Refusal> {
    if mobile.trim().is_empty() {
        return Ok(None);
    }
    let parsed = Mobile::parse(mobile).map_err(|_| Refusal::about(Code::BadField, "mobile"))?;
    Ok(Some(Mobile::expose(parsed)))
}
