//! Mutual aid: one cover for a person, and the payers of the others stay visible.

use zhijia_model::kinds::plan::{Editions, Payer};
use zhijia_model::kinds::{Record, enrolment};
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
    let cover = Outcome::Cover {
        from: "2026-04-01".to_owned(),
        to: "2027-03-31".to_owned(),
        waiting_until: None,
        shares: None,
    };
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
    Outcome::Cover { from: from.to_owned(), to: to.to_owned(), waiting_until: None, shares: None }
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

/// A plan of the union with the given puts, on the member's phone too.
fn plan_of(city: &City, office: &mut Phone, salt: &[u8], puts: &[(&str, Scalar)]) -> RecordId {
    let header = Header::new(Kind::Plan, city.union, None, salt);
    office.write(&header, Part::Office, T, puts);
    accepted(&office.sync(&city.hub, T));
    header.id()
}

/// Last year's plan until the end of March, and this year's, in which cover goes on.
fn two_periods(city: &City, office: &mut Phone) -> (RecordId, RecordId) {
    let last = [("payer", "union".into()), ("period_from", "2026-03-01".into()), ("period_to", "2026-03-31".into())];
    let last = plan_of(city, office, b"last", &last);
    let this = [
        ("payer", "union".into()),
        ("period_from", "2026-04-01".into()),
        ("period_to", "2027-03-31".into()),
        ("closes", (T + 20 * DAY).into()),
        ("supplementary_from", (T + 30 * DAY).into()),
        ("supplementary_to", (T + 60 * DAY).into()),
        ("waiting_days", 30_i64.into()),
        ("waiting_lapsed", 60_i64.into()),
        ("continuity_gap", 15_i64.into()),
        ("predecessor", last.into()),
    ];
    (last, plan_of(city, office, b"this", &this))
}

fn waits(from: &str, until: Option<&str>) -> Outcome {
    let (from, to) = (from.to_owned(), "2027-03-31".to_owned());
    Outcome::Cover { from, to, waiting_until: until.map(str::to_owned), shares: None }
}

#[test]
fn who_goes_on_waits_for_nothing_who_is_new_waits_and_who_let_it_lapse_waits_longer() {
    let mut city = City::new();
    let (mut office, mut goes_on, mut new) = (city.join(&[Role::Office]), city.join(&[]), city.join(&[]));
    let mut lapsed = city.join(&[]);
    let (last, this) = two_periods(&city, &mut office);
    let enrols = |phone: &mut Phone, plan, at| {
        let own = enrolment::header(city.union, phone.member, plan, Payer::Union);
        says(phone, &own, Part::Member, "ask", "in", at);
        accepted(&phone.sync(&city.hub, at));
        phone.outcome(own.id()).clone()
    };
    for phone in [&mut goes_on, &mut lapsed] {
        enrols(phone, last, T);
    }
    assert_eq!(enrols(&mut new, this, T + DAY), waits("2026-04-01", Some("2026-05-01")), "M-03: for the first time");
    assert_eq!(enrols(&mut goes_on, this, T + DAY), waits("2026-04-01", None), "M-03: from one period to the next");
    // In the supplementary window, two weeks after the last day: it went on. Later it did not (M-C7).
    assert_eq!(enrols(&mut lapsed, this, T + 55 * DAY), waits("2026-04-27", Some("2026-06-26")), "M-03: lapsed");
}

#[test]
fn between_the_windows_and_after_both_it_is_too_late_and_in_the_second_one_it_counts() {
    let mut city = City::new();
    let (mut office, mut one, mut two) = (city.join(&[Role::Office]), city.join(&[]), city.join(&[]));
    let (_, this) = two_periods(&city, &mut office);
    let own = |phone: &Phone| enrolment::header(city.union, phone.member, this, Payer::Union);
    let (first, second) = (own(&one), own(&two));
    // Said before the close, and heard of three days after it: believed. A day more, and it is not.
    says(&mut one, &first, Part::Member, "ask", "in", T + 20 * DAY);
    accepted(&one.sync(&city.hub, T + 23 * DAY));
    assert_eq!(one.outcome(first.id()), &waits("2026-04-01", Some("2026-05-01")), "M-C7");
    says(&mut two, &second, Part::Member, "ask", "in", T + 20 * DAY);
    accepted(&two.sync(&city.hub, T + 24 * DAY));
    assert_eq!(two.outcome(second.id()), &Outcome::MissedWindow);
    says(&mut two, &second, Part::Member, "ask", "out", T + 31 * DAY);
    says(&mut two, &second, Part::Member, "ask", "in", T + 32 * DAY);
    accepted(&two.sync(&city.hub, T + 32 * DAY));
    assert_eq!(two.outcome(second.id()), &waits("2026-04-04", Some("2026-05-04")), "the supplementary window");
}

