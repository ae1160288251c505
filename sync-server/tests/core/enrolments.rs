//! Mutual aid: one cover for a person, and the payers of the others stay visible.

use zhijia_model::kinds::enrolment;
use zhijia_model::kinds::plan::Payer;
use zhijia_model::{Audience, Header, Kind, Outcome, Part, RecordId, Role, Scalar};

use super::city::{City, DAY, T, accepted, later, refused};
use super::phone::Phone;

fn plan(city: &City, office: &mut Phone) -> RecordId {
    let header = Header::new(Kind::Plan, city.union, None, *b"plan");
    office.write(
        &header,
        Part::Office,
        T,
        &[
            ("name", "职工医疗互助".into()),
            ("payer", "member".into()),
            ("period_from", "2026-04-01".into()),
            ("period_to", "2027-03-31".into()),
            ("opens", T.into()),
            ("closes", (T + 20 * DAY).into()),
            ("note", "内部".into()),
        ],
    );
    accepted(&office.sync(&city.hub, T));
    header.id()
}

fn says(phone: &mut Phone, header: &Header, part: Part, set: &str, is: &str, at: i64) {
    let intent = phone.intent();
    let keys = (format!("{set}/{intent}/is"), format!("{set}/{intent}/at"));
    phone.write_for(intent, header, part, at, &[(&keys.0, Scalar::from(is)), (&keys.1, at.into())]);
}

#[test]
fn the_first_enrolment_counts_and_the_second_is_a_duplicate() {
    let mut city = City::new();
    let (mut office, mut handler) = (city.join(&[Role::Office]), city.join(&[Role::Handler]));
    let (mut one, mut two) = (city.join(&[]), city.join(&[]));
    let plan = plan(&city, &mut office);
    for phone in [&mut one, &mut two, &mut handler] {
        phone.sync(&city.hub, T);
    }
    assert!(one.held(plan).views.contains_key(&Audience::Public.number()));
    let own = enrolment::header(city.union, one.member, plan, Payer::Member);
    let listed = enrolment::header(city.union, one.member, plan, Payer::Union);
    says(&mut one, &own, Part::Member, "ask", "in", T + DAY);
    accepted(&one.sync(&city.hub, T + DAY));
    assert_eq!(one.outcome(own.id()), &Outcome::Listed);
    // The union pays for the listed one: cover from the beginning of the period. The own one is the duplicate.
    says(&mut handler, &listed, Part::Unit, "list", "in", T + 2 * DAY);
    accepted(&handler.sync(&city.hub, T + 2 * DAY));
    let cover = Outcome::Cover { from: "2026-04-01".to_owned(), to: "2027-03-31".to_owned(), waiting_until: None };
    assert_eq!(handler.outcome(listed.id()), &cover);
    assert_eq!(handler.outcome(own.id()), &Outcome::Duplicate);
    one.sync(&city.hub, T + 2 * DAY);
    assert_eq!(one.outcome(listed.id()), &cover);
    // Cover is frozen (P3): a payment for the other one changes nothing.
    office.sync(&city.hub, T + 2 * DAY);
    office.write(&own, Part::Office, T + 3 * DAY, &[("paid/a/at", T.into()), ("paid/a/on", "2026-03-01".into())]);
    accepted(&office.sync(&city.hub, T + 3 * DAY));
    assert_eq!(office.outcome(own.id()), &Outcome::Duplicate);
    assert_eq!(office.outcome(listed.id()), &cover);
    // Nobody else sees that one is enrolled.
    two.sync(&city.hub, T + 4 * DAY);
    assert!(!two.records.contains_key(&own.id()) && !two.records.contains_key(&listed.id()));
}

#[test]
fn the_payment_makes_the_cover_and_the_window_its_end() {
    let mut city = City::new();
    let mut office = city.join(&[Role::Office]);
    let (mut one, mut two) = (city.join(&[]), city.join(&[]));
    let plan = plan(&city, &mut office);
    let own = enrolment::header(city.union, one.member, plan, Payer::Member);
    says(&mut one, &own, Part::Member, "ask", "in", T + DAY);
    accepted(&one.sync(&city.hub, T + DAY));
    office.sync(&city.hub, T + DAY);
    office.write(&own, Part::Office, T + 39 * DAY, &[("paid/a/at", T.into()), ("paid/a/on", "2026-04-10".into())]);
    accepted(&office.sync(&city.hub, T + 39 * DAY));
    one.sync(&city.hub, T + 39 * DAY);
    assert!(matches!(one.outcome(own.id()), Outcome::Cover { from, .. } if from == "2026-04-11"));
    // After the window and its grace.
    let late = enrolment::header(city.union, two.member, plan, Payer::Member);
    says(&mut two, &late, Part::Member, "ask", "in", T + 40 * DAY);
    accepted(&two.sync(&city.hub, T + 40 * DAY));
    assert_eq!(two.outcome(late.id()), &Outcome::MissedWindow);
    // A longer window is for them, too.
    let header = office.held(plan).header.clone().unwrap();
    office.write(&header, Part::Office, T + 41 * DAY, &[("closes", (T + 60 * DAY).into())]);
    accepted(&office.sync(&city.hub, T + 41 * DAY));
    two.sync(&city.hub, T + 41 * DAY);
    assert_eq!(two.outcome(late.id()), &Outcome::Listed);
}

