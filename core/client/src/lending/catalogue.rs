//! A book-house's catalogue: houses, search, copies, cards.

use serde::Serialize;
use zhijia_model::intents::books::CloseDay;
use zhijia_model::intents::unions::CreateHouse;
use zhijia_model::kinds::title;
use zhijia_model::{Code, Kind, RecordId};

use crate::error::Error;
use crate::lending::LendingDone;
pub use crate::lists::lending::copies::CopyItem;
use crate::lists::lending::copies::{self, Copies};
pub use crate::lists::lending::houses::HouseItem;
use crate::lists::lending::houses::Houses;
pub use crate::lists::lending::titles::TitleItem;
use crate::lists::lending::titles::{self, Titles};
pub use crate::lists::members::cards::CardItem;
use crate::lists::members::cards::Cards;
use crate::{Client, Watch};

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TitlePage {
    /// How many there are in all.
    pub total: u64,
    /// These of them.
    pub items: Vec<TitleItem>,
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
        self.0.store.write(|tx| if follow { tx.follow(house) } else { tx.unfollow(house) })?;
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
        let (total, items) = self.0.at(|at| titles::page(at, house, query, from, count))?;
        Ok(TitlePage { total: total as u64, items })
    }

    /// One title, as [`Client::titles`] shows it.
    ///
    /// # Errors
    /// `not-found`, or where the phone's store cannot be read.
    pub fn title(&self, title: RecordId) -> Result<TitleItem, Error> {
        let found = self.0.at(|at| match at.dao.record(title)? {
            Some(record) if record.header.kind() == Some(Kind::Title) => {
                titles::items(at, record.header.space, vec![title])
            }
            _ => Ok(Vec::new()),
        })?;
        found.into_iter().next().ok_or_else(|| Code::NotFound.into())
    }

    /// Watches [`Client::titles`].
    pub fn watch_titles(&self, house: RecordId, query: &str, from: usize, count: usize) -> Watch<TitleItem> {
        self.0.watch(Titles { house, query: query.to_owned(), from, count })
    }

    /// A title's copies, with who has them where this phone keeps the house.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn copies(&self, title: RecordId) -> Result<Vec<CopyItem>, Error> {
        self.0.at(|at| {
            let Some(record) = at.dao.record(title)? else { return Err(Code::NotFound.into()) };
            copies::of_title(at, &record)
        })
    }

    /// Watches [`Client::copies`].
    pub fn watch_copies(&self, title: RecordId) -> Watch<CopyItem> {
        self.0.watch(Copies::new(title))
    }

    /// What a keeper scanned or typed.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn find(&self, house: RecordId, query: &str) -> Result<ScanResult, Error> {
        self.0.at(|at| {
            let label = title::label_key(query);
            let mut found = Vec::new();
            for title in at.dao.titles_by_barcode(house, query)? {
                if let Some(record) = at.dao.record(title)? {
                    let all = copies::of_title(at, &record)?;
                    let has =
                        |copy: &CopyItem| copy.barcode.as_deref().is_some_and(|own| title::label_key(own) == label);
                    found.extend(all.into_iter().filter(has));
                }
            }
            let (total, titles) =
                if found.is_empty() { titles::page(at, house, query, 0, 50)? } else { (0, Vec::new()) };
            Ok(ScanResult { copies: found, total: total as u64, titles })
        })
    }

    /// Members' cards by name, pinyin, initials or the last digits of the mobile number. Opens empty: a query is
    /// needed.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn cards(&self, query: &str) -> Result<Vec<CardItem>, Error> {
        self.0.list(Cards { query: query.to_owned() })
    }

    /// Watches [`Client::cards`].
    pub fn watch_cards(&self, query: &str) -> Watch<CardItem> {
        self.0.watch(Cards { query: query.to_owned() })
    }
}
