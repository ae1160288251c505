//! Whatever is settled by rank is the same whoever comes back first: random histories of several phones without signal,
//! brought to two hubs in two orders.

use std::collections::BTreeMap;

use zhijia_model::spec::GRACE_MS;
use zhijia_model::{Fact, Header, Kind, Outcome, Part, RecordId, Role, Scalar};

use super::city::{City, HOUR, MINUTE, T, accepted, ask, title_of};
use super::phone::Phone;
use super::town::Dice;

/// The close of the event.
const CLOSE: i64 = T + 5 * HOUR;
/// When the phones begin to come back, within the grace of all that they did.
const BACK: i64 = T + 20 * HOUR;

/// Brings the phones back in an order that the dice give.
fn come_back(dice: &mut Dice, city: &City, phones: &mut [Phone]) {
    let mut left: Vec<usize> = (0..phones.len()).collect();
    let mut now = BACK;
    while !left.is_empty() {
        let at = left.swap_remove(dice.roll(left.len()));
        accepted(&phones[at].sync(&city.hub, now));
        now += MINUTE;
    }
}

/// People ask and withdraw without signal; gives what the organiser sees in the end.
fn sign_ups(story: u64, order: u64, capacity: Option<i64>, mode: &str) -> (BTreeMap<RecordId, Outcome>, Fact) {
    let mut dice = Dice(story);
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, capacity, T);
    organiser.write(&event, Part::Organiser, T, &[("admission", mode.into())]);
    let mut phones: Vec<_> = (0..6).map(|_| city.join(&[])).collect();
    for phone in &mut phones {
        phone.sync(&city.hub, T);
    }
    organiser.write(&event, Part::Organiser, CLOSE, &[("closed", CLOSE.into())]);
    let mut at = T;
    for _ in 0..12 {
        at += i64::try_from(dice.roll(99)).unwrap() * MINUTE + 1;
        let phone = &mut phones[dice.roll(6)];
        ask(phone, &event, ["in", "in", "out"][dice.roll(3)], at);
    }
    if capacity != Some(0) {
        // A place that was given before the hub knew of the close is not taken away (P3): here it knows.
        organiser.sync(&city.hub, BACK - 1);
    }
    phones.push(organiser);
    come_back(&mut Dice(order), &city, &mut phones);
    let organiser = phones.last_mut().unwrap();
    organiser.sync(&city.hub, BACK + HOUR);
    if mode != "instant" {
        organiser.sync(&city.hub, CLOSE + GRACE_MS + 1);
    }
    let all = organiser.records.iter().filter(|(_, held)| {
        held.header.as_ref().and_then(Header::kind) == Some(Kind::SignUp) && !held.scopes.is_empty()
    });
    let outcomes = all.map(|(id, held)| (*id, held.verdict.clone().unwrap().outcome));
    (outcomes.collect(), organiser.held(event.id()).fact.clone().unwrap())
}

fn waits_late(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Waiting { late: true, .. })
}

#[test]
fn who_is_late_who_waits_and_in_which_order_does_not_hang_on_who_comes_back_first() {
    let (mut late, mut seated) = (0, 0);
    for story in 0..40 {
        for capacity in [None, Some(0), Some(2)] {
            let (one, places) = sign_ups(story, 1, capacity, "instant");
            let (two, again) = sign_ups(story, 2 + story, capacity, "instant");
            assert_eq!(places, again, "{story}");
            let is_seat = |outcome: &Outcome| matches!(outcome, Outcome::Seat { .. });
            for (id, outcome) in &one {
                let other = &two[id];
                // An instant event seats by arrival where there is room for some only; the numbers follow arrival.
                if capacity != Some(2) && !(is_seat(outcome) && is_seat(other)) {
                    assert_eq!(outcome, other, "{story}");
                }
                assert_eq!(waits_late(outcome), waits_late(other), "{story}");
                late += usize::from(waits_late(outcome));
                seated += usize::from(is_seat(outcome));
            }
            let Fact::Seats { taken, .. } = places else { panic!("places") };
            let in_time = one.values().filter(|one| matches!(one, Outcome::Waiting { late: false, .. })).count();
            assert!(
                in_time == 0 || capacity.is_some_and(|places| i64::from(taken) >= places),
                "{story}: a place stays free"
            );
        }
    }
    // The histories are worth something only if some were late and some were not.
    assert!(late > 20 && seated > 100, "{late} {seated}");
}

