//! Lists of events: what a member can go to, the own sign-ups, what an organiser holds, and who comes.

pub(crate) mod browse;
pub(crate) mod day;
pub(crate) mod find;
pub(crate) mod insured;
pub(crate) mod mine;
pub(crate) mod notices;
pub(crate) mod organised;
pub(crate) mod roster;
pub(crate) mod why;

use serde::Serialize;
use zhijia_model::kinds::event::{AnswerKind, AskedQuestion, Need};
use zhijia_model::kinds::{Record, event, sign_up};
use zhijia_model::text::plain;

use crate::words::{self, StateText, Tone};

/// How far an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum EventPhase {
    /// Not published.
    Draft,
    /// Sign-up has not opened.
    Upcoming,
    /// Open for sign-up.
    Open,
    /// Sign-up is closed.
    Closed,
    /// Cancelled, with a reason.
    Cancelled,
    /// Over.
    Finished,
}

/// A record with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct NamedRecord {
    /// The record's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// An event's places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EventPlaces {
    /// Places taken.
    pub taken: u32,
    /// People waiting.
    pub waiting: u32,
    /// In words.
    pub text_zh: String,
    /// In words.
    pub text_en: String,
    /// As of when.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub as_of_ms: Option<i64>,
}

/// An answer to a question of an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AnswerItem {
    /// The name of the question in the event.
    pub question: String,
    /// What was asked.
    pub ask: String,
    /// The answer: of several choices each on a line, `yes` or `no`; of a document's number what may be shown.
    pub value: String,
    /// Whether the question was taken back since.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub gone: bool,
}

/// What somebody answered, in the order of the questions. Numbers of documents are masked.
fn answers(asked: &[AskedQuestion], sign_up: &Record) -> Vec<AnswerItem> {
    if asked.is_empty() {
        return Vec::new();
    }
    let given = sign_up::answers(sign_up);
    let item = |question: &AskedQuestion| {
        let value = given.get(&question.id)?;
        let masked = question.kind == Some(AnswerKind::IdNumber);
        Some(AnswerItem {
            question: question.id.clone(),
            ask: text(Some(&question.ask)),
            value: if masked { mask(value) } else { text(Some(value)) },
            gone: question.need == Need::Gone,
        })
    };
    asked.iter().filter_map(item).collect()
}

/// The first and last four characters of a document's number.
fn mask(number: &str) -> String {
    let length = number.chars().count();
    let shown = |at: usize| length > 8 && (at < 4 || at + 4 >= length);
    number.chars().enumerate().map(|(at, c)| if shown(at) { c } else { '*' }).collect()
}

fn places(capacity: Option<u32>, taken: u32, waiting: u32, as_of_ms: Option<i64>) -> EventPlaces {
    let (text_zh, text_en) = words::places(capacity, taken, waiting);
    EventPlaces { taken, waiting, text_zh, text_en, as_of_ms }
}

fn is_over(record: &Record, now: i64) -> bool {
    event::over(record).is_some_and(|over| over < now)
}

/// The key of lists of events: what is to come or under way first, soonest first; then what is over, the latest first.
fn order(record: &Record, now: i64) -> i64 {
    match event::read(record).starts().one() {
        Some(starts) if is_over(record, now) => (i64::MAX / 2).saturating_sub(starts),
        Some(starts) => starts,
        None => i64::MAX,
    }
}

fn phase(record: &Record, now: i64) -> (EventPhase, StateText) {
    let admission = event::admission(record);
    let plain = |(zh, en): (&str, &str)| StateText::new(Tone::Plain, zh, en);
    if admission.cancelled {
        let reason = event::read(record).cancel_reason().one().unwrap_or_default();
        return (EventPhase::Cancelled, words::cancelled(reason));
    }
    if !admission.published {
        return (EventPhase::Draft, plain(words::DRAFT));
    }
    if is_over(record, now) {
        return (EventPhase::Finished, plain(words::FINISHED));
    }
    if now < admission.opens {
        return (EventPhase::Upcoming, plain(words::NOT_OPEN));
    }
    if now > admission.closes {
        return (EventPhase::Closed, plain(words::CLOSED));
    }
    (EventPhase::Open, plain(words::OPEN))
}

/// Text as it is shown. A fact that a person recorded is kept as it came, also with marks that turn or hide what stands
/// around them: here they are left out.
pub(crate) fn text(value: Option<&str>) -> String {
    plain(value.unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_that_turn_or_hide_what_stands_around_them_are_not_shown() {
        assert_eq!(text(Some("王\u{202E}小\u{7}明")), "王小明");
        assert_eq!(text(None), "");
    }
}
