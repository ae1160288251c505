//! What becomes of changes that the hub does not take.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{AUTHOR, Hub, act, action, open, sign_up};
use zhijia_model::{Audience, Header, IntentId, Kind, Part, RecordId, Scalar, Scope};
use zhijia_store::NotSentReason;
use zhijia_sync::engine;
use zhijia_sync::wire::Answer;

const HOUSE: RecordId = RecordId([0x31; 16]);
const EVENT: RecordId = RecordId([0x32; 16]);

fn title(n: u8) -> Header {
    Header::new(Kind::Title, HOUSE, None, [n; 17])
}

#[test]
fn a_refusal_moves_one_change_and_the_others_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    for n in 1..=3 {
        act(&store, &sign_up(EVENT, AUTHOR, n, if n == 2 { "out" } else { "in" }), i64::from(n));
    }
    let offers = hub.take_offers(&store, 10);
    // The first is accepted, the second refused, the third builds upon the second.
    hub.accept(&store, &offers[..1], 11);
    let refused = Answer::Refused { code: "closed".into(), field: None };
    let effects = hub.answer(&store, &offers[1], refused.clone(), 12);
    assert_eq!((effects.refused, effects.rewritten), (1, 1));
    hub.answer(&store, &offers[2], Answer::Unjudged, 12);
    // Repeating the answers changes nothing.
    hub.answer(&store, &offers[1], refused, 13);
    let again = hub.take_offers(&store, 14);
    assert_eq!(again.len(), 1);
    let (first, third) = (decoded(&offers[0].change), decoded(&again[0].change));
    assert_eq!(again[0].intent, offers[2].intent);
    assert_eq!(third.deps, [first.hash]);
    assert_ne!(third.actor, first.actor);
    let cards = store.read(|dao| dao.cards()).unwrap();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].why, NotSentReason::Refused { code: "closed".into(), field: None });
    assert_eq!(cards[0].intent.as_ref().unwrap().input, [2]);
    assert!(cards[0].puts.iter().any(|(key, _)| key.ends_with("/is")));
    store.write(|tx| tx.put_away(cards[0].number)).unwrap();
    assert!(store.read(|dao| dao.cards()).unwrap().is_empty());
    assert_eq!(store.read(|dao| dao.drawer()).unwrap().len(), 1);
    // Both come back: the accepted one was left as it was.
    hub.accept(&store, &again, 15);
    let scope = Scope::new(AUTHOR, Audience::Mine);
    let mut entry = hub.own(&offers[0], None);
    let mut second = entry.changes[0].clone();
    second.change = third.hash.0.to_vec();
    entry.changes.push(second);
    assert_eq!(hub.page(&store, scope, 0, vec![entry], true).parked, 0);
    assert!(store.read(|dao| dao.pending()).unwrap().is_empty());
    let record = store.read(|dao| dao.record(sign_up(EVENT, AUTHOR, 1, "in").header.id())).unwrap().unwrap();
    assert_eq!(record.part(Part::Member).elements("ask").len(), 2);
}

#[test]
fn a_fork_heals_without_the_person() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let hub = Hub::new();
    act(&store, &sign_up(EVENT, AUTHOR, 1, "in"), 1);
    act(&store, &action(2, title(1), Part::Keeper, &[("title", Scalar::from("活着"))]), 2);
    let offers = hub.take_offers(&store, 3);
    hub.answer(&store, &offers[0], Answer::Refused { code: "forked".into(), field: None }, 4);
    let again = hub.take_offers(&store, 5);
    assert_eq!(again.iter().map(|offer| offer.intent).collect::<Vec<_>>(), [IntentId([1; 16]), IntentId([2; 16])]);
    assert_ne!(decoded(&again[0].change).actor, decoded(&offers[0].change).actor);
    assert_eq!(decoded(&again[0].change).claimed, 1);
    assert!(store.read(|dao| dao.drawer()).unwrap().is_empty());
    // What is written from now on, anywhere, is another actor's.
    act(&store, &action(3, title(2), Part::Keeper, &[("title", Scalar::from("活着"))]), 6);
    let last = hub.take_offers(&store, 7);
    assert_ne!(decoded(&last[2].change).actor, decoded(&offers[1].change).actor);
}

#[test]
fn what_is_kept_back_holds_its_part_alone_and_comes_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let hub = Hub::new();
    act(&store, &sign_up(EVENT, AUTHOR, 1, "in"), 1);
    act(&store, &sign_up(EVENT, AUTHOR, 2, "out"), 2);
    act(&store, &action(3, title(1), Part::Keeper, &[("title", Scalar::from("活着"))]), 3);
    let offers = hub.take_offers(&store, 4);
    assert_eq!(offers.len(), 3);
    hub.answer(&store, &offers[0], Answer::Later { why: "rate".into() }, 1_000);
    let request = store.write(|tx| engine::request(tx, true, 2_000)).unwrap();
    // Nothing more to send at once, and the outbox is not empty either.
    assert!(!request.more);
    let (hello, now) = zhijia_sync::wire::decode_request(&request.body).unwrap();
    assert!(!hello.outbox_empty);
    assert_eq!(now.iter().map(|offer| offer.intent).collect::<Vec<_>>(), [IntentId([3; 16])]);
    assert_eq!(store.read(|dao| dao.status()).unwrap().kept_back, 1);
    assert_eq!(hub.take_offers(&store, 31_000).len(), 3);
}

fn decoded(bytes: &[u8]) -> zhijia_model::Decoded {
    zhijia_model::Decoded::read(bytes).unwrap()
}
