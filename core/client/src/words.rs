//! What people read of a state: one list of words for every app on this core, in Simplified Chinese and English.

use serde::Serialize;
use zhijia_model::Refusal;
use zhijia_model::calendar::china_date;
pub use zhijia_model::calendar::{clock, date_en, date_zh};

mod aid;
mod claims;
mod door;
mod eligibility;
mod events;
mod lending;
mod members;
mod phone;

pub use aid::enrolment;
pub(crate) use aid::{batch, batch_line};
pub(crate) use aid::{would_be_listed, would_cover};
pub(crate) use claims::{claim, flagged, payout, to_review};
pub(crate) use door::{
    absence, absent, at_the_door, desk, handed_out, handed_twice, here, pass, readiness, two_places,
};
pub(crate) use eligibility::{eligibility, not_eligible, waiver};
pub(crate) use events::{
    CLOSED, DRAFT, FINISHED, NOT_OPEN, OPEN, asked_at, cancelled, drawn, given_at_once, how_places_are_given, moved_up,
    not_drawn, place_now, places, removed_because, restored, sealed, settled_in, settled_waiting, starts_now,
    waiting_after_all,
};
pub use events::{preview, sign_up};
pub use lending::loan;
pub(crate) use lending::{
    bring_back, brought_back, by_the_hubs_clock, copy, fetch, had_given_back, has_copy, hold, hold_in_line,
    lent_at_once, not_renewed, on_shelf, renewal_asked, renewed, was_mistaken, which_came_back, would_be_due,
};
pub(crate) use members::{name_declined, name_waits};
pub(crate) use phone::{UNKNOWN_ACTION, complete, found_again, off};

/// The kinds of state, each with a colour and a sign of its own on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum Tone {
    /// Saved on this phone.
    Recorded,
    /// Sent, waiting for the answer.
    Sent,
    /// The hub has it.
    Accepted,
    /// Settled.
    Decided,
    /// On a waiting list, or listed.
    Waiting,
    /// Not sent; why, and what to do.
    Refused,
    /// A person should look at it.
    Attention,
    /// What it would lead to, by what this phone knows.
    Preview,
    /// Known once online.
    UnknownHere,
    /// A fact without a sign.
    Plain,
}

/// A state as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct StateText {
    /// Which kind.
    #[serde(rename = "state")]
    pub tone: Tone,
    /// The words, in Simplified Chinese.
    pub text_zh: String,
    /// The words, in English.
    pub text_en: String,
    /// Why it is so, in Simplified Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_zh: Option<String>,
    /// Why it is so, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_en: Option<String>,
    /// A place's number, or the place in a waiting list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<u32>,
    /// As of when, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub as_of_ms: Option<i64>,
    /// Where an action that is on its way would lead.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub preview: Option<Prospect>,
}

/// Where an action that is on its way would lead: a state that leads no further, because a Swift value cannot hold one
/// of its own type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Prospect {
    /// Which kind.
    #[serde(rename = "state")]
    pub tone: Tone,
    /// The words, in Simplified Chinese.
    pub text_zh: String,
    /// The words, in English.
    pub text_en: String,
    /// Why, in Simplified Chinese.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_zh: Option<String>,
    /// Why, in English.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub why_en: Option<String>,
    /// A place's number, or the place in a waiting list.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<u32>,
    /// As of when, in milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub as_of_ms: Option<i64>,
}

impl From<StateText> for Prospect {
    fn from(state: StateText) -> Self {
        let StateText { tone, text_zh, text_en, why_zh, why_en, place, as_of_ms, preview: _ } = state;
        Self { tone, text_zh, text_en, why_zh, why_en, place, as_of_ms }
    }
}

impl StateText {
    /// A state of plain words.
    pub fn new(tone: Tone, zh: impl Into<String>, en: impl Into<String>) -> Self {
        Self {
            tone,
            text_zh: zh.into(),
            text_en: en.into(),
            why_zh: None,
            why_en: None,
            place: None,
            as_of_ms: None,
            preview: None,
        }
    }

