//! Sign-ups: places, waiting list, promotion, the close, the door.

use zhijia_model::pass::{self, PassKind};
use zhijia_model::{Audience, Fact, Header, Outcome, Part, RecordId, Role, Scope};

use super::city::{City, DAY, HOUR, MINUTE, T, accepted, ask, later, refused, sign_up_of};
use super::phone::Phone;

#[test]
fn one_signs_up_and_the_organiser_has_it_with_its_place() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let mut member = city.join(&[]);
    let event = city.event(&mut organiser, Some(40), T);
    member.sync(&city.hub, T + 1);
    assert!(member.held(event.id()).views.contains_key(&Audience::Public.number()));

    let id = ask(&mut member, &event, "in", T + MINUTE);
    let brought = member.sync(&city.hub, T + MINUTE);
    accepted(&brought);
    assert_eq!(member.outcome(id), &Outcome::Seat { number: 1 });
    assert_eq!(member.held(event.id()).fact, Some(Fact::Seats { taken: 1, waiting: 0 }));

    organiser.sync(&city.hub, T + 2 * MINUTE);
    assert_eq!(organiser.outcome(id), &Outcome::Seat { number: 1 });
    let state = organiser.held(id).parts[&Part::Member.number()].state();
    assert_eq!(state.text("name").one(), Some("张三"));
    // Nothing new: no page at all.
    assert!(organiser.sync(&city.hub, T + 3 * MINUTE).pages.is_empty());
    assert!(member.sync(&city.hub, T + 3 * MINUTE).pages.is_empty());
}

#[test]
fn the_full_event_has_a_waiting_list_in_rank_order_and_promotes_from_it() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(1), T);
    let mut phones: Vec<_> = (0..4).map(|_| city.join(&[])).collect();
    for phone in &mut phones {
        phone.sync(&city.hub, T);
    }
    // The third one asked before the second, but its phone had no network until later (R, not arrival).
    let first = ask(&mut phones[0], &event, "in", T + MINUTE);
    phones[0].sync(&city.hub, T + MINUTE);
    let second = ask(&mut phones[1], &event, "in", T + 10 * MINUTE);
    phones[1].sync(&city.hub, T + 10 * MINUTE);
    let third = ask(&mut phones[2], &event, "in", T + 5 * MINUTE);
    phones[2].sync(&city.hub, T + 20 * MINUTE);
    assert_eq!(phones[2].outcome(third), &Outcome::Waiting { rank: T + 5 * MINUTE, late: false });
    assert_eq!(phones[2].held(third).queue, Some(1));
    assert_eq!(phones[2].held(event.id()).fact, Some(Fact::Seats { taken: 1, waiting: 2 }));

    // Withdrawing frees the place for the first in rank order (E-04).
    ask(&mut phones[0], &event, "out", T + HOUR);
    phones[0].sync(&city.hub, T + HOUR);
    assert_eq!(phones[0].outcome(first), &Outcome::Withdrawn);
    phones[2].sync(&city.hub, T + HOUR);
    assert_eq!(phones[2].outcome(third), &Outcome::Seat { number: 1 });
    // Asking again means the end of the line (E-C6), in the same request as well.
    ask(&mut phones[2], &event, "out", T + 2 * HOUR);
    ask(&mut phones[2], &event, "in", T + 2 * HOUR + 1);
    let brought = phones[2].sync(&city.hub, T + 2 * HOUR + 1);
    accepted(&brought);
    assert_eq!(phones[2].outcome(third), &Outcome::Waiting { rank: T + 2 * HOUR + 1, late: false });
    phones[1].sync(&city.hub, T + 2 * HOUR + 2);
    assert_eq!(phones[1].outcome(second), &Outcome::Seat { number: 1 });

    // A raised capacity gives places; a lowered one takes none (E-10).
    for (capacity, taken, waiting) in [(3, 2, 0), (1, 2, 0)] {
        organiser.write(&event, Part::Organiser, T + 3 * HOUR, &[("capacity", i64::into(capacity))]);
        accepted(&organiser.sync(&city.hub, T + 3 * HOUR));
        assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken, waiting }));
    }
    phones[2].sync(&city.hub, T + 3 * HOUR);
    assert_eq!(phones[2].outcome(third), &Outcome::Seat { number: 2 });

    // After the close there is only the waiting list (E-C23).
    let late = ask(&mut phones[3], &event, "in", T + 6 * DAY);
    accepted(&phones[3].sync(&city.hub, T + 6 * DAY));
    assert_eq!(phones[3].outcome(late), &Outcome::Waiting { rank: T + 6 * DAY, late: true });
}

