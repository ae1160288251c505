//! Mutual aid: plans, the own enrolments; and the office's plan and payment.

use std::sync::Arc;

use zhijia_client::{Client, aid};

use crate::error::id;
use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Named, Phone, State, ZhijiaError};

mirror! {
    /// A plan as a member sees it.
    PlanItem from aid::PlanItem {
        /// The plan's id.
        id: String,
        /// Its name.
        name: String,
        /// The union that offers it.
        union: Named,
        /// `union`, `member` or `employer`.
        payer: String,
        /// The fee, in fen.
        fee_fen: i64,
        /// First day of the period.
        period_from: String,
        /// Last day of the period.
        period_to: String,
        /// When the window opens, in milliseconds.
        opens_ms: Option<i64>,
        /// When it closes.
        closes_ms: Option<i64>,
        /// About it.
        about: String,
        /// Whether enrolling makes sense now.
        can_enrol: bool,
        /// What enrolling would lead to, or why not.
        preview: State,
    }
}

mirror! {
    /// One of the own enrolments.
    EnrolmentItem from aid::EnrolmentItem {
        /// The enrolment's id.
        id: String,
        /// The plan's id.
        plan: String,
        /// The plan's name.
        plan_name: String,
        /// First day of cover.
        cover_from: Option<String>,
        /// Last day of cover.
        cover_to: Option<String>,
        /// Where it stands.
        state: State,
        /// Whether it can be withdrawn.
        can_withdraw: bool,
    }
}

/// Who pays for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Payer {
    /// The union pays: cover follows without a payment by the member.
    Union,
    /// The member pays: listed until the office records the payment.
    Member,
    /// The employer pays.
    Employer,
}

/// What an office types of a plan. Dates are `YYYY-MM-DD`, times milliseconds, the fee is in fen.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct PlanDraft {
    /// The name.
    pub name: String,
    /// Who pays.
    pub payer: Payer,
    /// The fee, in fen.
    pub fee_fen: i64,
    /// First day of the period.
    pub period_from: String,
    /// Last day of the period.
    pub period_to: String,
    /// When the window opens.
    pub opens_ms: i64,
    /// When it closes.
    pub closes_ms: i64,
    /// Days of waiting after cover began.
    pub waiting_days: i64,
    /// About it.
    pub about: String,
}

impl From<PlanDraft> for aid::PlanDraft {
    fn from(draft: PlanDraft) -> Self {
        let PlanDraft { name, payer, fee_fen, period_from, period_to, opens_ms, closes_ms, waiting_days, about } =
            draft;
        let payer = match payer {
            Payer::Union => aid::Payer::Union,
            Payer::Member => aid::Payer::Member,
            Payer::Employer => aid::Payer::Employer,
        };
        Self { name, payer, fee_fen, period_from, period_to, opens_ms, closes_ms, waiting_days, about }
    }
}

heard!(PlanListener, PlanPut, PlanItem from aid::PlanItem);
heard!(EnrolmentListener, EnrolmentPut, EnrolmentItem from aid::EnrolmentItem);

#[uniffi::export]
impl Phone {
    /// The plans of the own union and of every union above it.
    pub async fn plans(&self) -> Result<Vec<PlanItem>, ZhijiaError> {
        self.ask(|phone| Ok(phone.plans()?.cross())).await
    }

    /// Watches [`Phone::plans`].
    pub fn watch_plans(&self, listener: Arc<dyn PlanListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_plans)
    }

    /// The own enrolments.
    pub async fn enrolments(&self) -> Result<Vec<EnrolmentItem>, ZhijiaError> {
        self.ask(|phone| Ok(phone.enrolments()?.cross())).await
    }

    /// Watches [`Phone::enrolments`].
    pub fn watch_enrolments(&self, listener: Arc<dyn EnrolmentListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_enrolments)
    }

    /// Enrols in a plan for its period, and gives the enrolment's id. Repeating it is the same enrolment.
    pub async fn enrol(&self, plan: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.enrol(id(&plan)?)?.to_string())).await
    }

    /// Withdraws before it is effective.
    pub async fn withdraw_enrolment(&self, plan: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.withdraw_enrolment(id(&plan)?).map(drop)).await
    }

    /// Sets up a plan, as the office of a union (its id). Gives the plan's id.
    pub async fn create_plan(&self, space: String, draft: PlanDraft) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.create_plan(id(&space)?, &draft.into())?.to_string())).await
    }

    /// Records that a payment was credited on a day (`YYYY-MM-DD`), as the office of the plan's union.
    pub async fn record_payment(&self, enrolment: String, on: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.record_payment(id(&enrolment)?, &on)).await
    }
}
