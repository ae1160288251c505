//! What is to be paid, and was.

use serde::Serialize;
use zhijia_model::kinds::claim::{self, ClaimStage, Paid};
use zhijia_model::{Kind, RecordId, Role};
use zhijia_store::StoredRecord;

use super::{held, plan_of};
use crate::error::Error;
use crate::lists::events::NamedRecord;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, StateText};

/// How far a payment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PayoutPhase {
    /// Approved, or returned by the bank: it can be put on the list.
    ToList,
    /// On the list.
    Listed,
    /// Not to be paid until somebody has looked.
    Held,
    /// Paid.
    Paid,
}

/// A payment as whoever pays sees it: nothing of an illness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PayoutItem {
    /// The claim's id.
    pub id: String,
    /// The plan.
    pub plan: NamedRecord,
    /// The person's name.
    pub name: String,
    /// How much, in fen.
    pub amount_fen: i64,
    /// The bank of the account.
    pub bank: String,
    /// The last digits of its number.
    pub tail: String,
    /// The key of the payment that is on the list or was made; empty where there is none.
    pub key: String,
    /// How far it is.
    pub phase: PayoutPhase,
    /// Where it stands.
    pub state: StateText,
    /// The key that lists are sorted by.
    pub order: i64,
}

impl Row for PayoutItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What can be put on the list, what is on it, what is held, what was paid; by name within each.
#[derive(Default)]
pub(crate) struct Payouts {
    me: Option<RecordId>,
}

impl List for Payouts {
    type Row = PayoutItem;

    fn needs(&self) -> Needs {
        Needs::default().all(Kind::Claim).all(Kind::Plan).of(Kind::Appointment, self.me)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<PayoutItem>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        let spaces = held(at, me, Role::Office)?;
        for one in at.dao.stored_of_kind(Kind::Claim)? {
            if spaces.contains(&one.record.header.space)
                && let Some(row) = item(at, &one)?
            {
                out.put(Key::text(&format!("{}\0{}", row.order, row.name), &row.id), row);
            }
        }
        Ok(())
    }
}

fn item(at: &Snapshot<'_>, one: &StoredRecord) -> Result<Option<PayoutItem>, Error> {
    let record = &one.record;
    let state = claim::state(record);
    let payments = claim::payments(record);
    let standing = payments.iter().find(|one| one.paid != Paid::Ended && !one.surplus);
    let surplus = payments.iter().any(|one| one.surplus);
    let phase = match state.stage {
        ClaimStage::Approved | ClaimStage::Returned => PayoutPhase::ToList,
        ClaimStage::ToPay if !surplus => PayoutPhase::Listed,
        ClaimStage::Paid if !surplus => PayoutPhase::Paid,
        _ if payments.is_empty() && state.stage != ClaimStage::Held => return Ok(None),
        _ => PayoutPhase::Held,
    };
    let (bank, tail) = paid_to(record);
    Ok(Some(PayoutItem {
        id: record.id.to_string(),
        plan: plan_of(at, record)?,
        name: claim::name(record).to_owned(),
        amount_fen: standing.and_then(|one| one.amount).or(state.amount).unwrap_or(0),
        bank,
        tail,
        key: standing.map(|one| one.key.clone()).unwrap_or_default(),
        phase,
        state: words::payout(&state, surplus, stage(one.progress)),
        order: phase as i64,
    }))
}

/// The account: as whoever pays is shown it, or from the claim itself.
fn paid_to(record: &zhijia_model::kinds::Record) -> (String, String) {
    let shown = claim::payable(record);
    match (shown.bank().one(), shown.tail().one()) {
        (None, None) => super::account(record),
        (bank, tail) => (bank.unwrap_or_default().to_owned(), tail.unwrap_or_default().to_owned()),
    }
}