#[test]
fn the_lowest_free_number_is_given_again() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(10), T);
    let mut phones: Vec<_> = (0..4).map(|_| city.join(&[])).collect();
    let mut ids = Vec::new();
    for phone in &mut phones {
        phone.sync(&city.hub, T);
        ids.push(ask(phone, &event, "in", T + 1));
        phone.sync(&city.hub, T + 1);
    }
    for at in [0, 2] {
        ask(&mut phones[at], &event, "out", T + 2);
        phones[at].sync(&city.hub, T + 2);
    }
    for (at, number) in [(2, 1), (0, 3)] {
        ask(&mut phones[at], &event, "in", T + 3);
        phones[at].sync(&city.hub, T + 3);
        assert_eq!(phones[at].outcome(ids[at]), &Outcome::Seat { number });
    }
    assert_eq!(phones[3].outcome(ids[3]), &Outcome::Seat { number: 4 });
}

#[test]
fn an_event_that_is_not_published_is_nowhere() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let mut member = city.join(&[]);
    let event = zhijia_model::Header::new(zhijia_model::Kind::Event, city.union, None, *b"draft");
    organiser.write(&event, Part::Organiser, T, &[("title", "草稿".into()), ("capacity", 3_i64.into())]);
    accepted(&organiser.sync(&city.hub, T));
    member.sync(&city.hub, T);
    assert!(!member.records.contains_key(&event.id()));
    // Signing up for it answers as for an event that does not exist.
    ask(&mut member, &event, "in", T + 1);
    assert_eq!(member.sync(&city.hub, T + 1).fate(), &later("unknown-space"));
    let absent = zhijia_model::Header::new(zhijia_model::Kind::Event, city.union, None, *b"absent");
    ask(&mut member, &absent, "in", T + 1);
    assert_eq!(member.sync(&city.hub, T + 1).fate(), &later("unknown-space"));
    // Withdrawn from publication it leaves the phones that had it.
    organiser.write(&event, Part::Organiser, T + 2, &[("published", (T + 2).into())]);
    organiser.sync(&city.hub, T + 2);
    member.sync(&city.hub, T + 2);
    assert!(member.records.contains_key(&event.id()));
    organiser.write(&event, Part::Organiser, T + 3, &[("published", 0_i64.into())]);
    organiser.sync(&city.hub, T + 3);
    member.sync(&city.hub, T + 3);
    let held = &member.records;
    assert!(held.get(&event.id()).is_none_or(|held| held.scopes.is_empty()));
}

#[test]
fn before_the_opening_nobody_gets_in_and_nobody_is_ranked_before_it() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(0), T + DAY);
    let (mut early, mut dated_back) = (city.join(&[]), city.join(&[]));
    ask(&mut early, &event, "in", T + HOUR);
    assert_eq!(early.sync(&city.hub, T + HOUR).fate(), &refused("not-open-yet"));
    let id = ask(&mut dated_back, &event, "in", T);
    accepted(&dated_back.sync(&city.hub, T + DAY + MINUTE));
    assert_eq!(dated_back.outcome(id), &Outcome::Waiting { rank: T + DAY, late: false });
}

#[test]
fn a_claim_is_believed_back_to_the_last_empty_outbox_and_the_grace() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(0), T);
    let (mut synced, mut away, mut ahead) = (city.join(&[]), city.join(&[]), city.join(&[]));
    synced.sync(&city.hub, T + 2 * HOUR);
    for (phone, claimed, rank) in [
        (&mut synced, T + HOUR, T + 2 * HOUR),
        (&mut away, T + HOUR, T + 2 * DAY - DAY),
        (&mut ahead, T + 9 * DAY, T + 2 * DAY),
    ] {
        let at = if rank == T + 2 * HOUR { T + 3 * HOUR } else { T + 2 * DAY };
        let id = ask(phone, &event, "in", claimed);
        accepted(&phone.sync(&city.hub, at));
        assert_eq!(phone.outcome(id), &Outcome::Waiting { rank, late: false });
    }
}

