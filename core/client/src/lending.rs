//! A keeper's desk: lend, renew, take back, undo; what is out, due and overdue.

use serde::Serialize;
use zhijia_model::calendar::china_date;
use zhijia_model::intents::books::{Lend, Renew, TakeBack, TakeBackCopy, renewed};
use zhijia_model::kinds::Record;
use zhijia_model::kinds::loan::{self, Status};
use zhijia_model::{Kind, RecordId};

use crate::error::Error;
use crate::events::text;
use crate::inner::Inner;
use crate::words::{self, StateText, Tone};
use crate::{Client, Row, Watch};

/// Who borrows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Borrower {
    /// A member, by the card.
    Card(RecordId),
    /// A person whom this phone does not know, as given.
    Name {
        /// The name.
        name: String,
        /// The employer.
        employer: String,
    },
}

/// How far a loan is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LoanPhase {
    /// On loan.
    Out,
    /// Due within three days.
    Due,
    /// Overdue.
    Overdue,
    /// Back.
    Returned,
    /// A person has to look at it.
    Check,
}

/// A loan as the keeper sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct HouseLoan {
    /// The loan's id.
    pub id: String,
    /// The title's name.
    pub title: String,
    /// The copy's id.
    pub copy: String,
    /// The borrower's name as given.
    pub borrower: String,
    /// The borrower's employer as given.
    pub employer: String,
    /// When it was lent, in milliseconds.
    pub lent_ms: i64,
    /// The date by which it should be back.
    pub due: Option<String>,
    /// How far it is.
    pub phase: LoanPhase,
    /// Where it stands.
    pub state: StateText,
    /// Whether the keeper can renew it now.
    pub can_renew: bool,
    /// The key that lists are sorted by.
    pub order: i64,
}

impl Row for HouseLoan {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What was done, with the text that undoes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LendingDone {
    /// The record.
    pub record: String,
    /// For [`Client::undo`]; empty where there is nothing to undo.
    pub undo: String,
}

impl Client {
    /// The loans of a house: overdue first, then by due date, then what came back lately.
    pub fn house_loans(&self, house: RecordId) -> Result<Vec<HouseLoan>, Error> {
        house_loans(&self.0, house)
    }

    /// Watches [`Client::house_loans`].
    pub fn watch_house_loans(&self, house: RecordId) -> Watch<HouseLoan> {
        self.0.watch(move |inner| house_loans(inner, house))
    }

    /// What lending a copy would lead to: the due date, or what stands in the way.
    pub fn preview_lend(&self, title: RecordId, copy: &str, borrower: Option<RecordId>) -> Result<StateText, Error> {
        let borrower = match borrower {
            Some(card) => Borrower::Card(card),
            None => Borrower::Name { name: String::new(), employer: String::new() },
        };
        let lend = asked(title, copy, &borrower, false);
        Ok(match self.here(|here| lend.preview(here))? {
            Err(refusal) => words::hindered(&refusal),
            Ok(due) => StateText::new(
                Tone::Preview,
                format!("借出后 {} 前归还", words::date_zh(due)),
                format!("Would be due {}", words::date_en(due)),
            ),
        })
    }

    /// Lends a copy. `exception` lends beyond the limit on the keeper's own decision (L-03).
    pub fn lend(
        &self,
        title: RecordId,
        copy: &str,
        borrower: &Borrower,
        exception: bool,
    ) -> Result<LendingDone, Error> {
        self.perform(asked(title, copy, borrower, exception)).map(LendingDone::from)
    }

    /// Takes a book back.
    pub fn take_back(&self, loan: RecordId) -> Result<LendingDone, Error> {
        self.perform(TakeBack { loan }).map(LendingDone::from)
    }

    /// Takes back a copy of which this phone holds no loan: recorded as a return, matched by the hub (L-C5).
    pub fn take_back_copy(&self, house: RecordId, title: Option<RecordId>, copy: &str) -> Result<LendingDone, Error> {
        self.perform(TakeBackCopy { house, copy: copy.to_owned(), title }).map(LendingDone::from)
    }

    /// Renews on the spot, by the same terms as a borrower's request.
    pub fn renew(&self, loan: RecordId) -> Result<LendingDone, Error> {
        self.perform(Renew { loan }).map(LendingDone::from)
    }
}

fn asked(title: RecordId, copy: &str, borrower: &Borrower, exception: bool) -> Lend {
    let (card, name, employer) = match borrower.clone() {
        Borrower::Card(card) => (Some(card), String::new(), String::new()),
        Borrower::Name { name, employer } => (None, name, employer),
    };
    Lend { title, copy: copy.to_owned(), card, name, employer, exception }
}

impl From<crate::Done> for LendingDone {
    fn from(done: crate::Done) -> Self {
        Self { record: done.record.to_string(), undo: done.undo_text() }
    }
}

/// How far a loan is, with the key that sorts it.
pub(crate) fn phase(record: &Record, status: &Status, today: jiff::civil::Date) -> (LoanPhase, i64) {
    let day = |date: jiff::civil::Date| zhijia_model::calendar::start_of_day_ms(date);
    match status {
        Status::Disputed => (LoanPhase::Check, i64::MIN),
        Status::Out { due: Some(due), overdue: true } => (LoanPhase::Overdue, day(*due)),
        Status::Out { due: Some(due), .. } if *due <= today.saturating_add(jiff::Span::new().days(3)) => {
            (LoanPhase::Due, day(*due))
        }
        Status::Out { due, .. } => (LoanPhase::Out, due.map_or(i64::MAX / 4, day)),
        Status::Returned { at, .. } => (LoanPhase::Returned, i64::MAX / 2 - at),
        Status::Void => (LoanPhase::Returned, i64::MAX / 2 - loan::lent(record)),
    }
}

fn house_loans(inner: &Inner, house: RecordId) -> Result<Vec<HouseLoan>, Error> {
    let today = china_date(inner.now());
    let house_record = inner.record(house)?;
    let mut items = Vec::new();
    for record in inner.records_in(Kind::Loan, house)? {
        let status = loan::status(&record, today);
        let (phase, order) = phase(&record, &status, today);
        let said = loan::read(&record);
        items.push(HouseLoan {
            id: record.id.to_string(),
            title: text(said.title_name().one()),
            copy: loan::copy(&record).to_owned(),
            borrower: text(said.borrower_name().one()),
            employer: text(said.borrower_employer().one()),
            lent_ms: loan::lent(&record),
            due: loan::due(&record).map(|due| due.to_string()),
            phase,
            state: words::loan(&status, inner.stage(record.id)?),
            can_renew: renewed(&record, house_record.as_ref(), inner.now()).is_ok(),
            order,
        });
    }
    items.sort_by_key(|item| item.order);
    Ok(items)
}
