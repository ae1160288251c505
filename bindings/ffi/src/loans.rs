//! A member's own loans, and asking for a renewal.

use std::sync::Arc;

use zhijia_client::{Client, loans};

use crate::error::id;
use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Named, Phone, State, ZhijiaError};

mirror! {
    /// A loan as the borrower sees it.
    MyLoan from loans::MyLoan {
        /// The loan's id.
        id: String,
        /// The title's name.
        title: String,
        /// The house.
        house: Named,
        /// When it was lent, in milliseconds.
        lent_ms: i64,
        /// The date by which it should be back.
        due: Option<String>,
        /// `out`, `due`, `overdue`, `returned` or `check`.
        phase: String,
        /// Where it stands.
        state: State,
        /// The last renewal asked for, and its answer.
        renewal: Option<State>,
        /// Whether asking for a renewal makes sense now.
        can_renew: bool,
        /// Why not, where it does not.
        cannot: Option<State>,
        /// The key that lists are sorted by.
        order: i64,
    }
}

heard!(MyLoanListener, MyLoanPut, MyLoan from loans::MyLoan);

#[uniffi::export]
impl Phone {
    /// The own loans, what is due soonest first.
    pub async fn my_loans(&self) -> Result<Vec<MyLoan>, ZhijiaError> {
        self.ask(|phone| Ok(phone.my_loans()?.cross())).await
    }

    /// Watches [`Phone::my_loans`].
    pub fn watch_my_loans(&self, listener: Arc<dyn MyLoanListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_my_loans)
    }

    /// Asks for a renewal. The hub answers; what this phone knows to be refused is refused at once.
    pub async fn ask_renewal(&self, loan: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.ask_renewal(id(&loan)?).map(drop)).await
    }
}
