//! A keeper's desk: lend, renew, take back, undo; what is out, due and overdue.

use std::sync::Arc;

use zhijia_client::StateText;
use zhijia_client::lending::{self, Exception, HouseLoan, LendingDone};

use crate::error::{id, optional_id};
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(HouseLoanWatch, HouseLoanUpdate, HouseLoan);

/// Who borrows.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum Borrower {
    /// A member, by the card.
    Card {
        /// The member's id.
        card: String,
    },
    /// A person whom this phone does not know, as given.
    Person {
        /// The name.
        name: String,
        /// The employer.
        employer: String,
    },
}

impl TryFrom<Borrower> for lending::Borrower {
    type Error = zhijia_client::Error;

    fn try_from(borrower: Borrower) -> Result<Self, Self::Error> {
        Ok(match borrower {
            Borrower::Card { card } => Self::Card(id("card", &card)?),
            Borrower::Person { name, employer } => Self::Name { name, employer },
        })
    }
}

#[uniffi::export]
impl ZhijiaClient {
    /// The loans of a house: overdue first, then by due date, then what came back lately.
    pub async fn house_loans(&self, house: String) -> Result<Vec<HouseLoan>, ZhijiaError> {
        self.ask(move |phone| phone.house_loans(id("house", &house)?)).await
    }

    /// Watches [`ZhijiaClient::house_loans`].
    pub fn watch_house_loans(&self, house: String) -> Result<Arc<HouseLoanWatch>, ZhijiaError> {
        let house = id("house", &house)?;
        Ok(HouseLoanWatch::new(self.follow(|phone| phone.watch_house_loans(house))?))
    }

    /// What lending a copy would lead to: the due date, or what stands in the way.
    pub async fn preview_lend(
        &self,
        title: String,
        copy: String,
        borrower: Option<String>,
    ) -> Result<StateText, ZhijiaError> {
        self.ask(move |phone| {
            let borrower = optional_id("borrower", borrower.as_deref())?;
            phone.preview_lend(id("title", &title)?, &copy, borrower)
        })
        .await
    }

    /// Lends a copy. `exception` lends beyond the limit on the keeper's own decision, `reason` says why it is lent
    /// although it is kept for another reader.
    #[uniffi::method(default(reason = ""))]
    pub async fn lend(
        &self,
        title: String,
        copy: String,
        borrower: Borrower,
        exception: bool,
        reason: String,
    ) -> Result<LendingDone, ZhijiaError> {
        let exception = Exception { over_limit: exception, reason };
        self.ask(move |phone| phone.lend(id("title", &title)?, &copy, &borrower.try_into()?, exception)).await
    }

    /// Takes a book back.
    pub async fn take_back(&self, loan: String) -> Result<LendingDone, ZhijiaError> {
        self.ask(move |phone| phone.take_back(id("loan", &loan)?)).await
    }

    /// Takes back a copy of which this phone holds no loan: recorded as a return, matched by the hub.
    pub async fn take_back_copy(
        &self,
        house: String,
        title: Option<String>,
        copy: String,
    ) -> Result<LendingDone, ZhijiaError> {
        self.ask(move |phone| {
            let title = optional_id("title", title.as_deref())?;
            phone.take_back_copy(id("house", &house)?, title, &copy)
        })
        .await
    }

    /// Renews on the spot, by the same terms as a borrower's request.
    pub async fn renew(&self, loan: String) -> Result<LendingDone, ZhijiaError> {
        self.ask(move |phone| phone.renew(id("loan", &loan)?)).await
    }

    /// Takes the last step back, by the text that came with it: a slip of the hand.
    pub async fn undo(&self, undo: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.undo(&undo)).await
    }

    /// Takes a copy back and lends it on, in one step: both are recorded or neither is.
    #[uniffi::method(default(reason = ""))]
    pub async fn lend_on(
        &self,
        loan: String,
        borrower: Borrower,
        exception: bool,
        reason: String,
    ) -> Result<LendingDone, ZhijiaError> {
        let exception = Exception { over_limit: exception, reason };
        self.ask(move |phone| phone.lend_on(id("loan", &loan)?, &borrower.try_into()?, exception)).await
    }
}
