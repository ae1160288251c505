//! A member's events: browse, preview, sign up, withdraw.

use std::sync::Arc;

use zhijia_client::{Client, events};

use crate::error::id;
use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Phone, State, ZhijiaError};

mirror! {
    /// An event as a member sees it.
    EventItem from events::EventItem {
        /// The record's id.
        id: String,
        /// The event's title.
        title: String,
        /// Where it takes place.
        place: String,
        /// About it.
        about: String,
        /// When it starts, in milliseconds.
        starts_ms: Option<i64>,
        /// When sign-up opens.
        opens_ms: Option<i64>,
        /// When sign-up closes: planned, or as the organiser closed it.
        closes_ms: Option<i64>,
        /// The places; nothing where there is no limit.
        capacity: Option<u32>,
        /// The union that holds it.
        union: Named,
        /// `draft`, `upcoming`, `open`, `closed`, `cancelled` or `finished`.
        phase: String,
        /// The phase in words.
        phase_state: State,
        /// Places taken and people waiting, as of when.
        places: Option<Places>,
        /// My sign-up, where there is one.
        mine: Option<Mine>,
        /// What signing up now would lead to.
        preview: Option<State>,
        /// Whether signing up makes sense now.
        can_sign_up: bool,
        /// The key that lists are sorted by.
        order: i64,
    }
}

mirror! {
    /// A record with its name.
    Named from events::NamedRecord {
        /// The record's id.
        id: String,
        /// Its name.
        name: String,
    }
}

mirror! {
    /// An event's places.
    Places from events::EventPlaces {
        /// Places taken.
        taken: u32,
        /// People waiting.
        waiting: u32,
        /// In words, in Simplified Chinese.
        text_zh: String,
        /// In words, in English.
        text_en: String,
        /// As of when, in milliseconds.
        as_of_ms: Option<i64>,
    }
}

mirror! {
    /// My sign-up for an event.
    Mine from events::MySignUp {
        /// The sign-up's id.
        signup: String,
        /// Where it stands.
        state: State,
        /// Whether it can be withdrawn.
        can_withdraw: bool,
        /// When the organiser saw me at the door, in milliseconds.
        arrived_ms: Option<i64>,
    }
}

mirror! {
    /// One of my sign-ups.
    SignUpItem from events::SignUpItem {
        /// The sign-up's id.
        id: String,
        /// The event's id.
        event: String,
        /// The event's title.
        title: String,
        /// Where it takes place.
        place: String,
        /// When it starts, in milliseconds.
        starts_ms: Option<i64>,
        /// Where the sign-up stands.
        state: State,
    }
}

heard!(EventListener, EventPut, EventItem from events::EventItem);
heard!(SignUpListener, SignUpPut, SignUpItem from events::SignUpItem);

#[uniffi::export]
impl Phone {
    /// The events of the own union and of every union above it, soonest first.
    pub async fn events(&self) -> Result<Vec<EventItem>, ZhijiaError> {
        self.ask(|phone| Ok(phone.events()?.cross())).await
    }

    /// Watches [`Phone::events`].
    pub fn watch_events(&self, listener: Arc<dyn EventListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_events)
    }

    /// My sign-ups.
    pub async fn sign_ups(&self) -> Result<Vec<SignUpItem>, ZhijiaError> {
        self.ask(|phone| Ok(phone.sign_ups()?.cross())).await
    }

    /// Watches [`Phone::sign_ups`].
    pub fn watch_sign_ups(&self, listener: Arc<dyn SignUpListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_sign_ups)
    }

    /// What signing up for an event would lead to, by what this phone knows.
    pub async fn preview_sign_up(&self, event: String) -> Result<State, ZhijiaError> {
        self.ask(move |phone| Ok(phone.preview_sign_up(id(&event)?)?.cross())).await
    }

    /// Signs up. Gives the sign-up's id; repeating it is the same sign-up.
    pub async fn sign_up(&self, event: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.sign_up(id(&event)?)?.to_string())).await
    }

    /// Withdraws. The place goes to the first who waits.
    pub async fn withdraw(&self, event: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.withdraw(id(&event)?)?.to_string())).await
    }
}
