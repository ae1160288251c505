//! What a person answered to what the event asks, and agreed to (E-C5, E-C24).

use std::collections::BTreeMap;

use super::{member, proxy};
use crate::kinds::Record;
use crate::kinds::event::{Need, answer_field, questions, waiver};
use crate::refusal::{Code, Refusal};

/// The answers to the event's questions, by their names: the person's own come before what an officer wrote (E-C5). A
/// question that was taken back keeps its answer (E-C24).
pub fn answers(record: &Record) -> BTreeMap<String, &str> {
    let mut all = BTreeMap::new();
    for said in [proxy(record), member(record)] {
        for reply in said.answers() {
            // An own answer that was taken back leaves none: the person has the last word.
            if let (Some(question), Some(answer)) = (reply.element(), reply.value().one()) {
                all.insert(question, answer);
            }
        }
    }
    all.retain(|_, answer| !answer.is_empty());
    all
}

/// The version of the waiver that the person agreed to: nobody agrees for another (E-C5).
pub fn agreed(record: &Record) -> Option<&str> {
    member(record).agreed().one().filter(|version| !version.is_empty())
}

/// What stands in the way of an own ask: a question that everybody answers, and what one agrees to.
///
/// # Errors
/// `answer-missing` or `waiver-not-agreed`.
pub fn is_complete(event: &Record, sign_up: Option<&Record>) -> Result<(), Refusal> {
    let given = sign_up.map(answers).unwrap_or_default();
    let open = |id: &String| given.get(id).is_none_or(|answer| answer.is_empty());
    if let Some(one) = questions(event).iter().find(|one| one.need == Need::Required && open(&one.id)) {
        return Err(Refusal::about(Code::AnswerMissing, answer_field(&one.id)));
    }
    match waiver(event) {
        Some(waiver) if sign_up.and_then(agreed) != Some(waiver.version.as_str()) => {
            Err(Refusal::about(Code::WaiverNotAgreed, "agreed"))
        }
        _ => Ok(()),
    }
}
