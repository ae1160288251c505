//! What reviewers have to look at.

use serde::Serialize;
use zhijia_model::intents::claims::ClaimDraft;
use zhijia_model::kinds::claim::{self, ClaimStage, Step};
use zhijia_model::kinds::sign_up::Wish;
use zhijia_model::{Kind, RecordId, Role};
use zhijia_store::StoredRecord;

use super::{account, held, plan_of};
use crate::error::Error;
use crate::lists::events::NamedRecord;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, StateText};

/// A claim as a reviewer sees it.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ReviewItem {
    /// The claim's id.
    pub id: String,
    /// The plan.
    pub plan: NamedRecord,
    /// The person's name as given.
    pub name: String,
    /// The person's employer as given.
    pub employer: String,
    /// What it says.
    pub draft: ClaimDraft,
    /// The bank of the account.
    pub bank: String,
    /// The last digits of its number.
    pub tail: String,
    /// The hashes of the photographs; of all claims of the person upon the same bill (M-C12).
    pub photographs: Vec<String>,
    /// Why the person does not agree with a rejection.
    pub appeal: String,
    /// The version that a decision is about.
    pub version: String,
    /// Which step is to be taken: `first`, `second`, `third`; empty where none is, or another person has to take it.
    pub step: String,
    /// How much the step before has found right, in fen.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub amount_fen: Option<i64>,
    /// What the hub says of it, in Simplified Chinese; empty where there is nothing to say.
    pub flag_zh: String,
    /// The same in English.
    pub flag_en: String,
    /// Where it stands.
    pub state: StateText,
    /// The key that lists are sorted by.
    pub order: i64,
}

/// Prints nothing of an illness.
impl core::fmt::Debug for ReviewItem {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ReviewItem").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Row for ReviewItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What is to be done first, in the order of filing; then the rest.
#[derive(Default)]
pub(crate) struct ClaimsToReview {
    me: Option<RecordId>,
}

impl List for ClaimsToReview {
    type Row = ReviewItem;

    fn needs(&self) -> Needs {
        Needs::default().all(Kind::Claim).all(Kind::Plan).of(Kind::Appointment, self.me)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<ReviewItem>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        let spaces = held(at, me, Role::Reviewer)?;
        let mut all = at.dao.stored_of_kind(Kind::Claim)?;
        all.retain(|one| spaces.contains(&one.record.header.space) && one.record.header.owner != Some(me));
        for one in &all {
            if let Some((key, row)) = item(at, one, &all, me)? {
                out.put(key, row);
            }
        }
        Ok(())
    }
}

fn item(
    at: &Snapshot<'_>,
    one: &StoredRecord,
    all: &[StoredRecord],
    me: RecordId,
) -> Result<Option<(Key, ReviewItem)>, Error> {
    let record = &one.record;
    let Wish::In { rank, .. } = claim::wish(record) else { return Ok(None) };
    let state = claim::state(record);
    let asked = match state.stage {
        ClaimStage::Held if claim::payments(record).is_empty() => Some(Step::Second),
        _ => state.asks(),
    };
    let mine = asked.filter(|step| claim::may_take(record, *step, me));
    let (bank, tail) = account(record);
    let (flag_zh, flag_en) = words::flagged(record.verdict.as_ref()).unwrap_or_default();
    let united = all.iter().filter(|other| claim::same_bill(record, &other.record));
    let mut photographs: Vec<_> =
        united.flat_map(|other| claim::attachments(&other.record).map(|(hash, _)| hash)).collect();
    photographs.sort_unstable();
    photographs.dedup();
    let filed = claim::filed(record);
    let appeal = filed.appeals().max_by_key(|appeal| appeal.at().one()).and_then(|appeal| appeal.why().one());
    let row = ReviewItem {
        id: record.id.to_string(),
        plan: plan_of(at, record)?,
        name: claim::name(record).to_owned(),
        employer: filed.employer().one().unwrap_or_default().to_owned(),
        draft: ClaimDraft::of(record),
        bank,
        tail,
        photographs,
        appeal: appeal.unwrap_or_default().to_owned(),
        step: mine.map(Step::name).unwrap_or_default().to_owned(),
        amount_fen: state.amount,
        flag_zh,
        flag_en,
        state: words::to_review(&state, asked, stage(one.progress)),
        version: state.version,
        order: if mine.is_some() { rank } else { rank.saturating_add(i64::MAX / 2) },
    };
    Ok(Some((Key::new(row.order, 0, &row.id), row)))
}
