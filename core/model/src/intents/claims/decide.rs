//! A reviewer's decision.

use serde::{Deserialize, Serialize};

use super::draft::COST_MAX;
use crate::id::{IntentId, RecordId};
use crate::intents::fields::{flag, number_if};
use crate::intents::{Act, Context, Intent, Words, Writes, prose, said, words};
use crate::kind::{Kind, Part};
use crate::kinds::Record;
use crate::kinds::claim::{self, Check, ClaimStage, ClaimState, Decided, Review, Step};
use crate::refusal::{Code, Refusal};
use crate::verdict::Outcome;

/// Decides about a claim: the first check, the second review by another person, or a third person's word where the two
/// disagree (M-C13). It is about one version, and counts for no other (M-C14).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideClaim {
    /// The claim.
    pub claim: RecordId,
    /// The version that the reviewer has seen.
    pub version: String,
    /// Which step: `first`, `second` or `third`.
    pub step: String,
    /// `pass`, `reject` or `papers`.
    pub decision: String,
    /// How much is to be paid, in fen, where it passes.
    #[serde(default, deserialize_with = "number_if", skip_serializing_if = "Option::is_none")]
    pub amount: Option<i64>,
    /// Why, or what is missing; the member reads it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Act for DecideClaim {
    const CODE: &'static str = "decide-claim";
    const WORDS: Words = words("审核申领", "Deciding about a claim");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let wrong = |field: &str| Refusal::about(Code::BadField, field);
        let record = context.known(Kind::Claim, self.claim, "claim")?;
        let step = Step::from_name(&self.step).ok_or_else(|| wrong("step"))?;
        let is = Decided::from_name(&self.decision).ok_or_else(|| wrong("decision"))?;
        let state = claim::state(&record);
        self.may_decide(&record, &state, step, context.me())?;
        let reason = said(prose(&self.reason, "reason", 500)?);
        let amount = match is {
            Decided::Pass => Some(self.amount_of(&record, reason)?),
            Decided::Reject | Decided::Papers if reason.is_none() => {
                return Err(Refusal::about(Code::EmptyField, "reason").into());
            }
            Decided::Reject | Decided::Papers => None,
        };
        let (at, of) = (context.now(), self.version.as_str());
        Ok(match step {
            Step::First => {
                let fields =
                    Check::write().decisions(&id, |one| one.at(at).is(is).amount(amount).reason(reason).of(of));
                Writes::to(&record, Part::Check, fields)
            }
            Step::Second | Step::Third => {
                let account = claim::account(&record).map(|(id, _)| id.to_string());
                let settles = (step == Step::Third).then_some(at);
                let fields = Review::write().decisions(&id, |one| {
                    let one = one.at(at).is(is).amount(amount).reason(reason).of(of);
                    one.account(account.as_deref()).settles(settles)
                });
                Writes::to(&record, Part::Review, fields)
            }
        })
    }

    fn undo(&self, record: RecordId, id: IntentId) -> Option<Intent> {
        Some(UndoDecision { claim: record, decision: id, first: self.step == Step::First.name() }.into())
    }
}

impl DecideClaim {
    /// Whether this step is to be done now, and by this person.
    fn may_decide(&self, record: &Record, state: &ClaimState, step: Step, me: RecordId) -> Result<(), Refusal> {
        if record.header.owner == Some(me) {
            return Err(Code::OwnClaim.into());
        }
        if state.version != self.version {
            return Err(Code::ClaimChanged.into());
        }
        // What is held because of its account is looked at by a second reviewer again (M-C16).
        let again = state.stage == ClaimStage::Held && step == Step::Second;
        if state.asks() != Some(step) && !again {
            return Err(Code::NothingToDecide.into());
        }
        if claim::may_take(record, step, me) { Ok(()) } else { Err(Code::FourEyes.into()) }
    }

    /// How much is to be paid. What the hub has flagged needs a reason; one bill is paid once.
    fn amount_of(&self, record: &Record, reason: Option<&str>) -> Result<i64, Refusal> {
        match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
            Some(Outcome::Duplicate) => return Err(Code::ClaimDuplicate.into()),
            Some(Outcome::Ineligible { .. }) if reason.is_none() => {
                return Err(Refusal::about(Code::EmptyField, "reason"));
            }
            _ => {}
        }
        let most = claim::says(record).own_cost.unwrap_or(COST_MAX);
        let amount = self.amount.ok_or_else(|| Refusal::about(Code::EmptyField, "amount"))?;
        if (1..=most).contains(&amount) { Ok(amount) } else { Err(Refusal::about(Code::BadField, "amount")) }
    }
}

/// Takes a decision back, as whoever made it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UndoDecision {
    /// The claim.
    pub claim: RecordId,
    /// The decision, by its intent.
    pub decision: IntentId,
    /// Whether it was that of the first check.
    #[serde(deserialize_with = "flag")]
    pub first: bool,
}

impl Act for UndoDecision {
    const CODE: &'static str = "undo-decision";
    const WORDS: Words = words("撤回审核意见", "Taking a decision back");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let (now, record) = (context.now(), context.known(Kind::Claim, self.claim, "claim")?);
        if !claim::payments(&record).is_empty() {
            return Err(Refusal::from(Code::NothingToDecide).into());
        }
        Ok(if self.first {
            Writes::to(&record, Part::Check, Check::write().decisions(&self.decision, |one| one.undone(now)))
        } else {
            Writes::to(&record, Part::Review, Review::write().decisions(&self.decision, |one| one.undone(now)))
        })
    }
}