#[test]
fn an_earlier_cover_that_is_told_late_shortens_the_waiting_of_the_one_after_it() {
    let mut city = City::new();
    let (mut office, mut one) = (city.join(&[Role::Office]), city.join(&[]));
    let (last, this) = two_periods(&city, &mut office);
    let own = enrolment::header(city.union, one.member, this, Payer::Union);
    says(&mut one, &own, Part::Member, "ask", "in", T + DAY);
    accepted(&one.sync(&city.hub, T + DAY));
    assert_eq!(one.outcome(own.id()), &waits("2026-04-01", Some("2026-05-01")));
    let before = enrolment::header(city.union, one.member, last, Payer::Union);
    says(&mut one, &before, Part::Member, "ask", "in", T);
    accepted(&one.sync(&city.hub, T + 2 * DAY));
    assert_eq!(one.outcome(own.id()), &waits("2026-04-01", None), "M-03");
}

#[test]
fn a_person_keeps_the_terms_that_were_seen() {
    let mut city = City::new();
    let (mut office, mut one, mut two) = (city.join(&[Role::Office]), city.join(&[]), city.join(&[]));
    let (_, this) = two_periods(&city, &mut office);
    let held = office.held(this).header.clone().unwrap();
    let seen = Record::new(held.clone());
    let record = |phone: &Phone| {
        let mut record = seen.clone();
        record.parts.insert(Part::Office, phone.held(this).parts[&Part::Office.number()].state());
        record
    };
    let mark = Editions::of(&record(&office)).unwrap().current().unwrap().mark();
    office.write(&held, Part::Office, T + DAY, &[("waiting_days", 90_i64.into()), ("period_to", "2026-12-31".into())]);
    accepted(&office.sync(&city.hub, T + DAY));
    // One saw what held before and could not know better (M-C19), two what holds now.
    for (phone, mark) in [(&mut one, Some(mark.as_str())), (&mut two, None)] {
        let own = enrolment::header(city.union, phone.member, this, Payer::Union);
        let intent = phone.intent();
        let mut puts = vec![(format!("ask/{intent}/is"), Scalar::from("in"))];
        puts.extend(mark.map(|mark| (format!("ask/{intent}/terms"), mark.into())));
        let puts: Vec<_> = puts.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
        phone.write_for(intent, &own, Part::Member, T + 2 * DAY, &puts);
        accepted(&phone.sync(&city.hub, T + 2 * DAY));
        let expected = match mark {
            Some(_) => waits("2026-04-01", Some("2026-05-01")),
            None => Outcome::Cover {
                from: "2026-04-01".to_owned(),
                to: "2026-12-31".to_owned(),
                waiting_until: Some("2026-06-30".to_owned()),
                shares: None,
            },
        };
        assert_eq!(phone.outcome(own.id()), &expected);
    }
}

#[test]
fn shares_fill_up_to_the_most_that_a_plan_gives() {
    let mut city = City::new();
    let (mut office, mut handler, mut one) = (city.join(&[Role::Office]), city.join(&[Role::Handler]), city.join(&[]));
    let puts = [
        ("payer", "union".into()),
        ("period_from", "2026-04-01".into()),
        ("period_to", "2027-03-31".into()),
        ("shares_max", 3_i64.into()),
    ];
    let plan = plan_of(&city, &mut office, b"shares", &puts);
    let asks = |phone: &mut Phone, header: &Header, (part, set): (Part, &str), at| {
        let intent = phone.intent();
        let keys = (format!("{set}/{intent}/is"), format!("{set}/{intent}/shares"));
        phone.write_for(intent, header, part, at, &[(&keys.0, "in".into()), (&keys.1, 2_i64.into())]);
        accepted(&phone.sync(&city.hub, at));
    };
    let own = enrolment::header(city.union, one.member, plan, Payer::Union);
    let listed = enrolment::header(city.union, one.member, plan, Payer::Employer);
    asks(&mut one, &own, (Part::Member, "ask"), T);
    asks(&mut handler, &listed, (Part::Unit, "list"), T + DAY);
    let given = |phone: &Phone, header: &Header| match phone.outcome(header.id()) {
        Outcome::Cover { shares, .. } => shares.unwrap_or(1),
        _ => 0,
    };
    assert_eq!((given(&handler, &own), given(&handler, &listed)), (2, 0), "the employer has not paid yet");
    office.sync(&city.hub, T + DAY);
    pays(&city, &mut office, &listed, "2026-03-03", T + 2 * DAY);
    assert_eq!((given(&office, &own), given(&office, &listed)), (2, 1), "M-C2");
}
