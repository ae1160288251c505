//! A new plan.

use serde::{Deserialize, Serialize};

use super::PlanDraft;
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Writes, words};
use crate::kind::{Kind, Part};

/// Sets up a plan, as its union's office.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatePlan {
    /// The union.
    #[serde(alias = "space")]
    pub union: RecordId,
    /// What was typed.
    #[serde(flatten)]
    pub draft: PlanDraft,
}

impl Act for CreatePlan {
    const CODE: &'static str = "create-plan";
    const WORDS: Words = words("新建互助计划", "Setting up a plan");
    const AGAIN: Again = Again::AsItWas;
    const PUTS_SAY_ALL: bool = true;

    fn writes<C: Context>(&self, _context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let fields = self.draft.puts(None)?;
        Ok(Writes::new(Header::new(Kind::Plan, self.union, None, id.0), Part::Office, fields))
    }
}
