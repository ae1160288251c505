//! The plans of the own union and of every union above it.

use jiff::civil::Date;
use serde::Serialize;
use zhijia_model::intents::aid::{PlanDraft, obstacle};
use zhijia_model::kinds::enrolment::{Candidate, earlier};
use zhijia_model::kinds::plan::Editions;
use zhijia_model::kinds::{Record, enrolment, plan};
use zhijia_model::{Kind, Outcome, RecordId};

use crate::error::Error;
use crate::lists::events::NamedRecord;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words::{self, StateText};

/// A plan as a member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PlanItem {
    /// The plan's id.
    pub id: String,
    /// What its office says of it.
    #[serde(flatten)]
    pub details: PlanDraft,
    /// The union that offers it.
    pub union: NamedRecord,
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
            out.put(Key::text(&format!("{}\0{}", row.details.period_from, row.details.name), &row.id), row);
        }
        // A preview says from which day there would be cover.
        at.turns_tomorrow();
        Ok(())
    }
}

fn item(at: &Snapshot<'_>, record: &Record, enrolled: &[Record]) -> Result<PlanItem, Error> {
    let details = PlanDraft::of(record);
    let windows = [
        details.opens_ms,
        details.closes_ms.map(|closes| closes.saturating_add(1)),
        details.supplementary_from_ms,
        details.supplementary_to_ms.map(|to| to.saturating_add(1)),
    ];
    windows.into_iter().flatten().for_each(|ms| at.turns_at(ms));
    let obstacle = obstacle(record, enrolled, at.now);
    Ok(PlanItem {
        id: record.id.to_string(),
        details,
        union: at.union(record.header.space)?,
        can_enrol: obstacle.is_none(),
        preview: match obstacle {
            Some(refusal) => words::obstacle(&refusal),
            None => preview(record, &earlier(record, enrolled, |id| at.dao.record(id))?, at.now),
        },
    })
}

/// What enrolling now would lead to, by the hub's own rule.
fn preview(plan: &Record, earlier: &[(Date, Date)], now: i64) -> StateText {
    let Some(terms) = Editions::of(plan).and_then(|all| all.current().cloned()) else {
        return words::unknown_here();
    };
    match enrolment::cover(&terms, &Candidate::new(now, plan::payer(plan)), earlier) {
        Some(Outcome::Cover { from, to, waiting_until, .. }) => {
            words::would_cover(&from, &to, waiting_until.as_deref())
        }
        _ => words::would_be_listed(),
    }
}
