//! What every ledger must do. An implementation hands in a way to get a new, empty one; each check gets its own.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use zhijia_model::kinds::event::Admission;
use zhijia_model::{Audience, ChangeHash, DeviceId, Header, IntentId, Kind, RecordId, Role, Scope};
use zhijia_sync::wire::{Digest, Gone};

use super::{
    Appointed, Backing, CameBackRow, ChangeRow, Epoch, EventRow, Ledger, LoanRow, Offered, Place, RecordRow, RefusedRow,
};

/// Runs every check, each on a ledger of its own.
pub(super) fn all(with: impl Fn(&dyn Fn(&dyn Ledger))) {
    let checks: &[fn(&dyn Ledger)] = &[
        history,
        records,
        spaces,
        changes,
        intents,
        verdicts_and_views,
        answers,
        arrivals,
        scopes,
        feed,
        people,
        events,
        places,
        waiting,
        lending,
        returns,
        aid,
    ];
    for check in checks {
        with(check);
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
    let found = ledger.contained(A, Kind::House).unwrap();
    assert_eq!(found, [(1, house(1).id()), (3, house(3).id())]);
    assert_eq!(ledger.contained(B, Kind::House).unwrap(), []);
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

fn people(ledger: &dyn Ledger) {
    assert_eq!(ledger.home(A).unwrap(), None);
    for union in [B, C] {
        ledger.set_home(A, union).unwrap();
        assert_eq!(ledger.home(A).unwrap(), Some(union));
        assert_eq!(ledger.members_of(union).unwrap(), [A]);
    }
    let one = Appointed { member: A, space: B, role: Role::Keeper, starts: i64::MIN, ends: i64::MAX, hard: false };
    let two = Appointed { role: Role::Desk, ends: 5, hard: true, ..one };
    ledger.set_appointment(1, Some(&one)).unwrap();
    ledger.set_appointment(2, Some(&one)).unwrap();
    ledger.set_appointment(2, Some(&two)).unwrap();
    ledger.set_appointment(3, Some(&Appointed { member: C, ..one })).unwrap();
    assert_eq!(ledger.appointments(A).unwrap(), [one, two]);
    ledger.set_appointment(1, None).unwrap();
    assert_eq!(ledger.appointments(A).unwrap(), [two]);
}

fn event_row(over: i64) -> EventRow {
    let admission = Admission { capacity: None, opens: i64::MIN, closes: i64::MAX, cancelled: true, published: false };
    EventRow { admission, over, taken: 1, waiting: 2, top: 3 }
}

fn events(ledger: &dyn Ledger) {
    assert_eq!(ledger.event(1).unwrap(), None);
    ledger.set_event(1, &event_row(5)).unwrap();
    assert_eq!(ledger.event(1).unwrap(), Some(event_row(5)));
    let mut later = event_row(9);
    later.admission.capacity = Some(u32::MAX);
    ledger.set_event(1, &later).unwrap();
    assert_eq!(ledger.event(1).unwrap(), Some(later));
    let mut ids = Vec::new();
    for (num, over) in [(1_u64, 9), (2, 4), (3, i64::MAX)] {
        let header = Header::new(Kind::Event, A, None, num.to_be_bytes());
        ids.push(header.id());
        ledger.add_record(&row(num, header)).unwrap();
        ledger.set_event(num, &event_row(over)).unwrap();
    }
    assert_eq!(ledger.events_of(A, 4).unwrap(), [ids[0], ids[2]]);
    assert_eq!(ledger.events_of(B, 0).unwrap(), []);
}

fn places(ledger: &dyn Ledger) {
    assert_eq!(ledger.free_seat(1).unwrap(), 1);
    for number in [1, 2, 3, 5] {
        ledger.add_seat(1, number, number.into()).unwrap();
    }
    assert_eq!(ledger.free_seat(1).unwrap(), 4);
    assert_eq!(ledger.free_seat(2).unwrap(), 1, "another event has places of its own");
    assert!(ledger.add_seat(1, 5, 99).is_err(), "a place is given once");
    assert_eq!(ledger.free_up(1, 1).unwrap(), 5);
    assert_eq!(ledger.free_seat(1).unwrap(), 1);
    assert_eq!(ledger.free_up(1, 5).unwrap(), 3);
    for number in [2, 3] {
        ledger.free_up(1, number).unwrap();
    }
    assert_eq!((ledger.free_up(1, 9).unwrap(), ledger.free_seat(1).unwrap()), (0, 1));
}

fn waiting(ledger: &dyn Ledger) {
    for (rank, id) in [(5, B), (5, A), (-1, C)] {
        ledger.add_waiting(1, rank, id, (id != B).then_some(C)).unwrap();
    }
    ledger.add_waiting(2, -9, A, Some(C)).unwrap();
    assert_eq!(ledger.first_waiting(1).unwrap(), Some((-1, C)));
    let queue = |rank: i64, id: RecordId| ledger.queue(1, rank, id).unwrap();
    assert_eq!([queue(-1, C), queue(5, A), queue(5, B)], [1, 2, 3], "equal ranks stand in the order of their ids");
    assert_eq!(ledger.waits(C).unwrap().len(), 3);
    assert_eq!(ledger.waits(B).unwrap(), []);
    ledger.remove_waiting(1, -1, C).unwrap();
    assert_eq!(ledger.waits(C).unwrap(), [(1, 5, A), (2, -9, A)]);
    assert_eq!(ledger.first_waiting(1).unwrap(), Some((5, A)));
    assert_eq!(ledger.first_waiting(3).unwrap(), None);
    assert_eq!(ledger.waiting_between(1, 4, 5).unwrap(), [(5, A), (5, B)]);
    assert_eq!(ledger.waiting_between(1, 5, i64::MAX).unwrap(), []);
}

fn loan(num: u64, copy: &str, rank: i64) -> LoanRow {
    LoanRow {
        num,
        id: RecordId([u8::try_from(num).unwrap(); 16]),
        house: A,
        copy: copy.to_owned(),
        title: Some(B),
        person: Some(C),
        reader: vec![4],
        rank,
        lent: 6,
        returned: None,
        out: true,
        closed: None,
    }
}

fn lending(ledger: &dyn Ledger) {
    for row in [loan(1, "C1", 9), loan(2, "C1", 3), loan(3, "c1", 1)] {
        ledger.set_loan(&row).unwrap();
    }
    assert_eq!(ledger.loans_of_copy(A, "C1", None).unwrap(), [loan(2, "C1", 3), loan(1, "C1", 9)]);
    assert_eq!(ledger.loans_of_copy(A, "C1", Some(B)).unwrap(), [loan(2, "C1", 3), loan(1, "C1", 9)]);
    assert_eq!(ledger.loans_of_copy(A, "C1", Some(A)).unwrap(), []);
    assert_eq!(ledger.loans_of_copy(B, "C1", None).unwrap(), []);
    assert_eq!(ledger.out_of_title(A, B).unwrap(), 3);
    assert_eq!(ledger.out_of_title(C, B).unwrap(), 0, "another house counts its own");
    let back = LoanRow { out: false, returned: Some(7), title: None, ..loan(2, "C1", 3) };
    ledger.set_loan(&back).unwrap();
    assert_eq!(ledger.loan(2).unwrap(), Some(back));
    assert_eq!(ledger.out_of_title(A, B).unwrap(), 2);
    assert_eq!(ledger.out_of_person(C).unwrap(), [loan(3, "c1", 1), loan(1, "C1", 9)]);
    let closed = LoanRow { closed: Some(5), ..loan(2, "C1", 3) };
    ledger.set_loan(&closed).unwrap();
    assert_eq!(ledger.to_retire(5, 9).unwrap(), []);
    assert_eq!(ledger.to_retire(6, 9).unwrap(), std::slice::from_ref(&closed));
    assert_eq!(ledger.to_retire(6, 0).unwrap(), []);
    ledger.note_retired(2).unwrap();
    assert_eq!(ledger.to_retire(6, 9).unwrap(), []);
    ledger.set_loan(&closed).unwrap();
    assert_eq!(ledger.to_retire(6, 9).unwrap(), [closed], "who writes it on brings it back for a while");
    ledger.set_loan(&LoanRow { out: false, ..loan(2, "C1", 3) }).unwrap();
    ledger.remove_loan(1).unwrap();
    assert_eq!((ledger.loan(1).unwrap(), ledger.out_of_title(A, B).unwrap()), (None, 1));
}

fn returns(ledger: &dyn Ledger) {
    let back = |num: u64, at: i64| CameBackRow { num, id: B, house: A, copy: "C1".to_owned(), at };
    for row in [back(1, 9), back(2, 3)] {
        ledger.set_came_back(row.num, Some(&row)).unwrap();
    }
    assert_eq!(ledger.came_back_of_copy(A, "C1").unwrap(), [back(2, 3), back(1, 9)]);
    ledger.set_came_back(2, None).unwrap();
    assert_eq!((ledger.came_back(2).unwrap(), ledger.came_back(1).unwrap()), (None, Some(back(1, 9))));
}

fn aid(ledger: &dyn Ledger) {
    for (num, id, person) in [(1, A, C), (2, B, C), (3, C, A), (1, A, C)] {
        ledger.add_enrolment(num, id, B, person).unwrap();
    }
    assert_eq!(ledger.enrolments(B, C).unwrap(), [A, B]);
    assert_eq!(ledger.enrolled(B).unwrap(), [A, C]);
    assert_eq!(ledger.enrolments(C, C).unwrap(), []);
}
