//! A book-house's catalogue: houses, search, copies, cards.

use serde::Serialize;
use zhijia_model::calendar::china_date;
use zhijia_model::holdings::volume_beside;
use zhijia_model::intents::books::CloseDay;
use zhijia_model::intents::unions::CreateHouse;
use zhijia_model::kinds::loan::{self, Status};
use zhijia_model::kinds::{Record, member, title};
use zhijia_model::{Code, Fact, Part, RecordId};

use crate::error::Error;
use crate::inner::Inner;
use crate::lending::LendingDone;
use crate::lists::events::text;
pub use crate::lists::lending::houses::HouseItem;
use crate::lists::lending::houses::Houses;
use crate::words::{StateText, Tone};
use crate::{Client, Watch};

/// A title in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TitleItem {
    /// The title's id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The author.
    pub author: String,
    /// The publisher.
    pub publisher: String,
    /// The year.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub year: Option<i64>,
    /// The ISBN-13.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub isbn: Option<String>,
    /// The volume.
    pub volume: String,
    /// The class number (中图法).
    pub clc: String,
    /// Copies in all.
    pub copies: u32,
    /// Whether one is on the shelf.
    pub state: StateText,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TitlePage {
    /// How many there are in all.
    pub total: u64,
    /// These of them.
    pub items: Vec<TitleItem>,
}

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
    /// On the shelf, or on loan.
    pub state: StateText,
    /// The open loan.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub loan: Option<String>,
    /// Who has it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub borrower: Option<String>,
}

/// What a keeper scanned or typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ScanResult {
    /// Copies with this barcode, however it was typed: several where labels collide (L-08).
    pub copies: Vec<CopyItem>,
    /// Titles by name, pinyin, initials, author or ISBN: the first fifty.
    pub titles: Vec<TitleItem>,
    /// How many titles were found in all.
    pub total: u64,
}

/// A member's card.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CardItem {
    /// The member's id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The employer.
    pub employer: String,
    /// The last four digits of the mobile number.
    pub tail: String,
}

impl Client {
    /// The houses of the own union and of every union above it.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn houses(&self) -> Result<Vec<HouseItem>, Error> {
        self.0.list(Houses::default())
    }

    /// Watches [`Client::houses`].
    pub fn watch_houses(&self) -> Watch<HouseItem> {
        self.0.watch(Houses::default())
    }

    /// Follows a house's catalogue on this phone, or gives its room back.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be written.
    pub fn follow_house(&self, house: RecordId, follow: bool) -> Result<(), Error> {
        self.0.follow(house, follow)?;
        // An open stream goes on with what it was opened for: a new one asks for what is followed now.
        self.poke();
        Ok(())
    }

    /// Closes a house on a day (`2026-10-08`), or opens it all the same: dates that are given from now on roll over it.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn close_day(&self, house: RecordId, day: &str, closed: bool) -> Result<LendingDone, Error> {
        self.perform(CloseDay { house, day: day.to_owned(), closed }).map(LendingDone::from)
    }

    /// Founds a house.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn create_house(
        &self,
        union: RecordId,
        name: &str,
        address: &str,
        closed_weekdays: &str,
    ) -> Result<RecordId, Error> {
        let (name, address) = (name.to_owned(), address.to_owned());
        Ok(self.perform(CreateHouse { union, name, address, closed_weekdays: closed_weekdays.to_owned() })?.record)
    }

    /// A house's titles: the whole catalogue for an empty query, else what matches by Chinese substring, pinyin,
    /// initials, author, barcode or ISBN. `count` of them from `from` on.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn titles(&self, house: RecordId, query: &str, from: usize, count: usize) -> Result<TitlePage, Error> {
        let inner = &self.0;
        let (total, ids) = inner.search(house, query, from, count.min(500))?;
        let mut items = Vec::with_capacity(ids.len());
        for id in ids {
            if let Some(record) = inner.record(id)? {
                items.push(item(inner, &record)?);
            }
        }
        Ok(TitlePage { total: total as u64, items })
    }

    /// A title's copies, with who has them where this phone keeps the house.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn copies(&self, title: RecordId) -> Result<Vec<CopyItem>, Error> {
        let Some(record) = self.0.record(title)? else { return Err(Code::NotFound.into()) };
        copies(&self.0, &record)
    }

    /// What a keeper scanned or typed.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn find(&self, house: RecordId, query: &str) -> Result<ScanResult, Error> {
        let inner = &self.0;
        let label = title::label_key(query);
        let mut found = Vec::new();
        for title in inner.titles_by_barcode(house, query)? {
            if let Some(record) = inner.record(title)? {
                let all = copies(inner, &record)?;
                let has = |copy: &CopyItem| copy.barcode.as_deref().is_some_and(|own| title::label_key(own) == label);
                found.extend(all.into_iter().filter(has));
            }
        }
        let page = if found.is_empty() {
            self.titles(house, query, 0, 50)?
        } else {
            TitlePage { total: 0, items: Vec::new() }
        };
        Ok(ScanResult { copies: found, total: page.total, titles: page.items })
    }

    /// Members' cards by name, pinyin, initials or the last digits of the mobile number. Opens empty: a query is
    /// needed.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn cards(&self, query: &str) -> Result<Vec<CardItem>, Error> {
        if query.trim().is_empty() {
            return Ok(Vec::new());
        }
        let inner = &self.0;
        let mut items = Vec::new();
        for id in inner.search_cards(query, 50)? {
            let Some(record) = inner.record(id)? else { continue };
            let number = member::masked_number(&record).unwrap_or_default();
            let tail: String = number.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
            items.push(CardItem {
                id: id.to_string(),
                name: member::name(&record).to_owned(),
                employer: member::employer(&record).to_owned(),
                tail,
            });
        }
        Ok(items)
    }
}

