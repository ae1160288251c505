//! The plans of the own union and of every union above it.

use serde::Serialize;
use zhijia_model::intents::aid::obstacle;
use zhijia_model::kinds::{Record, enrolment, plan};
use zhijia_model::{Kind, Outcome, RecordId};

use crate::error::Error;
use crate::lists::events::{NamedRecord, text};
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words::{self, StateText};

/// Who pays for a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlanItem {
    /// The plan's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The union that offers it.
    pub union: NamedRecord,
    /// Who pays.
    pub payer: Payer,
    /// The fee, in fen: 10000 is 100 yuan.
    pub fee_fen: i64,
    /// First day of the period, `YYYY-MM-DD`.
    pub period_from: String,
    /// Last day of the period, `YYYY-MM-DD`.
    pub period_to: String,
    /// When the window opens, in milliseconds.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub opens_ms: Option<i64>,
    /// When it closes.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub closes_ms: Option<i64>,
    /// About it.
    pub about: String,
    /// Whether enrolling makes sense now.
    pub can_enrol: bool,
    /// What enrolling would lead to, or why not.
    pub preview: StateText,
}

impl Row for PlanItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// By period, then by name.
#[derive(Default)]
pub(crate) struct Plans {
    me: Option<RecordId>,
}

impl List for Plans {
    type Row = PlanItem;

    fn needs(&self) -> Needs {
        Needs::default().all(Kind::Plan).all(Kind::Union).of(Kind::Enrolment, self.me)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<PlanItem>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        let enrolled = at.dao.records_of(Kind::Enrolment, me)?;
        for one in at.dao.stored_of_kind(Kind::Plan)? {
            let row = item(at, &one.record, &enrolled)?;
            out.put(Key::text(&format!("{}\0{}", row.period_from, row.name), &row.id), row);
        }
        // A preview says from which day there would be cover.
        at.turns_tomorrow();
        Ok(())
    }
}

fn item(at: &Snapshot<'_>, record: &Record, enrolled: &[Record]) -> Result<PlanItem, Error> {
    let said = plan::read(record);
    let (opens_ms, closes_ms) = (said.opens().one(), said.closes().one());
    at.turns_at(opens_ms.unwrap_or(i64::MAX));
    at.turns_at(closes_ms.map_or(i64::MAX, |closes| closes.saturating_add(1)));
    let obstacle = obstacle(record, enrolled, at.now);
    Ok(PlanItem {
        id: record.id.to_string(),
        name: plan::name(record).to_owned(),
        union: at.union(record.header.space)?,
        payer: plan::payer(record).into(),
        fee_fen: said.fee().one().unwrap_or(0),
        period_from: said.period_from().one().map(|day| day.to_string()).unwrap_or_default(),
        period_to: said.period_to().one().map(|day| day.to_string()).unwrap_or_default(),
        opens_ms,
        closes_ms,
        about: text(said.about().one()),
        can_enrol: obstacle.is_none(),
        preview: match obstacle {
            Some(refusal) => words::obstacle(&refusal),
            None => preview(record, at.now),
        },
    })
}

/// What enrolling now would lead to, by the hub's own rule.
fn preview(plan: &Record, now: i64) -> StateText {
    let Some(terms) = enrolment::terms(plan) else {
        return words::unknown_here();
    };
    let one = enrolment::Candidate {
        id: RecordId::default(),
        asked: Some(now),
        left: None,
        paid_on: None,
        corrected: false,
        payer: plan::payer(plan),
        before: None,
    };
    match enrolment::cover(&terms, &one) {
        Some(Outcome::Cover { from, to, .. }) => words::would_cover(&from, &to),
        _ => words::would_be_listed(),
    }
}
