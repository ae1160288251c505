//! What an organiser types of an event, new or changed.

use serde::{Deserialize, Serialize};

use crate::fields::{Value, Values, Write};
use crate::intents::fields::{number, number_if};
use crate::intents::said;
use crate::kinds::event::{self, Event};
use crate::refusal::{Code, Refusal};

/// The most bytes of a title or place.
const LINE_MAX: usize = 200;
/// The most bytes of the text about an event.
const ABOUT_MAX: usize = 4000;
/// The most places.
const CAPACITY_MAX: i64 = 100_000;

/// What an organiser types. Times are milliseconds since the Unix epoch.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Details {
    /// The title.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// About it; may be empty.
    #[serde(default)]
    pub about: String,
    /// Whom to ask at the place; may be empty.
    #[serde(default)]
    pub venue_contact: String,
    /// When it starts.
    #[serde(deserialize_with = "number")]
    pub starts: i64,
    /// When it ends; `None` where that is not said.
    #[serde(default, deserialize_with = "number_if")]
    pub ends: Option<i64>,
    /// The places; `None` for no limit.
    #[serde(default, deserialize_with = "number_if")]
    pub capacity: Option<i64>,
    /// When sign-up opens.
    #[serde(deserialize_with = "number")]
    pub opens: i64,
    /// When sign-up closes.
    #[serde(deserialize_with = "number")]
    pub closes: i64,
}

impl Details {
    /// What is put for what was typed. Nothing is ever deleted: a value of its own stands for "none", and only where
    /// something stood.
    pub(super) fn puts(&self, was: Option<Event<'_>>) -> Write<Event<'static>> {
        let Self { title, place, about, venue_contact, starts, ends, capacity, opens, closes } = self;
        Event::write()
            .title(title.trim())
            .place(place.trim())
            .starts(*starts)
            .opens(*opens)
            .closes(*closes)
            .about(said(about).or(lifted(was.map(Event::about), "")))
            .venue_contact(said(venue_contact).or(lifted(was.map(Event::venue_contact), "")))
            .ends(ends.or(lifted(was.map(Event::ends), event::NO_END)))
            .capacity(capacity.or(lifted(was.map(Event::capacity), event::NO_LIMIT)))
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn check(&self) -> Result<(), Refusal> {
        for (field, text) in [("title", &self.title), ("place", &self.place)] {
            if text.trim().is_empty() {
                return Err(Refusal::about(Code::EmptyField, field));
            }
        }
        let wrong = [
            ("title", self.title.trim().len() > LINE_MAX),
            ("place", self.place.trim().len() > LINE_MAX),
            ("venue_contact", self.venue_contact.trim().len() > LINE_MAX),
            ("about", self.about.trim().len() > ABOUT_MAX),
            ("capacity", self.capacity.is_some_and(|places| !(1..=CAPACITY_MAX).contains(&places))),
            ("closes", self.closes <= self.opens),
            ("starts", self.starts < self.opens),
            ("ends", self.ends.is_some_and(|ends| ends < self.starts)),
        ];
        match wrong.into_iter().find(|(_, wrong)| *wrong) {
            Some((field, _)) => Err(Refusal::about(Code::BadField, field)),
            None => Ok(()),
        }
    }
}

/// What is put where something stood and nothing was typed.
fn lifted<F: Value, T>(was: Option<Values<'_, F>>, none: T) -> Option<T> {
    was.is_some_and(|was| !was.is_absent()).then_some(none)
}
