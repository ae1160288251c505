//! A member's own loans and holds, and the line of those who ask for a house's titles.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::intents::books::{CancelHold, PlaceHold};
use zhijia_client::loans::{HoldItem, MyLoan};

use crate::error::{id, optional_id};
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(MyLoanWatch, MyLoanUpdate, MyLoan);
watched!(HoldWatch, HoldUpdate, HoldItem);

#[uniffi::export]
impl ZhijiaClient {
    /// The own loans, what is due soonest first.
    pub async fn my_loans(&self) -> Result<Vec<MyLoan>, ZhijiaError> {
        self.ask(Client::my_loans).await
    }

    /// Watches [`ZhijiaClient::my_loans`].
    pub fn watch_my_loans(&self) -> Result<Arc<MyLoanWatch>, ZhijiaError> {
        Ok(MyLoanWatch::new(self.follow(Client::watch_my_loans)?))
    }

    /// Asks for a renewal. The hub answers; what this phone knows to be refused is refused at once.
    pub async fn ask_renewal(&self, loan: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.ask_renewal(id("loan", &loan)?).map(drop)).await
    }

    /// The own holds, or those of a house that this phone keeps: what is kept first, then what was asked for first.
    #[uniffi::method(default(house = None))]
    pub async fn holds(&self, house: Option<String>) -> Result<Vec<HoldItem>, ZhijiaError> {
        self.ask(move |phone| phone.holds(optional_id("house", house.as_deref())?)).await
    }

    /// Watches [`ZhijiaClient::holds`].
    #[uniffi::method(default(house = None))]
    pub fn watch_holds(&self, house: Option<String>) -> Result<Arc<HoldWatch>, ZhijiaError> {
        let house = optional_id("house", house.as_deref())?;
        Ok(HoldWatch::new(self.follow(|phone| phone.watch_holds(house))?))
    }

    /// Asks for a title that is out, or that another house has.
    pub async fn place_hold(&self, title: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.perform(PlaceHold { title: id("title", &title)? })?.record.to_string())).await
    }

    /// Cancels a hold: the own, or as a keeper with the reason that the reader reads.
    #[uniffi::method(default(reason = ""))]
    pub async fn cancel_hold(&self, hold: String, reason: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.perform(CancelHold { hold: id("hold", &hold)?, reason, undoes: None }).map(drop))
            .await
    }
}
