//! Mutual aid: plans, the own enrolments; and the office's plan and payment.

use serde::Serialize;
use zhijia_model::kinds::plan;
use zhijia_model::kinds::{Record, enrolment, member};
use zhijia_model::{Code, Header, Kind, Outcome, Part, RecordId, Refusal, Scalar};

use crate::error::Error;
use crate::events::{NamedRecord, named_union, text};
use crate::inner::{Act, Inner};
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
        let inner = &self.0;
        let Some(record) = inner.record(plan)? else { return Err(Code::NotFound.into()) };
        if let Some(refusal) = obstacle(inner, &record)? {
            return Err(refusal.into());
        }
        self.ask_enrolment(&record, true)
    }

    /// Withdraws before it is effective (M-C3).
    pub fn withdraw_enrolment(&self, plan: RecordId) -> Result<RecordId, Error> {
        let Some(record) = self.0.record(plan)? else { return Err(Code::NotFound.into()) };
        self.ask_enrolment(&record, false)
    }

    fn ask_enrolment(&self, plan: &Record, wants_in: bool) -> Result<RecordId, Error> {
        let inner = &self.0;
        let me = inner.me()?;
        let home = me.home.ok_or_else(|| Error::from(Code::NotFound))?;
        let header = enrolment::header(home, me.member, plan.id, plan::payer(plan));
        let card = inner.record(me.member)?;
        let (name, employer) = card.as_ref().map_or(("", ""), |card| (member::name(card), member::employer(card)));
        let intent = inner.intent();
        let puts = vec![
            (format!("ask/{intent}/is"), if wants_in { "in" } else { "out" }.into()),
            (format!("ask/{intent}/at"), inner.now().into()),
            ("name".to_owned(), name.into()),
            ("employer".to_owned(), employer.into()),
        ];
        let code = if wants_in { "enrol" } else { "withdraw-enrolment" };
        let input = vec![("plan", plan.id.to_string())];
        inner.act(Act { intent, code, header, part: Part::Member, puts, input })
    }

    /// Sets up a plan, as its union's office.
    pub fn create_plan(&self, union: RecordId, draft: &PlanDraft) -> Result<RecordId, Error> {
        if draft.name.trim().is_empty() {
            return Err(Refusal::about(Code::EmptyField, "name").into());
        }
        let dates = (draft.period_from.parse::<jiff::civil::Date>(), draft.period_to.parse::<jiff::civil::Date>());
        match dates {
            (Ok(from), Ok(to)) if from <= to => {}
            _ => return Err(Refusal::about(Code::BadField, "period").into()),
        }
        if draft.closes_ms <= draft.opens_ms {
            return Err(Refusal::about(Code::BadField, "closes").into());
        }
        let header = Header::new(Kind::Plan, union, None, self.0.random_16()?);
        let puts: Vec<(String, Scalar)> = vec![
            ("name".to_owned(), draft.name.trim().into()),
            ("payer".to_owned(), plan::Payer::from(draft.payer).name().into()),
            ("fee".to_owned(), draft.fee_fen.into()),
            ("period_from".to_owned(), draft.period_from.as_str().into()),
            ("period_to".to_owned(), draft.period_to.as_str().into()),
            ("opens".to_owned(), draft.opens_ms.into()),
            ("closes".to_owned(), draft.closes_ms.into()),
            ("waiting_days".to_owned(), draft.waiting_days.into()),
            ("about".to_owned(), draft.about.as_str().into()),
        ];
        let intent = self.0.intent();
        self.0.act(Act { intent, code: "create-plan", header, part: Part::Office, puts, input: Vec::new() })
    }

    /// Records that a payment was credited on a day (`YYYY-MM-DD`), as the office of the plan's union (M-02).
    pub fn record_payment(&self, enrolment: RecordId, on: &str) -> Result<(), Error> {
        if on.parse::<jiff::civil::Date>().is_err() {
            return Err(Refusal::about(Code::BadField, "on").into());
        }
        let Some(record) = self.0.record(enrolment)? else { return Err(Code::NotFound.into()) };
        let intent = self.0.intent();
        let puts = vec![(format!("paid/{intent}/at"), self.0.now().into()), (format!("paid/{intent}/on"), on.into())];
        let input = vec![("enrolment", enrolment.to_string()), ("on", on.to_owned())];
        self.0.act(Act { intent, code: "record-payment", header: record.header, part: Part::Office, puts, input })?;
        Ok(())
    }
}

/// What stands in the way of enrolling now, by what this phone knows.
fn obstacle(inner: &Inner, plan: &Record) -> Result<Option<Refusal>, Error> {
    let me = inner.me()?;
    let said = plan::read(plan);
    let now = inner.now();
    for record in inner.records_of(Kind::Enrolment, me.member)? {
        let same = enrolment::plan_of(&record.header) == Some(plan.id);
        if same && enrolment::candidate(&record).asked.is_some() {
            return Ok(Some(Code::AlreadyEnrolled.into()));
        }
    }
    if said.opens().one().is_some_and(|opens| now < opens) {
        return Ok(Some(Code::NotOpenYet.into()));
    }
    if said.closes().one().is_some_and(|closes| now > closes) {
        return Ok(Some(Code::PlanClosed.into()));
    }
    Ok(None)
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
    inner.me()?;
    let mut items = Vec::new();
    for record in inner.records(Kind::Plan)? {
        let said = plan::read(&record);
        let obstacle = obstacle(inner, &record)?;
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