    /// Says why.
    #[must_use]
    pub fn because(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        (self.why_zh, self.why_en) = (Some(zh.into()), Some(en.into()));
        self
    }

    /// Names a place.
    #[must_use]
    pub fn at_place(mut self, place: u32) -> Self {
        self.place = Some(place);
        self
    }

    /// As of when.
    #[must_use]
    pub fn as_of(mut self, ms: Option<i64>) -> Self {
        self.as_of_ms = ms;
        self
    }

    /// Where it would lead.
    #[must_use]
    pub fn leading_to(mut self, preview: Option<StateText>) -> Self {
        self.preview = preview.map(Prospect::from);
        self
    }
}

/// How far a pending action is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Durable on this phone.
    Recorded,
    /// On its way.
    Sent,
    /// The hub has it; its place among the news is to come.
    Accepted,
}

/// The words of a pending action.
pub fn pending(stage: Stage) -> StateText {
    match stage {
        Stage::Recorded => StateText::new(Tone::Recorded, "已记在本机", "Saved on this phone"),
        Stage::Sent => StateText::new(Tone::Sent, "已送出,等回音", "Sent, waiting"),
        Stage::Accepted => StateText::new(Tone::Accepted, "已收到", "Received"),
    }
}

/// What stands in the way of an action that nobody has tried yet.
pub fn hindered(refusal: &Refusal) -> StateText {
    StateText::new(
        Tone::Preview,
        format!("现在办不了:{}。{}", refusal.zh(), refusal.next_zh()),
        format!("Not possible now: {}. {}", refusal.en(), refusal.next_en()),
    )
}

/// What stands in the way, where the action itself is not shown.
pub(crate) fn obstacle(refusal: &Refusal) -> StateText {
    StateText::new(Tone::Plain, refusal.zh(), refusal.en()).because(refusal.next_zh(), refusal.next_en())
}

/// What this phone cannot tell.
pub(crate) fn unknown_here() -> StateText {
    StateText::new(Tone::UnknownHere, "联网后才知道", "Known once online")
}

/// Accepted, with nothing to decide.
pub fn accepted() -> StateText {
    pending(Stage::Accepted)
}

/// A refusal with its way out.
pub fn refused(refusal: &Refusal) -> StateText {
    StateText::new(
        Tone::Refused,
        format!("没能送成:{}。{}", refusal.zh(), refusal.next_zh()),
        format!("Not sent: {}. {}", refusal.en(), refusal.next_en()),
    )
}

/// "09:12" where it was today, else with its date: 3月5日(周四) 09:12, Thu 5 Mar 09:12.
pub fn moment(ms: i64, now: i64) -> (String, String) {
    let (date, today) = (china_date(ms), china_date(now));
    let hour = clock(ms);
    if date == today {
        return (hour.clone(), hour);
    }
    (format!("{} {hour}", date_zh(date, today)), format!("{} {hour}", date_en(date, today)))
}

/// "3月5日(周四) 09:12", whichever day it is today.
pub(crate) fn day_and_hour(ms: i64) -> (String, String) {
    let (date, hour) = (china_date(ms), clock(ms));
    (format!("{} {hour}", date_zh(date, date)), format!("{} {hour}", date_en(date, date)))
}

/// "1st", "2nd", "3rd", "4th", "11th".
pub fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

/// Who reads of a sign-up or a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reader {
    /// The person whom it is about.
    Concerned,
    /// The organiser or keeper.
    Staff,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_hour_of_another_day_has_its_date() {
        let at = 1_772_673_120_000;
        assert_eq!(moment(at, at + 60_000).0, "09:12");
        let later = moment(at, at + 86_400_000);
        assert_eq!((later.0.as_str(), later.1.as_str()), ("3月5日(周四) 09:12", "Thu 5 Mar 09:12"));
    }

    #[test]
    fn ordinals() {
        let words: Vec<_> = [1, 2, 3, 4, 11, 12, 13, 21, 112].into_iter().map(ordinal).collect();
        assert_eq!(words, ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "112th"]);
    }
}
