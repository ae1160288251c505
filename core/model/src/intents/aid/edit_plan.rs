//! Changing a plan.

use serde::{Deserialize, Serialize};

use super::PlanDraft;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::plan;
use crate::refusal::{Code, Refusal};

/// Changes a plan: what is left empty is emptied. Who has enrolled keeps the terms that were seen (M-C19); a longer
/// window is for everybody. Who pays is part of each enrolment and does not change.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditPlan {
    /// The plan.
    pub plan: RecordId,
    /// What was typed.
    #[serde(flatten)]
    pub draft: PlanDraft,
}

impl Act for EditPlan {
    const CODE: &'static str = "edit-plan";
    const WORDS: Words = words("修改互助计划", "Editing a plan");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.known(Kind::Plan, self.plan, "plan")?;
        if plan::payer(&record) != self.draft.payer {
            return Err(Refusal::about(Code::BadField, "payer").into());
        }
        let fields = self.draft.puts(Some(plan::read(&record)))?;
        Ok(Writes::to(&record, Part::Office, fields))
    }
}
