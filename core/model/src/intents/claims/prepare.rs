//! A claim that is prepared from the social insurance's settlement list.

use serde::{Deserialize, Serialize};

use super::ClaimDraft;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Again, Context, Words, Writes, named, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::claim::{self, Check};
use crate::refusal::{Code, Refusal};

/// Prepares a claim for a member to confirm, as a reviewer. The same bill again is the same claim; what the member has
/// said is not touched.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PrepareClaim {
    /// The plan.
    pub plan: RecordId,
    /// The member.
    pub member: RecordId,
    /// The name as the list has it.
    pub name: String,
    /// What the list says.
    #[serde(flatten)]
    pub draft: ClaimDraft,
}

impl Act for PrepareClaim {
    const CODE: &'static str = "prepare-claim";
    const WORDS: Words = words("预填申领", "Preparing a claim");
    const AGAIN: Again = Again::AsItWas;

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let plan = context.known(Kind::Plan, self.plan, "plan")?;
        let read = self.draft.checked(context.now())?;
        let name = named(&self.name, "name", 150)?;
        if said(&self.draft.settlement_no).is_none() {
            return Err(Refusal::about(Code::EmptyField, "settlement_no").into());
        }
        let header = claim::header(plan.header.space, self.member, plan.id, &self.draft.settlement_no, id);
        let fields = Check::write()
            .event(read.event)
            .hospital(said(&self.draft.hospital))
            .name(name)
            .admitted(read.admitted)
            .discharged(read.discharged)
            .settlement_no(said(&self.draft.settlement_no))
            .invoice_no(said(&self.draft.invoice_no))
            .own_cost(self.draft.own_cost_fen);
        Ok(Writes::new(header, Part::Check, fields))
    }
}
