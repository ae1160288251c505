//! A member's own loans and holds, and the line of those who ask for a house's titles.

use zhijia_model::RecordId;
use zhijia_model::intents::books::AskRenewal;

use crate::error::Error;
use crate::lists::lending::holds::Holds;
pub use crate::lists::lending::holds::{HoldItem, HoldPhase};
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

    /// The own holds, or those of a house that this phone keeps: what is kept first, then what was asked for first.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn holds(&self, house: Option<RecordId>) -> Result<Vec<HoldItem>, Error> {
        self.0.list(Holds::new(house))
    }

    /// Watches [`Client::holds`].
    pub fn watch_holds(&self, house: Option<RecordId>) -> Watch<HoldItem> {
        self.0.watch(Holds::new(house))
    }
}
