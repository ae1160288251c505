//! What is asked of those who sign up, as an organiser types it.

use serde::{Deserialize, Serialize};

use crate::fields::Puts;
use crate::id::IntentId;
use crate::intents::{named, one_line};
use crate::kinds::Record;
use crate::kinds::event::{self, AnswerKind, Event, Need, question_id, questions};
use crate::refusal::{Code, Refusal};

/// The most questions of an event: they are written at once, and a change has a greatest size.
const QUESTIONS_MAX: usize = 12;
/// The most bytes of a question's choices.
const CHOICES_MAX: usize = 300;

/// A question of an event.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default)]
pub struct QuestionDraft {
    /// What names it; empty for a new one.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub id: String,
    /// What is asked.
    pub ask: String,
    /// How it is answered.
    pub kind: AnswerKind,
    /// What one can choose.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub choices: Vec<String>,
    /// Whether everybody who signs up answers it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub required: bool,
    /// Whether the insurer is told the answer.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub insurer: bool,
    /// It is taken back; what was answered stays (E-C24). A question that is left out of a list stays as it is: another
    /// organiser may have added it.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    pub gone: bool,
}

impl QuestionDraft {
    /// The questions that an event asks.
    pub fn of(event: &Record) -> Vec<Self> {
        let asked = questions(event).into_iter().filter(|one| one.need != Need::Gone);
        let draft = |one: event::AskedQuestion| {
            Some(Self {
                id: one.id,
                ask: one.ask,
                // What a newer app asks is shown there.
                kind: one.kind?,
                choices: one.choices,
                required: one.need == Need::Required,
                insurer: one.insurer,
                gone: false,
            })
        };
        asked.filter_map(draft).collect()
    }

    const fn need(&self) -> Need {
        if self.required { Need::Required } else { Need::Optional }
    }
}

/// Puts questions: those that have a name as they are now, the others under new ones.
pub(super) fn put(
    mut fields: Puts<Event<'static>>,
    drafts: &[QuestionDraft],
    was: Option<Event<'_>>,
    id: IntentId,
) -> Puts<Event<'static>> {
    let (unique, mut next) = (id.to_string(), event::count(was));
    for draft in drafts {
        let known = !draft.id.is_empty();
        if draft.gone {
            if known {
                fields = fields.questions(&draft.id, |question| question.need(Need::Gone));
            }
            continue;
        }
        let mut name = draft.id.clone();
        if !known {
            next += 1;
            name = question_id(next, &unique);
        }
        let choices = draft.kind.has_choices().then(|| draft.choices.join("\n"));
        let insurer = (known || draft.insurer).then_some(draft.insurer);
        fields = fields.questions(&name, |question| {
            let question = question.ask(draft.ask.trim()).kind(draft.kind).need(draft.need());
            question.choices(choices.as_deref()).insurer(insurer)
        });
    }
    fields
}

/// Checks questions.
///
/// # Errors
/// A refusal that names the field, with the place of the question in the list from 0.
pub(super) fn check(drafts: &[QuestionDraft]) -> Result<(), Refusal> {
    if drafts.iter().filter(|draft| !draft.gone).count() > QUESTIONS_MAX {
        return Err(Refusal::about(Code::BadField, "questions"));
    }
    for (at, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.gone) {
        named(&draft.ask, &format!("question_{at}"), 200)?;
        let choices = format!("choices_{at}");
        for choice in draft.choices.iter().filter(|_| draft.kind.has_choices()) {
            // A choice is one line of the answer.
            if one_line(choice, &choices, 100)?.is_empty() || choice.trim() != choice {
                return Err(Refusal::about(Code::BadField, choices));
            }
        }
        let length: usize = draft.choices.iter().map(|choice| choice.len() + 1).sum();
        let few = draft.kind.has_choices() && draft.choices.len() < 2;
        if few || length > CHOICES_MAX {
            return Err(Refusal::about(if few { Code::EmptyField } else { Code::BadField }, choices));
        }
        if draft.id.len() > 32 || draft.id.contains(['/', '%']) {
            return Err(Refusal::about(Code::BadField, format!("question_{at}")));
        }
    }
    Ok(())
}
