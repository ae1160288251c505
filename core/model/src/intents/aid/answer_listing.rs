//! What a person says of being listed by a unit.

use serde::{Deserialize, Serialize};

use super::enrol::said;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::flag;
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::enrolment::plan_of;
use crate::kinds::sign_up::Wanted;
use crate::refusal::{Code, Refusal};

/// Agrees to being listed, or declines it, as the person who is: nobody is covered against the own will (M-C3). After
/// the cover began a "no" ends it with the day.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerListing {
    /// The enrolment that follows from the list.
    pub enrolment: RecordId,
    /// Whether the person agrees.
    #[serde(deserialize_with = "flag")]
    pub agree: bool,
}

impl Act for AnswerListing {
    const CODE: &'static str = "answer-listing";
    const WORDS: Words = words("答复单位参保", "Answering a listing");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Enrolment, self.enrolment, "enrolment")?;
        if record.header.owner != Some(context.me()) {
            return Err(Refusal::about(Code::NotFound, "enrolment").into());
        }
        let plan = plan_of(&record.header).map(|plan| context.record(plan)).transpose()?.flatten();
        let wanted = if self.agree { Wanted::In } else { Wanted::Out };
        let fields = said(context, plan.as_ref(), id, wanted)?;
        Ok(Writes::to(&record, Part::Member, fields))
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(Self { enrolment: self.enrolment, agree: !self.agree }.into())
    }
}
