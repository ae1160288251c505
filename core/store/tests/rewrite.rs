//! What is written again after a refusal overwrites only what its author had seen.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{Hub, act, action, change, open};
use zhijia_model::{Audience, Decoded, Header, Kind, Part, PartChanges, RecordId, Scalar, Scope};
use zhijia_sync::wire::Answer;

const HOUSE: RecordId = RecordId([0x40; 16]);

/// A title that somebody else wrote, on the phone, with the state of its part on the hub.
fn scene(hub: &mut Hub, store: &zhijia_store::Store) -> (Header, Scope, PartChanges) {
    let title = Header::new(Kind::Title, HOUSE, None, [1]);
    let scope = Scope::new(HOUSE, Audience::Keeper);
    hub.welcome(store, 1, &[scope]);
    let mut part = PartChanges::default();
    let first = change(&mut part, 1, 1, &[("title", "活着".into()), ("author", "佚名".into())]);
    let entry = hub.changes(&title, Part::Keeper, &[first]);
    hub.page(store, scope, 0, vec![entry], true);
    (title, scope, part)
}

/// The person's `n`-th action writes one value.
fn put(store: &zhijia_store::Store, title: &Header, n: u8, key: &str, value: &str) {
    act(store, &action(n, title.clone(), Part::Keeper, &[(key, value.into())]), i64::from(n) + 4);
}

/// What somebody else has written comes in a page.
fn comes(hub: &mut Hub, store: &zhijia_store::Store, title: &Header, scope: Scope, other: Vec<u8>) {
    let from = store.read(|dao| dao.scopes()).unwrap()[0].cursor;
    let entry = hub.changes(title, Part::Keeper, &[other]);
    hub.page(store, scope, from, vec![entry], true);
}

fn refused() -> Answer {
    Answer::Refused { code: "bad-form".into(), field: None }
}

#[test]
fn what_somebody_wrote_meanwhile_stands_beside_what_is_written_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let (title, scope, mut part) = scene(&mut hub, &store);
    // The person saw 佚名. The first action will be refused; the second replaces the author, the third is new.
    put(&store, &title, 1, "note", "旧");
    put(&store, &title, 2, "author", "余华");
    put(&store, &title, 3, "publisher", "作家出版社");
    let offers = hub.take_offers(&store, 8);
    // Meanwhile somebody else has corrected the author, too.
    let other = change(&mut part, 2, 4, &[("author", "余 华".into())]);
    comes(&mut hub, &store, &title, scope, other);

    let effects = hub.answer(&store, &offers[0], refused(), 9);
    assert_eq!((effects.refused, effects.rewritten), (1, 2));
    let again = hub.take_offers(&store, 10);
    assert_eq!(again.len(), 2);
    let record = store.read(|dao| dao.record(title.id())).unwrap().unwrap();
    let authors: Vec<_> = record.part(Part::Keeper).text("author").all();
    assert_eq!(authors.len(), 2, "one's own and the one nobody here had seen: {authors:?}");
    assert!(authors.contains(&"余华") && authors.contains(&"余 华"), "{authors:?}");
    assert_eq!(record.part(Part::Keeper).text("publisher").one(), Some("作家出版社"));
    assert!(record.part(Part::Keeper).text("note").is_absent(), "what was refused is not there");

    // The hub takes both, one behind the other, upon what it has.
    for offer in &again {
        let decoded = Decoded::read(&offer.change).unwrap();
        part.admit(&decoded).unwrap();
        part.push(&offer.change, None).unwrap();
    }
    let said = part.state();
    assert_eq!(said.text("author").all().len(), 2);
}

#[test]
fn what_one_had_seen_is_replaced_and_what_is_there_already_is_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let (title, scope, mut part) = scene(&mut hub, &store);
    put(&store, &title, 1, "note", "旧");
    put(&store, &title, 2, "author", "余华");
    put(&store, &title, 3, "author", "余华著");
    put(&store, &title, 4, "publisher", "作家出版社");
    let offers = hub.take_offers(&store, 9);
    let other = change(&mut part, 2, 4, &[("publisher", "作家出版社".into())]);
    comes(&mut hub, &store, &title, scope, other);
    hub.answer(&store, &offers[0], refused(), 10);
    let record = store.read(|dao| dao.record(title.id())).unwrap().unwrap();
    assert_eq!(record.part(Part::Keeper).text("author").all(), ["余华著"], "each upon the one before");
    assert_eq!(record.part(Part::Keeper).text("publisher").one(), Some("作家出版社"));
    let again = hub.take_offers(&store, 11);
    let puts: Vec<_> = again.iter().map(|offer| Decoded::read(&offer.change).unwrap().puts[0].value.clone()).collect();
    assert_eq!(puts, [Scalar::from("余华"), Scalar::from("余华著")], "the publisher stands there already");
}
