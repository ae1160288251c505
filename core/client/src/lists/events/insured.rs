//! Whom an insurer is told of: those with a place who agreed, with what they gave for it.

use serde::Serialize;
use zhijia_model::kinds::event::{self, Need};
use zhijia_model::kinds::sign_up::{self, SignUpStatus};
use zhijia_model::{Code, Kind, RecordId};

use super::{AnswerItem, text};
use crate::error::Error;
use crate::lists::Snapshot;

/// Whom an insurer is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InsuranceList {
    /// Those who are to be insured, by the number of their place.
    pub insured: Vec<InsuredItem>,
    /// Those with a place who have not agreed to what the event says now, or left open what the insurer wants.
    pub open: Vec<InsuredItem>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct InsuredItem {
    /// The sign-up's id.
    pub id: String,
    /// The place's number.
    pub place: u32,
    /// The name as given.
    pub name: String,
    /// The employer as given.
    pub employer: String,
    /// What the insurer wants to know, whole: this list is for nobody else. Of those who did not agree there is nothing.
    pub answers: Vec<AnswerItem>,
}

/// Reads the list of an event.
pub(crate) fn read(at: &Snapshot<'_>, id: RecordId) -> Result<InsuranceList, Error> {
    let event = at.dao.record(id)?.filter(|record| record.header.kind() == Some(Kind::Event));
    let event = event.ok_or_else(|| Error::from(Code::NotFound))?;
    let asked: Vec<_> =
        event::questions(&event).into_iter().filter(|one| one.insurer && one.need != Need::Gone).collect();
    let version = event::waiver(&event).map(|waiver| waiver.version);
    let mut list = InsuranceList { insured: Vec::new(), open: Vec::new() };
    for one in at.dao.stored_in(Kind::SignUp, id)? {
        let record = &one.record;
        let SignUpStatus::Seat { number, .. } = sign_up::status(Some(record), Some(&event), at.now) else { continue };
        // Nobody's data go to an insurer who did not agree to that.
        let agreed = version.is_some() && sign_up::agreed(record) == version.as_deref();
        let given = sign_up::answers(record);
        let answers = asked.iter().filter(|_| agreed).filter_map(|question| {
            let value = text(Some(given.get(&question.id)?));
            Some(AnswerItem { question: question.id.clone(), ask: text(Some(&question.ask)), value, gone: false })
        });
        let answers: Vec<_> = answers.collect();
        let complete = agreed && answers.len() == asked.len();
        let (name, employer) = sign_up::given(record);
        let (name, employer) = (text(Some(name)), text(Some(employer)));
        let item = InsuredItem { id: record.id.to_string(), place: number, name, employer, answers };
        if complete { list.insured.push(item) } else { list.open.push(item) }
    }
    list.insured.sort_by_key(|one| one.place);
    list.open.sort_by_key(|one| one.place);
    Ok(list)
}
