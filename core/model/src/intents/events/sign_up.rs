//! Signing up for an event.

use serde::{Deserialize, Serialize};

use super::Withdraw;
use crate::fields::Puts;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::Record;
use crate::kinds::event::{self, EVERYBODY, Eligibility};
use crate::kinds::member;
use crate::kinds::sign_up::{self, Asks, Preview, Wanted, Wish, header};
use crate::refusal::{Code, Refusal};

/// Signs the person who acts up. Repeating it is the same sign-up (E-02).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// The event.
    pub event: RecordId,
}

/// One ask under a fresh id.
pub(super) fn ask(id: IntentId, wanted: Wanted, now: i64) -> Puts<Asks<'static>> {
    Asks::write().asks(&id, |ask| ask.is(wanted).at(now))
}

/// What the person wants so far. Who was removed is told so, and asks the organiser.
pub(super) fn wish_of(record: Option<&Record>) -> Result<Wish, Refusal> {
    match record {
        Some(record) if sign_up::removed(record).is_some() => Err(Code::RemovedByOrganiser.into()),
        Some(record) => Ok(sign_up::wish(record)),
        None => Ok(Wish::None),
    }
}

/// The event, where a person may ask for a place in it now: its window, and its conditions as far as they are known
/// here (E-C13). What is not known stands in nobody's way (P2).
pub(super) fn open_to<C: Context>(context: &C, event: RecordId, person: RecordId) -> Result<Record, C::Error> {
    let event = context.known(Kind::Event, event, "event")?;
    if let Preview::Refused(code) = sign_up::preview(Some(&event), context.now()) {
        return Err(Refusal::from(code).into());
    }
    match event::eligibility(&event, EVERYBODY, &context.participant(person)?) {
        Eligibility::Cannot(refusal) => Err(refusal.into()),
        Eligibility::Can | Eligibility::UnknownHere(_) => Ok(event),
    }
}

impl SignUp {
    /// What it would lead to, by what is known here.
    ///
    /// # Errors
    /// Where a record cannot be read.
    pub fn preview<C: Context>(&self, context: &C) -> Result<Preview, C::Error> {
        Ok(sign_up::preview(context.record(self.event)?.as_ref(), context.now()))
    }
}

impl Act for SignUp {
    const CODE: &'static str = "sign-up";
    const WORDS: Words = words("活动报名", "Signing up");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let header = header(self.event, context.me());
        if let Wish::In { .. } = wish_of(context.record(header.id())?.as_ref())? {
            return Err(Refusal::from(Code::AlreadySignedUp).into());
        }
        let event = open_to(context, self.event, context.me())?;
        sign_up::is_complete(&event, context.record(header.id())?.as_ref())?;
        let card = context.record(context.me())?;
        let (name, employer) = card.as_ref().map_or(("", ""), |card| (member::name(card), member::employer(card)));
        let fields = ask(id, Wanted::In, context.now()).name(name).employer(employer);
        Ok(Writes::new(header, Part::Member, fields))
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(Withdraw { event: self.event }.into())
    }
}
