//! A keeper's desk: lend, renew, take back, undo; what is out, due and overdue.

pub mod catalogue;
pub mod import;
pub mod loans;
pub mod settle;

use serde::Serialize;
use zhijia_model::calendar::china_date;
use zhijia_model::intents::books::{Lend, Renew, TakeBack, TakeBackCopy};
use zhijia_model::kinds::loan;
use zhijia_model::{Code, RecordId};

use crate::error::Error;
pub use crate::lists::lending::LoanPhase;
pub use crate::lists::lending::house_loans::HouseLoan;
use crate::lists::lending::house_loans::HouseLoans;
use crate::perform::perform;
use crate::words::{self, StateText};
use crate::{Client, Watch};

/// Who borrows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Borrower {
    /// A member, by the card.
    Card(RecordId),
    /// A person whom this phone does not know, as given.
    Name {
        /// The name.
        name: String,
        /// The employer.
        employer: String,
    },
}

/// What a keeper decides beyond the rules of the house.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exception {
    /// Beyond the limit (L-03).
    pub over_limit: bool,
    /// Why it is lent although it is kept for another reader (L-C10); empty where it is not to be.
    pub reason: String,
}

impl From<bool> for Exception {
    fn from(over_limit: bool) -> Self {
        Self { over_limit, reason: String::new() }
    }
}

/// What was done, with the text that undoes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LendingDone {
    /// The record.
    pub record: String,
    /// For [`Client::undo`]; empty where there is nothing to undo.
    pub undo: String,
}

impl Client {
    /// The loans of a house: overdue first, then by due date, then what came back lately.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn house_loans(&self, house: RecordId) -> Result<Vec<HouseLoan>, Error> {
        self.0.list(HouseLoans(house))
    }

    /// Watches [`Client::house_loans`].
    pub fn watch_house_loans(&self, house: RecordId) -> Watch<HouseLoan> {
        self.0.watch(HouseLoans(house))
    }

    /// What lending a copy would lead to: the due date, or what stands in the way.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn preview_lend(&self, title: RecordId, copy: &str, borrower: Option<RecordId>) -> Result<StateText, Error> {
        let borrower = match borrower {
            Some(card) => Borrower::Card(card),
            None => Borrower::Name { name: String::new(), employer: String::new() },
        };
        let lend = asked(title, copy, &borrower, Exception::default());
        let today = china_date(self.0.now());
        Ok(match self.here(|here| lend.preview(here))? {
            Err(refusal) => words::hindered(&refusal),
            Ok(due) => words::would_be_due(due, today),
        })
    }

    /// Lends a copy; beyond the rules on the keeper's own decision.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn lend(
        &self,
        title: RecordId,
        copy: &str,
        borrower: &Borrower,
        exception: impl Into<Exception>,
    ) -> Result<LendingDone, Error> {
        self.perform(asked(title, copy, borrower, exception.into())).map(LendingDone::from)
    }

    /// Takes a book back.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn take_back(&self, loan: RecordId) -> Result<LendingDone, Error> {
        self.perform(TakeBack { loan }).map(LendingDone::from)
    }

    /// Takes a copy back and lends it on, in one step: both are recorded or neither is.
    ///
    /// # Errors
    /// As [`Client::perform`], of either.
    pub fn lend_on(
        &self,
        loan: RecordId,
        borrower: &Borrower,
        exception: impl Into<Exception>,
    ) -> Result<LendingDone, Error> {
        let (inner, exception) = (&self.0, exception.into());
        let (back, on, now) = (inner.intent(), inner.intent(), inner.now());
        let done = inner.store.write(|tx| {
            let record = tx.record(loan)?.ok_or_else(|| Error::from(Code::NotFound))?;
            let title = loan::read(&record).title().one().ok_or_else(|| Error::from(Code::NotFound))?;
            let lend = asked(title, loan::copy(&record), borrower, exception);
            perform(tx, &TakeBack { loan }.into(), back, now)?;
            perform(tx, &lend.into(), on, now)
        })?;
        inner.link.wake.notify_one();
        Ok(done.into())
    }

    /// Takes back a copy of which this phone holds no loan: recorded as a return, matched by the hub (L-C5).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn take_back_copy(&self, house: RecordId, title: Option<RecordId>, copy: &str) -> Result<LendingDone, Error> {
        self.perform(TakeBackCopy { house, copy: copy.to_owned(), title }).map(LendingDone::from)
    }

    /// Renews on the spot, by the same terms as a borrower's request.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn renew(&self, loan: RecordId) -> Result<LendingDone, Error> {
        self.perform(Renew { loan }).map(LendingDone::from)
    }
}

fn asked(title: RecordId, copy: &str, borrower: &Borrower, exception: Exception) -> Lend {
    let (card, name, employer) = match borrower.clone() {
        Borrower::Card(card) => (Some(card), String::new(), String::new()),
        Borrower::Name { name, employer } => (None, name, employer),
    };
    let Exception { over_limit: exception, reason } = exception;
    Lend { title, copy: copy.to_owned(), card, name, employer, exception, reason }
}

impl From<crate::Done> for LendingDone {
    fn from(done: crate::Done) -> Self {
        Self { record: done.record.to_string(), undo: done.undo_text() }
    }
}
