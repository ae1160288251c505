//! Mutual aid: plans, the own enrolments; and the office's plan and payment.

use std::sync::Arc;

use zhijia_client::Client;
use zhijia_client::aid::{EnrolmentItem, PlanDraft, PlanItem};

use crate::error::id;
use crate::watch::watched;
use crate::{ZhijiaClient, ZhijiaError};

watched!(PlanWatch, PlanUpdate, PlanItem);
watched!(EnrolmentWatch, EnrolmentUpdate, EnrolmentItem);

#[uniffi::export]
impl ZhijiaClient {
    /// The plans of the own union and of every union above it.
    pub async fn plans(&self) -> Result<Vec<PlanItem>, ZhijiaError> {
        self.ask(Client::plans).await
    }

    /// Watches [`ZhijiaClient::plans`].
    pub fn watch_plans(&self) -> Result<Arc<PlanWatch>, ZhijiaError> {
        Ok(PlanWatch::new(self.follow(Client::watch_plans)?))
    }

    /// The own enrolments.
    pub async fn enrolments(&self) -> Result<Vec<EnrolmentItem>, ZhijiaError> {
        self.ask(Client::enrolments).await
    }

    /// Watches [`ZhijiaClient::enrolments`].
    pub fn watch_enrolments(&self) -> Result<Arc<EnrolmentWatch>, ZhijiaError> {
        Ok(EnrolmentWatch::new(self.follow(Client::watch_enrolments)?))
    }

    /// Enrols in a plan for its period, and gives the enrolment's id. Repeating it is the same enrolment.
    pub async fn enrol(&self, plan: String) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.enrol(id("plan", &plan)?)?.to_string())).await
    }

    /// Withdraws before it is effective.
    pub async fn withdraw_enrolment(&self, plan: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.withdraw_enrolment(id("plan", &plan)?).map(drop)).await
    }

    /// Sets up a plan, as the office of a union (its id). Gives the plan's id.
    pub async fn create_plan(&self, space: String, draft: PlanDraft) -> Result<String, ZhijiaError> {
        self.ask(move |phone| Ok(phone.create_plan(id("space", &space)?, &draft)?.to_string())).await
    }

    /// Changes a plan, as its union's office: who has enrolled keeps the terms that were seen.
    pub async fn edit_plan(&self, plan: String, draft: PlanDraft) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.edit_plan(id("plan", &plan)?, &draft)).await
    }

    /// Records that a payment was credited on a day (`YYYY-MM-DD`), as the office of the plan's union.
    pub async fn record_payment(&self, enrolment: String, on: String) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.record_payment(id("enrolment", &enrolment)?, &on)).await
    }
}
