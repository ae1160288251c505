//! What every ledger must do. An implementation hands in a way to get a new, empty one; each check gets its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use zhijia_model::{Audience, ChangeHash, DeviceId, Header, IntentId, Kind, RecordId, Scope};
use zhijia_sync::wire::{Digest, Gone};

use super::{Backing, ChangeRow, Epoch, Ledger, Offered, Place, RecordRow, RefusedRow};

mod aid;
mod claims;
mod events;
mod lending;
mod people;
mod waiting;

/// What a ledger must do.
type Check = fn(&dyn Ledger);

const EVERY_RECORD: &[Check] =
    &[history, records, spaces, changes, intents, verdicts_and_views, answers, arrivals, scopes, feed];

/// Runs every check, each on a ledger of its own.
pub(super) fn all(with: impl Fn(&dyn Fn(&dyn Ledger))) {
    let domains =
        [EVERY_RECORD, people::CHECKS, waiting::CHECKS, events::CHECKS, lending::CHECKS, aid::CHECKS, claims::CHECKS];
    for check in domains.concat() {
        with(&check);
    }
}

const A: RecordId = RecordId([0xaa; 16]);
const B: RecordId = RecordId([0xbb; 16]);
const C: RecordId = RecordId([0xcc; 16]);
const ONE: DeviceId = DeviceId([1; 16]);
const TWO: DeviceId = DeviceId([2; 16]);

fn row(num: u64, header: Header) -> RecordRow {
    let person = header.person();
    RecordRow { num, id: header.id(), header, person, verdict: None, fact: None, content: num, erased: false }
}

fn change(seq: u64, part: u8) -> ChangeRow {
    ChangeRow {
        seq,
        part,
        hash: ChangeHash([u8::try_from(seq).unwrap(); 32]),
        bytes: vec![0, 1, 2],
        claimed: -5,
        rank: 7,
        arrived: i64::MAX,
        author: A,
        device: ONE,
        intent: IntentId([9; 16]),
        standing: Backing::EndedSince,
    }
}

fn history(ledger: &dyn Ledger) {
    assert_eq!(ledger.seq().unwrap(), 1, "sequence 1 is never given");
    ledger.set_seq(77).unwrap();
    assert_eq!(ledger.seq().unwrap(), 77);
    let epoch = Epoch { id: [3; 16], since: 77 };
    assert_ne!(ledger.epoch().unwrap(), epoch);
    ledger.set_epoch(epoch).unwrap();
    assert_eq!(ledger.epoch().unwrap(), epoch);
}

fn records(ledger: &dyn Ledger) {
    let header = Header { kind: 200, ..Header::new(Kind::Loan, A, Some(B), [7; 64]) };
    let mut stored = row(5, header.clone());
    assert_eq!(ledger.record(stored.id).unwrap(), None);
    ledger.add_record(&stored).unwrap();
    assert_eq!(ledger.record(stored.id).unwrap(), Some(stored.clone()));
    stored.person = Some(C);
    stored.verdict = Some((vec![1], 8));
    stored.fact = Some((Vec::new(), 9));
    stored.content = 10;
    stored.erased = true;
    ledger.set_record(&stored).unwrap();
    assert_eq!(ledger.record_at(5).unwrap(), Some(stored.clone()));
    assert!(ledger.add_record(&stored).is_err(), "an id is there once");
}

fn spaces(ledger: &dyn Ledger) {
    let house = |salt: u8| Header::new(Kind::House, A, None, [salt]);
    for salt in [1, 2, 3] {
        ledger.add_record(&RecordRow { erased: salt == 2, ..row(salt.into(), house(salt)) }).unwrap();
    }
    ledger.add_record(&row(9, Header::new(Kind::Event, A, None, [1]))).unwrap();
    let found = ledger.contained(A, Kind::House, i64::MAX - 1).unwrap();
    assert_eq!(found, [house(1).id(), house(3).id()]);
    assert_eq!(ledger.contained(B, Kind::House, 0).unwrap(), []);
    assert_eq!((ledger.container(house(1).id()).unwrap(), ledger.container(B).unwrap()), (Some(A), None));
}

fn changes(ledger: &dyn Ledger) {
    for (record, seq) in [(1, 10), (2, 11), (1, 12)] {
        ledger.add_change(record, &change(seq, 3)).unwrap();
    }
    assert_eq!(ledger.changes(1, 0).unwrap(), [change(10, 3), change(12, 3)]);
    assert_eq!(ledger.changes(1, 10).unwrap(), [change(12, 3)]);
    assert_eq!(ledger.changes(3, 0).unwrap(), []);
    assert!(ledger.add_change(3, &change(12, 3)).is_err(), "a sequence is given once");
}

