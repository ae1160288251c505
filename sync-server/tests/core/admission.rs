//! How places are given: settled after the close in the order of rank, by the organiser's word, by the unit's.

use zhijia_model::kinds::event::draw;
use zhijia_model::spec::GRACE_MS;
use zhijia_model::{Fact, Header, Outcome, Part, RecordId, Role};

use super::city::{City, DAY, HOUR, MINUTE, T, accepted, ask, sign_up_of};
use super::phone::Phone;

/// When sign-up closes.
const CLOSE: i64 = T + 5 * DAY;
/// When everybody who asked in time has been heard.
const HEARD: i64 = CLOSE + GRACE_MS + 1;

/// An event that gives its places in another way than at once.
fn event(city: &City, organiser: &mut Phone, mode: &str, capacity: i64) -> Header {
    let event = city.event(organiser, Some(capacity), T);
    organiser.write(&event, Part::Organiser, T, &[("admission", mode.into())]);
    accepted(&organiser.sync(&city.hub, T));
    event
}

fn in_line(rank: i64) -> Outcome {
    Outcome::Waiting { rank, late: false }
}

/// Asks at one time and comes back at another.
fn asks(city: &City, phone: &mut Phone, event: &Header, (at, back): (i64, i64)) -> RecordId {
    let id = ask(phone, event, "in", at);
    accepted(&phone.sync(&city.hub, back));
    id
}

#[test]
fn nobody_has_a_place_before_the_list_is_settled_and_then_the_earliest_have_one() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = event(&city, &mut organiser, "ranked", 2);
    let mut phones: Vec<_> = (0..4).map(|_| city.join(&[])).collect();
    // The third asked first, and has no signal until after the close.
    let times = [
        (CLOSE - 20 * HOUR, CLOSE - 20 * HOUR),
        (CLOSE - 10 * HOUR, CLOSE - 10 * HOUR),
        (CLOSE - 22 * HOUR, CLOSE + HOUR),
    ];
    let ids: Vec<_> = phones.iter_mut().zip(times).map(|(phone, times)| asks(&city, phone, &event, times)).collect();
    organiser.sync(&city.hub, CLOSE + HOUR);
    for (id, (rank, _)) in ids.iter().zip(times) {
        assert_eq!(organiser.outcome(*id), &in_line(rank));
    }
    phones[2].sync(&city.hub, CLOSE + HOUR);
    assert_eq!(phones[2].held(ids[2]).queue, Some(1));
    // A minute before the grace is over nothing has moved; nobody has to send anything for it to happen.
    organiser.sync(&city.hub, HEARD - MINUTE);
    assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 0, waiting: 3 }));
    organiser.sync(&city.hub, HEARD);
    let seats = [Outcome::Seat { number: 2 }, in_line(CLOSE - 10 * HOUR), Outcome::Seat { number: 1 }];
    for (id, seat) in ids.iter().zip(&seats) {
        assert_eq!(organiser.outcome(*id), seat);
    }
    assert_eq!(organiser.held(event.id()).verdict.as_ref().unwrap().outcome, Outcome::Settled { at: HEARD });
    // Nobody is put out by whoever comes later, and the close is the close (E-C2, E-C23).
    let late = asks(&city, &mut phones[3], &event, (CLOSE - DAY, HEARD + HOUR));
    assert!(matches!(phones[3].outcome(late), Outcome::Waiting { late: true, .. }));
    // A place given back goes to the first in line, at once (E-04, E-05).
    ask(&mut phones[0], &event, "out", HEARD + HOUR);
    phones[0].sync(&city.hub, HEARD + HOUR);
    organiser.sync(&city.hub, HEARD + HOUR);
    assert_eq!(organiser.outcome(ids[1]), &Outcome::Seat { number: 2 });
}

