//! An organiser's live roster, and the door: check in, undo, remove, walk in.

use std::sync::PoisonError;

use zhijia_model::RecordId;
use zhijia_model::intents::events::{AdmitSignUp, CheckIn, RemoveSignUp, RestoreSignUp, SignUpFor, WalkIn};

use crate::error::Error;
use crate::lists::Snapshot;
use crate::lists::events::find::Search;
use crate::lists::events::insured;
pub use crate::lists::events::insured::{InsuranceList, InsuredItem};
use crate::lists::events::roster::Roster;
pub use crate::lists::events::roster::{RosterGroup, RosterItem};
use crate::{Client, Watch};

impl Client {
    /// The roster of an event: seats by number, then who waits in order, then who left.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn roster(&self, event: RecordId) -> Result<Vec<RosterItem>, Error> {
        self.0.list(Roster::new(event))
    }

    /// Watches [`Client::roster`].
    pub fn watch_roster(&self, event: RecordId) -> Watch<RosterItem> {
        self.0.watch(Roster::new(event))
    }

    /// Whom an insurer is told of: those with a place who agreed, with what they gave for it; and who is missing.
    ///
    /// # Errors
    /// `not-found`, or where the phone's store cannot be read.
    pub fn insurance_list(&self, event: RecordId) -> Result<InsuranceList, Error> {
        self.0.store.read(|dao| insured::read(&Snapshot::new(dao, &self.0), event))
    }

    /// The people on a roster whose name or employer is asked for: by Chinese characters, pinyin or initials; or by the
    /// last digits of the number, at least two. With
    /// `missing` only those with a place who are not here yet.
    ///
    /// # Errors
    /// Where they cannot be read.
    pub fn find_on_roster(&self, event: RecordId, query: &str, missing: bool) -> Result<Vec<RosterItem>, Error> {
        let awaited = |item: &RosterItem| item.group == RosterGroup::Seated && item.present_ms.is_none();
        self.search_roster(event, query, |item| !missing || awaited(item))
    }

    /// The people on a roster who are wanted.
    pub(crate) fn on_roster(
        &self,
        event: RecordId,
        wanted: impl Fn(&RosterItem) -> bool,
    ) -> Result<Vec<RosterItem>, Error> {
        self.search_roster(event, "", wanted)
    }

    fn search_roster(
        &self,
        event: RecordId,
        query: &str,
        wanted: impl Fn(&RosterItem) -> bool,
    ) -> Result<Vec<RosterItem>, Error> {
        let mut last = self.1.lock().unwrap_or_else(PoisonError::into_inner);
        let search = match last.take_if(|search| search.is_of(event)) {
            Some(search) => last.insert(search),
            None => last.insert(Search::new(&self.0, event)),
        };
        search.find(&self.0, query, wanted)
    }

    /// Checks a person in. Presence is a fact: it is recorded whatever the sign-up's state (E-06, E-C19). Gives
    /// the text that undoes it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn check_in(&self, sign_up: RecordId) -> Result<String, Error> {
        Ok(self.perform(CheckIn { sign_up })?.undo_text())
    }

    /// Signs a member up who asked by telephone, as the desk of the home union.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn sign_up_for(&self, event: RecordId, member: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(SignUpFor { event, member })?.record)
    }

    /// Removes a sign-up, with a reason that the person reads.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn remove_sign_up(&self, sign_up: RecordId, reason: &str) -> Result<(), Error> {
        self.perform(RemoveSignUp { sign_up, reason: reason.to_owned() }).map(drop)
    }

    /// Lets one in who asked after the close (E-C23).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn admit_sign_up(&self, sign_up: RecordId) -> Result<(), Error> {
        self.perform(AdmitSignUp { sign_up }).map(drop)
    }

    /// Takes the removal of a sign-up back.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn restore_sign_up(&self, sign_up: RecordId) -> Result<(), Error> {
        self.perform(RestoreSignUp { sign_up }).map(drop)
    }

    /// Records a person at the door who did not sign up (E-C19). With a member's card it is that member's sign-up.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn walk_in(
        &self,
        event: RecordId,
        card: Option<RecordId>,
        name: &str,
        employer: &str,
    ) -> Result<RecordId, Error> {
        let (name, employer) = (name.to_owned(), employer.to_owned());
        Ok(self.perform(WalkIn { event, card, name, employer, another: false })?.record)
    }
}
