//! A keeper's desk: lend, renew, take back, undo; what is out, due and overdue.

use serde::Serialize;
use zhijia_model::calendar::china_date;
use zhijia_model::kinds::loan::{self, Status};
use zhijia_model::kinds::{Record, house, member, title};
use zhijia_model::{Code, Header, Kind, Part, RecordId, Refusal, Scalar};

use crate::error::Error;
use crate::events::text;
use crate::inner::{Act, Inner};
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

/// What was done, with the token that undoes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LendingDone {
    /// The record.
    pub record: String,
    /// For [`Client::undo_lending`].
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
        let inner = &self.0;
        let Some(record) = inner.record(title)? else { return Err(Code::NotFound.into()) };
        let house = inner.record(record.header.space)?;
        if let Err(refusal) = self.may_lend(&record, house.as_ref(), copy, borrower, false) {
            return Ok(words::hindered(&refusal));
        }
        let due = due(house.as_ref(), inner.now());
        Ok(StateText::new(
            Tone::Preview,
            format!("借出后 {} 前归还", words::date_zh(due)),
            format!("Would be due {}", words::date_en(due)),
        ))
    }

    /// Lends a copy. `exception` lends beyond the limit on the keeper's own decision (L-03).
    pub fn lend(
        &self,
        title: RecordId,
        copy: &str,
        borrower: &Borrower,
        exception: bool,
    ) -> Result<LendingDone, Error> {
        let inner = &self.0;
        let Some(record) = inner.record(title)? else { return Err(Code::NotFound.into()) };
        let house_id = record.header.space;
        let house = inner.record(house_id)?;
        let person = if let Borrower::Card(card) = borrower { Some(*card) } else { None };
        self.may_lend(&record, house.as_ref(), copy, person, exception)?;
        let card = person.map(|card| inner.record(card)).transpose()?.flatten();
        let (name, employer) = match (borrower, &card) {
            (Borrower::Card(_), Some(card)) => (member::name(card), member::employer(card)),
            (Borrower::Card(_), None) => return Err(Refusal::about(Code::NotFound, "borrower").into()),
            (Borrower::Name { name, employer }, _) => (name.trim(), employer.trim()),
        };
        if name.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "borrower").into());
        }
        let now = inner.now();
        let intent = inner.intent();
        let header = Header::new(Kind::Loan, house_id, person, intent.0);
        let puts: Vec<(String, Scalar)> = vec![
            ("title".to_owned(), title.into()),
            ("copy".to_owned(), copy.into()),
            ("title_name".to_owned(), text(title::read(&record).title().one()).into()),
            ("borrower_name".to_owned(), name.into()),
            ("borrower_employer".to_owned(), employer.into()),
            ("lent".to_owned(), now.into()),
            ("due".to_owned(), due(house.as_ref(), now).to_string().into()),
        ];
        let mut input =
            vec![("title", title.to_string()), ("copy", copy.to_owned()), ("exception", exception.to_string())];
        match borrower {
            Borrower::Card(card) => input.push(("card", card.to_string())),
            Borrower::Name { name, employer } => {
                input.extend([("name", name.clone()), ("employer", employer.clone())]);
            }
        }
        let id = inner.act(Act { intent, code: "lend", header, part: Part::Keeper, puts, input })?;
        Ok(LendingDone { record: id.to_string(), undo: format!("void/{intent}/at") })
    }

    fn may_lend(
        &self,
        record: &Record,
        house: Option<&Record>,
        copy: &str,
        person: Option<RecordId>,
        exception: bool,
    ) -> Result<(), Refusal> {
        let known = title::copies(record).into_iter().find(|one| one.id == copy);
        if known.is_none_or(|copy| copy.withdrawn) {
            return Err(Refusal::about(Code::NotFound, "copy"));
        }
        let inner = &self.0;
        let open = |loans: Vec<Record>| {
            let today = china_date(inner.now());
            loans.into_iter().filter(move |one| matches!(loan::status(one, today), Status::Out { .. }))
        };
        let in_house = inner.loans_of_copy(record.header.space, record.id, copy).unwrap_or_default();
        if open(in_house).next().is_some() {
            return Err(Code::CopyOut.into());
        }
        let terms = loan::terms(house);
        if let (Some(person), false) = (person, exception) {
            let out = open(inner.records_of(Kind::Loan, person).unwrap_or_default()).count();
            if out >= terms.max_loans as usize {
                return Err(Refusal::about(Code::LimitReached, terms.max_loans.to_string()));
            }
        }
        Ok(())
    }

    /// Takes a book back.
    pub fn take_back(&self, loan: RecordId) -> Result<LendingDone, Error> {
        let intent = self.0.intent();
        let key = format!("return/{intent}/at");
        self.on_loan(loan, "take-back", intent, vec![(key, self.0.now().into())])?;
        Ok(LendingDone { record: loan.to_string(), undo: format!("return/{intent}/undone") })
    }

    /// Takes back a copy of which this phone holds no loan: recorded as a return, matched by the hub (L-C5).
    pub fn take_back_copy(&self, house: RecordId, title: Option<RecordId>, copy: &str) -> Result<LendingDone, Error> {
        if copy.trim().is_empty() {
            return Err(Refusal::about(Code::EmptyField, "copy").into());
        }
        let inner = &self.0;
        let intent = inner.intent();
        let header = Header::new(Kind::Return, house, None, intent.0);
        let mut puts: Vec<(String, Scalar)> =
            vec![("copy".to_owned(), copy.trim().into()), ("at".to_owned(), inner.now().into())];
        if let Some(title) = title {
            puts.push(("title".to_owned(), title.into()));
        }
        let mut input = vec![("house", house.to_string()), ("copy", copy.to_owned())];
        input.extend(title.map(|title| ("title", title.to_string())));
        let id = inner.act(Act { intent, code: "take-back-copy", header, part: Part::Keeper, puts, input })?;
        Ok(LendingDone { record: id.to_string(), undo: format!("void/{intent}/at") })
    }

    /// Renews on the spot, by the same terms as a borrower's request.
    pub fn renew(&self, loan: RecordId) -> Result<LendingDone, Error> {
        let inner = &self.0;
        let Some(record) = inner.record(loan)? else { return Err(Code::NotFound.into()) };
        let house = inner.record(record.header.space)?;
        let due = renewed(&record, house.as_ref(), inner.now())?;
        let intent = inner.intent();
        let puts = vec![
            (format!("renew/{intent}/at"), inner.now().into()),
            (format!("renew/{intent}/due"), due.to_string().into()),
        ];
        self.on_loan(loan, "renew", intent, puts)?;
        Ok(LendingDone { record: loan.to_string(), undo: String::new() })
    }

    /// Takes the last step on a loan or return back, by its token: a slip of the hand.
    pub fn undo_lending(&self, record: RecordId, token: &str) -> Result<(), Error> {
        let well_formed = token.starts_with("void/") || (token.starts_with("return/") && token.ends_with("/undone"));
        if !well_formed {
            return Err(Code::NotFound.into());
        }
        let intent = self.0.intent();
        self.on_loan(record, "undo", intent, vec![(token.to_owned(), self.0.now().into())])
    }

    fn on_loan(
        &self,
        loan: RecordId,
        code: &'static str,
        intent: zhijia_model::IntentId,
        puts: Vec<(String, Scalar)>,
    ) -> Result<(), Error> {
        let Some(record) = self.0.record(loan)? else { return Err(Code::NotFound.into()) };
        let mut input = vec![("loan", loan.to_string())];
        if code == "undo" {
            input.extend(puts.first().map(|(token, _)| ("token", token.clone())));
        }
        self.0.act(Act { intent, code, header: record.header, part: Part::Keeper, puts, input })?;
        Ok(())
    }
}

/// The due date of a loan that begins now, rolled to an open day.
fn due(house: Option<&Record>, now: i64) -> jiff::civil::Date {
    let days = jiff::Span::new().days(loan::terms(house).loan_days);
    house::calendar(house).roll_to_open_day(china_date(now).saturating_add(days))
}

/// The due date of a renewal now, rolled to an open day; or why not.
pub(crate) fn renewed(record: &Record, house: Option<&Record>, now: i64) -> Result<jiff::civil::Date, Refusal> {
    let terms = loan::terms(house);
    let due = loan::renewal(record, &terms, china_date(now)).map_err(|code| match code {
        Code::RenewTooEarly => Refusal::about(code, terms.renew_window_days.to_string()),
        other => other.into(),
    })?;
    Ok(house::calendar(house).roll_to_open_day(due))
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
