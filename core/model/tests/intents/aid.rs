//! Plans, enrolments and what is paid for them.

use zhijia_model::calendar::china_date;
use zhijia_model::intents::aid::{CreatePlan, Enrol, RecordPayment, WithdrawEnrolment};
use zhijia_model::kinds::enrolment;
use zhijia_model::{Code, Kind, Outcome, Part, RecordId};

use super::town::{DAY, T, Town, UNION, code};

pub(crate) fn plan() -> CreatePlan {
    CreatePlan {
        union: UNION,
        name: "住院医疗互助".to_owned(),
        payer: "member".to_owned(),
        fee: 6_000,
        period_from: "2026-01-01".to_owned(),
        period_to: "2026-12-31".to_owned(),
        opens: T - DAY,
        closes: T + 30 * DAY,
        waiting_days: 0,
        about: String::new(),
    }
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
        let terms = enrolment::terms(self.at(plan)).unwrap();
        let outcome = enrolment::judge(&terms, &[enrolment::candidate(self.at(enrolment))]).remove(0).0;
        self.verdict(enrolment, outcome.clone());
        outcome
    }
}

fn cover(from: &str, to: &str) -> Outcome {
    Outcome::Cover { from: from.to_owned(), to: to.to_owned(), waiting_until: None }
}

#[test]
fn a_corrected_payment_moves_the_cover_and_an_edit_of_the_plan_does_not() {
    let mut town = Town::new();
    let plan = town.act(plan()).unwrap();
    let enrolment = town.act(Enrol { plan }).unwrap();
    town.act(RecordPayment { enrolment, on: china_date(T - 2 * DAY).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-01", "2026-12-31"));
    let terms =
        enrolment::PlanTerms { from: "2026-06-01".parse().unwrap(), ..enrolment::terms(town.at(plan)).unwrap() };
    let frozen = enrolment::judge(&terms, &[enrolment::candidate(town.at(enrolment))]).remove(0).0;
    assert_eq!(frozen, cover("2026-03-01", "2026-12-31"));
    town.now += DAY;
    town.act(RecordPayment { enrolment, on: china_date(T).to_string() }).unwrap();
    assert_eq!(town.judged(plan, enrolment), cover("2026-03-03", "2026-12-31"));
}

#[test]
fn withdrawing_ends_a_cover_in_force_with_the_day_and_keeps_what_was() {
    let mut town = Town::new();
    let plan = town.act(CreatePlan { payer: "union".to_owned(), closes: T + 300 * DAY, ..plan() }).unwrap();
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
