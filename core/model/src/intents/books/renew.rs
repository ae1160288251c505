//! Renewing on the spot.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::line;
use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::loan::{self, Loan};
use crate::kinds::{Record, house};
use crate::refusal::{Code, Refusal};

/// Renews a loan at the desk, by the same terms as a borrower's request; not where somebody is known to wait (L-C9).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Renew {
    /// The loan.
    pub loan: RecordId,
}

impl Act for Renew {
    const CODE: &'static str = "renew";
    const WORDS: Words = words("续借", "Renewing");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Loan, self.loan, "loan")?;
        let due = renewed(&record, context.record(record.header.space)?.as_ref(), context.now())?;
        let title = loan::read(&record).title().one().map(|title| context.record(title)).transpose()?.flatten();
        let line = title.map(|title| line(context, &title)).transpose()?;
        if line.is_some_and(|(line, free)| line.len() > free) {
            return Err(Refusal::from(Code::Awaited).into());
        }
        let fields = Loan::write().renewals(&id, |renewal| renewal.at(context.now()).due(due));
        Ok(Writes::to(&record, Part::Keeper, fields))
    }
}

/// The due date of a renewal now, rolled to an open day.
///
/// # Errors
/// Why it cannot be renewed now.
pub fn renewed(record: &Record, house: Option<&Record>, now: i64) -> Result<Date, Refusal> {
    let terms = loan::terms(house);
    let due = loan::renewal(record, &terms, china_date(now)).map_err(|code| match code {
        Code::RenewTooEarly => Refusal::about(code, terms.renew_window_days.to_string()),
        other => other.into(),
    })?;
    Ok(house::calendar(house).roll_to_open_day(due))
}