/// E-C1, E-C25: nobody gains by coming back first.
#[test]
fn who_gets_a_place_that_is_settled_later_does_not_hang_on_who_comes_back_first() {
    let (mut seated, mut waiting) = (0, 0);
    for story in 0..40 {
        for mode in ["ranked", "draw"] {
            let (one, places) = sign_ups(story, 1, Some(2), mode);
            assert_eq!((one.clone(), places.clone()), sign_ups(story, 2 + story, Some(2), mode), "{mode} {story}");
            let Fact::Seats { taken, .. } = places else { panic!("places") };
            let seats = one.values().filter(|one| matches!(one, Outcome::Seat { .. })).count();
            let in_line = one.values().filter(|one| matches!(one, Outcome::Waiting { late: false, .. })).count();
            assert_eq!(seats, taken as usize, "{mode} {story}: each place has one person");
            assert!(in_line == 0 || taken == 2, "{mode} {story}: a place stays free");
            (seated, waiting) = (seated + seats, waiting + in_line);
        }
    }
    assert!(seated > 60 && waiting > 20, "{seated} {waiting}");
}

/// Keepers lend and take back without signal, three labels of which two are on two titles each.
fn lending(story: u64, order: u64) -> BTreeMap<RecordId, (Outcome, String, Vec<String>)> {
    let mut dice = Dice(story);
    let mut city = City::new();
    let mut phones: Vec<_> = (0..4).map(|_| city.join(&[Role::Keeper])).collect();
    let readers: Vec<_> = (0..2).map(|_| city.join(&[]).member).collect();
    let house = Header::new(Kind::House, city.union, None, *b"house");
    phones[0].write(&house, Part::Keeper, T, &[("name", "书屋".into())]);
    let volumes = ["上", "下"];
    let titles = volumes.map(|volume| title_of(house.id(), "书", volume));
    for (title, volume) in titles.iter().zip(volumes) {
        phones[0].write(title, Part::Keeper, T, &[("title", "书".into()), ("volume", volume.into())]);
    }
    for phone in &mut phones {
        accepted(&phone.sync(&city.hub, T));
    }
    let mut at = T;
    for n in 0..14_u8 {
        at += i64::try_from(dice.roll(60)).unwrap() * MINUTE + 1;
        let (phone, copy) = (dice.roll(4), ["C1", "C2", "#1"][dice.roll(3)]);
        let title = titles[dice.roll(2)].id();
        let phone = &mut phones[phone];
        let own = phone.records.values().filter_map(|held| held.header.clone());
        let own: Vec<_> = own.filter(|header| header.kind() == Some(Kind::Loan)).collect();
        match dice.roll(4) {
            0 if !own.is_empty() => {
                let key = format!("return/{n}/at");
                phone.write(&own[dice.roll(own.len())], Part::Keeper, at, &[(&key, at.into())]);
            }
            1 => {
                let back = Header::new(Kind::Return, house.id(), None, [n + 1; 16]);
                let mut puts: Vec<(&str, Scalar)> = vec![("copy", copy.into()), ("at", at.into())];
                if dice.roll(2) == 0 {
                    puts.push(("title", title.into()));
                }
                phone.write(&back, Part::Keeper, at, &puts);
            }
            _ => {
                let loan = Header::new(Kind::Loan, house.id(), Some(readers[dice.roll(2)]), [n + 1; 16]);
                let puts: [(&str, Scalar); 4] =
                    [("title", title.into()), ("copy", copy.into()), ("lent", at.into()), ("due", "2026-04-01".into())];
                phone.write(&loan, Part::Keeper, at, &puts);
            }
        }
    }
    come_back(&mut Dice(order), &city, &mut phones);
    phones[0].sync(&city.hub, BACK + HOUR);
    let judged = phones[0].records.iter().filter_map(|(id, held)| {
        let kind = held.header.as_ref().and_then(Header::kind)?;
        let verdict = held.verdict.clone().filter(|_| matches!(kind, Kind::Loan | Kind::Return))?;
        let mut flags = verdict.flags;
        flags.sort();
        Some((*id, (verdict.outcome, verdict.rule, flags)))
    });
    judged.collect()
}

#[test]
fn what_follows_for_loans_and_returns_does_not_hang_on_who_comes_back_first() {
    let mut seen = BTreeMap::<String, usize>::new();
    for story in 0..60 {
        let one = lending(story, 1);
        assert_eq!(one, lending(story, 2 + story), "{story}");
        for (_, rule, _) in one.values() {
            *seen.entry(rule.clone()).or_default() += 1;
        }
    }
    for rule in ["L-01", "L-C1", "L-C4", "L-C5", "L-08"] {
        assert!(seen.contains_key(rule), "no history of these has {rule}: {seen:?}");
    }
}
