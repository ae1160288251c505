//! What an office types of a plan, new or changed; and what a list shows of it.

use serde::{Deserialize, Serialize};

use crate::fields::{Id, Int, Puts, Values};
use crate::id::RecordId;
use crate::intents::dates::{day, is_near};
use crate::intents::fields::{number, number_if};
use crate::intents::{lifted, named, none_wrong, prose, said};
use crate::kinds::Record;
use crate::kinds::plan::{self, NONE, Payer, Plan, SHARES_MAX, WAITING_MAX};
use crate::refusal::{Code, Refusal};

/// What an office types of a plan, and what holds of it. Dates are `YYYY-MM-DD`, times milliseconds since the Unix
/// epoch, amounts fen; apps' names say so, the stored ones do not.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[serde(default)]
pub struct PlanDraft {
    /// The name of the plan and period.
    pub name: String,
    /// Who pays.
    pub payer: Payer,
    /// The fee, in fen: 10000 is 100 yuan.
    #[serde(rename = "fee", deserialize_with = "number")]
    pub fee_fen: i64,
    /// What the union pays of it, in fen. Where the three are not said, the payer pays all.
    #[serde(rename = "fee_union", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub union_fen: Option<i64>,
    /// What the employer pays of it.
    #[serde(rename = "fee_employer", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub employer_fen: Option<i64>,
    /// What the member pays of it.
    #[serde(rename = "fee_member", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub member_fen: Option<i64>,
    /// First day of the period, `YYYY-MM-DD`.
    pub period_from: String,
    /// Last day of the period, `YYYY-MM-DD`.
    pub period_to: String,
    /// When the window opens.
    #[serde(rename = "opens", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub opens_ms: Option<i64>,
    /// When it closes.
    #[serde(rename = "closes", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub closes_ms: Option<i64>,
    /// When the supplementary window opens; `None` for none.
    #[serde(rename = "supplementary_from", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub supplementary_from_ms: Option<i64>,
    /// When it closes.
    #[serde(rename = "supplementary_to", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub supplementary_to_ms: Option<i64>,
    /// Days of waiting of who is covered for the first time.
    #[serde(deserialize_with = "number")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub waiting_days: i64,
    /// Days of waiting of who let a cover lapse; `None`: as for the first time.
    #[serde(rename = "waiting_lapsed", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub waiting_lapsed_days: Option<i64>,
    /// So many days without cover break no continuity; `None`: not one.
    #[serde(rename = "continuity_gap", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub continuity_gap_days: Option<i64>,
    /// The most shares of a person; `None`: 1.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub shares_max: Option<i64>,
    /// Days after the discharge within which a claim is to be filed; `None`: no such limit.
    #[serde(rename = "claim_days", deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub claim_within_days: Option<i64>,
    /// Of a hundred people of a unit at least so many take part; `None`: no matter how many.
    #[serde(deserialize_with = "number_if")]
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub min_ratio: Option<i64>,
    /// The id of the plan of the period before; empty for none.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub predecessor: String,
    /// The id of the plan of people at work whose cover goes on here when they retire; empty for none.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub in_service: String,
    /// About it; may be empty.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub about: String,
}

impl PlanDraft {
    /// What holds of a plan: what people are shown, and what a form to change it begins with.
    pub fn of(record: &Record) -> Self {
        let said = plan::read(record);
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let day = |value: Option<jiff::civil::Date>| value.map(|day| day.to_string()).unwrap_or_default();
        let some = |value: Option<i64>| value.filter(|number| *number != NONE);
        let id = |value: Option<RecordId>| {
            value.filter(|id| *id != RecordId::CITY).map(|id| id.to_string()).unwrap_or_default()
        };
        let supplementary = plan::Editions::of(record).and_then(|all| all.current()?.supplementary);
        Self {
            name: text(said.name().one()),
            payer: plan::payer(record),
            fee_fen: said.fee().one().unwrap_or(0),
            union_fen: some(said.fee_union().one()),
            employer_fen: some(said.fee_employer().one()),
            member_fen: some(said.fee_member().one()),
            period_from: day(said.period_from().one()),
            period_to: day(said.period_to().one()),
            opens_ms: said.opens().one(),
            closes_ms: said.closes().one(),
            supplementary_from_ms: supplementary.map(|(from, _)| from),
            supplementary_to_ms: supplementary.map(|(_, to)| to),
            waiting_days: said.waiting_days().one().unwrap_or(0),
            waiting_lapsed_days: some(said.waiting_lapsed().one()),
            continuity_gap_days: some(said.continuity_gap().one()),
            shares_max: some(said.shares_max().one()),
            claim_within_days: some(said.claim_days().one()),
            min_ratio: some(said.min_ratio().one()),
            predecessor: id(said.predecessor().one()),
            in_service: id(said.in_service().one()),
            about: text(said.about().one()),
        }
    }

