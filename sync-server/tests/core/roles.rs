//! Roles: what they give, from when, and until when.

use zhijia_model::{Audience, Header, Kind, Outcome, Part, RecordId, Role, Scalar, Scope};

use super::city::{City, DAY, HOUR, MINUTE, T, accepted, refused};
use super::phone::Phone;

/// A desk appoints; gives the appointment's header.
fn appoint(city: &City, desk: &mut Phone, person: RecordId, role: Role, space: RecordId, now: i64) -> Header {
    let header = Header::new(Kind::Appointment, space, Some(person), now.to_be_bytes());
    desk.write(&header, Part::Grant, now, &[("role", role.name().into()), ("from", now.into())]);
    accepted(&desk.sync(&city.hub, now));
    header
}

#[test]
fn a_new_role_brings_its_scopes_from_the_beginning_in_the_same_answer() {
    let mut city = City::new();
    let mut desk = city.join(&[Role::Desk]);
    let mut keeper = city.join(&[Role::Keeper]);
    let mut person = city.join(&[]);
    let house = Header::new(Kind::House, city.union, None, *b"house");
    keeper.write(&house, Part::Keeper, T, &[("name", "书屋".into()), ("note", "备用钥匙在门卫".into())]);
    accepted(&keeper.sync(&city.hub, T));
    person.sync(&city.hub, T);
    let contains = |phone: &Phone, text: &str| format!("{:?}", phone.held(house.id()).views).contains(text);
    assert!(!contains(&person, "note"));
    assert!(!person.held(house.id()).parts.contains_key(&Part::Keeper.number()), "a view, never the keeper's part");

    let appointment = appoint(&city, &mut desk, person.member, Role::Keeper, city.union, T + HOUR);
    let brought = person.sync(&city.hub, T + HOUR);
    let scopes = &brought.entitlements.as_ref().unwrap().scopes;
    assert!(scopes.contains(&Scope::new(city.union, Audience::Keeper).into()));
    assert!(scopes.contains(&Scope::new(house.id(), Audience::Keeper).into()));
    let page = brought.pages.iter().find(|page| page.scope == Scope::new(city.union, Audience::Keeper).into()).unwrap();
    assert_eq!(page.from, 0);
    let state = person.held(house.id()).parts[&Part::Keeper.number()].state();
    assert_eq!(state.text("note").one(), Some("备用钥匙在门卫"));

    // The end of the role: the scopes are forgotten, after the fates, and the public view stays.
    desk.write(&appointment, Part::Grant, T + DAY, &[("ended", (T + DAY).into())]);
    accepted(&desk.sync(&city.hub, T + DAY));
    person.write(&house, Part::Keeper, T + DAY - HOUR, &[("hours", "周末".into())]);
    let brought = person.sync(&city.hub, T + DAY + 1);
    accepted(&brought);
    assert!(brought.forgotten.contains(&Scope::new(city.union, Audience::Keeper)));
    assert!(brought.forgotten.contains(&Scope::new(house.id(), Audience::Keeper)));
    assert!(person.held(house.id()).scopes.keys().all(|scope| scope.audience == Audience::Public.number()));
    // What is done after it is refused, and what was done before it counted.
    person.write(&house, Part::Keeper, T + 2 * DAY, &[("hours", "不开".into())]);
    assert_eq!(person.sync(&city.hub, T + 2 * DAY).fate(), &refused("role-ended"));
}

#[test]
fn a_physical_fact_after_the_role_waits_for_a_confirmation() {
    let mut city = City::new();
    let mut desk = city.join(&[Role::Desk]);
    let mut other = city.join(&[Role::Keeper]);
    let mut former = city.join(&[]);
    let house = Header::new(Kind::House, city.union, None, *b"house");
    other.write(&house, Part::Keeper, T, &[("name", "书屋".into())]);
    accepted(&other.sync(&city.hub, T));
    let appointment = appoint(&city, &mut desk, former.member, Role::Keeper, city.union, T);
    desk.write(&appointment, Part::Grant, T + HOUR, &[("ended", (T + HOUR).into())]);
    accepted(&desk.sync(&city.hub, T + HOUR));
    let loan = |salt: &[u8]| Header::new(Kind::Loan, house.id(), None, salt);
    let puts = |at: i64| [("copy", Scalar::from("C1")), ("lent", at.into()), ("borrower_name", "李四".into())];
    // Before the end, sent after it: it counts, flagged.
    let before = loan(b"before");
    former.write(&before, Part::Keeper, T + MINUTE, &puts(T + MINUTE));
    // After the end: kept, and without effect.
    let after = loan(b"after");
    former.write(&after, Part::Keeper, T + 2 * HOUR, &puts(T + 2 * HOUR));
    accepted(&former.sync(&city.hub, T + 3 * HOUR));
    other.sync(&city.hub, T + 3 * HOUR);
    assert!(matches!(other.outcome(before.id()), Outcome::Loan { inferred_return: None, .. }));
    assert_eq!(other.held(before.id()).verdict.as_ref().unwrap().flags, ["A-C16"]);
    assert_eq!(other.outcome(after.id()), &Outcome::Quarantined);
    // A keeper confirms it by writing it on: now the copy has passed on.
    other.write(&after, Part::Keeper, T + 4 * HOUR, &[("note", "已核实".into())]);
    accepted(&other.sync(&city.hub, T + 4 * HOUR));
    assert!(matches!(other.outcome(after.id()), Outcome::Loan { .. }));
    assert!(
        matches!(other.outcome(before.id()), Outcome::Loan { inferred_return: Some(at), .. } if *at == T + 2 * HOUR)
    );

    // Revoked hard, nothing counts.
    desk.write(&appointment, Part::Grant, T + 5 * HOUR, &[("hard", true.into())]);
    accepted(&desk.sync(&city.hub, T + 5 * HOUR));
    former.write(&loan(b"hard"), Part::Keeper, T + 6 * HOUR, &puts(T + 6 * HOUR));
    assert_eq!(former.sync(&city.hub, T + 6 * HOUR).fate(), &refused("no-authority"));
}

