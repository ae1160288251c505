//! Recording a payment.

use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::id::{IntentId, RecordId};
use crate::intents::dates::day;
use crate::intents::{Act, Context, Words, Writes, words};
use crate::kind::{Kind, Part};
use crate::kinds::enrolment::Office;
use crate::refusal::{Code, Refusal};

/// Records on which day a payment was credited, as the office of the plan's union (M-02). Recording another day
/// corrects the one before.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordPayment {
    /// The enrolment.
    pub enrolment: RecordId,
    /// The day, `YYYY-MM-DD`.
    pub on: String,
}

impl Act for RecordPayment {
    const CODE: &'static str = "record-payment";
    const WORDS: Words = words("登记缴费", "Recording a payment");

    fn writes<C: Context>(&self, context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let on = day(&self.on, "on")?;
        if on > china_date(context.now()) {
            return Err(Refusal::about(Code::DayToCome, "on").into());
        }
        let record = context.known(Kind::Enrolment, self.enrolment, "enrolment")?;
        let fields = Office::write().payments(&id, |payment| payment.at(context.now()).on(on));
        Ok(Writes::to(&record, Part::Office, fields))
    }
}
