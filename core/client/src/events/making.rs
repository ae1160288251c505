//! Making an event in a minute: templates, a copy of an earlier one, a series.

use serde::Serialize;
use zhijia_model::intents::events::{CreateEvent, EventDraft, TEMPLATES, series};
use zhijia_model::{Code, Intent, Kind, RecordId, Refusal};

use crate::Client;
use crate::error::Error;

/// What a form for a new event can begin with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct TemplateItem {
    /// The template's stable name.
    pub code: String,
    /// Its name; empty for the empty form.
    pub name_zh: String,
    /// Its name.
    pub name_en: String,
    /// What the form begins with.
    pub draft: EventDraft,
}

/// The most events of a series: a weekly one for a year.
const SERIES_MAX: u16 = 53;

impl Client {
    /// The templates of events, the empty form first, for today.
    pub fn event_templates(&self, english: bool) -> Vec<TemplateItem> {
        let now = self.0.now();
        let item = |one: &zhijia_model::intents::events::EventTemplate| TemplateItem {
            code: one.code.to_owned(),
            name_zh: one.name.zh.to_owned(),
            name_en: one.name.en.to_owned(),
            draft: one.draft(now, english),
        };
        TEMPLATES.iter().map(item).collect()
    }

    /// What a form begins with to hold an event once more, such as last year's: the next year's same weekday and hour.
    ///
    /// # Errors
    /// `not-found`, or where the phone's store cannot be read.
    pub fn event_again(&self, event: RecordId) -> Result<EventDraft, Error> {
        let found = self.0.record(event)?.filter(|record| record.header.kind() == Some(Kind::Event));
        let record = found.ok_or_else(|| Error::from(Code::NotFound))?;
        Ok(EventDraft::again(&record, self.0.now()))
    }

    /// Creates a series: the event, and the same again every so many days, `times` in all. All of them or none.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn create_series(
        &self,
        union: RecordId,
        draft: &EventDraft,
        publish: bool,
        every_days: i64,
        times: u16,
    ) -> Result<Vec<RecordId>, Error> {
        if !(1..=SERIES_MAX).contains(&times) {
            return Err(Refusal::about(Code::BadField, "times").into());
        }
        if !(1..=366).contains(&every_days) {
            return Err(Refusal::about(Code::BadField, "every_days").into());
        }
        draft.check()?;
        let starts = series(draft.starts_ms.unwrap_or_default(), every_days, times);
        let intents: Vec<_> = starts
            .into_iter()
            .map(|starts| Intent::from(CreateEvent { union, draft: draft.moved_to(starts), publish }))
            .collect();
        self.perform_all(&intents)
    }
}