#[test]
fn a_desk_founds_a_union_below_and_its_first_desk_and_no_more() {
    let mut city = City::new();
    let mut desk = city.join(&[Role::Desk]);
    let below = Header::new(Kind::Union, city.union, None, *b"below");
    desk.write(&below, Part::Staff, T, &[("name", "某厂工会".into())]);
    accepted(&desk.sync(&city.hub, T));
    let mut officer = city.join_in(below.id(), &[]);
    appoint(&city, &mut desk, officer.member, Role::Desk, below.id(), T);
    // The founder's own changes come back, so that nothing stays pending.
    for id in [below.id(), desk.records.keys().copied().find(|id| *id != below.id()).unwrap()] {
        let held = desk.held(id);
        assert!(held.parts.values().flat_map(zhijia_model::PartChanges::iter).all(|change| change.witness.is_some()));
    }
    // The officer keeps the union's data, and appoints in it; the city's public news reach down.
    officer.sync(&city.hub, T + 1);
    officer.write(&below, Part::Staff, T + 2, &[("phone", "0571-1".into())]);
    accepted(&officer.sync(&city.hub, T + 2));
    let scopes: Vec<_> = officer.entitlements.scopes.iter().map(|scope| Scope::from(*scope)).collect();
    let public = |space| Scope::new(space, Audience::Public);
    assert_eq!(
        scopes[..4],
        [Scope::new(officer.member, Audience::Mine), public(below.id()), public(city.union), public(RecordId::CITY),]
    );
    // A role above gives nothing below: its members stay where they are.
    let mut keeper_above = city.join(&[Role::Keeper]);
    let house = Header::new(Kind::House, below.id(), None, *b"house");
    keeper_above.write(&house, Part::Keeper, T, &[("name", "x".into())]);
    assert_eq!(keeper_above.sync(&city.hub, T).fate(), &refused("no-authority"));
    desk.sync(&city.hub, T + 3);
    assert!(!desk.records.contains_key(&officer.member));
}

#[test]
fn a_member_reads_what_is_his_and_the_desk_what_is_its_own() {
    let mut city = City::new();
    let (mut desk, mut organiser) = (city.join(&[Role::Desk]), city.join(&[Role::Organiser]));
    let (mut one, mut two) = (city.join(&[]), city.join(&[]));
    let header = one_header(&mut one, &city);
    one.write(&header, Part::Own, T, &[("mobile", "13800138000".into())]);
    accepted(&one.sync(&city.hub, T));
    desk.sync(&city.hub, T);
    organiser.sync(&city.hub, T);
    two.sync(&city.hub, T);
    assert!(desk.held(one.member).parts.contains_key(&Part::Own.number()));
    assert!(matches!(desk.outcome(one.member), Outcome::Home { union, .. } if *union == city.union));
    assert!(!two.records.contains_key(&one.member), "members do not see each other");
    // Every role has the card: name and masked number.
    let card = &organiser.held(one.member).views[&Audience::Cards.number()];
    let contains = |text: &str| card.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(contains("138****8000") && contains("张三") && !contains("13800138000"));
    // The desk writes its part, and may not write the member's own.
    desk.write(&header, Part::Staff, T + 1, &[("employer", "某厂".into())]);
    desk.write(&header, Part::Own, T + 1, &[("mobile", "1".into())]);
    let brought = desk.sync(&city.hub, T + 1);
    assert_eq!(brought.fates[1].answer, refused("no-authority"));
    one.sync(&city.hub, T + 1);
    let state = one.held(one.member).parts[&Part::Staff.number()].state();
    assert_eq!(state.text("employer").one(), Some("某厂"));
}

fn one_header(phone: &mut Phone, city: &City) -> Header {
    phone.sync(&city.hub, T);
    phone.held(phone.member).header.clone().unwrap()
}
