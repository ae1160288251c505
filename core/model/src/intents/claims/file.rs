//! A new claim, as a draft.

use serde::{Deserialize, Serialize};

use super::ClaimDraft;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::sign_up::Wish;
use crate::kinds::{claim, member};
use crate::refusal::{Code, Refusal};

/// Begins a claim of the person who acts. With the number of the bill it is the same claim however often it is begun,
/// and the one that was prepared from a settlement list (M-07).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileClaim {
    /// The plan.
    pub plan: RecordId,
    /// What was typed.
    #[serde(flatten)]
    pub draft: ClaimDraft,
}

impl Act for FileClaim {
    const CODE: &'static str = "file-claim";
    const WORDS: Words = words("填写申领", "Beginning a claim");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let plan = context.known(Kind::Plan, self.plan, "plan")?;
        let read = self.draft.checked(context.now())?;
        let me = context.me();
        let header = claim::header(plan.header.space, me, plan.id, &self.draft.settlement_no, id);
        let before = context.record(header.id())?;
        if before.as_ref().is_some_and(|before| matches!(claim::wish(before), Wish::In { .. })) {
            return Err(Refusal::about(Code::AlreadyClaimed, "settlement_no").into());
        }
        let card = context.record(me)?;
        let (name, employer) = card.as_ref().map_or(("", ""), |card| (member::name(card), member::employer(card)));
        let fields = self.draft.puts(&read, before.as_ref().map(claim::filed)).name(name).employer(employer);
        Ok(Writes::new(header, Part::Member, fields))
    }
}
