//! A town lives for a while: people write, lose answers and come back. In the end every phone has what a phone that
//! begins now gets: nothing is missing, nothing is left over, and nothing differs.

use std::collections::BTreeMap;

use zhijia_model::kinds::hold;
use zhijia_model::{Fact, Header, Kind, Part, RecordId, Role, Scalar};
use zhijia_sync::wire::Answer;

use super::city::{City, DAY, MINUTE, T, ask, title_of};
use super::phone::{Held, Phone};

/// A small generator of its own (SplitMix64): a seed names a run.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(sides).unwrap()).unwrap()
    }
}

/// What somebody does, with or without the right to it.
fn act(dice: &mut Dice, phone: &mut Phone, others: &[RecordId], city: &City, now: i64) {
    let unique = u64::try_from(now).unwrap().to_be_bytes();
    let of_kind = |phone: &Phone, kind: Kind| {
        let held = phone.records.values().filter_map(|held| held.header.clone());
        held.filter(|header| header.kind() == Some(kind)).collect::<Vec<_>>()
    };
    let pick = |dice: &mut Dice, all: Vec<Header>| {
        if all.is_empty() { None } else { Some(all[dice.roll(all.len())].clone()) }
    };
    match dice.roll(12) {
        0 => {
            let event = Header::new(Kind::Event, city.union, None, unique);
            let capacity = i64::try_from(dice.roll(3)).unwrap();
            phone.write(&event, Part::Organiser, now, &[("capacity", capacity.into()), ("published", now.into())]);
        }
        1 => {
            if let Some(event) = pick(dice, of_kind(phone, Kind::Event)) {
                let puts: [(&str, Scalar); 3] =
                    [("capacity", (now % 4 + 1).into()), ("published", (now % 3).into()), ("note", now.into())];
                let (key, value) = puts[dice.roll(2)].clone();
                phone.write(&event, Part::Organiser, now, &[(key, value)]);
            }
        }
        2 | 3 => {
            if let Some(event) = pick(dice, of_kind(phone, Kind::Event)) {
                ask(phone, &event, ["in", "out"][dice.roll(2)], now);
            }
        }
        4 => {
            let appointment = Header::new(Kind::Appointment, city.union, Some(others[dice.roll(others.len())]), unique);
            let role = [Role::Keeper, Role::Organiser, Role::Desk][dice.roll(3)];
            phone.write(&appointment, Part::Grant, now, &[("role", role.name().into()), ("from", now.into())]);
        }
        5 => {
            if let Some(appointment) = pick(dice, of_kind(phone, Kind::Appointment)) {
                phone.write(&appointment, Part::Grant, now, &[("ended", now.into())]);
            }
        }
        6 => {
            let house = Header::new(Kind::House, city.union, None, unique);
            phone.write(&house, Part::Keeper, now, &[("name", "书屋".into())]);
        }
        7 => {
            if let Some(house) = pick(dice, of_kind(phone, Kind::House)) {
                let loan = Header::new(Kind::Loan, house.id(), Some(others[dice.roll(others.len())]), unique);
                let copy = ["C1", "C2", "#1"][dice.roll(3)];
                let title = title_of(house.id(), "活着", "").id();
                let puts = [("copy", copy.into()), ("lent", now.into()), ("title", title.into())];
                phone.write(&loan, Part::Keeper, now, &puts);
            }
        }
        8 => {
            if let Some(house) = pick(dice, of_kind(phone, Kind::House)) {
                let title = title_of(house.id(), "活着", "");
                let key = format!("copy/C{}/barcode", dice.roll(3));
                phone.write(&title, Part::Keeper, now, &[("title", "活着".into()), (&key, "C".into())]);
            }
        }
        9 | 10 => {
            if let Some(house) = pick(dice, of_kind(phone, Kind::House)) {
                let hold = hold::header(house.id(), phone.member, title_of(house.id(), "活着", "").id());
                let (intent, is) = (phone.intent(), ["in", "in", "out"][dice.roll(3)]);
                let keys = (format!("ask/{intent}/is"), format!("ask/{intent}/at"));
                phone.write_for(intent, &hold, Part::Member, now, &[(&keys.0, is.into()), (&keys.1, now.into())]);
            }
        }
        _ => {
            if let Some(loan) = pick(dice, of_kind(phone, Kind::Loan)) {
                let intent = phone.intent();
                let (part, key) = if dice.roll(3) == 0 {
                    (Part::Borrower, format!("ask/{intent}/at"))
                } else {
                    (Part::Keeper, format!("return/{intent}/at"))
                };
                phone.write_for(intent, &loan, part, now, &[(&key, now.into())]);
            }
        }
    }
}

