//! The own claims.

use serde::Serialize;
use zhijia_model::intents::claims::ClaimDraft;
use zhijia_model::kinds::claim::{self, ClaimStage};
use zhijia_model::{Audience, Kind, RecordId};

use super::{account, plan_of};
use crate::error::Error;
use crate::lists::events::NamedRecord;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, StateText};

/// One of the own claims.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ClaimItem {
    /// The claim's id.
    pub id: String,
    /// The plan.
    pub plan: NamedRecord,
    /// What it says, for the form that changes it.
    pub draft: ClaimDraft,
    /// The bank of the account.
    pub bank: String,
    /// The last digits of its number.
    pub tail: String,
    /// The hashes of the photographs.
    pub photographs: Vec<String>,
    /// Where it stands.
    pub state: StateText,
    /// Whether it waits to be filed.
    pub can_submit: bool,
    /// Whether it can be withdrawn.
    pub can_withdraw: bool,
    /// Whether the person can say that a rejection is not right.
    pub can_appeal: bool,
    /// The key that lists are sorted by.
    pub order: i64,
}

/// Prints nothing of an illness.
impl core::fmt::Debug for ClaimItem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ClaimItem").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Row for ClaimItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// The latest admission first.
#[derive(Default)]
pub(crate) struct MyClaims {
    me: Option<RecordId>,
}

impl List for MyClaims {
    type Row = ClaimItem;

    fn needs(&self) -> Needs {
        Needs::default().of(Kind::Claim, self.me).all(Kind::Plan)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<ClaimItem>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        for one in at.dao.stored_of(Kind::Claim, me)? {
            let record = &one.record;
            let state = claim::state(record);
            let prepared = record.views.contains_key(&Audience::Mine) && record.parts.is_empty();
            let (bank, tail) = account(record);
            let admitted = claim::says(record).admitted;
            let filed = !matches!(state.stage, ClaimStage::Draft | ClaimStage::Withdrawn);
            let row = ClaimItem {
                id: record.id.to_string(),
                plan: plan_of(at, record)?,
                draft: ClaimDraft::of(record),
                bank,
                tail,
                photographs: claim::attachments(record).map(|(hash, _)| hash).collect(),
                can_submit: !filed,
                can_withdraw: filed && !matches!(state.stage, ClaimStage::ToPay | ClaimStage::Paid),
                can_appeal: state.stage == ClaimStage::Rejected,
                state: words::claim(&state, record.verdict.as_ref(), prepared, stage(one.progress)),
                order: admitted.map_or(i64::MIN, |day| -i64::from(days(day))),
            };
            out.put(Key::new(row.order, 0, &row.id), row);
        }
        Ok(())
    }
}

/// Days since the beginning of the calendar, to sort by.
fn days(day: jiff::civil::Date) -> i32 {
    i32::from(day.year()) * 366 + i32::from(day.day_of_year())
}
