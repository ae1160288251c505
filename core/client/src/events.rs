//! A member's events: browse, preview, sign up, withdraw.

pub mod door;
pub mod making;
pub mod notices;
pub mod organise;
pub mod roster;

use std::collections::BTreeMap;

use zhijia_model::intents::events::{AnswerQuestions, SignUp, Withdraw};
use zhijia_model::kinds::sign_up;
use zhijia_model::{Code, RecordId};

use crate::error::Error;
use crate::lists::Snapshot;
use crate::lists::events::browse::Events;
pub use crate::lists::events::browse::{EventItem, MySignUp};
pub use crate::lists::events::mine::SignUpItem;
use crate::lists::events::mine::SignUps;
pub use crate::lists::events::why::Reason;
use crate::lists::events::why::Why;
pub use crate::lists::events::{EventPhase, EventPlaces, NamedRecord};
use crate::words::{self, StateText};
use crate::{Client, Watch};

impl Client {
    /// The events of the own union and of every union above it, soonest first.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn events(&self) -> Result<Vec<EventItem>, Error> {
        self.0.list(Events::default())
    }

    /// Watches [`Client::events`].
    pub fn watch_events(&self) -> Watch<EventItem> {
        self.0.watch(Events::default())
    }

    /// My sign-ups.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn sign_ups(&self) -> Result<Vec<SignUpItem>, Error> {
        self.0.list(SignUps::default())
    }

    /// Watches [`Client::sign_ups`].
    pub fn watch_sign_ups(&self) -> Watch<SignUpItem> {
        self.0.watch(SignUps::default())
    }

    /// Why a sign-up, the own one or one of a roster, stands where it stands; a draw is checked by this phone.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn why(&self, sign_up: RecordId) -> Result<Vec<Reason>, Error> {
        self.0.list(Why::new(sign_up))
    }

    /// Watches [`Client::why`].
    pub fn watch_why(&self, sign_up: RecordId) -> Watch<Reason> {
        self.0.watch(Why::new(sign_up))
    }

    /// What signing up for an event would lead to, by what this phone knows.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn preview_sign_up(&self, event: RecordId) -> Result<StateText, Error> {
        self.0.store.read(|dao| {
            let at = Snapshot::new(dao, &self.0);
            let held = dao.stored(event)?;
            let as_of = held.as_ref().map(|one| at.as_of(one)).transpose()?.flatten();
            Ok(words::preview(&sign_up::preview(held.as_ref().map(|one| &one.record), at.now), as_of))
        })
    }

    /// Signs up. Gives the sign-up's id; repeating it is the same sign-up (E-02).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn sign_up(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(SignUp { event })?.record)
    }

    /// Signs up with answers to what the event asks, and the version of the waiver that was read and agreed to: all of
    /// it or nothing.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn sign_up_with(
        &self,
        event: RecordId,
        answers: BTreeMap<String, String>,
        agreed: &str,
    ) -> Result<RecordId, Error> {
        let answer = AnswerQuestions { event, member: None, answers, agreed: agreed.to_owned() };
        let done = self.perform_all(&[answer.into(), SignUp { event }.into()])?;
        done.last().copied().ok_or_else(|| Error::from(Code::NotFound))
    }

    /// Answers what an event asks, for oneself or as an officer for a member.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn answer_questions(
        &self,
        event: RecordId,
        member: Option<RecordId>,
        answers: BTreeMap<String, String>,
        agreed: &str,
    ) -> Result<RecordId, Error> {
        Ok(self.perform(AnswerQuestions { event, member, answers, agreed: agreed.to_owned() })?.record)
    }

    /// Withdraws. The place goes to the first who waits.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn withdraw(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(Withdraw { event })?.record)
    }
}
