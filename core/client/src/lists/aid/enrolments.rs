//! The own enrolments.

use serde::Serialize;
use zhijia_model::kinds::{enrolment, plan};
use zhijia_model::{Kind, Outcome, RecordId};

use crate::error::Error;
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
        Needs::default().of(Kind::Enrolment, self.me).all(Kind::Plan)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<EnrolmentItem>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
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
                cover_from,
                cover_to,
                state: words::enrolment(outcome, stage(one.progress)),
            };
            out.put(Key::new(asked.unwrap_or(i64::MAX), 0, &row.id), row);
        }
        Ok(())
    }
}
