//! Answering what an event asks, and agreeing to what it says.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::map;
use crate::intents::{Act, Context, Words, Write, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::event::{answer_field, is_published, questions, waiver};
use crate::kinds::sign_up::{Asks, header};
use crate::refusal::{Code, Refusal};

/// Answers questions of an event, before signing up or afterwards; what is not named stays as it was answered.
///
/// As an officer of the home union one answers for a member: what the member says comes before it, and only the member
/// agrees to anything (E-C5).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerQuestions {
    /// The event.
    pub event: RecordId,
    /// For whom, where it is not the person who acts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub member: Option<RecordId>,
    /// Answers by the names of their questions; an empty one takes an answer back.
    #[serde(default, deserialize_with = "map")]
    pub answers: BTreeMap<String, String>,
    /// The version of the waiver that was read and agreed to; empty where none was.
    #[serde(default)]
    pub agreed: String,
}

impl Act for AnswerQuestions {
    const CODE: &'static str = "answer-questions";
    const WORDS: Words = words("填写报名信息", "Answering questions");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let event = context.known(Kind::Event, self.event, "event")?;
        // As with signing up: the hub would keep it waiting for as long as nobody sees the event.
        if !is_published(&event) {
            return Err(Refusal::from(Code::NotOpenYet).into());
        }
        let person = self.member.unwrap_or_else(|| context.me());
        let own = person == context.me();
        let header = header(self.event, person);
        let mut fields = Asks::write();
        let (asked, today) = (questions(&event), china_date(context.now()));
        for (id, answer) in &self.answers {
            // A question that was taken back meanwhile keeps the answer all the same (E-C24).
            let question = asked.iter().find(|one| one.id == *id);
            let question = question.ok_or_else(|| Refusal::about(Code::NotFound, answer_field(id)))?;
            let answer = question.checked(answer, today)?;
            fields = fields.answers(id.as_str(), |reply| reply.value(answer.as_str()));
        }
        if own && !self.agreed.is_empty() {
            match waiver(&event) {
                Some(waiver) if waiver.version == self.agreed => fields = fields.agreed(self.agreed.as_str()),
                _ => return Err(Refusal::about(Code::WaiverChanged, "agreed").into()),
            }
        }
        let part = if own { Part::Member } else { Part::Proxy };
        if fields.is_empty() {
            return Ok(Writes::Nothing(Write::new(header, part, fields)));
        }
        Ok(Writes::new(header, part, fields))
    }
}
