//! Lending a copy.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Step, UndoLending, line};
use crate::calendar::china_date;
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::members::checked_given_name;
use crate::intents::{Act, Again, Context, Intent, Words, Writes, one_line, prose, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::loan::{self, Loan, LoanStatus, RESCAN_MS};
use crate::kinds::{Record, house, member, title};
use crate::refusal::{Code, Refusal};

/// Lends a copy to a member, by the card, or to a person as given.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lend {
    /// The title.
    pub title: RecordId,
    /// The copy's id within the house.
    pub copy: String,
    /// The borrower's card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card: Option<RecordId>,
    /// The borrower's name as given, where there is no card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The borrower's employer as given, where there is no card.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub employer: String,
    /// Beyond the limit, on the keeper's own decision (L-03).
    #[serde(default, deserialize_with = "flag")]
    pub exception: bool,
    /// Why it is lent although it is kept for another reader (L-C10).
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The title and its house, as lending needs them.
struct Origin {
    title: Record,
    house: Option<Record>,
}

impl Lend {
    /// The date by which it would have to be back, or what stands in the way. The borrower may still be open.
    ///
    /// # Errors
    /// `not-found` for the title, or where a record cannot be read.
    pub fn preview<C: Context>(&self, context: &C) -> Result<Result<Date, Refusal>, C::Error> {
        let origin = self.origin(context)?;
        let open = self.open(context, &origin)?;
        Ok(match self.obstacle(context, &origin, open.first())? {
            Some(refusal) => Err(refusal),
            None => Ok(due(origin.house.as_ref(), context.now())),
        })
    }

    fn origin<C: Context>(&self, context: &C) -> Result<Origin, C::Error> {
        let title = context.known(Kind::Title, self.title, "title")?;
        let house = context.record(title.header.space)?;
        Ok(Origin { title, house })
    }

    /// The copy's open loans.
    fn open<C: Context>(&self, context: &C, origin: &Origin) -> Result<Vec<Record>, C::Error> {
        let loans = context.loans_of_copy(origin.title.header.space, origin.title.id, &self.copy)?;
        Ok(loans.into_iter().filter(|loan| is_out(loan, context.now())).collect())
    }

    /// Whether those who asked before this reader have the copies that there are (L-05).
    fn kept_for_others<C: Context>(&self, context: &C, origin: &Origin) -> Result<bool, C::Error> {
        let (line, free) = line(context, &origin.title)?;
        let theirs = line.iter().take(free).any(|hold| hold.header.owner == self.card);
        Ok(!theirs && !line.is_empty() && line.len() >= free)
    }

    fn obstacle<C: Context>(
        &self,
        context: &C,
        origin: &Origin,
        open: Option<&Record>,
    ) -> Result<Option<Refusal>, C::Error> {
        let known = title::copies(&origin.title).into_iter().find(|one| one.id == self.copy);
        if known.is_none_or(|copy| copy.withdrawn) {
            return Ok(Some(Refusal::about(Code::NotFound, "copy")));
        }
        if open.is_some() {
            return Ok(Some(Code::CopyOut.into()));
        }
        if said(&self.reason).is_none() && self.kept_for_others(context, origin)? {
            return Ok(Some(Code::CopyKept.into()));
        }
        let most = loan::terms(origin.house.as_ref()).max_loans;
        if let (Some(card), false) = (self.card, self.exception) {
            let loans = context.records_of(Kind::Loan, card)?;
            let out = loans.iter().filter(|loan| is_out(loan, context.now())).count();
            if out >= most as usize {
                return Ok(Some(Refusal::about(Code::LimitReached, out.to_string())));
            }
        }
        Ok(None)
    }
}

impl Act for Lend {
    const CODE: &'static str = "lend";
    const WORDS: Words = words("借出", "Lending");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let (now, origin) = (context.now(), self.origin(context)?);
        let card = self.card.map(|card| context.known(Kind::Member, card, "borrower")).transpose()?;
        let (name, employer) = match &card {
            Some(card) => (member::name(card).to_owned(), member::employer(card)),
            None => (checked_given_name(&self.name, "borrower")?, one_line(&self.employer, "employer", 200)?),
        };
        if name.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "borrower").into());
        }
        prose(&self.reason, "reason", 2000)?;
        let open = self.open(context, &origin)?;
        let theirs = open.iter().find(|loan| is_with(loan, self.card, &name, employer));
        if let Some(loan) = theirs.filter(|_| !self.copy.starts_with('#')) {
            // L-C4: scanned twice within hours it is one loan; later the reader wants to keep it.
            let twice = (now - loan::lent(loan)).abs() <= RESCAN_MS;
            return if twice {
                Ok(Writes::nothing(loan, Part::Keeper))
            } else {
                Err(Refusal::from(Code::LentToThem).into())
            };
        }
        if let Some(refusal) = self.obstacle(context, &origin, open.first())? {
            return Err(refusal.into());
        }
        let header = Header::new(Kind::Loan, origin.title.header.space, self.card, id.0);
        let fields = Loan::write()
            .title(self.title)
            .copy(self.copy.as_str())
            .title_name(title::read(&origin.title).title().one().unwrap_or_default())
            .borrower_name(name.as_str())
            .borrower_employer(employer)
            .lent(now)
            .due(due(origin.house.as_ref(), now))
            .note(said(&self.reason));
        Ok(Writes::new(header, Part::Keeper, fields))
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoLending { loan: record, token: Step::Recorded(id) }.into())
    }
}

/// Whether a loan is with this reader: by the card, or by the name and employer as given.
fn is_with(loan: &Record, card: Option<RecordId>, name: &str, employer: &str) -> bool {
    let said = loan::read(loan);
    let given = (said.borrower_name().one().unwrap_or_default(), said.borrower_employer().one().unwrap_or_default());
    loan.header.owner == card && (card.is_some() || given == (name, employer))
}

pub(super) fn is_out(loan: &Record, now: i64) -> bool {
    matches!(loan::status(loan, china_date(now)), LoanStatus::Out { .. })
}

/// The due date of a loan that begins now, rolled to an open day.
fn due(record: Option<&Record>, now: i64) -> Date {
    let days = jiff::Span::new().days(loan::terms(record).loan_days);
    house::calendar(record).roll_to_open_day(china_date(now).saturating_add(days))
}
