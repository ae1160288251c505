//! A member's own loans, and asking for a renewal.

use zhijia_model::RecordId;
use zhijia_model::intents::books::AskRenewal;

use crate::error::Error;
pub use crate::lists::lending::my_loans::MyLoan;
use crate::lists::lending::my_loans::MyLoans;
use crate::{Client, Watch};

impl Client {
    /// The own loans, what is due soonest first.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn my_loans(&self) -> Result<Vec<MyLoan>, Error> {
        self.0.list(MyLoans::default())
    }

    /// Watches [`Client::my_loans`].
    pub fn watch_my_loans(&self) -> Watch<MyLoan> {
        self.0.watch(MyLoans::default())
    }

    /// Asks for a renewal. The hub answers; what this phone knows to be refused is refused at once.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn ask_renewal(&self, loan: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(AskRenewal { loan })?.record)
    }
}
