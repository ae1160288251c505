//! Plans, enrolments and what is paid for them.

use zhijia_model::calendar::china_date;
use zhijia_model::intents::aid::{CreatePlan, EditPlan, Enrol, PlanDraft, RecordPayment, WithdrawEnrolment};
use zhijia_model::kinds::enrolment;
use zhijia_model::kinds::plan::{Editions, Payer};
use zhijia_model::{Code, Kind, Outcome, Part, RecordId};

use super::town::{DAY, T, Town, UNION, code};

pub(crate) fn draft() -> PlanDraft {
    PlanDraft {
        name: "住院医疗互助".to_owned(),
        payer: Payer::Member,
        fee_fen: 6_000,
        period_from: "2026-01-01".to_owned(),
        period_to: "2026-12-31".to_owned(),
        opens_ms: Some(T - DAY),
        closes_ms: Some(T + 30 * DAY),
        ..PlanDraft::default()
    }
}

pub(crate) fn plan() -> CreatePlan {
    CreatePlan { union: UNION, draft: draft() }
}

#[test]
fn a_payment_to_come_is_refused() {
    let mut town = Town::new();
    let plan = town.act(plan()).unwrap();
    assert_eq!(code(town.act(WithdrawEnrolment { plan })), Code::NotEnrolled);
    let enrolment = town.act(Enrol { plan }).unwrap();
    assert_eq!(code(town.act(Enrol { plan })), Code::AlreadyEnrolled);
    let tomorrow = china_date(T + DAY).to_string();
    let refusal = town.act(RecordPayment { enrolment, on: tomorrow }).unwrap_err();
    assert_eq!((refusal.code, refusal.field.as_deref()), (Code::DayToCome, Some("on")));
    town.act(RecordPayment { enrolment, on: china_date(T).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
}

impl Town {
    /// The verdict upon an enrolment, which stands from now on.
    fn judged(&mut self, plan: RecordId, enrolment: RecordId) -> Outcome {
        let editions = Editions::over_time(self.at(plan), &self.parts[&(plan, Part::Office)]).unwrap();
        let outcome = enrolment::judge(&editions, &[], &[enrolment::candidate(self.at(enrolment))]).remove(0).0;
        self.verdict(enrolment, outcome.clone());
        outcome
    }
}

fn cover(from: &str, to: &str) -> Outcome {
    Outcome::Cover { from: from.to_owned(), to: to.to_owned(), waiting_until: None, shares: None }
}

#[test]
fn a_corrected_payment_moves_the_cover_and_an_edit_of_the_plan_does_not() {
    let mut town = Town::new();
    let plan = town.act(plan()).unwrap();
    let enrolment = town.act(Enrol { plan }).unwrap();
    town.act(RecordPayment { enrolment, on: china_date(T - 2 * DAY).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-01", "2026-12-31"));
    town.act(EditPlan { plan, draft: PlanDraft { period_from: "2026-06-01".to_owned(), ..draft() } }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-01", "2026-12-31"));
    town.now += DAY;
    town.act(RecordPayment { enrolment, on: china_date(T).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
}

#[test]
fn withdrawing_ends_a_cover_in_force_with_the_day_and_keeps_what_was() {
    let mut town = Town::new();
    let plan = town
        .act(CreatePlan {
            union: UNION,
            draft: PlanDraft { payer: Payer::Union, closes_ms: Some(T + 300 * DAY), ..draft() },
        })
        .unwrap();
    let enrolment = town.act(Enrol { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
    // Before its first day it is as if nothing had been asked.
    town.act(WithdrawEnrolment { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), Outcome::Withdrawn);
    town.now += 1;
    town.act(Enrol { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
    town.now = T + 60 * DAY;
    town.act(WithdrawEnrolment { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-05-01"));
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-05-01"));
    // Enrolling anew gives a cover from then on.
    town.now = T + 90 * DAY;
    town.act(Enrol { plan }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-06-01", "2026-12-31"));
    assert_eq!(town.judged(plan, enrolment), cover("2026-06-01", "2026-12-31"));
}

#[test]
fn a_plan_whose_payer_only_a_newer_app_knows_is_not_enrolled_in_under_another() {
    let mut town = Town::new();
    let plan = town.act(plan()).unwrap();
    let keeps = town.records.get_mut(&plan).unwrap().parts.get_mut(&Part::Office).unwrap();
    keeps.set("payer", "fund");
    assert_eq!(code(town.act(Enrol { plan })), Code::NeedsUpdate);
    assert!(!town.records.values().any(|one| one.header.kind() == Some(Kind::Enrolment)));
}

/// Every field of a draft with something in it, whichever fields there are.
fn filled(predecessor: RecordId) -> PlanDraft {
    let mut fields = serde_json::to_value(draft()).unwrap();
    for (n, (name, value)) in (2_i64..).zip(fields.as_object_mut().unwrap()) {
        match name.as_str() {
            "predecessor" | "in_service" => *value = predecessor.to_string().into(),
            "supplementary_from" | "supplementary_to" => *value = (T + (30 + n) * DAY).into(),
            "fee_union" | "fee_employer" | "fee_member" => *value = 2_000.into(),
            "payer" | "fee" | "opens" | "closes" | "period_from" | "period_to" => {}
            _ if value.is_string() => *value = format!("{name} 的内容").into(),
            _ => *value = n.into(),
        }
    }
    serde_json::from_value(fields).unwrap()
}

#[test]
fn all_that_an_office_types_of_a_plan_is_shown_and_can_be_emptied() {
    let mut town = Town::new();
    let before = town.act(plan()).unwrap();
    let plan = town.act(CreatePlan { union: UNION, draft: filled(before) }).unwrap();
    assert_eq!(PlanDraft::of(town.at(plan)), filled(before));
    town.act(EditPlan { plan, draft: draft() }).unwrap();
    assert_eq!(PlanDraft::of(town.at(plan)), draft());
    town.act(EditPlan { plan, draft: filled(before) }).unwrap();
    assert_eq!(PlanDraft::of(town.at(plan)), filled(before));
}

#[test]
fn what_the_three_pay_makes_the_fee_and_the_payer_pays_something() {
    let mut town = Town::new();
    let mut with = |payer, union_fen, employer_fen, member_fen| {
        let draft = PlanDraft { payer, union_fen, employer_fen, member_fen, ..draft() };
        town.act(CreatePlan { union: UNION, draft }).map_err(|refusal| refusal.code)
    };
    assert!(with(Payer::Member, Some(3_000), None, Some(3_000)).is_ok());
    assert!(with(Payer::Union, None, None, None).is_ok());
    assert_eq!(with(Payer::Member, Some(3_000), None, Some(2_000)), Err(Code::FeeSplit));
    assert_eq!(with(Payer::Member, Some(6_000), None, None), Err(Code::FeeSplit), "the payer pays nothing");
    assert_eq!(with(Payer::Union, Some(3_000), None, Some(3_000)), Err(Code::FeeSplit), "cover without a payment");
    assert_eq!(with(Payer::Member, Some(-1), None, Some(6_001)), Err(Code::BadField));
}
