//! A person at the door who did not sign up.

use serde::{Deserialize, Serialize};

use super::{UndoCheckIn, restore};
use crate::header::Header;
use crate::id::{IntentId, RecordId, short_hash};
use crate::intents::fields::flag;
use crate::intents::members::checked_given_name;
use crate::intents::{Act, Again, Context, Intent, Words, Writes, one_line, words};
use crate::kind::{Kind, Part};
use crate::kinds::member;
use crate::kinds::sign_up::{self, Door, header};
use crate::refusal::{Code, Refusal};
use crate::text::bare;

/// Records a person at the door (E-C19). With a member's card it is that member's sign-up. Without one, the same name
/// and employer at the same event are the same person, on every phone, unless the organiser says that it is another.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WalkIn {
    /// The event.
    pub event: RecordId,
    /// The member's card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<RecordId>,
    /// The name as given, where there is no card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The employer as given, where there is no card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub employer: String,
    /// Another person of the same name and employer.
    #[serde(default, skip_serializing_if = "core::ops::Not::not", deserialize_with = "flag")]
    pub another: bool,
}

impl Act for WalkIn {
    const CODE: &'static str = "walk-in";
    const WORDS: Words = words("现场参加", "Recording a walk-in");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        context.known(Kind::Event, self.event, "event")?;
        let card = self.card.map(|card| context.known(Kind::Member, card, "card")).transpose()?;
        let (name, employer) = match &card {
            Some(card) => (member::name(card).to_owned(), member::employer(card)),
            None => (checked_given_name(&self.name, "name")?, one_line(&self.employer, "employer", 200)?),
        };
        if name.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "name").into());
        }
        let header = match self.card {
            Some(card) => header(self.event, card),
            None if self.another => Header::new(Kind::SignUp, self.event, None, id.0),
            None => Header::new(Kind::SignUp, self.event, None, salt(&name, employer)),
        };
        let mut fields = Door::write();
        if self.card.is_none()
            && let Some(known) = context.record(header.id())?
        {
            if sign_up::present(&known).is_some() {
                return Err(Refusal::about(Code::AlreadyHere, "name").into());
            }
            // Who was removed and is entered again is here.
            fields = restore::undone(&known, context.now());
        }
        let fields = fields.name(name.as_str()).employer(employer).scans(&id, |scan| scan.at(context.now()));
        Ok(Writes::new(header, Part::Door, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoCheckIn { sign_up: record, scan: id }.into())
    }
}

/// One salt for one name and employer, however they are typed.
fn salt(name: &str, employer: &str) -> [u8; 16] {
    short_hash(format!("walk-in\0{}\0{}", bare(name), bare(employer)).as_bytes())
}
