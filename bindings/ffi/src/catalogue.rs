//! A book-house's catalogue: houses, search, copies, cards.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::catalogue::{CardItem, CopyItem, HouseItem, ScanResult, TitleItem, TitlePage};
use zhijia_client::lending::LendingDone;

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(HouseWatch, HouseUpdate, HouseItem);
watched!(TitleWatch, TitleUpdate, TitleItem);
watched!(CopyWatch, CopyUpdate, CopyItem);
watched!(CardWatch, CardUpdate, CardItem);

#[uniffi::export]
impl ZhijiaClient {
    /// The houses of the own union and of every union above it.
    pub async fn houses(&self) -> Result<Vec<HouseItem>, ZhijiaError> {
        self.ask(Client::houses).await
    }

    /// Watches [`ZhijiaClient::houses`].
    pub fn watch_houses(&self) -> Result<Arc<HouseWatch>, ZhijiaError> {
        Ok(HouseWatch::new(self.follow(Client::watch_houses)?))
    }

    /// Follows a house's catalogue on this phone, or gives its room back.
    pub async fn follow_house(&self, house: String, follow: bool) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.follow_house(id("house", &house)?, follow)).await
    }

    /// Founds a house in a union (its id) and gives the house's id. `closed_weekdays` are the digits
    /// of the days on which it is closed, 1 for Monday to 7 for Sunday, such as `67`; it may be empty.
    pub async fn create_house(
        &self,
        space: String,
        name: String,
        address: String,
        closed_weekdays: String,
    ) -> Result<String, ZhijiaError> {
        self.ask(move |phone| {
            Ok(phone.create_house(id("space", &space)?, &name, &address, &closed_weekdays)?.to_string())
        })
        .await
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
        self.ask(move |phone| phone.titles(id("house", &house)?, &query, offset as usize, count as usize)).await
    }

    /// Watches [`ZhijiaClient::titles`], without how many there are in all.
    pub fn watch_titles(
        &self,
        house: String,
        query: String,
        offset: u32,
        count: u32,
    ) -> Result<Arc<TitleWatch>, ZhijiaError> {
        let house = id("house", &house)?;
        let watch = |phone: &Client| phone.watch_titles(house, &query, offset as usize, count as usize);
        Ok(TitleWatch::new(self.follow(watch)?))
    }

    /// One title, as [`ZhijiaClient::titles`] shows it.
    pub async fn title(&self, title: String) -> Result<TitleItem, ZhijiaError> {
        self.ask(move |phone| phone.title(id("title", &title)?)).await
    }

    /// A title's copies, with who has them where this phone keeps the house.
    pub async fn copies(&self, title: String) -> Result<Vec<CopyItem>, ZhijiaError> {
        self.ask(move |phone| phone.copies(id("title", &title)?)).await
    }

    /// Watches [`ZhijiaClient::copies`].
    pub fn watch_copies(&self, title: String) -> Result<Arc<CopyWatch>, ZhijiaError> {
        let title = id("title", &title)?;
        Ok(CopyWatch::new(self.follow(|phone| phone.watch_copies(title))?))
    }

    /// What a keeper scanned or typed.
    pub async fn find(&self, house: String, query: String) -> Result<ScanResult, ZhijiaError> {
        self.ask(move |phone| phone.find(id("house", &house)?, &query)).await
    }

    /// Members' cards by name, pinyin, initials or the last digits of the mobile number. Opens empty: a query is
    /// needed.
    pub async fn cards(&self, query: String) -> Result<Vec<CardItem>, ZhijiaError> {
        self.ask(move |phone| phone.cards(&query)).await
    }

    /// Watches [`ZhijiaClient::cards`].
    pub fn watch_cards(&self, query: String) -> Result<Arc<CardWatch>, ZhijiaError> {
        Ok(CardWatch::new(self.follow(|phone| phone.watch_cards(&query))?))
    }

    /// Closes a house on a day (`YYYY-MM-DD`, such as `2026-10-08`), or opens it all the same: dates that are given from now on roll over it.
    pub async fn close_day(&self, house: String, day: String, closed: bool) -> Result<LendingDone, ZhijiaError> {
        self.ask(move |phone| phone.close_day(id("house", &house)?, &day, closed)).await
    }
}