/// E-C2, E-C4: the organiser did not wait for those who were out of reach; what was announced stands.
#[test]
fn who_asked_earlier_and_comes_after_the_settlement_is_next() {
    let mut city = City::new();
    let (mut organiser, mut other) = (city.join(&[Role::Organiser]), city.join(&[Role::Organiser]));
    let event = event(&city, &mut organiser, "ranked", 1);
    other.sync(&city.hub, T);
    let mut phones: Vec<_> = (0..3).map(|_| city.join(&[])).collect();
    for phone in &mut phones {
        phone.sync(&city.hub, T);
    }
    let second = asks(&city, &mut phones[1], &event, (T + 2 * HOUR, T + 2 * HOUR));
    let third = asks(&city, &mut phones[2], &event, (T + 3 * HOUR, T + 3 * HOUR));
    // Settling while sign-up is open waits for the close; two who settle at once are one.
    for (phone, key) in [(&mut organiser, "settle/a/at"), (&mut other, "settle/b/at")] {
        phone.write(&event, Part::Organiser, T + 4 * HOUR, &[(key, (T + 4 * HOUR).into())]);
        accepted(&phone.sync(&city.hub, T + 4 * HOUR));
        assert_eq!(phone.outcome(second), &in_line(T + 2 * HOUR));
    }
    organiser.write(&event, Part::Organiser, T + 5 * HOUR, &[("closed", (T + 5 * HOUR).into())]);
    accepted(&organiser.sync(&city.hub, T + 5 * HOUR + 1));
    assert_eq!(organiser.outcome(second), &Outcome::Seat { number: 1 });
    let first = asks(&city, &mut phones[0], &event, (T + HOUR, T + 6 * HOUR));
    assert_eq!(phones[0].outcome(first), &in_line(T + HOUR));
    assert_eq!(phones[0].held(first).queue, Some(1));
    organiser.sync(&city.hub, T + 7 * HOUR);
    assert_eq!(organiser.outcome(second), &Outcome::Seat { number: 1 });
    assert_eq!(organiser.outcome(third), &in_line(T + 3 * HOUR));
    assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 1, waiting: 2 }));
}

#[test]
fn the_organiser_decides_on_each_where_that_is_the_rule() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = event(&city, &mut organiser, "review", 1);
    let mut phones: Vec<_> = (0..3).map(|_| city.join(&[])).collect();
    let ids: Vec<_> = phones
        .iter_mut()
        .zip([1, 2, 3])
        .map(|(phone, hour)| asks(&city, phone, &event, (T + hour * HOUR, T + hour * HOUR)))
        .collect();
    organiser.sync(&city.hub, T + DAY);
    assert_eq!(organiser.outcome(ids[0]), &Outcome::UnderReview { rank: T + HOUR });
    // Nobody is in the way of the one who is admitted, and who is admitted to a full event waits.
    for at in [1, 2] {
        let header = sign_up_of(&event, phones[at].member);
        organiser.write(&header, Part::Door, T + DAY, &[("admit/a/at", (T + DAY).into())]);
        accepted(&organiser.sync(&city.hub, T + DAY));
    }
    assert_eq!(organiser.outcome(ids[1]), &Outcome::Seat { number: 1 });
    assert_eq!(organiser.outcome(ids[2]), &in_line(T + 3 * HOUR));
    assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 1, waiting: 1 }));
    ask(&mut phones[1], &event, "out", T + 2 * DAY);
    phones[1].sync(&city.hub, T + 2 * DAY);
    organiser.sync(&city.hub, T + 2 * DAY);
    assert_eq!(organiser.outcome(ids[2]), &Outcome::Seat { number: 1 });
    assert_eq!(organiser.outcome(ids[0]), &Outcome::UnderReview { rank: T + HOUR });
}

#[test]
fn the_unit_puts_people_forward_where_that_is_the_rule() {
    let mut city = City::new();
    let (mut organiser, mut desk) = (city.join(&[Role::Organiser]), city.join(&[Role::Desk]));
    let event = event(&city, &mut organiser, "nomination", 1);
    let (mut keen, mut chosen) = (city.join(&[]), city.join(&[]));
    let first = asks(&city, &mut keen, &event, (T + HOUR, T + HOUR));
    let second = asks(&city, &mut chosen, &event, (T + 2 * HOUR, T + 2 * HOUR));
    desk.sync(&city.hub, T + 3 * HOUR);
    let header = sign_up_of(&event, chosen.member);
    let puts = [("ask/a/is", "in".into()), ("ask/a/at", (T + 3 * HOUR).into()), ("name", "张三".into())];
    desk.write(&header, Part::Proxy, T + 3 * HOUR, &puts);
    accepted(&desk.sync(&city.hub, T + 3 * HOUR));
    organiser.sync(&city.hub, HEARD);
    organiser.sync(&city.hub, HEARD + HOUR);
    assert_eq!(organiser.outcome(first), &Outcome::UnderReview { rank: T + HOUR });
    assert_eq!(organiser.outcome(second), &Outcome::Seat { number: 1 });
}

