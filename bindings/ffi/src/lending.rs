//! A keeper's desk: lend, renew, take back, undo; what is out, due and overdue.

use std::sync::Arc;

use zhijia_client::lending;

use crate::error::{id, optional_id};
use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Phone, State, ZhijiaError};

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
            Borrower::Card { card } => Self::Card(id(&card)?),
            Borrower::Person { name, employer } => Self::Name { name, employer },
        })
    }
}

mirror! {
    /// A loan as the keeper sees it.
    HouseLoan from lending::HouseLoan {
        /// The loan's id.
        id: String,
        /// The title's name.
        title: String,
        /// The copy's id.
        copy: String,
        /// The borrower's name as given.
        borrower: String,
        /// The borrower's employer as given.
        employer: String,
        /// When it was lent, in milliseconds.
        lent_ms: i64,
        /// The date by which it should be back.
        due: Option<String>,
        /// `out`, `due` (within three days), `overdue`, `returned` or `check`.
        phase: String,
        /// Where it stands.
        state: State,
        /// Whether the keeper can renew it now.
        can_renew: bool,
        /// The key that lists are sorted by.
        order: i64,
    }
}

mirror! {
    /// What was done, with the token that undoes it.
    Done from lending::LendingDone {
        /// The record.
        record: String,
        /// For [`Phone::undo`]; empty where there is nothing to undo.
        undo: String,
    }
}

heard!(HouseLoanListener, HouseLoanPut, HouseLoan from lending::HouseLoan);

#[uniffi::export]
impl Phone {
    /// The loans of a house: overdue first, then by due date, then what came back lately.
    pub async fn house_loans(&self, house: String) -> Result<Vec<HouseLoan>, ZhijiaError> {
        self.ask(move |phone| Ok(phone.house_loans(id(&house)?)?.cross())).await
    }

    /// Watches [`Phone::house_loans`].
    pub fn watch_house_loans(
        &self,
        house: String,
        listener: Arc<dyn HouseLoanListener>,
    ) -> Result<Arc<Watching>, ZhijiaError> {
        let house = id(&house)?;
        self.listen(listener, |phone| phone.watch_house_loans(house))
    }

    /// What lending a copy would lead to: the due date, or what stands in the way.
    pub async fn preview_lend(
        &self,
        title: String,
        copy: String,
        borrower: Option<String>,
    ) -> Result<State, ZhijiaError> {
        self.ask(move |phone| {
            let borrower = optional_id(borrower.as_deref())?;
            Ok(phone.preview_lend(id(&title)?, &copy, borrower)?.cross())
        })
        .await
    }

    /// Lends a copy. `exception` lends beyond the limit on the keeper's own decision.
    pub async fn lend(
        &self,
        title: String,
        copy: String,
        borrower: Borrower,
        exception: bool,
    ) -> Result<Done, ZhijiaError> {
        self.ask(move |phone| Ok(phone.lend(id(&title)?, &copy, &borrower.try_into()?, exception)?.cross())).await
    }

    /// Takes a book back.
    pub async fn take_back(&self, loan: String) -> Result<Done, ZhijiaError> {
        self.ask(move |phone| Ok(phone.take_back(id(&loan)?)?.cross())).await
    }

    /// Takes back a copy of which this phone holds no loan: recorded as a return, matched by the hub.
    pub async fn take_back_copy(
        &self,
        house: String,
        title: Option<String>,
        copy: String,
    ) -> Result<Done, ZhijiaError> {
        self.ask(move |phone| {
            let title = optional_id(title.as_deref())?;
            Ok(phone.take_back_copy(id(&house)?, title, &copy)?.cross())
        })
        .await
    }

    /// Renews on the spot, by the same terms as a borrower's request.
    pub async fn renew(&self, loan: String) -> Result<Done, ZhijiaError> {
        self.ask(move |phone| Ok(phone.renew(id(&loan)?)?.cross())).await
    }

    /// Takes the last step back, by the text that came with it: a slip of the hand.
    pub async fn undo(&self, undo: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.undo(&undo)).await
    }
}