/// What one phone said last is what it wants: what was said one after the other never counts as said at one time, also
/// where all of it came after the grace, or by a clock that is ahead or behind (E-C6, X-C3).
#[test]
fn the_last_word_of_a_phone_holds_whatever_its_clock_says() {
    for (claimed, arrived) in [(T, T + 2 * DAY), (T + 2 * DAY, T + DAY), (T - 2 * HOUR, T + 1)] {
        let mut city = City::new();
        let mut organiser = city.join(&[Role::Organiser]);
        let mut member = city.join(&[]);
        let event = city.event(&mut organiser, Some(40), T);
        member.sync(&city.hub, T);
        let mut id = None;
        for (n, word) in (0..).zip(["in", "out", "in"]) {
            id = Some(ask(&mut member, &event, word, claimed + n));
        }
        accepted(&member.sync(&city.hub, arrived));
        assert_eq!(member.outcome(id.unwrap()), &Outcome::Seat { number: 1 }, "claimed {claimed}");
    }
}

/// Another device that has seen the ask withdraws it, by a clock that is two hours behind (P5, X-C3).
#[test]
fn who_has_seen_an_ask_comes_after_it() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let mut member = city.join(&[]);
    let event = city.event(&mut organiser, Some(40), T);
    member.sync(&city.hub, T);
    let id = ask(&mut member, &event, "in", T + DAY);
    accepted(&member.sync(&city.hub, T + DAY));
    ask(&mut member, &event, "out", T + DAY - 2 * HOUR);
    accepted(&member.sync(&city.hub, T + DAY + 1));
    assert_eq!(member.outcome(id), &Outcome::Withdrawn);
}

#[test]
fn the_door_removes_scans_and_lets_walk_ins_be() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(5), T);
    let (mut member, passer_by) = (city.join(&[]), city.join(&[]));
    let id = ask(&mut member, &event, "in", T + 1);
    member.sync(&city.hub, T + 1);
    organiser.sync(&city.hub, T + 2);
    let scanned = sign_up_of(&event, passer_by.member);
    organiser.write(&scanned, Part::Door, T + DAY, &[("scan/a/at", (T + DAY).into())]);
    let removed = sign_up_of(&event, member.member);
    organiser.write(
        &removed,
        Part::Door,
        T + DAY,
        &[("remove/a/at", (T + DAY).into()), ("remove/a/reason", "名额给家属".into()), ("note", "内部备注".into())],
    );
    accepted(&organiser.sync(&city.hub, T + DAY));
    assert_eq!(organiser.outcome(scanned.id()), &Outcome::WalkIn);
    assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 0, waiting: 0 }));
    member.sync(&city.hub, T + DAY);
    assert_eq!(member.outcome(id), &Outcome::Removed);
    // The member sees the reason and not the organiser's note, and none of the door's changes.
    let held = member.held(id);
    assert!(!held.parts.contains_key(&Part::Door.number()));
    let view = &held.views[&Audience::Mine.number()];
    let contains = |text: &str| view.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(contains("名额给家属") && !contains("内部备注"));
    assert_eq!(held.scopes.keys().copied().collect::<Vec<_>>(), [Scope::new(member.member, Audience::Mine)]);
}

/// Ten places. One asks in time and one after the close, both without signal; the late one comes back first or last.
fn in_time_and_late(late_first: bool) -> (City, Phone, Header, [(Phone, RecordId); 2]) {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(10), T);
    let (mut late, mut early) = (city.join(&[]), city.join(&[]));
    for phone in [&mut late, &mut early] {
        phone.sync(&city.hub, T);
    }
    let in_time = ask(&mut early, &event, "in", T + HOUR);
    organiser.write(&event, Part::Organiser, T + 2 * HOUR, &[("closed", (T + 2 * HOUR).into())]);
    accepted(&organiser.sync(&city.hub, T + 2 * HOUR));
    let after = ask(&mut late, &event, "in", T + 3 * HOUR);
    let order = if late_first { [&mut late, &mut early] } else { [&mut early, &mut late] };
    for (phone, at) in order.into_iter().zip([T + 4 * HOUR, T + 5 * HOUR]) {
        accepted(&phone.sync(&city.hub, at));
    }
    for phone in [&mut late, &mut early, &mut organiser] {
        phone.sync(&city.hub, T + 6 * HOUR);
    }
    (city, organiser, event, [(early, in_time), (late, after)])
}