fn intents(ledger: &dyn Ledger) {
    let intent = IntentId([9; 16]);
    ledger.add_change(1, &change(10, 3)).unwrap();
    ledger.add_change(1, &change(11, 3)).unwrap();
    assert_eq!(ledger.change_of_intent(ONE, intent, 1, 3).unwrap(), Some(10));
    for (device, intent, record, part) in
        [(TWO, intent, 1, 3), (ONE, IntentId([8; 16]), 1, 3), (ONE, intent, 2, 3), (ONE, intent, 1, 4)]
    {
        assert_eq!(ledger.change_of_intent(device, intent, record, part).unwrap(), None);
    }
}

fn verdicts_and_views(ledger: &dyn Ledger) {
    ledger.add_past_verdict(1, 9, &[2]).unwrap();
    ledger.add_past_verdict(1, 4, &[1]).unwrap();
    assert_eq!(ledger.past_verdicts(1).unwrap(), [(4, vec![1]), (9, vec![2])]);
    assert_eq!(ledger.view(1, Audience::Public).unwrap(), None);
    for (bytes, seq) in [(&[1_u8][..], 5), (&[2, 3][..], 6)] {
        ledger.set_view(1, Audience::Public, Some((bytes, seq))).unwrap();
        assert_eq!(ledger.view(1, Audience::Public).unwrap(), Some((bytes.to_vec(), seq)));
    }
    assert_eq!(ledger.view(1, Audience::Mine).unwrap(), None);
    ledger.set_view(1, Audience::Public, None).unwrap();
    assert_eq!(ledger.view(1, Audience::Public).unwrap(), None);
}

fn answers(ledger: &dyn Ledger) {
    let offered = Offered { hash: ChangeHash([1; 32]), device: ONE, record: A, part: 3 };
    let refused = RefusedRow { code: "bad-form".to_owned(), field: Some("x".to_owned()) };
    ledger.add_refused(&offered, &refused, 1).unwrap();
    // The first answer stands.
    ledger.add_refused(&offered, &RefusedRow { code: "forked".to_owned(), field: None }, 2).unwrap();
    assert_eq!(ledger.refused(&offered).unwrap(), Some(refused));
    for other in [
        Offered { device: TWO, ..offered },
        Offered { record: B, ..offered },
        Offered { part: 4, ..offered },
        Offered { hash: ChangeHash([2; 32]), ..offered },
    ] {
        assert_eq!(ledger.refused(&other).unwrap(), None);
    }
}

fn arrivals(ledger: &dyn Ledger) {
    let intent = IntentId([9; 16]);
    assert_eq!(ledger.arrival(ONE, intent).unwrap(), None);
    ledger.note_arrival(ONE, intent, 5).unwrap();
    ledger.note_arrival(ONE, intent, 9).unwrap();
    assert_eq!(ledger.arrival(ONE, intent).unwrap(), Some(5), "the first arrival counts");
    for at in [5, 9, 7] {
        ledger.note_outbox_empty(ONE, at).unwrap();
    }
    assert_eq!(ledger.outbox_empty(ONE).unwrap(), Some(9), "the last empty outbox counts");
    assert_eq!(ledger.outbox_empty(TWO).unwrap(), None);
}

fn scopes(ledger: &dyn Ledger) {
    let scope = Scope::new(A, Audience::Keeper);
    assert_eq!(ledger.scope(scope).unwrap(), None);
    let mut added = ledger.add_scope(scope).unwrap();
    assert_eq!((added.head, added.digest), (0, Digest::default()));
    added.head = 9;
    added.digest = Digest { count: 3, sum: u64::MAX - 1 };
    ledger.set_scope(&added).unwrap();
    assert_eq!(ledger.scope(scope).unwrap(), Some(added));
    assert_ne!(ledger.add_scope(Scope::new(A, Audience::Public)).unwrap().num, added.num);
    assert_eq!(ledger.scope(Scope::new(B, Audience::Keeper)).unwrap(), None);
    assert!(ledger.add_scope(scope).is_err(), "a scope is there once");
}

fn feed(ledger: &dyn Ledger) {
    for num in [1, 2, 3] {
        ledger.add_record(&row(num, Header::new(Kind::Title, A, None, num.to_be_bytes()))).unwrap();
        ledger.add_place(7, num, &Place { seq: num + 10, entered: num + 10, gone: None }).unwrap();
    }
    ledger.add_place(8, 1, &Place { seq: 30, entered: 30, gone: None }).unwrap();
    let moved = Place { seq: 20, entered: 11, gone: Some(Gone::Erased) };
    ledger.set_place(7, 1, &moved).unwrap();
    assert_eq!(ledger.place(7, 1).unwrap(), Some(moved));
    assert_eq!(ledger.place(8, 2).unwrap(), None);
    let rows = |after: u64, limit: usize| {
        let rows = ledger.feed(7, after, limit).unwrap();
        rows.iter().map(|row| (row.record.num, row.place.seq)).collect::<Vec<_>>()
    };
    assert_eq!(rows(0, 9), [(2, 12), (3, 13), (1, 20)]);
    assert_eq!(rows(12, 1), [(3, 13)]);
    assert_eq!(rows(20, 9), []);
    assert!(ledger.set_place(7, 2, &moved).is_err(), "no two rows of a scope have one sequence");
}
