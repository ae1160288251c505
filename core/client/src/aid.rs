//! Mutual aid: plans, the own enrolments; and the office's plan and payment.

pub mod batches;

use zhijia_model::RecordId;
pub use zhijia_model::intents::aid::PlanDraft;
use zhijia_model::intents::aid::{CreatePlan, EditPlan, Enrol, RecordPayment, WithdrawEnrolment};
pub use zhijia_model::kinds::plan::Payer;

use crate::error::Error;
pub use crate::lists::aid::enrolments::EnrolmentItem;
use crate::lists::aid::enrolments::Enrolments;
pub use crate::lists::aid::plans::PlanItem;
use crate::lists::aid::plans::Plans;
use crate::{Client, Watch};

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
        Ok(self.perform(CreatePlan { union, draft: draft.clone() })?.record)
    }

    /// Changes a plan, as its union's office: who has enrolled keeps the terms that were seen (M-C19).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn edit_plan(&self, plan: RecordId, draft: &PlanDraft) -> Result<(), Error> {
        self.perform(EditPlan { plan, draft: draft.clone() }).map(drop)
    }

    /// Records that a payment was credited on a day (`YYYY-MM-DD`), as the office of the plan's union (M-02).
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn record_payment(&self, enrolment: RecordId, on: &str) -> Result<(), Error> {
        self.perform(RecordPayment { enrolment, on: on.to_owned() }).map(drop)
    }
}
