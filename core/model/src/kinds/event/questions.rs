//! What an event asks of those who sign up: questions with types, and what one agrees to (E-C24).

use super::{Event, read};
use crate::fields::Choice;
use crate::id::short_hash;
use crate::kinds::Record;
use crate::named::Named;
use crate::person::IdNumber;
use crate::refusal::{Code, Refusal};
use crate::text::is_plain;

/// How a question is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AnswerKind {
    /// In words.
    #[default]
    Text,
    /// With a whole number.
    Number,
    /// With one of several choices.
    One,
    /// With any of several choices.
    Several,
    /// Yes or no.
    YesNo,
    /// With the number of an identity document.
    IdNumber,
}

impl AnswerKind {
    const ALL: [Self; 6] = [Self::Text, Self::Number, Self::One, Self::Several, Self::YesNo, Self::IdNumber];

    /// Whether the question says what one can choose.
    pub const fn has_choices(self) -> bool {
        matches!(self, Self::One | Self::Several)
    }
}

impl Named for AnswerKind {
    fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "number",
            Self::One => "one",
            Self::Several => "several",
            Self::YesNo => "yes_no",
            Self::IdNumber => "id_number",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Whether a question is to be answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// By everybody who signs up.
    Required,
    /// By who likes.
    Optional,
    /// By nobody any more; the answers that were given stay (E-C24).
    Gone,
}

impl Named for Need {
    fn name(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::Optional => "optional",
            Self::Gone => "gone",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Required, Self::Optional, Self::Gone].into_iter().find(|one| one.name() == name)
    }
}

/// A question as it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedQuestion {
    /// What names it in the event, and the answer in a sign-up.
    pub id: String,
    /// What is asked.
    pub ask: String,
    /// How it is answered; `None` in a way that this version does not know.
    pub kind: Option<AnswerKind>,
    /// What one can choose.
    pub choices: Vec<String>,
    /// Whether it is to be answered.
    pub need: Need,
    /// Whether the insurer is told the answer.
    pub insurer: bool,
}

/// The questions of an event in their order, those that were taken back included.
pub fn questions(event: &Record) -> Vec<AskedQuestion> {
    read(event)
        .questions()
        .filter_map(|one| {
            let need = one.need().one().and_then(Choice::known);
            Some(AskedQuestion {
                id: one.element()?,
                ask: one.ask().one()?.to_owned(),
                kind: one.kind().one().and_then(Choice::known),
                choices: one.choices().one().unwrap_or_default().lines().map(str::to_owned).collect(),
                need: need.unwrap_or(Need::Optional),
                insurer: one.insurer().one().unwrap_or_default(),
            })
        })
        .collect()
}

impl AskedQuestion {
    /// An answer as it is kept: several choices on lines of their own, yes and no as words. An empty one takes an
    /// answer back.
    ///
    /// # Errors
    /// `answer-missing` or `answer-wrong`, about the question.
    pub fn checked(&self, answer: &str, today: jiff::civil::Date) -> Result<String, Refusal> {
        let field = || answer_field(&self.id);
        let answer = answer.trim();
        if answer.is_empty() {
            return match self.need {
                Need::Required => Err(Refusal::about(Code::AnswerMissing, field())),
                Need::Optional | Need::Gone => Ok(String::new()),
            };
        }
        let wrong = || Refusal::about(Code::AnswerWrong, field());
        let is_choice = |text: &str| self.choices.iter().any(|choice| choice == text);
        match self.kind {
            _ if answer.len() > ANSWER_MAX || !is_plain(answer) => Err(wrong()),
            Some(AnswerKind::Text) | None => Ok(answer.to_owned()),
            Some(AnswerKind::Number) => answer.parse::<i64>().map(|number| number.to_string()).map_err(|_| wrong()),
            Some(AnswerKind::One) if is_choice(answer) => Ok(answer.to_owned()),
            Some(AnswerKind::Several) if answer.lines().all(is_choice) => Ok(answer.to_owned()),
            Some(AnswerKind::YesNo) if [YES, NO].contains(&answer) => Ok(answer.to_owned()),
            Some(AnswerKind::IdNumber) => {
                IdNumber::parse(answer, today).map(|number| number.expose().to_owned()).map_err(|_| wrong())
            }
            Some(AnswerKind::One | AnswerKind::Several | AnswerKind::YesNo) => Err(wrong()),
        }
    }
}

/// By what a refusal names a question: the answer that it is about.
pub fn answer_field(question: &str) -> String {
    format!("answer/{question}")
}

/// The answer yes.
pub const YES: &str = "yes";
/// The answer no.
pub const NO: &str = "no";
/// The most bytes of an answer.
const ANSWER_MAX: usize = 1000;

/// What one agrees to by signing up, with the version by which the agreement names it: it is made from the text, so
/// that nobody agrees to what somebody else has changed meanwhile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiver<'r> {
    /// The text.
    pub text: &'r str,
    /// Its version.
    pub version: String,
}

/// What one agrees to by signing up for an event, where it says something.
pub fn waiver(event: &Record) -> Option<Waiver<'_>> {
    let text = read(event).waiver().one().filter(|text| !text.is_empty())?;
    Some(Waiver { text, version: waiver_version(text) })
}

/// The version of a text that one agrees to.
pub fn waiver_version(text: &str) -> String {
    let hash = short_hash(text.as_bytes());
    data_encoding::HEXLOWER.encode(hash.first_chunk::<8>().map_or(&[], <[u8; 8]>::as_slice))
}

/// The name of a new question: its place among those that are there, and what makes it differ from one that somebody
/// else adds at once.
pub(crate) fn question_id(at: usize, unique: &str) -> String {
    format!("{at:02}-{}", unique.get(..8).unwrap_or(unique))
}

/// How many questions an event has, those that were taken back included.
pub(crate) fn count(event: Option<Event<'_>>) -> usize {
    event.map_or(0, |event| event.questions().len())
}
