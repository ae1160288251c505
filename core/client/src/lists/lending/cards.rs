//! What a keeper has to settle: two loans of one copy that cannot both be (L-C2), and returns by a label that is on
//! several books (L-08). Each card has its choices; one tap settles it, and that can be undone.

use std::collections::BTreeMap;

use serde::Serialize;
use zhijia_model::intents::books::{NameReturn, SettleLoan, Settlement};
use zhijia_model::kinds::loan::{self, LoanStatus};
use zhijia_model::kinds::{Record, return_, title};
use zhijia_model::{Intent, Kind, Outcome, RecordId};

use crate::error::Error;
use crate::lists::events::text;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words::{self, StateText};

/// One thing to settle.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LendingCard {
    /// The first loan's id, or the return's.
    pub id: String,
    /// The title's name; empty where it is what has to be said.
    pub title: String,
    /// The copy's id, which stands on its label.
    pub copy: String,
    /// What happened.
    pub state: StateText,
    /// What can be said of it.
    pub choices: Vec<LendingChoice>,
}

/// One answer to a card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct LendingChoice {
    /// For [`Client::settle`](crate::Client::settle).
    pub choice: String,
    /// In Simplified Chinese.
    pub text_zh: String,
    /// In English.
    pub text_en: String,
}

impl Row for LendingCard {
    fn id(&self) -> &str {
        &self.id
    }
}

impl LendingChoice {
    fn new(intent: impl Into<Intent>, zh: String, en: String) -> Self {
        Self { choice: intent.into().to_text(), text_zh: zh, text_en: en }
    }
}

/// Disputes first, then returns.
pub(crate) struct LendingCards(pub(crate) RecordId);

impl List for LendingCards {
    type Row = LendingCard;

    fn needs(&self) -> Needs {
        Needs::default().within(Kind::Loan, self.0).within(Kind::Return, self.0).within(Kind::Title, self.0)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<LendingCard>) -> Result<(), Error> {
        for (place, card) in (0..).zip(cards(at, self.0)?) {
            out.put(Key::new(place, 0, &card.id), card);
        }
        Ok(())
    }
}

fn cards(at: &Snapshot<'_>, house: RecordId) -> Result<Vec<LendingCard>, Error> {
    let today = at.today;
    let records = |kind| at.dao.stored_in(kind, house);
    let loans: Vec<_> = records(Kind::Loan)?.into_iter().map(|one| one.record).collect();
    let mut disputed = BTreeMap::<_, Vec<&Record>>::new();
    for record in loans.iter().filter(|record| loan::status(record, today) == LoanStatus::Disputed) {
        disputed.entry((loan::read(record).title().one(), loan::copy(record))).or_default().push(record);
    }
    let mut items = Vec::new();
    for ((title, copy), mut of_copy) in disputed {
        of_copy.sort_by_key(|record| (loan::lent(record), record.id));
        items.push(dispute(at, title, copy, &of_copy, &loans)?);
    }
    for record in records(Kind::Return)?.into_iter().map(|one| one.record) {
        let asks = record.verdict.as_ref().is_some_and(|one| one.outcome == Outcome::Unmatched && one.rule == "L-08");
        if asks && !return_::is_void(&record) {
            items.push(which(&record, &loans, today));
        }
    }
    Ok(items)
}

fn dispute(
    at: &Snapshot<'_>,
    title: Option<RecordId>,
    copy: &str,
    of_copy: &[&Record],
    all: &[Record],
) -> Result<LendingCard, Error> {
    let borrower = |record: &Record| text(loan::read(record).borrower_name().one());
    let names: Vec<_> = of_copy.iter().map(|record| borrower(record)).collect();
    let free = free_copy(at, title, all)?;
    let mut choices = Vec::new();
    for (place, record) in of_copy.iter().enumerate() {
        let (loan, name) = (record.id, borrower(record));
        let say = |how, copy: String| SettleLoan { loan, how, copy, scanned: loan::copy(record).to_owned() };
        if place + 1 < of_copy.len() {
            let (zh, en) = words::had_given_back(&name);
            choices.push(LendingChoice::new(say(Settlement::PassedOn, String::new()), zh, en));
        }
        if let Some(free) = &free {
            let (zh, en) = words::has_copy(&name, free);
            choices.push(LendingChoice::new(say(Settlement::OtherCopy, free.clone()), zh, en));
        }
        let (zh, en) = words::was_mistaken(&name);
        choices.push(LendingChoice::new(say(Settlement::Mistaken, String::new()), zh, en));
    }
    Ok(LendingCard {
        id: of_copy.first().map(|record| record.id.to_string()).unwrap_or_default(),
        title: of_copy.first().map(|record| text(loan::read(record).title_name().one())).unwrap_or_default(),
        copy: text(Some(copy)),
        state: words::lent_at_once(&names),
        choices,
    })
}

/// The first copy of a title that no loan on this phone has out.
fn free_copy(at: &Snapshot<'_>, title: Option<RecordId>, loans: &[Record]) -> Result<Option<String>, Error> {
    let Some(record) = title.map(|title| at.dao.record(title)).transpose()?.flatten() else { return Ok(None) };
    let out = |copy: &str| {
        let of_copy = loans.iter().filter(|loan| loan::read(loan).title().one() == title && loan::copy(loan) == copy);
        of_copy
            .into_iter()
            .any(|loan| matches!(loan::status(loan, at.today), LoanStatus::Out { .. } | LoanStatus::Disputed))
    };
    let copies = title::copies(&record).into_iter().filter(|copy| !copy.withdrawn);
    Ok(copies.map(|copy| copy.id).find(|copy| !out(copy)))
}

/// A return by a label that is on several books.
fn which(record: &Record, loans: &[Record], today: jiff::civil::Date) -> LendingCard {
    let copy = text(return_::read(record).copy().one());
    let at = loan::believed(return_::read(record).at()).unwrap_or(0);
    let fits = |loan: &&Record| {
        let open = matches!(loan::status(loan, today), LoanStatus::Out { .. } | LoanStatus::Disputed);
        open && loan::copy(loan) == copy && loan::lent(loan) <= at
    };
    let choices = loans.iter().filter(fits).filter_map(|one| {
        let said = loan::read(one);
        let (name, title) = (text(said.borrower_name().one()), text(said.title_name().one()));
        let (zh, en) = words::brought_back(&title, &name);
        Some(LendingChoice::new(NameReturn { returned: record.id, title: said.title().one()? }, zh, en))
    });
    let mut choices: Vec<_> = choices.collect();
    choices.dedup_by(|a, b| a.choice == b.choice);
    LendingCard {
        id: record.id.to_string(),
        title: String::new(),
        choices,
        state: words::which_came_back(at, &copy),
        copy,
    }
}
