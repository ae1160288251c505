//! A single day on which a house is closed, or open all the same.

use jiff::{Span, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::dates::day;
use crate::intents::fields::flag;
use crate::intents::{Act, Context, Intent, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::house::House;
use crate::refusal::{Code, Refusal};

/// How long afterwards a day can still be recorded.
const DAYS_BACK: i64 = 31;
/// How long ahead.
const DAYS_AHEAD: i64 = 731;

/// Closes a house on one day, or opens it on a public holiday or a day of the week on which it is closed. Due dates
/// that are given from now on roll over it; one that was given stays (L-C22).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CloseDay {
    /// The house.
    pub house: RecordId,
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// Whether it is closed.
    #[serde(deserialize_with = "flag")]
    pub closed: bool,
}

impl Act for CloseDay {
    const CODE: &'static str = "close-day";
    const WORDS: Words = words("登记开闭馆日", "Recording a closed or open day");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let day = day(&self.day, "day")?;
        let today = china_date(context.now());
        let days = |span: Span| today.saturating_add(span);
        // What was forgotten is said late; another year is a slip.
        if !(days(-DAYS_BACK.days())..=days(DAYS_AHEAD.days())).contains(&day) {
            return Err(Refusal::about(Code::BadField, "day").into());
        }
        let record = context.known(Kind::House, self.house, "house")?;
        Ok(Writes::to(&record, Part::Keeper, House::write().closed(&day, |one| one.day(self.closed))))
    }

    fn undo(&self, _record: RecordId, _id: IntentId) -> Option<Intent> {
        Some(Self { closed: !self.closed, ..self.clone() }.into())
    }
}
