//! Handing a unit's list in, and what the office does with it.

use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::dates::day;
use crate::intents::fields::{flag, number};
use crate::intents::{Act, Context, Words, Writes, prose, words};
use crate::kind::{Kind, Part};
use crate::kinds::batch::{self, BatchStatus, LineMark, Office, Unit};
use crate::kinds::sign_up::Wanted;
use crate::kinds::{Record, plan};
use crate::refusal::{Code, Refusal};

/// How many lines one change marks.
pub const MARKS_MAX: usize = 200;
/// The most people of a unit.
const ROSTER_MAX: i64 = 1_000_000;

/// The edition that is handed in next.
fn next(status: &BatchStatus) -> u32 {
    match status {
        BatchStatus::Draft => 0,
        BatchStatus::Submitted { edition }
        | BatchStatus::Returned { edition, .. }
        | BatchStatus::Accepted { edition, .. } => edition.saturating_add(1),
    }
}

/// A list, its plan, and how far it is.
fn known<C: Context>(context: &C, batch: RecordId) -> Result<(Record, Record, BatchStatus), C::Error> {
    let record = context.known(Kind::Batch, batch, "batch")?;
    let of = crate::kinds::enrolment::plan_of(&record.header).unwrap_or_default();
    let of = context.known(Kind::Plan, of, "plan")?;
    let status = batch::status(&record, plan::payer(&of));
    Ok((record, of, status))
}

/// Marks the first of the lines that would be handed in: of a long list, as many as a change can mark. The list is
/// handed in by [`SubmitBatch`] alone.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkLines {
    /// The list.
    pub batch: RecordId,
}

impl Act for MarkLines {
    const CODE: &'static str = "mark-lines";
    const WORDS: Words = words("整理参保名单", "Preparing a list");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let (record, _, status) = known(context, self.batch)?;
        let mut pending = batch::pending(&record);
        pending.truncate(MARKS_MAX);
        Ok(Writes::to(&record, Part::Unit, marked(pending, next(&status))))
    }
}

fn marked(pending: Vec<(RecordId, bool)>, edition: u32) -> crate::fields::Puts<Unit<'static>> {
    pending.into_iter().fold(Unit::write(), |fields, (who, on)| {
        let is = if on { Wanted::In } else { Wanted::Out };
        fields.marks(&LineMark { who, edition }, |mark| mark.is(is))
    })
}

/// Hands the list in, as its handler: the first time as it stands, later as an amendment.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SubmitBatch {
    /// The list.
    pub batch: RecordId,
    /// How many people the unit has (M-04).
    #[serde(deserialize_with = "number")]
    pub roster: i64,
}

impl Act for SubmitBatch {
    const CODE: &'static str = "submit-batch";
    const WORDS: Words = words("上报参保名单", "Handing a list in");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let (record, of, status) = known(context, self.batch)?;
        let (edition, totals) = (next(&status), batch::totals(&record, &of));
        let pending = batch::pending(&record);
        // A list that was given back may be handed in again as it stands.
        let again = matches!(status, BatchStatus::Returned { .. }) && totals.handed_in > 0;
        if pending.is_empty() && !again && !batch::is_marked(&record, edition) {
            return Err(Refusal::from(Code::NothingToHandIn).into());
        }
        if totals.unsettled > 0 {
            return Err(Refusal::about(Code::LinesUnsettled, totals.unsettled.to_string()).into());
        }
        if self.roster < i64::from(totals.listed) || self.roster > ROSTER_MAX {
            return Err(Refusal::about(Code::RosterTooSmall, totals.listed.to_string()).into());
        }
        if pending.len() > MARKS_MAX {
            return Err(Refusal::about(Code::ListTooLong, MARKS_MAX.to_string()).into());
        }
        let fields = marked(pending, edition).editions(&edition, |one| one.at(context.now()).roster(self.roster));
        Ok(Writes::to(&record, Part::Unit, fields))
    }
}

/// Gives what was handed in back, as the office of the plan's union.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReturnBatch {
    /// The list.
    pub batch: RecordId,
    /// Why.
    pub reason: String,
}

impl Act for ReturnBatch {
    const CODE: &'static str = "return-batch";
    const WORDS: Words = words("退回参保名单", "Giving a list back");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let (record, _, status) = known(context, self.batch)?;
        let BatchStatus::Submitted { edition } = status else {
            return Err(Refusal::from(Code::NotHandedIn).into());
        };
        let reason = prose(&self.reason, "reason", 500)?;
        if reason.is_empty() {
            return Err(Refusal::about(Code::EmptyField, "reason").into());
        }
        let fields = Office::write().returns(&edition, |one| one.at(context.now()).reason(reason));
        Ok(Writes::to(&record, Part::Office, fields))
    }
}

/// Accepts what was handed in, as the office of the plan's union: the share of those who take part is judged now, by
/// the number of people that the unit has, and stays (M-04, M-C18).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AcceptBatch {
    /// The list.
    pub batch: RecordId,
    /// Although too few take part.
    #[serde(default, deserialize_with = "flag")]
    pub exception: bool,
}

impl Act for AcceptBatch {
    const CODE: &'static str = "accept-batch";
    const WORDS: Words = words("受理参保名单", "Accepting a list");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let (record, of, status) = known(context, self.batch)?;
        let BatchStatus::Submitted { edition } = status else {
            return Err(Refusal::from(Code::NotHandedIn).into());
        };
        let totals = batch::totals(&record, &of);
        let (headcount, roster) = (i64::from(totals.handed_in), totals.roster.unwrap_or(0));
        let least = plan::read(&of).min_ratio().one().unwrap_or(0);
        // An amendment does not undo what was granted: the share was judged when the list was accepted (M-C18).
        if edition == 0 && !self.exception && headcount.saturating_mul(100) < least.saturating_mul(roster) {
            return Err(Refusal::about(Code::TooFewTakePart, least.to_string()).into());
        }
        let fields = Office::write().accepts(&edition, |one| {
            one.at(context.now()).headcount(headcount).roster(roster).due(totals.due).seen(batch::seen(&record))
        });
        Ok(Writes::to(&record, Part::Office, fields))
    }
}

/// Records on which day the payment of what was accepted was credited (M-02). Recording another day corrects the one
/// before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PayBatch {
    /// The list.
    pub batch: RecordId,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
}

impl Act for PayBatch {
    const CODE: &'static str = "pay-batch";
    const WORDS: Words = words("登记单位缴费", "Recording a unit's payment");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let on = day(&self.on, "on")?;
        if on > china_date(context.now()) {
            return Err(Refusal::about(Code::DayToCome, "on").into());
        }
        let (record, ..) = known(context, self.batch)?;
        let Some(edition) = batch::Handed::of(&record).taken() else {
            return Err(Refusal::from(Code::NotHandedIn).into());
        };
        let fields = Office::write().payments(&id, |one| one.at(context.now()).on(on).edition(i64::from(edition)));
        Ok(Writes::to(&record, Part::Office, fields))
    }
}