/// The open loan of each copy of a title, as far as this phone knows.
fn open_loans(inner: &Inner, title: &Record, copy: &str) -> Result<Option<Record>, Error> {
    let today = china_date(inner.now());
    let loans = inner.loans_of_copy(title.header.space, title.id, copy)?;
    Ok(loans.into_iter().find(|one| matches!(loan::status(one, today), Status::Out { .. } | Status::Disputed)))
}

fn copies(inner: &Inner, record: &Record) -> Result<Vec<CopyItem>, Error> {
    let name = text(title::read(record).title().one());
    let mut items = Vec::new();
    for copy in title::copies(record).into_iter().filter(|copy| !copy.withdrawn) {
        let loan = open_loans(inner, record, &copy.id)?;
        let borrower = loan.as_ref().map(|loan| text(loan::read(loan).borrower_name().one()));
        items.push(CopyItem {
            id: copy.id,
            barcode: copy.barcode,
            title: record.id.to_string(),
            title_name: name.clone(),
            state: match &loan {
                Some(_) => StateText::new(Tone::Plain, "借出", "On loan"),
                None => StateText::new(Tone::Plain, "在架", "On the shelf"),
            },
            loan: loan.map(|loan| loan.id.to_string()),
            borrower,
        });
    }
    Ok(items)
}

fn item(inner: &Inner, record: &Record) -> Result<TitleItem, Error> {
    let said = title::read(record);
    let keeps = record.parts.contains_key(&Part::Keeper);
    let copies = title::copies(record).iter().filter(|copy| !copy.withdrawn).count();
    let out = if keeps {
        inner.open_loans_of_title(record.header.space, record.id)?
    } else {
        match record.fact {
            Some(Fact::Copies { out }) => out as usize,
            _ => 0,
        }
    };
    let free = copies.saturating_sub(out);
    let state = match (copies, free) {
        (0, _) => StateText::new(Tone::Plain, "没有馆藏", "No copies"),
        (_, 0) => StateText::new(Tone::Plain, "都借出了", "All on loan"),
        (copies, free) => {
            StateText::new(Tone::Plain, format!("在架 {free} / {copies}"), format!("{free} of {copies} on the shelf"))
        }
    };
    Ok(TitleItem {
        id: record.id.to_string(),
        title: text(said.title().one()),
        author: text(said.author().one()),
        publisher: text(said.publisher().one()),
        year: said.year().one(),
        isbn: title::isbn(record),
        volume: volume_beside(said.title().one().unwrap_or_default(), said.volume().one().unwrap_or_default())
            .to_owned(),
        clc: text(said.clc().one()),
        copies: u32::try_from(copies).unwrap_or(u32::MAX),
        state,
    })
}
