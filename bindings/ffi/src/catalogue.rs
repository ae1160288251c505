//! A book-house's catalogue: houses, search, copies, cards.

use std::sync::Arc;

use zhijia_client::{Client, catalogue};

use crate::error::id;
use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Phone, State, ZhijiaError};

mirror! {
    /// A house.
    HouseItem from catalogue::HouseItem {
        /// The house's id.
        id: String,
        /// Its name.
        name: String,
        /// Its address.
        address: String,
        /// When it is open.
        hours: String,
        /// Whether this phone keeps it: it holds the documents, not only the public view.
        keeps: bool,
        /// Whether the catalogue is on this phone.
        followed: bool,
        /// Moves with every change of the catalogue: lists are to be asked again.
        revision: i64,
    }
}

mirror! {
    /// A title in a list.
    TitleItem from catalogue::TitleItem {
        /// The title's id.
        id: String,
        /// The title.
        title: String,
        /// The author.
        author: String,
        /// The publisher.
        publisher: String,
        /// The year.
        year: Option<i64>,
        /// The ISBN-13.
        isbn: Option<String>,
        /// The volume.
        volume: String,
        /// The class number (中图法).
        clc: String,
        /// Copies in all.
        copies: u32,
        /// Whether one is on the shelf.
        state: State,
    }
}

mirror! {
    /// A page of a list.
    TitlePage from catalogue::TitlePage {
        /// How many there are in all.
        total: u64,
        /// These of them.
        items: Vec<TitleItem>,
    }
}

mirror! {
    /// A copy.
    CopyItem from catalogue::CopyItem {
        /// The copy's id within the house.
        id: String,
        /// The barcode on it.
        barcode: Option<String>,
        /// The title's id.
        title: String,
        /// The title's name.
        title_name: String,
        /// On the shelf, or on loan.
        state: State,
        /// The open loan.
        loan: Option<String>,
        /// Who has it.
        borrower: Option<String>,
    }
}

mirror! {
    /// What a keeper scanned or typed.
    Found from catalogue::ScanResult {
        /// Copies with this barcode, however it was typed: several where labels collide.
        copies: Vec<CopyItem>,
        /// Titles by name, pinyin, initials, author or ISBN: the first fifty.
        titles: Vec<TitleItem>,
        /// How many titles were found in all.
        total: u64,
    }
}

mirror! {
    /// A member's card.
    CardItem from catalogue::CardItem {
        /// The member's id.
        id: String,
        /// The name.
        name: String,
        /// The employer.
        employer: String,
        /// The last four digits of the mobile number.
        tail: String,
    }
}

heard!(HouseListener, HousePut, HouseItem from catalogue::HouseItem);

#[uniffi::export]
impl Phone {
    /// The houses of the own union and of every union above it.
    pub async fn houses(&self) -> Result<Vec<HouseItem>, ZhijiaError> {
        self.ask(|phone| Ok(phone.houses()?.cross())).await
    }

    /// Watches [`Phone::houses`].
    pub fn watch_houses(&self, listener: Arc<dyn HouseListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_houses)
    }

    /// Follows a house's catalogue on this phone, or gives its room back.
    pub async fn follow_house(&self, house: String, follow: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.follow_house(id(&house)?, follow)).await
    }

    /// Founds a house in a union (its id) and gives the house's id. `closed_weekdays` are digits, 1 for Monday.
    pub async fn create_house(
        &self,
        space: String,
        name: String,
        address: String,
        closed_weekdays: String,
    ) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.create_house(id(&space)?, &name, &address, &closed_weekdays)?.to_string())).await
    }

    /// A house's titles: the whole catalogue for an empty query, else what matches by Chinese substring, pinyin,
    /// initials, author, barcode or ISBN. `count` of them, at most 500, from `offset` on.
    pub async fn titles(
        &self,
        house: String,
        query: String,
        offset: u32,
        count: u32,
    ) -> Result<TitlePage, ZhijiaError> {
        self.ask(move |phone| Ok(phone.titles(id(&house)?, &query, offset as usize, count as usize)?.cross())).await
    }

    /// A title's copies, with who has them where this phone keeps the house.
    pub async fn copies(&self, title: String) -> Result<Vec<CopyItem>, ZhijiaError> {
        self.ask(move |phone| Ok(phone.copies(id(&title)?)?.cross())).await
    }

    /// What a keeper scanned or typed.
    pub async fn find(&self, house: String, query: String) -> Result<Found, ZhijiaError> {
        self.ask(move |phone| Ok(phone.find(id(&house)?, &query)?.cross())).await
    }

    /// Members' cards by name, pinyin, initials or the last digits of the mobile number. Opens empty: a query is
    /// needed.
    pub async fn cards(&self, query: String) -> Result<Vec<CardItem>, ZhijiaError> {
        self.ask(move |phone| Ok(phone.cards(&query)?.cross())).await
    }
}
