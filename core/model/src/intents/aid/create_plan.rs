//! A new plan.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::intents::dates::{day, is_near};
use crate::intents::fields::number;
use crate::intents::{Act, Again, Context, Words, Writes, named, prose, words};
use crate::kind::{Kind, Part};
use crate::kinds::plan::{Payer, Plan};
use crate::refusal::{Code, Refusal};

/// Sets up a plan, as its union's office. Dates are `YYYY-MM-DD`, times in milliseconds, the fee in fen.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreatePlan {
    /// The union.
    #[serde(alias = "space")]
    pub union: RecordId,
    /// The name.
    pub name: String,
    /// Who pays: `union`, `member` or `employer`.
    pub payer: String,
    /// The fee.
    #[serde(deserialize_with = "number")]
    pub fee: i64,
    /// First day of the period, `YYYY-MM-DD`.
    pub period_from: String,
    /// Last day of the period, `YYYY-MM-DD`.
    pub period_to: String,
    /// When the window opens.
    #[serde(deserialize_with = "number")]
    pub opens: i64,
    /// When it closes.
    #[serde(deserialize_with = "number")]
    pub closes: i64,
    /// Days of waiting after cover began.
    #[serde(deserialize_with = "number")]
    pub waiting_days: i64,
    /// About it.
    #[serde(default)]
    pub about: String,
}

impl CreatePlan {
    /// The payer and the period, where all that was typed is right.
    fn checked(&self) -> Result<(Payer, Date, Date), Refusal> {
        let wrong = |field: &str| Refusal::about(Code::BadField, field);
        named(&self.name, "name", 200)?;
        let payer = Payer::from_name(&self.payer).ok_or_else(|| wrong("payer"))?;
        let (from, to) = (day(&self.period_from, "period")?, day(&self.period_to, "period")?);
        prose(&self.about, "about", 4000)?;
        let all = [
            ("period", to < from),
            ("fee", self.fee < 0),
            ("opens", !is_near(self.opens)),
            ("closes", !is_near(self.closes)),
            ("closes", self.closes <= self.opens),
            ("waiting_days", !(0..=3650).contains(&self.waiting_days)),
        ];
        match all.into_iter().find(|(_, is_wrong)| *is_wrong) {
            Some((field, _)) => Err(wrong(field)),
            None => Ok((payer, from, to)),
        }
    }
}

impl Act for CreatePlan {
    const CODE: &'static str = "create-plan";
    const WORDS: Words = words("新建互助计划", "Setting up a plan");
    const AGAIN: Again = Again::AsItWas;
    const PUTS_SAY_ALL: bool = true;

    fn writes<C: Context>(&self, _context: &C, id: IntentId) -> Result<Writes, C::Error> {
        let (payer, from, to) = self.checked()?;
        let fields = Plan::write()
            .name(self.name.trim())
            .payer(payer)
            .fee(self.fee)
            .period_from(from)
            .period_to(to)
            .opens(self.opens)
            .closes(self.closes)
            .waiting_days(self.waiting_days)
            .about(self.about.trim());
        Ok(Writes::new(Header::new(Kind::Plan, self.union, None, id.0), Part::Office, fields))
    }
}
