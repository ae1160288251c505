//! The loans of a house, as its keeper sees them.

use serde::Serialize;
use zhijia_model::intents::books::renewed;
use zhijia_model::kinds::{Record, loan};
use zhijia_model::{Kind, RecordId};
use zhijia_store::StoredRecord;

use super::{LoanPhase, phase};
use crate::error::Error;
use crate::lists::events::text;
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, Reader, StateText};

/// A loan as the keeper sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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
    /// The date by which it should be back, `YYYY-MM-DD`; none where that is not known.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
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

/// Overdue first, then by due date, then what came back lately.
pub(crate) struct HouseLoans(pub(crate) RecordId);

impl List for HouseLoans {
    type Row = HouseLoan;

    fn needs(&self) -> Needs {
        Needs::default().one(Kind::House, self.0).within(Kind::Loan, self.0)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<HouseLoan>) -> Result<(), Error> {
        let house = at.dao.record(self.0)?;
        for one in at.dao.stored_in(Kind::Loan, self.0)? {
            let (key, row) = row(at, &one, house.as_ref());
            out.put(key, row);
        }
        at.turns_tomorrow();
        Ok(())
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<HouseLoan>) -> Result<(), Error> {
        // Its rules stand behind every row.
        if what.changed.touches(Kind::House) {
            out.whole = true;
            return self.all(at, out);
        }
        let house = at.dao.record(self.0)?;
        for (id, _) in what.of(Kind::Loan) {
            out.set(id, at.dao.stored(id)?.map(|one| row(at, &one, house.as_ref())));
        }
        Ok(())
    }
}

fn row(at: &Snapshot<'_>, one: &StoredRecord, house: Option<&Record>) -> (Key, HouseLoan) {
    let record = &one.record;
    let status = loan::status(record, at.today);
    let (phase, order) = phase(record, &status, at.today);
    let said = loan::read(record);
    let row = HouseLoan {
        id: record.id.to_string(),
        title: text(said.title_name().one()),
        copy: text(Some(loan::copy(record))),
        borrower: text(said.borrower_name().one()),
        employer: text(said.borrower_employer().one()),
        lent_ms: loan::lent(record),
        due: loan::due(record).map(|due| due.to_string()),
        phase,
        state: words::by_the_hubs_clock(words::loan(Reader::Staff, &status, stage(one.progress), at.today), record),
        can_renew: renewed(record, house, at.now).is_ok(),
        order,
    };
    (Key::new(order, row.lent_ms, &row.id), row)
}
