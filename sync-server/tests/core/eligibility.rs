//! Conditions of events: the hub flags who does not meet them, and removes nobody (E-C13).

use zhijia_model::kinds::event::WOMAN;
use zhijia_model::{Header, Outcome, Part, RecordId, Role};

use super::city::{City, DAY, HOUR, MINUTE, T, accepted, ask};
use super::phone::Phone;

fn flags(phone: &Phone, id: RecordId) -> Vec<String> {
    phone.held(id).verdict.as_ref().unwrap().flags.clone()
}

/// An event for women, of `capacity` places; the organiser keeps the members' data too.
fn for_women(city: &mut City, capacity: i64) -> (Phone, Header) {
    let mut organiser = city.join(&[Role::Organiser, Role::Desk, Role::Verifier]);
    let event = city.event(&mut organiser, Some(capacity), T);
    organiser.write(&event, Part::Organiser, T, &[("group/all/sex", WOMAN.into())]);
    accepted(&organiser.sync(&city.hub, T));
    (organiser, event)
}

fn is(organiser: &mut Phone, city: &City, member: RecordId, sex: i64, now: i64) {
    let header = organiser.held(member).header.clone().unwrap();
    organiser.write(&header, Part::Verified, now, &[("sex", sex.into())]);
    accepted(&organiser.sync(&city.hub, now));
}

#[test]
fn who_does_not_meet_the_conditions_has_the_place_and_is_flagged_to_the_organiser() {
    let mut city = City::new();
    let (mut organiser, event) = for_women(&mut city, 9);
    let (mut man, mut woman, mut unknown) = (city.join(&[]), city.join(&[]), city.join(&[]));
    organiser.sync(&city.hub, T);
    is(&mut organiser, &city, man.member, 1, T + 1);
    is(&mut organiser, &city, woman.member, WOMAN, T + 1);
    let ids = [&mut man, &mut woman, &mut unknown].map(|phone| {
        phone.sync(&city.hub, T + MINUTE);
        let id = ask(phone, &event, "in", T + MINUTE);
        accepted(&phone.sync(&city.hub, T + MINUTE));
        id
    });
    organiser.sync(&city.hub, T + HOUR);
    assert_eq!(ids.map(|id| organiser.outcome(id).clone()), [1, 2, 3].map(|number| Outcome::Seat { number }));
    assert_eq!(ids.map(|id| flags(&organiser, id)), [vec!["E-C13:women-only".to_owned()], vec![], vec![]]);
    // What is learnt later of one who has a place changes nothing (P3).
    is(&mut organiser, &city, unknown.member, 1, T + 2 * HOUR);
    assert!(flags(&organiser, ids[2]).is_empty());
}

#[test]
fn who_waits_is_flagged_when_it_is_learnt_and_not_any_more_when_it_is_put_right() {
    let mut city = City::new();
    let (mut organiser, event) = for_women(&mut city, 1);
    let (mut first, mut second) = (city.join(&[]), city.join(&[]));
    let [_, id] = [&mut first, &mut second].map(|phone| {
        phone.sync(&city.hub, T + MINUTE);
        let id = ask(phone, &event, "in", T + MINUTE);
        accepted(&phone.sync(&city.hub, T + MINUTE));
        id
    });
    organiser.sync(&city.hub, T + HOUR);
    assert!(flags(&organiser, id).is_empty());
    is(&mut organiser, &city, second.member, 1, T + 2 * HOUR);
    assert_eq!(flags(&organiser, id), ["E-C13:women-only"]);
    is(&mut organiser, &city, second.member, WOMAN, T + 3 * HOUR);
    assert!(flags(&organiser, id).is_empty());
    is(&mut organiser, &city, second.member, 1, T + 4 * HOUR);
    // Promoted with the flag: nobody is passed over for it.
    ask(&mut first, &event, "out", T + 5 * HOUR);
    accepted(&first.sync(&city.hub, T + 5 * HOUR));
    organiser.sync(&city.hub, T + 5 * HOUR);
    assert_eq!(organiser.outcome(id), &Outcome::Seat { number: 1 });
    assert_eq!(flags(&organiser, id), ["E-C13:women-only"]);
}

#[test]
fn after_the_published_day_nothing_of_it_changes() {
    let mut city = City::new();
    let (mut organiser, event) = for_women(&mut city, 0);
    let mut member = city.join(&[]);
    member.sync(&city.hub, T + MINUTE);
    let id = ask(&mut member, &event, "in", T + MINUTE);
    accepted(&member.sync(&city.hub, T + MINUTE));
    organiser.sync(&city.hub, T + MINUTE);
    // The close, and with it the day that counts, is in five days.
    is(&mut organiser, &city, member.member, 1, T + 7 * DAY);
    assert!(flags(&organiser, id).is_empty());
    // Open to all after all: before the day, who waits would be looked at again.
    let mut other = City::new();
    let (mut organiser, event) = for_women(&mut other, 0);
    let mut member = other.join(&[]);
    organiser.sync(&other.hub, T);
    is(&mut organiser, &other, member.member, 1, T + 1);
    member.sync(&other.hub, T + MINUTE);
    let id = ask(&mut member, &event, "in", T + MINUTE);
    accepted(&member.sync(&other.hub, T + MINUTE));
    organiser.sync(&other.hub, T + MINUTE);
    assert_eq!(flags(&organiser, id), ["E-C13:women-only"]);
    organiser.write(&event, Part::Organiser, T + HOUR, &[("group/all/sex", 0_i64.into())]);
    accepted(&organiser.sync(&other.hub, T + HOUR));
    assert!(flags(&organiser, id).is_empty());
}
