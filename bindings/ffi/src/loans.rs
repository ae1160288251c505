//! A member's own loans, and asking for a renewal.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::loans::MyLoan;

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(MyLoanWatch, MyLoanUpdate, MyLoan);

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
}