/// An exchange; in one of four the answer is lost and the phone sends the same again some day.
fn exchange(dice: &mut Dice, phone: &mut Phone, city: &City, now: i64) -> bool {
    if dice.roll(4) == 0 {
        city.hub.exchange(phone.caller(), &phone.request(false), now).unwrap();
        return true;
    }
    let brought = phone.sync(&city.hub, now);
    brought.fates.iter().any(|fate| !matches!(fate.answer, Answer::Accepted { .. }))
}

/// What a phone holds, without what depends on the moment of asking.
fn picture(phone: &Phone) -> BTreeMap<RecordId, String> {
    let of = |held: &Held| {
        let written = held.parts.iter().filter(|(_, changes)| !changes.is_empty());
        let parts: Vec<_> = written.map(|(part, changes)| (*part, changes.state())).collect();
        // The places in the queue are counted when a page is built, and passes made.
        let fact = held.fact.as_ref().filter(|fact| !matches!(fact, Fact::Pass { .. }));
        format!("{:?} {parts:?} {:?} {fact:?} {:?} {:?}", held.header, held.verdict, held.views, held.scopes)
    };
    phone.records.iter().map(|(id, held)| (*id, of(held))).collect()
}

fn live(seed: u64) -> usize {
    let mut dice = Dice(seed);
    let mut city = City::new();
    let mut phones =
        vec![city.join(&[Role::Desk, Role::Organiser]), city.join(&[Role::Keeper]), city.join(&[]), city.join(&[])];
    let people: Vec<_> = phones.iter().map(|phone| phone.member).collect();
    let mut refused = 0;
    let mut now = T;
    for phone in &mut phones {
        phone.sync(&city.hub, now);
    }
    for _ in 0..150 {
        now += i64::try_from(dice.roll(120)).unwrap() * MINUTE + 1;
        let at = dice.roll(phones.len());
        let phone = &mut phones[at];
        if dice.roll(3) > 0 {
            act(&mut dice, phone, &people, &city, now);
        } else {
            refused += usize::from(exchange(&mut dice, phone, &city, now));
        }
    }
    for _ in 0..2 {
        for phone in &mut phones {
            phone.sync(&city.hub, now);
        }
    }
    for phone in &mut phones {
        phone.sync(&city.hub, now + DAY);
        let mut fresh = Phone::new(phone.device, phone.member);
        fresh.sync(&city.hub, now + DAY);
        let (here, there) = (picture(phone), picture(&fresh));
        for (id, held) in &here {
            assert_eq!(Some(held), there.get(id), "seed {seed}");
        }
        assert_eq!(here.len(), there.len(), "seed {seed}");
        assert!(
            phone
                .records
                .values()
                .flat_map(|held| held.parts.values())
                .all(|changes| { changes.iter().all(|change| change.witness.is_some()) })
        );
    }
    refused
}

#[test]
fn every_phone_ends_with_what_a_phone_that_begins_gets() {
    let refused: usize = (0..24).map(live).sum();
    // The run is worth something only if people also did what they may not do, and answers were lost.
    assert!(refused > 24, "{refused}");
}
