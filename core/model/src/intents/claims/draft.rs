//! What a member types of a claim, new or changed; and what a list shows of it.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::calendar::china_date;
use crate::fields::{Puts, Values};
use crate::intents::dates::day;
use crate::intents::fields::number_if;
use crate::intents::{one_line, said};
use crate::kinds::Record;
use crate::kinds::claim::{self, Filed, Happening};
use crate::refusal::{Code, Refusal};

/// The most that somebody may have paid, in fen: ten million yuan.
pub(super) const COST_MAX: i64 = 1_000_000_000;

/// What a member types of a claim. What is not known yet is empty; days are `YYYY-MM-DD`, money is in fen.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default)]
pub struct ClaimDraft {
    /// What it is about: `stay`, `illness` or `accident`.
    pub event: String,
    /// The hospital.
    pub hospital: String,
    /// The day of admission.
    pub admitted: String,
    /// The day of discharge.
    pub discharged: String,
    /// The number of the social insurance's settlement.
    pub settlement_no: String,
    /// The number of the invoice.
    pub invoice_no: String,
    /// What the person paid.
    #[serde(rename = "own_cost", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub own_cost_fen: Option<i64>,
}

/// Prints nothing of it: it is about an illness.
impl core::fmt::Debug for ClaimDraft {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("ClaimDraft(..)")
    }
}

/// What was typed, read.
pub(super) struct Checked {
    pub(super) event: Option<Happening>,
    pub(super) admitted: Option<Date>,
    pub(super) discharged: Option<Date>,
}

impl ClaimDraft {
    /// What a claim says: what a form to change it begins with.
    pub fn of(record: &Record) -> Self {
        let said = claim::says(record);
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            event: said.event.map(Happening::name).unwrap_or_default().to_owned(),
            hospital: said.hospital.to_owned(),
            admitted: day(said.admitted),
            discharged: day(said.discharged),
            settlement_no: said.settlement_no.to_owned(),
            invoice_no: said.invoice_no.to_owned(),
            own_cost_fen: said.own_cost,
        }
    }

    /// Reads what was typed.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub(super) fn checked(&self, now: i64) -> Result<Checked, Refusal> {
        let wrong = |field: &str| Refusal::about(Code::BadField, field);
        let event = match self.event.trim() {
            "" => None,
            name => Some(Happening::from_name(name).ok_or_else(|| wrong("event"))?),
        };
        one_line(&self.hospital, "hospital", 200)?;
        one_line(&self.settlement_no, "settlement_no", 64)?;
        one_line(&self.invoice_no, "invoice_no", 64)?;
        let past = |text: &str, field: &str| match text.trim() {
            "" => Ok(None),
            text if day(text, field)? > china_date(now) => Err(Refusal::about(Code::DayToCome, field)),
            text => day(text, field).map(Some),
        };
        let (admitted, discharged) = (past(&self.admitted, "admitted")?, past(&self.discharged, "discharged")?);
        if admitted.zip(discharged).is_some_and(|(from, to)| to < from) {
            return Err(wrong("discharged"));
        }
        if self.own_cost_fen.is_some_and(|fen| !(1..=COST_MAX).contains(&fen)) {
            return Err(wrong("own_cost"));
        }
        Ok(Checked { event, admitted, discharged })
    }

    /// What is put for what was typed. A text that is emptied is put as an empty one; a day or an amount stays until
    /// another is typed.
    pub(super) fn puts(&self, read: &Checked, was: Option<Filed<'_>>) -> Puts<Filed<'static>> {
        Filed::write()
            .event(read.event)
            .hospital(emptied(&self.hospital, was.map(Filed::hospital)))
            .admitted(read.admitted)
            .discharged(read.discharged)
            .settlement_no(emptied(&self.settlement_no, was.map(Filed::settlement_no)))
            .invoice_no(emptied(&self.invoice_no, was.map(Filed::invoice_no)))
            .own_cost(self.own_cost_fen)
    }
}

/// The text that is put: an empty one only where something stood.
fn emptied<'t, const MAX: usize>(text: &'t str, was: Option<Values<'_, crate::fields::Text<MAX>>>) -> Option<&'t str> {
    said(text).or(was.is_some_and(|was| !was.is_absent()).then_some(""))
}