/// A mode that this version does not know gives nobody a place without a person's word.
#[test]
fn a_mode_of_a_newer_version_gives_no_places() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = event(&city, &mut organiser, "auction", 9);
    let mut phone = city.join(&[]);
    let id = asks(&city, &mut phone, &event, (T + HOUR, T + HOUR));
    assert_eq!(phone.outcome(id), &Outcome::UnderReview { rank: T + HOUR });
}

/// E-C25: the seal is there before anybody signs up, the lot falls when everybody has been heard, and each phone draws
/// its own number again.
#[test]
fn each_phone_can_draw_its_own_number_again() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = event(&city, &mut organiser, "draw", 2);
    let Outcome::Sealed { seal } = *organiser.outcome(event.id()) else { panic!("the seal") };
    let mut phones: Vec<_> = (0..6).map(|_| city.join(&[])).collect();
    let ids: Vec<_> = phones[..5]
        .iter_mut()
        .zip(1..)
        .map(|(phone, hour)| asks(&city, phone, &event, (CLOSE - hour * HOUR, CLOSE + HOUR)))
        .collect();
    assert_eq!(phones[0].outcome(event.id()), &Outcome::Sealed { seal });
    // Who withdrew before takes no part, and who asks after the close neither.
    ask(&mut phones[4], &event, "out", CLOSE + 2 * HOUR);
    phones[4].sync(&city.hub, CLOSE + 2 * HOUR);
    let late = asks(&city, &mut phones[5], &event, (CLOSE + HOUR, CLOSE + 3 * HOUR));
    organiser.sync(&city.hub, HEARD);
    let revealed = organiser.record(event.id());
    let mut seats = 0;
    let mut places = Vec::new();
    for (phone, id) in phones.iter_mut().zip(&ids) {
        phone.sync(&city.hub, HEARD + 1);
        let found = draw::check(&phone.record(event.id()), &phone.record(*id), Some(&seal));
        if phone.outcome(*id) == &Outcome::Withdrawn {
            assert_eq!(found, None);
            continue;
        }
        let found = found.unwrap();
        assert_eq!((found.of, found.sealed), (4, Some(true)));
        // The first two numbers have the places, the others wait in the order of theirs.
        match phone.outcome(*id) {
            Outcome::Seat { number } => assert_eq!(found.place, *number),
            Outcome::Waiting { late: false, .. } => assert_eq!(phone.held(*id).queue, Some(found.place - 2)),
            other => panic!("{other:?}"),
        }
        seats += u32::from(matches!(phone.outcome(*id), Outcome::Seat { .. }));
        places.push(found.place);
        // Another seal would be noticed, and another's number is not the own.
        let broken = draw::check(&revealed, &phone.record(*id), Some(&[0; 32])).unwrap();
        assert_eq!(broken.sealed, Some(false));
    }
    places.sort_unstable();
    assert_eq!((seats, places), (2, vec![1, 2, 3, 4]));
    organiser.sync(&city.hub, HEARD + 1);
    assert!(matches!(organiser.outcome(late), Outcome::Waiting { late: true, .. }));
    assert_eq!(draw::check(&revealed, &organiser.record(late), None), None);
    // A word about the event, or about a sign-up, draws nothing again (P3).
    organiser.write(&event, Part::Organiser, HEARD + 2, &[("place", "二楼".into())]);
    let noted: Vec<_> = ids.iter().map(|id| organiser.outcome(*id).clone()).collect();
    for (at, id) in ids.iter().enumerate() {
        let header = organiser.held(*id).header.clone().unwrap();
        organiser.write(&header, Part::Door, HEARD + 2, &[("note", format!("{at}").into())]);
    }
    accepted(&organiser.sync(&city.hub, HEARD + 2));
    assert!(ids.iter().map(|id| organiser.outcome(*id).clone()).eq(noted));
    assert_eq!(organiser.record(event.id()).verdict, revealed.verdict);
}
