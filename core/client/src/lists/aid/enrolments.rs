//! The own enrolments.

use jiff::civil::Date;
use serde::Serialize;
use zhijia_model::kinds::plan::Payer;
use zhijia_model::kinds::{Record, enrolment, plan};
use zhijia_model::{Kind, Outcome, RecordId};

use crate::error::Error;
use crate::lists::events::NamedRecord;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, StateText};

/// One of the own enrolments.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EnrolmentItem {
    /// The enrolment's id.
    pub id: String,
    /// The plan's id.
    pub plan: String,
    /// The plan's name.
    pub plan_name: String,
    /// First day of cover.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub cover_from: Option<String>,
    /// Last day of cover.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub cover_to: Option<String>,
    /// Where it stands.
    pub state: StateText,
    /// Whether it can be withdrawn.
    pub can_withdraw: bool,
    /// Whether the person was listed by others and has not said yes or no.
    pub can_answer: bool,
    /// Who pays.
    pub payer: Payer,
    /// The union that lists the person.
    pub union: NamedRecord,
    /// Whether there is cover today.
    pub covered_today: bool,
    /// So many days are left of a cover in force, today included.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub days_left: Option<i64>,
}

/// Listed by others, and neither agreed nor declined.
fn can_answer(record: &Record) -> bool {
    let listed = matches!(
        record.verdict.as_ref().map(|verdict| &verdict.outcome),
        Some(Outcome::OnList { .. } | Outcome::Listed | Outcome::Cover { .. })
    );
    listed && enrolment::member(record).asks().len() == 0
}

fn on_day(outcome: Option<&Outcome>, day: Date) -> bool {
    outcome.and_then(enrolment::span).is_some_and(|(from, to)| (from..=to).contains(&day))
}

fn days_left(outcome: Option<&Outcome>, day: Date) -> Option<i64> {
    let (_, to) = outcome.and_then(enrolment::span).filter(|_| on_day(outcome, day))?;
    Some(to.duration_since(day).as_hours().div_euclid(24) + 1)
}

impl Row for EnrolmentItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// In the order in which they were asked for.
#[derive(Default)]
pub(crate) struct Enrolments {
    me: Option<RecordId>,
}

impl List for Enrolments {
    type Row = EnrolmentItem;

    fn needs(&self) -> Needs {
        Needs::default().of(Kind::Enrolment, self.me).all(Kind::Plan).all(Kind::Union)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<EnrolmentItem>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        // What is covered today is another thing tomorrow.
        at.turns_tomorrow();
        for one in at.dao.stored_of(Kind::Enrolment, me)? {
            let record = &one.record;
            let Some(plan_id) = enrolment::plan_of(&record.header) else { continue };
            let plan = at.dao.record(plan_id)?;
            let outcome = record.verdict.as_ref().map(|verdict| &verdict.outcome);
            let (cover_from, cover_to) = match outcome {
                Some(Outcome::Cover { from, to, .. }) => (Some(from.clone()), Some(to.clone())),
                _ => (None, None),
            };
            let asked = enrolment::candidate(record).asked;
            let row = EnrolmentItem {
                id: record.id.to_string(),
                plan: plan_id.to_string(),
                plan_name: plan.as_ref().map(plan::name).unwrap_or_default().to_owned(),
                can_withdraw: asked.is_some(),
                can_answer: can_answer(record),
                payer: enrolment::payer(&record.header).unwrap_or_default(),
                union: at.union(record.header.space)?,
                covered_today: on_day(outcome, at.today),
                days_left: days_left(outcome, at.today),
                cover_from,
                cover_to,
                state: words::enrolment(outcome, stage(one.progress), at.today),
            };
            out.put(Key::new(asked.unwrap_or(i64::MAX), 0, &row.id), row);
        }
        Ok(())
    }
}
