//! What a page finds missing on the phone is asked for again, and comes.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{Hub, act, open, sign_up};
use zhijia_model::{Audience, Header, Kind, Part, PartChanges, RecordId, Scalar, Scope};
use zhijia_sync::engine;
use zhijia_sync::wire::{Entry, Ref, WireScope, decode_request};

fn asked_again(store: &zhijia_store::Store) -> Vec<WireScope> {
    let request = store.write(|tx| engine::request(tx, false, 9)).unwrap();
    decode_request(&request.body).unwrap().0.reset
}

/// A page that lets the phone stand somewhere else than at the beginning.
fn begin(hub: &mut Hub, store: &zhijia_store::Store, scope: Scope) -> u64 {
    hub.next();
    hub.page(store, scope, 0, Vec::new(), true);
    hub.seq
}

#[test]
fn an_own_change_whose_bytes_are_lost_comes_whole_from_the_beginning() {
    let (there, here) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (event, person) = (RecordId([1; 16]), RecordId([2; 16]));
    let mine = Scope::new(person, Audience::Mine);
    let mut hub = Hub::new();
    // Written and accepted, and then the database was replaced by an older copy: `restored` never saw the action.
    let store = open(there.path());
    let action = sign_up(event, person, 1, "in");
    let id = action.header.id();
    act(&store, &action, 5);
    let offers = hub.take_offers(&store, 6);
    let restored = open(here.path());
    let from = begin(&mut hub, &restored, mine);
    hub.next();
    let by_hash = hub.own(&offers[0], None);
    let effects = hub.page(&restored, mine, from, vec![by_hash.clone()], true);
    assert!(effects.mismatch && effects.parked == 1);
    assert_eq!(asked_again(&restored), [mine.into()]);

    let mut whole = by_hash;
    whole.changes[0].change = offers[0].change.clone();
    let effects = hub.page(&restored, mine, 0, vec![whole], true);
    assert!(!effects.mismatch && effects.parked == 0);
    assert_eq!(asked_again(&restored), []);
    let record = restored.read(|dao| dao.record(id)).unwrap().unwrap();
    assert!(!record.part(Part::Member).is_empty());
}

#[test]
fn a_change_without_what_it_builds_upon_brings_the_scope_again_once() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let house = RecordId([3; 16]);
    let scope = Scope::new(house, Audience::Keeper);
    let mut hub = Hub::new();
    let header = Header::new(Kind::Title, house, None, [7; 16]);
    let mut part = PartChanges::default();
    let lost = hub::change(&mut part, 1, 1, &[("title", Scalar::from("活着"))]);
    let newest = hub::change(&mut part, 1, 2, &[("title", Scalar::from("许三观卖血记"))]);
    let other = hub::change(&mut PartChanges::default(), 2, 1, &[("author", Scalar::from("余华"))]);
    let new = |entry: Entry| Entry { record: Ref::new(&header, house), ..entry };
    let entry = hub.changes(&header, Part::Keeper, std::slice::from_ref(&other));
    hub.page(&store, scope, 0, vec![new(entry)], true);
    let from = hub.seq;

    // The hub takes the record for held, and sends what is newer.
    let entry = hub.changes(&header, Part::Keeper, std::slice::from_ref(&newest));
    let newer = Entry { record: Ref::Known(header.id()), ..entry };
    let effects = hub.page(&store, scope, from, vec![newer], true);
    assert!(effects.mismatch && effects.parked == 1);
    assert_eq!(asked_again(&store), [scope.into()]);

    // Where a hub has no more than that, asking for ever would help nobody, in the first page of a run or later.
    let half = hub.changes(&header, Part::Keeper, &[other.clone(), newest.clone()]);
    for from in [0, hub.seq] {
        let effects = hub.page(&store, scope, from, vec![new(half.clone())], true);
        assert!(!effects.mismatch && effects.parked == 1, "from {from}");
        assert_eq!(asked_again(&store), []);
    }

    let whole = hub.changes(&header, Part::Keeper, &[other, lost, newest]);
    let effects = hub.page(&store, scope, 0, vec![new(whole)], true);
    assert!(!effects.mismatch && effects.parked == 0);
    let record = store.read(|dao| dao.record(header.id())).unwrap().unwrap();
    assert_eq!(record.part(Part::Keeper).text("title").one(), Some("许三观卖血记"));
}
