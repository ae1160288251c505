//! Withdrawing an enrolment.

use serde::{Deserialize, Serialize};

use super::enrol::said;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::enrolment::{self, plan_of};
use crate::kinds::sign_up::Wanted;
use crate::refusal::{Code, Refusal};

/// Withdraws the person who acts: before the cover began it is as if nothing had been asked, afterwards the cover ends
/// with the day of the withdrawal (M-C3).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawEnrolment {
    /// The plan.
    pub plan: RecordId,
}

impl Act for WithdrawEnrolment {
    const CODE: &'static str = "withdraw-enrolment";
    const WORDS: Words = words("撤回参保", "Withdrawing an enrolment");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let plan = context.known(Kind::Plan, self.plan, "plan")?;
        let own = context.records_of(Kind::Enrolment, context.me())?;
        let mut of_plan = own.iter().filter(|record| plan_of(&record.header) == Some(plan.id));
        // Where another union listed the person, it is that enrolment.
        let Some(asked) = of_plan.find(|record| enrolment::candidate(record).asked.is_some()) else {
            return Err(Refusal::from(Code::NotEnrolled).into());
        };
        Ok(Writes::to(asked, Part::Member, said(context, None, id, Wanted::Out)?))
    }
}