    /// Checks what was typed, and gives what is put for it. Nothing is ever deleted: a value of its own stands for
    /// "none", and only where something stood.
    pub(super) fn puts(&self, was: Option<Plan<'_>>) -> Result<Puts<Plan<'static>>, Refusal> {
        self.check()?;
        let (from, to) = (day(&self.period_from, "period")?, day(&self.period_to, "period")?);
        let none = |was: Option<Values<'_, Int>>| lifted(was, NONE);
        let plan = |text: &str, field, was: Option<Values<'_, Id>>| {
            plan_id(text, field).map(|id| id.or(lifted(was, RecordId::CITY)))
        };
        Ok(Plan::write()
            .name(self.name.trim())
            .payer(self.payer)
            .fee(self.fee_fen)
            .fee_union(self.union_fen.or(none(was.map(Plan::fee_union))))
            .fee_employer(self.employer_fen.or(none(was.map(Plan::fee_employer))))
            .fee_member(self.member_fen.or(none(was.map(Plan::fee_member))))
            .period_from(from)
            .period_to(to)
            .opens(self.opens_ms)
            .closes(self.closes_ms)
            .supplementary_from(self.supplementary_from_ms.or(lifted(was.map(Plan::supplementary_from), 0)))
            .supplementary_to(self.supplementary_to_ms.or(lifted(was.map(Plan::supplementary_to), 0)))
            .waiting_days(self.waiting_days)
            .waiting_lapsed(self.waiting_lapsed_days.or(none(was.map(Plan::waiting_lapsed))))
            .continuity_gap(self.continuity_gap_days.or(none(was.map(Plan::continuity_gap))))
            .shares_max(self.shares_max.or(none(was.map(Plan::shares_max))))
            .claim_days(self.claim_within_days.or(none(was.map(Plan::claim_days))))
            .min_ratio(self.min_ratio.or(none(was.map(Plan::min_ratio))))
            .predecessor(plan(&self.predecessor, "predecessor", was.map(Plan::predecessor))?)
            .in_service(plan(&self.in_service, "in_service", was.map(Plan::in_service))?)
            .about(said(&self.about).or(lifted(was.map(Plan::about), ""))))
    }

    /// Checks what was typed.
    ///
    /// # Errors
    /// A refusal that names the field.
    pub fn check(&self) -> Result<(), Refusal> {
        let empty = |field| Refusal::about(Code::EmptyField, field);
        named(&self.name, "name", 200)?;
        let (from, to) = (day(&self.period_from, "period")?, day(&self.period_to, "period")?);
        prose(&self.about, "about", 4000)?;
        let opens = self.opens_ms.ok_or_else(|| empty("opens"))?;
        let closes = self.closes_ms.ok_or_else(|| empty("closes"))?;
        plan_id(&self.predecessor, "predecessor")?;
        plan_id(&self.in_service, "in_service")?;
        let days = |days: i64| !(0..=WAITING_MAX).contains(&days);
        let parts =
            [("fee_union", self.union_fen), ("fee_employer", self.employer_fen), ("fee_member", self.member_fen)];
        let all = [
            ("period", to < from),
            ("fee", self.fee_fen < 0),
            ("opens", !is_near(opens)),
            ("closes", !is_near(closes)),
            ("closes", closes <= opens),
            ("supplementary_from", self.supplementary_from_ms.is_some_and(|from| from < closes)),
            ("supplementary_to", self.supplementary_from_ms.is_some() != self.supplementary_to_ms.is_some()),
            ("supplementary_to", self.supplementary_to_ms.is_some_and(|to| !is_near(to))),
            (
                "supplementary_to",
                self.supplementary_to_ms <= self.supplementary_from_ms && self.supplementary_to_ms.is_some(),
            ),
            ("waiting_days", days(self.waiting_days)),
            ("waiting_lapsed", self.waiting_lapsed_days.is_some_and(days)),
            ("continuity_gap", self.continuity_gap_days.is_some_and(days)),
            ("claim_days", self.claim_within_days.is_some_and(days)),
            ("shares_max", self.shares_max.is_some_and(|most| !(1..=SHARES_MAX).contains(&most))),
            ("min_ratio", self.min_ratio.is_some_and(|ratio| !(1..=100).contains(&ratio))),
        ];
        let wrong = parts.into_iter().map(|(field, fen)| (field, fen.is_some_and(|fen| fen < 0)));
        none_wrong(all.into_iter().chain(wrong))?;
        let said = parts.iter().filter_map(|(_, fen)| *fen);
        if said.clone().next().is_some() && said.sum::<i64>() != self.fee_fen {
            return Err(Refusal::about(Code::FeeSplit, "fee"));
        }
        // Who is named as payer pays something; where it is the union, nobody else does: cover follows without a payment.
        let split = plan::Split::of(self.payer, self.fee_fen, parts.map(|(_, fen)| fen));
        let others = self.payer == Payer::Union && split.union_fen != self.fee_fen;
        if others || (self.fee_fen > 0 && split.paid_by(self.payer) == 0) {
            return Err(Refusal::about(Code::FeeSplit, "payer"));
        }
        Ok(())
    }
}

/// The id of a plan; `None` for an empty text.
fn plan_id(text: &str, field: &str) -> Result<Option<RecordId>, Refusal> {
    match text.trim() {
        "" => Ok(None),
        id => id.parse().map(Some).map_err(|_| Refusal::about(Code::BadField, field)),
    }
}
