//! Actions and pages through the real engine.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{Hub, act, open, sign_up};
use zhijia_model::kinds::sign_up::{Given, SignUpStatus, status};
use zhijia_model::{Audience, Kind, Outcome, Part, RecordId, Scope, Verdict};
use zhijia_store::Acted;

#[test]
fn an_action_is_shown_sent_and_settled() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let (event, person) = (RecordId([1; 16]), RecordId([2; 16]));
    let action = sign_up(event, person, 1, "in");
    let id = action.header.id();
    assert!(matches!(act(&store, &action, 5), Acted::Written(_)));
    assert_eq!(act(&store, &action, 6), Acted::Repeated);

    let record = store.read(|dao| dao.record(id)).unwrap().unwrap();
    assert!(matches!(status(Some(&record), None, 9), SignUpStatus::Preview(_)));

    let mine = Scope::new(person, Audience::Mine);
    let offers = hub.take_offers(&store, 7);
    assert_eq!(offers.len(), 1);
    hub.accept(&store, &offers, 8);
    // A fate is only a receipt.
    assert!(hub.take_offers(&store, 9).is_empty());
    let verdict = Verdict { judged: 1, rule: "E-C1".into(), outcome: Outcome::Seat { number: 3 }, flags: Vec::new() };
    hub.page(&store, mine, 0, vec![hub.own(&offers[0], Some(&verdict))], true);
    let record = store.read(|dao| dao.record(id)).unwrap().unwrap();
    assert_eq!(status(Some(&record), None, 9), SignUpStatus::Seat { number: 3, given: Given::OnArrival });
    assert_eq!(
        record
            .part(Part::Member)
            .shown(record.part(Part::Member).iter().next().unwrap().0)
            .unwrap()
            .witness
            .unwrap()
            .seq,
        1
    );
    assert_eq!(store.read(|dao| dao.records_of(Kind::SignUp, person)).unwrap().len(), 1);
}
