//! The own loans, as their borrower sees them.

use jiff::civil::Date;
use serde::Serialize;
use zhijia_model::intents::books::renewed;
use zhijia_model::kinds::{Record, house, loan};
use zhijia_model::{Code, Kind, Outcome, RecordId, Refusal};
use zhijia_store::StoredRecord;

use super::{LoanPhase, phase};
use crate::error::Error;
use crate::lists::events::{NamedRecord, text};
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, Reader, StateText};

/// A loan as the borrower sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MyLoan {
    /// The loan's id.
    pub id: String,
    /// The title's name.
    pub title: String,
    /// The house.
    pub house: NamedRecord,
    /// When it was lent, in milliseconds.
    pub lent_ms: i64,
    /// The date by which it should be back, `YYYY-MM-DD`; none where that is not known.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub due: Option<String>,
    /// How far it is.
    pub phase: LoanPhase,
    /// Where it stands.
    pub state: StateText,
    /// The last renewal asked for, and its answer.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub renewal: Option<StateText>,
    /// Whether asking for a renewal makes sense now.
    pub can_renew: bool,
    /// Why not, where it does not.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub cannot: Option<StateText>,
    /// The key that lists are sorted by.
    pub order: i64,
}

impl Row for MyLoan {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What is due soonest first.
#[derive(Default)]
pub(crate) struct MyLoans {
    me: Option<RecordId>,
}

impl List for MyLoans {
    type Row = MyLoan;

    fn needs(&self) -> Needs {
        Needs::default().of(Kind::Loan, self.me).all(Kind::House)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<MyLoan>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        for one in at.dao.stored_of(Kind::Loan, me)? {
            if let Some((key, row)) = row(at, &one)? {
                out.put(key, row);
            }
        }
        at.turns_tomorrow();
        Ok(())
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<MyLoan>) -> Result<(), Error> {
        if what.changed.touches(Kind::House) {
            out.whole = true;
            return self.all(at, out);
        }
        for (id, _) in what.of(Kind::Loan) {
            out.set(id, at.dao.stored(id)?.map(|one| row(at, &one)).transpose()?.flatten());
        }
        Ok(())
    }
}

/// The last renewal's answer in words.
fn renewal(record: &Record, house: Option<&Record>, today: Date) -> Option<StateText> {
    if loan::unanswered(record).is_some() {
        return Some(words::renewal_asked());
    }
    let Some(Outcome::Loan { renewals, .. }) = record.verdict.as_ref().map(|verdict| &verdict.outcome) else {
        return None;
    };
    let last = renewals.last()?;
    Some(match (&last.due, last.reason.as_deref().and_then(Code::from_code)) {
        (Some(due), why) => words::renewed(due.parse().unwrap_or_default(), why.is_some(), today),
        (None, Some(code)) => {
            let days = loan::terms(house).renew_window_days;
            let refusal =
                if code == Code::RenewTooEarly { Refusal::about(code, days.to_string()) } else { code.into() };
            words::not_renewed(Some(&refusal))
        }
        (None, None) => words::not_renewed(None),
    })
}

fn row(at: &Snapshot<'_>, one: &StoredRecord) -> Result<Option<(Key, MyLoan)>, Error> {
    let record = &one.record;
    if loan::is_void(record) {
        return Ok(None);
    }
    let status = loan::status(record, at.today);
    let held = at.dao.record(record.header.space)?;
    let (phase, order) = phase(record, &status, at.today);
    let asked = loan::unanswered(record).is_some();
    let possible = renewed(record, held.as_ref(), at.now);
    let open = matches!(status, loan::LoanStatus::Out { .. });
    let row = MyLoan {
        id: record.id.to_string(),
        title: text(loan::read(record).title_name().one()),
        house: NamedRecord {
            id: record.header.space.to_string(),
            name: held.as_ref().map(house::name).unwrap_or_default().to_owned(),
        },
        lent_ms: loan::lent(record),
        due: loan::due(record).map(|due| due.to_string()),
        phase,
        state: words::by_the_hubs_clock(words::loan(Reader::Concerned, &status, None, at.today), record),
        renewal: match stage(one.progress) {
            Some(stage) => Some(words::pending(stage).leading_to(renewal(record, held.as_ref(), at.today))),
            None => renewal(record, held.as_ref(), at.today),
        },
        can_renew: open && !asked && possible.is_ok(),
        cannot: possible.err().filter(|_| open).map(|refusal| words::obstacle(&refusal)),
        order,
    };
    Ok(Some((Key::new(order, row.lent_ms, &row.id), row)))
}
