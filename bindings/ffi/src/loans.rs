//! A member's own loans and holds, and the line of those who ask for a house's titles.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::loans::{HouseHold, MyHold, MyLoan};

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(MyLoanWatch, MyLoanUpdate, MyLoan);
watched!(MyHoldWatch, MyHoldUpdate, MyHold);
watched!(HouseHoldWatch, HouseHoldUpdate, HouseHold);

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
        self.ask(move |phone| phone.ask_renewal(id(&loan)?).map(drop)).await
    }

    /// The own holds: what is kept first, then what was asked for first.
    pub async fn my_holds(&self) -> Result<Vec<MyHold>, ZhijiaError> {
        self.ask(Client::my_holds).await
    }

    /// Watches [`ZhijiaClient::my_holds`].
    pub fn watch_my_holds(&self) -> Result<Arc<MyHoldWatch>, ZhijiaError> {
        Ok(MyHoldWatch::new(self.follow(Client::watch_my_holds)?))
    }

    /// Who asks for a house's titles: for whom copies are kept first, then each title's line.
    pub async fn house_holds(&self, house: String) -> Result<Vec<HouseHold>, ZhijiaError> {
        self.ask(move |phone| phone.house_holds(id(&house)?)).await
    }

    /// Watches [`ZhijiaClient::house_holds`].
    pub fn watch_house_holds(&self, house: String) -> Result<Arc<HouseHoldWatch>, ZhijiaError> {
        let house = id(&house)?;
        Ok(HouseHoldWatch::new(self.follow(|phone| phone.watch_house_holds(house))?))
    }

    /// Asks for a title that is out, or that another house has.
    pub async fn place_hold(&self, title: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| phone.place_hold(id(&title)?).map(|hold| hold.to_string())).await
    }

    /// Cancels a hold: the own, or as a keeper with the reason that the reader reads.
    #[uniffi::method(default(reason = ""))]
    pub async fn cancel_hold(&self, hold: String, reason: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.cancel_hold(id(&hold)?, &reason)).await
    }
}