#[test]
fn who_asked_in_time_is_seated_whoever_comes_back_first_and_the_late_one_is_told() {
    for late_first in [true, false] {
        let (city, mut organiser, event, [(early, in_time), (late, after)]) = in_time_and_late(late_first);
        assert_eq!(early.outcome(in_time), &Outcome::Seat { number: 1 });
        let waits = Outcome::Waiting { rank: T + 3 * HOUR, late: true };
        assert_eq!(late.outcome(after), &waits);
        // Another word about the event is no admission.
        organiser.write(&event, Part::Organiser, T + 7 * HOUR, &[("place", "二楼".into())]);
        accepted(&organiser.sync(&city.hub, T + 7 * HOUR));
        assert_eq!(organiser.outcome(after), &waits);
        assert_eq!(organiser.held(event.id()).fact, Some(Fact::Seats { taken: 1, waiting: 1 }));
    }
}

#[test]
fn sign_up_that_is_opened_again_or_an_admission_lets_the_late_one_in() {
    for reopened in [true, false] {
        let (city, mut organiser, event, [_, (_, after)]) = in_time_and_late(true);
        let (door, at) = (organiser.held(after).header.clone().unwrap(), T + 7 * HOUR);
        if reopened {
            organiser.write(&event, Part::Organiser, at, &[("closed", 0_i64.into()), ("closes", (T + DAY).into())]);
        } else {
            organiser.write(&door, Part::Door, at, &[("admit/a/at", at.into())]);
        }
        accepted(&organiser.sync(&city.hub, at));
        assert_eq!(organiser.outcome(after), &Outcome::Seat { number: 2 });
    }
}

#[test]
fn the_waiting_list_moves_when_the_limit_is_lifted() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(1), T);
    let mut phones: Vec<_> = (0..3).map(|_| city.join(&[])).collect();
    let asks = phones.iter_mut().zip([1, 2, 3]).map(|(phone, minute)| {
        let id = ask(phone, &event, "in", T + minute * MINUTE);
        phone.sync(&city.hub, T + minute * MINUTE);
        id
    });
    let asks: Vec<_> = asks.collect();
    organiser.write(&event, Part::Organiser, T + HOUR, &[("capacity", zhijia_model::kinds::event::NO_LIMIT.into())]);
    accepted(&organiser.sync(&city.hub, T + HOUR));
    let seats: Vec<_> = asks.iter().map(|id| organiser.outcome(*id).clone()).collect();
    assert_eq!(seats, [1, 2, 3].map(|number| Outcome::Seat { number }));
}

#[test]
fn an_event_that_is_over_gives_no_places() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(1), T);
    let (mut seated, mut waits, mut late) = (city.join(&[]), city.join(&[]), city.join(&[]));
    let over = zhijia_model::calendar::end_of_day_ms(zhijia_model::calendar::china_date(T + 10 * DAY));
    organiser.write(&event, Part::Organiser, T, &[("closes", (over + 9 * DAY).into())]);
    accepted(&organiser.sync(&city.hub, T));
    let first = ask(&mut seated, &event, "in", T + MINUTE);
    seated.sync(&city.hub, T + MINUTE);
    let second = ask(&mut waits, &event, "in", T + 2 * MINUTE);
    waits.sync(&city.hub, T + 2 * MINUTE);
    let third = ask(&mut late, &event, "in", over + DAY);
    accepted(&late.sync(&city.hub, over + DAY));
    assert_eq!(late.outcome(third), &Outcome::Waiting { rank: over + DAY, late: true });
    // Nobody moves up in an event that has been.
    ask(&mut seated, &event, "out", over + DAY);
    accepted(&seated.sync(&city.hub, over + DAY));
    organiser.sync(&city.hub, over + DAY);
    assert_eq!(organiser.outcome(first), &Outcome::Withdrawn);
    assert_eq!(organiser.outcome(second), &Outcome::Waiting { rank: T + 2 * MINUTE, late: false });
}

