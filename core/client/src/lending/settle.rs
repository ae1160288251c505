//! Settling what two keepers cannot both be right about.

use zhijia_model::{Code, Intent, RecordId};

use crate::error::Error;
use crate::lending::LendingDone;
use crate::lists::lending::cards::LendingCards;
pub use crate::lists::lending::cards::{LendingCard, LendingChoice};
use crate::{Client, Watch};

impl Client {
    /// What there is to settle in a house, by what this phone holds.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn lending_cards(&self, house: RecordId) -> Result<Vec<LendingCard>, Error> {
        self.0.list(LendingCards(house))
    }

    /// Watches [`Client::lending_cards`].
    pub fn watch_lending_cards(&self, house: RecordId) -> Watch<LendingCard> {
        self.0.watch(LendingCards(house))
    }

    /// Settles a card by one of its choices. Gives what undoes it.
    ///
    /// # Errors
    /// `not-found` for what is no choice; else as [`Client::perform`].
    pub fn settle(&self, choice: &str) -> Result<LendingDone, Error> {
        match Intent::from_text(choice) {
            Some(intent @ (Intent::SettleLoan(_) | Intent::NameReturn(_))) => {
                self.perform(intent).map(LendingDone::from)
            }
            _ => Err(Code::NotFound.into()),
        }
    }
}