#[test]
fn a_plan_that_is_not_seen_is_not_there() {
    let mut city = City::new();
    let mut office = city.join(&[Role::Office]);
    let plan = plan(&city, &mut office);
    let mut desk = city.join_in(city.union, &[(Role::Desk, RecordId::CITY)]);
    let other = Header::new(Kind::Union, RecordId::CITY, None, *b"other");
    desk.write(&other, Part::Staff, T, &[("name", "城西".into())]);
    accepted(&desk.sync(&city.hub, T));
    let mut stranger = city.join_in(other.id(), &[]);
    let own = enrolment::header(other.id(), stranger.member, plan, Payer::Member);
    says(&mut stranger, &own, Part::Member, "ask", "in", T);
    assert_eq!(stranger.sync(&city.hub, T).fate(), &later("unknown-space"));
    let absent = enrolment::header(other.id(), stranger.member, RecordId([1; 16]), Payer::Member);
    says(&mut stranger, &absent, Part::Member, "ask", "in", T);
    assert_eq!(stranger.sync(&city.hub, T).fate(), &later("unknown-space"));
    // A payment is the office's to record.
    let mine = enrolment::header(city.union, office.member, plan, Payer::Member);
    says(&mut office, &mine, Part::Member, "ask", "in", T);
    accepted(&office.sync(&city.hub, T));
    desk.write(&mine, Part::Office, T, &[("paid/a/on", "2026-03-01".into())]);
    assert_eq!(desk.sync(&city.hub, T).fate(), &refused("no-authority"));
}

/// A member who pays, listed in time, and the office with the enrolment on its phone.
fn listed() -> (City, Phone, Phone, Header) {
    let mut city = City::new();
    let (mut office, mut one) = (city.join(&[Role::Office]), city.join(&[]));
    let plan = plan(&city, &mut office);
    let own = enrolment::header(city.union, one.member, plan, Payer::Member);
    says(&mut one, &own, Part::Member, "ask", "in", T + DAY);
    accepted(&one.sync(&city.hub, T + DAY));
    office.sync(&city.hub, T + DAY);
    (city, office, one, own)
}

fn pays(city: &City, office: &mut Phone, own: &Header, on: &str, at: i64) {
    let intent = office.intent();
    let key = format!("paid/{intent}/on");
    office.write_for(intent, own, Part::Office, at, &[(&key, Scalar::from(on))]);
    accepted(&office.sync(&city.hub, at));
}

fn cover(from: &str, to: &str) -> Outcome {
    Outcome::Cover { from: from.to_owned(), to: to.to_owned(), waiting_until: None }
}

#[test]
fn a_payment_in_the_future_is_none_and_a_correction_moves_the_cover() {
    let (city, mut office, _, own) = listed();
    pays(&city, &mut office, &own, "2027-03-10", T + 40 * DAY);
    assert_eq!(office.outcome(own.id()), &Outcome::Listed, "M-02: that day has not come");
    pays(&city, &mut office, &own, "2026-04-10", T + 41 * DAY);
    assert_eq!(office.outcome(own.id()), &cover("2026-04-11", "2027-03-31"));
    pays(&city, &mut office, &own, "2026-04-07", T + 42 * DAY);
    assert_eq!(office.outcome(own.id()), &cover("2026-04-08", "2027-03-31"));
    pays(&city, &mut office, &own, "2026-04-09", T + 43 * DAY);
    assert_eq!(office.outcome(own.id()), &cover("2026-04-10", "2027-03-31"));
}

#[test]
fn who_leaves_a_cover_in_force_keeps_what_was_and_can_come_back() {
    let (city, mut office, mut one, own) = listed();
    let plan = office.held(enrolment::plan_of(&own).unwrap()).header.clone().unwrap();
    office.write(&plan, Part::Office, T + 2 * DAY, &[("closes", (T + 300 * DAY).into())]);
    pays(&city, &mut office, &own, "2026-03-05", T + 4 * DAY);
    // 2026-06-10, two months and more into the period.
    let leaves = T + 100 * DAY;
    says(&mut one, &own, Part::Member, "ask", "out", leaves);
    accepted(&one.sync(&city.hub, leaves));
    assert_eq!(one.outcome(own.id()), &cover("2026-04-01", "2026-06-10"), "M-C3");
    says(&mut one, &own, Part::Member, "ask", "in", leaves + 10 * DAY);
    accepted(&one.sync(&city.hub, leaves + 10 * DAY));
    assert_eq!(one.outcome(own.id()), &cover("2026-06-21", "2027-03-31"));
    // It is given, and stays: another word about the plan changes nothing (P3).
    office.write(&plan, Part::Office, leaves + 11 * DAY, &[("period_to", "2027-02-28".into())]);
    accepted(&office.sync(&city.hub, leaves + 11 * DAY));
    assert_eq!(office.outcome(own.id()), &cover("2026-06-21", "2027-03-31"));
}

#[test]
fn who_withdraws_before_the_cover_began_was_never_covered() {
    let (city, mut office, mut one, own) = listed();
    pays(&city, &mut office, &own, "2026-03-05", T + 4 * DAY);
    says(&mut one, &own, Part::Member, "ask", "out", T + 6 * DAY);
    accepted(&one.sync(&city.hub, T + 6 * DAY));
    assert_eq!(one.outcome(own.id()), &Outcome::Withdrawn);
}

#[test]
fn a_cover_that_was_paid_for_in_time_is_kept_also_where_the_office_says_so_after_the_withdrawal() {
    let (city, mut office, mut one, own) = listed();
    says(&mut one, &own, Part::Member, "ask", "out", T + 40 * DAY);
    accepted(&one.sync(&city.hub, T + 40 * DAY));
    assert_eq!(one.outcome(own.id()), &Outcome::Withdrawn);
    pays(&city, &mut office, &own, "2026-03-05", T + 41 * DAY);
    assert_eq!(office.outcome(own.id()), &cover("2026-04-01", "2026-04-11"), "what was paid for was in force");
}
