//! Cursors that the hub did not give: everything comes again, in as many answers as it takes, and then no more.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::redundant_closure_for_method_calls,
    reason = "tests"
)]

use proptest::prelude::*;
use zhijia_hub::exchange::Caller;
use zhijia_model::{Audience, Header, Kind, Part, Role, Scope};
use zhijia_sync::engine::{self, Store as _};
use zhijia_sync::wire::{Frame, decode_frames};
use zhijia_tests::town::{Town, Weather, title_of};

const KEEPER: usize = 0;
const OTHER: usize = 1;

/// Two keepers' phones that have everything: a house with a few titles.
fn scene() -> (Town, Header) {
    let mut town = Town::new();
    town.join(&[Role::Keeper, Role::Organiser]);
    town.join(&[Role::Keeper]);
    town.quiet();
    let house = Header::new(Kind::House, town.union, None, *b"house");
    let now = town.now;
    town.phones[KEEPER].act(&house, Part::Keeper, now, vec![("name".to_owned(), "书屋".into())]);
    for volume in ["上", "下"] {
        let title = title_of(house.id(), "活着", volume);
        let puts = vec![("title".to_owned(), "活着".into()), ("volume".to_owned(), volume.into())];
        town.phones[KEEPER].act(&title, Part::Keeper, now, puts);
    }
    town.quiet();
    (town, house)
}

/// The scopes that an answer would bring now, with what their pages begin from.
fn brings(town: &Town) -> Vec<u64> {
    let phone = &town.phones[KEEPER];
    let request = phone.store.write(|tx| engine::request(tx, false, town.now)).unwrap();
    let caller = Caller { device: phone.device.0, member: phone.member.0 };
    let answer = decode_frames(&town.hub.exchange(caller, &request.body, town.now).unwrap()).unwrap();
    let pages =
        answer.into_iter().filter_map(|frame| if let Frame::Page(page) = frame { Some(page.from) } else { None });
    pages.collect()
}

#[test]
fn what_is_disowned_comes_again_in_as_many_answers_as_it_takes() {
    let (mut town, _) = scene();
    assert_eq!(brings(&town), [0_u64; 0]);
    let now = town.now;
    town.phones[KEEPER].disown(now);
    let scopes = brings(&town).len();
    assert!(scopes > 4, "{scopes}");
    // Every answer ends behind its first page, as where all that there is exceeds an answer.
    for left in (0..scopes).rev() {
        town.exchange(KEEPER, Weather::Cut(2));
        assert_eq!(brings(&town), vec![0; left]);
    }
    town.agrees();
}

#[test]
fn what_the_answer_itself_has_brought_stays_where_the_rest_is_disowned() {
    let (mut town, _) = scene();
    let now = town.now;
    let phone = &mut town.phones[KEEPER];
    let first = phone.store.read(|dao| dao.entitlements()).unwrap().unwrap().scopes.remove(0);
    phone.store.write(|tx| tx.mark_reset(first.into())).unwrap();
    phone.disown(now);
    let scopes = brings(&town).len();
    // That the first one comes from its beginning was asked for; that the second does tells.
    town.exchange(KEEPER, Weather::Cut(3));
    assert_eq!(brings(&town), vec![0; scopes - 2]);
}

#[test]
fn a_scope_that_is_asked_for_again_and_does_not_fit_costs_no_other_its_place() {
    let (mut town, _) = scene();
    let last = town.phones[KEEPER].store.read(|dao| dao.entitlements()).unwrap().unwrap().scopes.pop().unwrap();
    // Its digest differed; something new comes before it, and the answer ends there.
    town.phones[KEEPER].store.write(|tx| tx.mark_reset(last.into())).unwrap();
    let (now, member) = (town.now, town.phones[KEEPER].member);
    let header = town.phones[KEEPER].record(member).unwrap().header;
    town.phones[KEEPER].act(&header, Part::Own, now, vec![("mobile".to_owned(), "13812345670".into())]);
    town.exchange(KEEPER, Weather::Cut(3));
    assert!(brings(&town).iter().filter(|from| **from == 0).count() <= 1, "{:?}", brings(&town));
    town.quiet();
    town.agrees();
}

/// What happens to the first phone, while the other writes.
fn story() -> impl Strategy<Value = Vec<(u8, Weather)>> {
    let weather = |disowns: u32| {
        prop_oneof![
            3 => (1..9u8).prop_map(Weather::Cut),
            disowns => (1..5u8).prop_map(Weather::Disowned),
            4 => Just(Weather::Late),
            4 => any::<u16>().prop_map(Weather::Mixed),
            2 => Just(Weather::Fair),
        ]
    };
    (0..2_u32).prop_flat_map(move |disowns| prop::collection::vec((0..5_u8, weather(2 * disowns)), 1..40))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Whatever comes late, whatever breaks off, however often the hub does not know the cursors: the phone comes to
    /// where the hub is, and from then on gets what is new alone.
    #[test]
    fn a_phone_comes_to_where_the_hub_is(story in story()) {
        let (mut town, house) = scene();
        let scope = Scope::new(house.id(), Audience::Keeper);
        for (what, weather) in story {
            let now = town.now;
            let other = &mut town.phones[OTHER];
            match what {
                0 | 1 => {
                    let title = title_of(house.id(), &now.to_string(), "");
                    other.act(&title, Part::Keeper, now, vec![("title".to_owned(), now.to_string().into())]);
                }
                2 | 3 => {
                    let header = other.record(other.member).unwrap().header;
                    let number = format!("138{:08}", now / 1000 % 100_000_000);
                    other.act(&header, Part::Own, now, vec![("mobile".to_owned(), number.into())]);
                }
                _ => town.phones[KEEPER].store.write(|tx| tx.mark_reset(scope)).unwrap(),
            }
            town.exchange(OTHER, Weather::Fair);
            town.exchange(KEEPER, weather);
        }
        town.quiet();
        town.agrees();
        prop_assert_eq!(brings(&town), [0_u64; 0]);
    }
}
