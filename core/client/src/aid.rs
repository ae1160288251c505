//! Mutual aid: plans, the own enrolments; and the office's plan and payment.

use serde::Serialize;
use zhijia_model::intents::aid::{CreatePlan, Enrol, RecordPayment, WithdrawEnrolment, obstacle};
use zhijia_model::kinds::plan;
use zhijia_model::kinds::{Record, enrolment};
use zhijia_model::{Kind, Outcome, RecordId};

use crate::error::Error;
use crate::events::{NamedRecord, named_union, text};
use crate::inner::Inner;
use crate::words::{self, StateText, Tone};
use crate::{Client, Row, Watch};

/// Who pays for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Payer {
    /// The union pays: cover follows without a payment by the member.
    Union,
    /// The member pays: listed until the office records the payment.
    Member,
    /// The employer pays.
    Employer,
}

impl From<plan::Payer> for Payer {
    fn from(payer: plan::Payer) -> Self {
        match payer {
            plan::Payer::Union => Self::Union,
            plan::Payer::Member => Self::Member,
            plan::Payer::Employer => Self::Employer,
        }
    }
}

impl From<Payer> for plan::Payer {
    fn from(payer: Payer) -> Self {
        match payer {
            Payer::Union => Self::Union,
            Payer::Member => Self::Member,
            Payer::Employer => Self::Employer,
        }
    }
}

/// A plan as a member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PlanItem {
    /// The plan's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The union that offers it.
    pub union: NamedRecord,
    /// Who pays.
    pub payer: Payer,
    /// The fee, in fen.
    pub fee_fen: i64,
    /// First day of the period.
    pub period_from: String,
    /// Last day of the period.
    pub period_to: String,
    /// When the window opens, in milliseconds.
    pub opens_ms: Option<i64>,
    /// When it closes.
    pub closes_ms: Option<i64>,
    /// About it.
    pub about: String,
    /// Whether enrolling makes sense now.
    pub can_enrol: bool,
    /// What enrolling would lead to, or why not.
    pub preview: StateText,
}

/// One of the own enrolments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EnrolmentItem {
    /// The enrolment's id.
    pub id: String,
    /// The plan's id.
    pub plan: String,
    /// The plan's name.
    pub plan_name: String,
    /// First day of cover.
    pub cover_from: Option<String>,
    /// Last day of cover.
    pub cover_to: Option<String>,
    /// Where it stands.
    pub state: StateText,
    /// Whether it can be withdrawn.
    pub can_withdraw: bool,
}

impl Row for PlanItem {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Row for EnrolmentItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What an office types of a plan. Dates are `YYYY-MM-DD`, the fee is in fen.
#[derive(Debug, Clone, PartialEq, Eq)]
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
    pub fn plans(&self) -> Result<Vec<PlanItem>, Error> {
        plans(&self.0)
    }

    /// Watches [`Client::plans`].
    pub fn watch_plans(&self) -> Watch<PlanItem> {
        self.0.watch(plans)
    }

    /// The own enrolments.
    pub fn enrolments(&self) -> Result<Vec<EnrolmentItem>, Error> {
        enrolments(&self.0)
    }

    /// Watches [`Client::enrolments`].
    pub fn watch_enrolments(&self) -> Watch<EnrolmentItem> {
        self.0.watch(enrolments)
    }

    /// Enrols in a plan for its period. Repeating it is the same enrolment.
    pub fn enrol(&self, plan: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(Enrol { plan })?.record)
    }

    /// Withdraws: before the cover began as if nothing had been asked, afterwards with this day (M-C3).
    pub fn withdraw_enrolment(&self, plan: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(WithdrawEnrolment { plan })?.record)
    }

    /// Sets up a plan, as its union's office.
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
    pub fn record_payment(&self, enrolment: RecordId, on: &str) -> Result<(), Error> {
        self.perform(RecordPayment { enrolment, on: on.to_owned() }).map(drop)
    }
}

/// What enrolling now would lead to, by the hub's own rule.
fn preview(plan: &Record, now: i64) -> StateText {
    let Some(terms) = enrolment::terms(plan) else {
        return StateText::new(Tone::UnknownHere, "联网后才知道", "Known once online");
    };
    let one = enrolment::Candidate {
        id: RecordId::default(),
        asked: Some(now),
        paid_on: None,
        payer: plan::payer(plan),
        before: None,
    };
    match enrolment::cover(&terms, &one) {
        Some(Outcome::Cover { from, to, .. }) => {
            let (zh, en) = words::span(&from, &to);
            StateText::new(Tone::Preview, format!("参保后{zh}有保障"), format!("Would cover you {en}"))
        }
        _ => StateText::new(
            Tone::Preview,
            "先登记,等工会登记缴费后生效",
            "You would be listed until the payment is recorded",
        ),
    }
}

fn plans(inner: &Inner) -> Result<Vec<PlanItem>, Error> {
    let own = inner.records_of(Kind::Enrolment, inner.me()?.member)?;
    let mut items = Vec::new();
    for record in inner.records(Kind::Plan)? {
        let said = plan::read(&record);
        let obstacle = obstacle(&record, &own, inner.now());
        items.push(PlanItem {
            id: record.id.to_string(),
            name: plan::name(&record).to_owned(),
            union: named_union(inner, record.header.space)?,
            payer: plan::payer(&record).into(),
            fee_fen: said.fee().one().unwrap_or(0),
            period_from: said.period_from().one().map(|day| day.to_string()).unwrap_or_default(),
            period_to: said.period_to().one().map(|day| day.to_string()).unwrap_or_default(),
            opens_ms: said.opens().one(),
            closes_ms: said.closes().one(),
            about: text(said.about().one()),
            can_enrol: obstacle.is_none(),
            preview: match obstacle {
                Some(refusal) => StateText::new(Tone::Plain, refusal.zh(), refusal.en())
                    .because(refusal.next_zh(), refusal.next_en()),
                None => preview(&record, inner.now()),
            },
        });
    }
    items.sort_by(|a, b| (&a.period_from, &a.name).cmp(&(&b.period_from, &b.name)));
    Ok(items)
}

fn enrolments(inner: &Inner) -> Result<Vec<EnrolmentItem>, Error> {
    let me = inner.me()?;
    let mut items = Vec::new();
    for record in inner.records_of(Kind::Enrolment, me.member)? {
        let Some(plan_id) = enrolment::plan_of(&record.header) else { continue };
        let plan = inner.record(plan_id)?;
        let outcome = record.verdict.as_ref().map(|verdict| &verdict.outcome);
        let (cover_from, cover_to) = match outcome {
            Some(Outcome::Cover { from, to, .. }) => (Some(from.clone()), Some(to.clone())),
            _ => (None, None),
        };
        let asked = enrolment::candidate(&record).asked.is_some();
        items.push(EnrolmentItem {
            id: record.id.to_string(),
            plan: plan_id.to_string(),
            plan_name: plan.as_ref().map(plan::name).unwrap_or_default().to_owned(),
            can_withdraw: asked && cover_from.is_none(),
            cover_from,
            cover_to,
            state: words::enrolment(outcome, inner.stage(record.id)?),
        });
    }
    Ok(items)
}
