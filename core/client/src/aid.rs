//! Mutual aid: plans, the own enrolments; and the office's plan and payment.

use zhijia_model::RecordId;
use zhijia_model::intents::aid::{CreatePlan, Enrol, RecordPayment, WithdrawEnrolment};
use zhijia_model::kinds::plan;

use crate::error::Error;
pub use crate::lists::aid::enrolments::EnrolmentItem;
use crate::lists::aid::enrolments::Enrolments;
use crate::lists::aid::plans::Plans;
pub use crate::lists::aid::plans::{Payer, PlanItem};
use crate::{Client, Watch};

/// What an office types of a plan. Dates are `YYYY-MM-DD`, the fee is in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlanDraft {
    /// The name.
    pub name: String,
    /// Who pays.
    pub payer: Payer,
    /// The fee, in fen: 10000 is 100 yuan.
    pub fee_fen: i64,
    /// First day of the period, `YYYY-MM-DD`.
    pub period_from: String,
    /// Last day of the period, `YYYY-MM-DD`.
    pub period_to: String,
    /// When the window opens, in milliseconds.
    pub opens_ms: i64,
    /// When it closes.
    pub closes_ms: i64,
    /// Days of waiting after cover began.
    pub waiting_days: i64,
    /// About it.
    pub about: String,
}

impl Client {
    /// The plans of the own union and of every union above it.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn plans(&self) -> Result<Vec<PlanItem>, Error> {
        self.0.list(Plans::default())
    }

    /// Watches [`Client::plans`].
    pub fn watch_plans(&self) -> Watch<PlanItem> {
        self.0.watch(Plans::default())
    }

    /// The own enrolments.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn enrolments(&self) -> Result<Vec<EnrolmentItem>, Error> {
        self.0.list(Enrolments::default())
    }

    /// Watches [`Client::enrolments`].
    pub fn watch_enrolments(&self) -> Watch<EnrolmentItem> {
        self.0.watch(Enrolments::default())
    }

    /// Enrols in a plan for its period. Repeating it is the same enrolment.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn enrol(&self, plan: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(Enrol { plan })?.record)
    }

    /// Withdraws: before the cover began as if nothing had been asked, afterwards with this day (M-C3).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn withdraw_enrolment(&self, plan: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(WithdrawEnrolment { plan })?.record)
    }

    /// Sets up a plan, as its union's office.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn create_plan(&self, union: RecordId, draft: &PlanDraft) -> Result<RecordId, Error> {
        let draft = draft.clone();
        let plan = CreatePlan {
            union,
            name: draft.name,
            payer: plan::Payer::from(draft.payer).name().to_owned(),
            fee: draft.fee_fen,
            period_from: draft.period_from,
            period_to: draft.period_to,
            opens: draft.opens_ms,
            closes: draft.closes_ms,
            waiting_days: draft.waiting_days,
            about: draft.about,
        };
        Ok(self.perform(plan)?.record)
    }

    /// Records that a payment was credited on a day (`YYYY-MM-DD`), as the office of the plan's union (M-02).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn record_payment(&self, enrolment: RecordId, on: &str) -> Result<(), Error> {
        self.perform(RecordPayment { enrolment, on: on.to_owned() }).map(drop)
    }
}