#[test]
fn a_removal_can_be_undone_and_the_person_has_the_place_that_there_is() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(1), T);
    let (mut member, mut other) = (city.join(&[]), city.join(&[]));
    let id = ask(&mut member, &event, "in", T + MINUTE);
    member.sync(&city.hub, T + MINUTE);
    let header = sign_up_of(&event, member.member);
    let removal = [("remove/a/at", (T + HOUR).into()), ("remove/a/reason", "点错了".into())];
    organiser.write(&header, Part::Door, T + HOUR, &removal);
    accepted(&organiser.sync(&city.hub, T + HOUR));
    organiser.write(&header, Part::Door, T + 2 * HOUR, &[("remove/a/undone", (T + 2 * HOUR).into())]);
    accepted(&organiser.sync(&city.hub, T + 2 * HOUR));
    assert_eq!(organiser.outcome(id), &Outcome::Seat { number: 1 });
    // Where the place was given meanwhile it is nobody's to take (P3): first in line, by the first ask.
    organiser.write(&header, Part::Door, T + 3 * HOUR, &[("remove/b/at", (T + 3 * HOUR).into())]);
    accepted(&organiser.sync(&city.hub, T + 3 * HOUR));
    let meanwhile = ask(&mut other, &event, "in", T + 4 * HOUR);
    other.sync(&city.hub, T + 4 * HOUR);
    organiser.write(&header, Part::Door, T + 5 * HOUR, &[("remove/b/undone", (T + 5 * HOUR).into())]);
    accepted(&organiser.sync(&city.hub, T + 5 * HOUR));
    assert_eq!(organiser.outcome(meanwhile), &Outcome::Seat { number: 1 });
    assert_eq!(organiser.outcome(id), &Outcome::Waiting { rank: T + MINUTE, late: false });
}

#[test]
fn a_place_comes_with_a_pass_for_its_person_alone() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let mut member = city.join(&[]);
    let event = city.event(&mut organiser, Some(1), T);
    member.sync(&city.hub, T + 1);
    let id = ask(&mut member, &event, "in", T + MINUTE);
    member.sync(&city.hub, T + MINUTE);
    let Some(Fact::Pass { bytes }) = member.held(id).fact.clone() else { panic!("a place has a pass") };
    let read = pass::read(&pass::text(&bytes), &City::hub_key(), T).unwrap();
    assert_eq!((read.member, read.name.as_str()), (member.member, "张三"));
    assert_eq!(read.what, PassKind::Seat { event: event.id(), number: 1 });
    // The end of the day on which it starts.
    assert_eq!(read.until, T + 10 * DAY + 16 * HOUR);
    organiser.sync(&city.hub, T + 2 * MINUTE);
    assert_eq!(organiser.held(id).fact, None, "nobody else holds it");
    // From the beginning it is the same: a hub keeps none.
    let mut again = Phone::new(member.device, member.member);
    again.sync(&city.hub, T + HOUR);
    assert_eq!(again.held(id).fact, Some(Fact::Pass { bytes }));
    // Who waits has none.
    let mut late = city.join(&[]);
    late.sync(&city.hub, T + HOUR);
    let waits = ask(&mut late, &event, "in", T + HOUR);
    late.sync(&city.hub, T + HOUR);
    assert_eq!(late.held(waits).fact, None);
}

/// E-C17, E-C22: what two gates without a network did is a note on the verdict, and takes no place.
#[test]
fn one_code_at_two_gates_is_flagged_and_changes_nothing() {
    let mut city = City::new();
    let mut gates = [city.join(&[Role::Organiser]), city.join(&[Role::Organiser])];
    let mut member = city.join(&[]);
    let event = city.event(&mut gates[0], Some(1), T);
    member.sync(&city.hub, T + 1);
    let id = ask(&mut member, &event, "in", T + MINUTE);
    member.sync(&city.hub, T + MINUTE);
    let header = sign_up_of(&event, member.member);
    for (gate, list, at) in [(0, "东门", T + 2 * HOUR), (1, "西门", T + 2 * HOUR + 25 * MINUTE)] {
        gates[gate].sync(&city.hub, T + HOUR);
        let scan = gates[gate].intent();
        let keys = [format!("scan/{scan}/at"), format!("scan/{scan}/list")];
        let puts = [(keys[0].as_str(), at.into()), (keys[1].as_str(), list.into())];
        gates[gate].write(&header, Part::Door, at, &puts);
    }
    for gate in &mut gates {
        accepted(&gate.sync(&city.hub, T + 3 * HOUR));
    }
    gates[0].sync(&city.hub, T + 3 * HOUR);
    let verdict = gates[0].held(id).verdict.clone().unwrap();
    assert_eq!((verdict.outcome, verdict.flags), (Outcome::Seat { number: 1 }, vec!["E-C17".to_owned()]));
}
