//! What a keeper has to settle.

use std::sync::Arc;

use zhijia_client::lending::LendingDone;
use zhijia_client::settle::LendingCard;

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(LendingCardWatch, LendingCardUpdate, LendingCard);

#[uniffi::export]
impl ZhijiaClient {
    /// What there is to settle in a house: loans that cannot both be, returns by a label that is on several books.
    pub async fn lending_cards(&self, house: String) -> Result<Vec<LendingCard>, ZhijiaError> {
        self.ask(move |phone| phone.lending_cards(id("house", &house)?)).await
    }

    /// Watches [`ZhijiaClient::lending_cards`].
    pub fn watch_lending_cards(&self, house: String) -> Result<Arc<LendingCardWatch>, ZhijiaError> {
        let house = id("house", &house)?;
        Ok(LendingCardWatch::new(self.follow(|phone| phone.watch_lending_cards(house))?))
    }

    /// Settles a card by one of its choices.
    pub async fn settle(&self, choice: String) -> Result<LendingDone, ZhijiaError> {
        self.ask(move |phone| phone.settle(&choice)).await
    }
}
