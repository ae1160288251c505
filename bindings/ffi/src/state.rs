//! A state as it is shown: recorded, sent, accepted, decided, refused, with its words.

use zhijia_client as client;

use crate::mirror::Cross;

/// The kinds of state, each with a colour and a sign of its own on screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
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

impl Cross<Tone> for client::Tone {
    fn cross(self) -> Tone {
        match self {
            Self::Recorded => Tone::Recorded,
            Self::Sent => Tone::Sent,
            Self::Accepted => Tone::Accepted,
            Self::Decided => Tone::Decided,
            Self::Waiting => Tone::Waiting,
            Self::Refused => Tone::Refused,
            Self::Attention => Tone::Attention,
            Self::Preview => Tone::Preview,
            Self::UnknownHere => Tone::UnknownHere,
            Self::Plain => Tone::Plain,
        }
    }
}

/// A state as it is shown.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct State {
    /// Which kind.
    pub tone: Tone,
    /// The words, in Simplified Chinese.
    pub text_zh: String,
    /// The words, in English.
    pub text_en: String,
    /// Why it is so, in Simplified Chinese.
    pub why_zh: Option<String>,
    /// Why it is so, in English.
    pub why_en: Option<String>,
    /// A place's number, or the place in a waiting list.
    pub place: Option<u32>,
    /// As of when, in milliseconds.
    pub as_of_ms: Option<i64>,
    /// Where an action that is on its way would lead.
    pub preview: Option<Prospect>,
}

/// Where an action that is on its way would lead: a state that leads no further, because a Swift value cannot hold one
/// of its own type.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Prospect {
    /// Which kind.
    pub tone: Tone,
    /// The words, in Simplified Chinese.
    pub text_zh: String,
    /// The words, in English.
    pub text_en: String,
    /// Why, in Simplified Chinese.
    pub why_zh: Option<String>,
    /// Why, in English.
    pub why_en: Option<String>,
    /// A place's number, or the place in a waiting list.
    pub place: Option<u32>,
    /// As of when, in milliseconds.
    pub as_of_ms: Option<i64>,
}

impl Cross<State> for client::StateText {
    fn cross(self) -> State {
        State {
            tone: self.tone.cross(),
            text_zh: self.text_zh,
            text_en: self.text_en,
            why_zh: self.why_zh,
            why_en: self.why_en,
            place: self.place,
            as_of_ms: self.as_of_ms,
            preview: self.preview.map(|to| Prospect {
                tone: to.tone.cross(),
                text_zh: to.text_zh,
                text_en: to.text_en,
                why_zh: to.why_zh,
                why_en: to.why_en,
                place: to.place,
                as_of_ms: to.as_of_ms,
            }),
        }
    }
}
