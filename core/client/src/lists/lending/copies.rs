//! The copies of a title, with who has them where this phone keeps the house.

use serde::Serialize;
use zhijia_model::kinds::loan::{self, LoanStatus};
use zhijia_model::kinds::{Record, title};
use zhijia_model::{Fact, Kind, Part, RecordId};

use crate::error::Error;
use crate::lists::events::text;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words::{self, StateText};

/// A copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CopyItem {
    /// The copy's id within the house.
    pub id: String,
    /// The barcode on it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub barcode: Option<String>,
    /// The title's id.
    pub title: String,
    /// The title's name.
    pub title_name: String,
    /// On the shelf, or on loan; where another keeps the house, as far as the title's number of copies says it.
    pub state: StateText,
    /// The open loan.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub loan: Option<String>,
    /// Who has it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub borrower: Option<String>,
}

impl Row for CopyItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// In the order of the title's own list.
pub(crate) struct Copies {
    title: RecordId,
    house: Option<RecordId>,
}

impl Copies {
    pub(crate) const fn new(title: RecordId) -> Self {
        Self { title, house: None }
    }
}

impl List for Copies {
    type Row = CopyItem;

    fn needs(&self) -> Needs {
        let needs = Needs::default().one(Kind::Title, self.title);
        self.house.into_iter().fold(needs, |needs, house| needs.within(Kind::Loan, house))
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<CopyItem>) -> Result<(), Error> {
        let Some(record) = at.dao.record(self.title)? else { return Ok(()) };
        self.house = Some(record.header.space);
        for (n, row) in (0..).zip(of_title(at, &record)?) {
            out.put(Key::new(n, 0, &row.id), row);
        }
        Ok(())
    }
}

/// The open loan of each copy of a title, as far as this phone knows.
fn open_loan(at: &Snapshot<'_>, title: &Record, copy: &str) -> Result<Option<Record>, Error> {
    let loans = at.dao.loans_of_copy(title.header.space, title.id, copy)?;
    Ok(loans
        .into_iter()
        .find(|one| matches!(loan::status(one, at.today), LoanStatus::Out { .. } | LoanStatus::Disputed)))
}

pub(crate) fn of_title(at: &Snapshot<'_>, record: &Record) -> Result<Vec<CopyItem>, Error> {
    let name = text(title::read(record).title().one());
    let mut items = Vec::new();
    let copies: Vec<_> = title::copies(record).into_iter().filter(|copy| !copy.withdrawn).collect();
    // Who does not keep the house holds no loans but the own ones: the hub says how many copies are out, not which.
    let counted = match record.fact {
        _ if record.parts.contains_key(&Part::Keeper) => None,
        Some(Fact::Copies { out }) => Some(out as usize),
        _ => Some(0),
    };
    let total = copies.len();
    for copy in copies {
        let loan = open_loan(at, record, &copy.id)?;
        let borrower = loan.as_ref().map(|loan| text(loan::read(loan).borrower_name().one()));
        items.push(CopyItem {
            id: copy.id,
            barcode: copy.barcode,
            title: record.id.to_string(),
            title_name: name.clone(),
            state: words::copy(loan.is_some(), total, counted),
            loan: loan.map(|loan| loan.id.to_string()),
            borrower,
        });
    }
    Ok(items)
}
