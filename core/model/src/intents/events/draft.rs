//! What an organiser types of an event, new or changed; and what a list shows of it.

use serde::{Deserialize, Serialize};

use super::{ConditionsDraft, QuestionDraft, question_draft};
use crate::calendar::{china_date, end_of_day_ms};
use crate::fields::Puts;
use crate::id::IntentId;
use crate::intents::dates::is_near;
use crate::intents::fields::{list, number_if};
use crate::intents::{lifted, named, none_wrong, one_line, prose, said};
use crate::kinds::Record;
use crate::kinds::event::{self, AdmissionMode, EVERYBODY, Event};
use crate::refusal::{Code, Refusal};
use crate::spec::GRACE_MS;

/// The most places.
const CAPACITY_MAX: i64 = 100_000;

/// What an organiser types of an event, and what holds of it. Times are milliseconds since the Unix epoch; apps' names
/// say so, the stored ones do not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default)]
pub struct EventDraft {
    /// The title.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// About it; may be empty.
    pub about: String,
    /// Whom to ask at the place; may be empty.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub venue_contact: String,
    /// What to bring along; may be empty.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub bring: String,
    /// When it starts.
    #[serde(rename = "starts", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub starts_ms: Option<i64>,
    /// When it ends; `None` where that is not said.
    #[serde(rename = "ends", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub ends_ms: Option<i64>,
    /// The places; `None` for no limit.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub capacity: Option<i64>,
    /// When sign-up opens.
    #[serde(rename = "opens", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub opens_ms: Option<i64>,
    /// When sign-up closes: planned, or as the organiser closed it.
    #[serde(rename = "closes", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub closes_ms: Option<i64>,
    /// How places are given; `None`: at once, in the order of arrival.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub admission: Option<AdmissionMode>,
    /// Who may take part.
    #[serde(flatten)]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub conditions: ConditionsDraft,
    /// What is asked of those who sign up.
    #[serde(deserialize_with = "list")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub questions: Vec<QuestionDraft>,
    /// What one agrees to by signing up; may be empty.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub waiver: String,
}

impl EventDraft {
    /// What holds of an event: what people are shown, and what a form to change it begins with.
    pub fn of(record: &Record) -> Self {
        let said = event::read(record);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let admission = event::admission(record);
        Self {
            title: text(said.title().one()),
            place: text(said.place().one()),
            about: text(said.about().one()),
            venue_contact: text(said.venue_contact().one()),
            bring: text(said.bring().one()),
            starts_ms: said.starts().one(),
            ends_ms: event::ends(record),
            capacity: admission.capacity.map(i64::from),
            opens_ms: said.opens().one(),
            closes_ms: Some(admission.closes).filter(|at| *at != i64::MAX),
            admission: Some(admission.mode).filter(|mode| *mode != AdmissionMode::Instant),
            conditions: ConditionsDraft::of(record, EVERYBODY),
            questions: QuestionDraft::of(record),
            waiver: text(said.waiver().one()),
        }
    }

    /// What is put for what was typed. Nothing is ever deleted: a value of its own stands for "none", and only where
    /// something stood.
    pub(super) fn puts(&self, record: Option<&Record>, id: IntentId) -> Puts<Event<'static>> {
        let was = record.map(event::read);
        let everybody = record.and_then(|record| event::group(record, EVERYBODY));
        let fields = question_draft::put(Event::write(), &self.questions, was, id);
        fields
            .title(self.title.trim())
            .place(self.place.trim())
            .starts(self.starts_ms)
            .opens(self.opens_ms)
            .closes(self.closes_ms)
            .about(said(&self.about).or(lifted(was.map(Event::about), "")))
            .venue_contact(said(&self.venue_contact).or(lifted(was.map(Event::venue_contact), "")))
            .bring(said(&self.bring).or(lifted(was.map(Event::bring), "")))
            .ends(self.ends_ms.or(lifted(was.map(Event::ends), event::NO_END)))
            .capacity(self.capacity.or(lifted(was.map(Event::capacity), event::NO_LIMIT)))
            .admission(self.admission.or(lifted(was.map(Event::admission), AdmissionMode::Instant)))
            .waiver(said(&self.waiver).or(lifted(was.map(Event::waiver), "")))
            .groups(EVERYBODY, |group| self.conditions.put(group, everybody))
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn check(&self) -> Result<(), Refusal> {
        let empty = |field| Refusal::about(Code::EmptyField, field);
        for (field, text) in [("title", &self.title), ("place", &self.place)] {
            named(text, field, 200)?;
        }
        for (field, text) in [("venue_contact", &self.venue_contact), ("bring", &self.bring)] {
            one_line(text, field, 200)?;
        }
        prose(&self.about, "about", 4000)?;
        prose(&self.waiver, "waiver", 3000)?;
        question_draft::check(&self.questions)?;
        let starts = self.starts_ms.ok_or_else(|| empty("starts"))?;
        let opens = self.opens_ms.ok_or_else(|| empty("opens"))?;
        let closes = self.closes_ms.ok_or_else(|| empty("closes"))?;
        // Sign-up ends with the event at the latest: a later close would not be the one that holds.
        let over = self.ends_ms.unwrap_or_else(|| end_of_day_ms(china_date(starts)));
        let wrong = [
            ("starts", !is_near(starts)),
            ("ends", self.ends_ms.is_some_and(|ends| !is_near(ends))),
            ("opens", !is_near(opens)),
            ("closes", !is_near(closes)),
            ("capacity", self.capacity.is_some_and(|places| !(1..=CAPACITY_MAX).contains(&places))),
            ("closes", closes <= opens),
            ("starts", starts < opens),
            ("ends", self.ends_ms.is_some_and(|ends| ends < starts)),
            ("closes", closes > over),
        ];
        none_wrong(wrong)?;
        // Whoever asked in time is heard within the grace, and the lot falls behind it.
        if self.admission == Some(AdmissionMode::Draw) && starts.saturating_sub(closes) <= GRACE_MS {
            return Err(Refusal::about(Code::DrawTooLate, "closes"));
        }
        self.conditions.check()
    }
}
