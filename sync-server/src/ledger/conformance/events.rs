//! Events and places.

use zhijia_model::kinds::event::{Admission, AdmissionMode};
use zhijia_model::{Header, Kind};

use super::{A, B, Check, row};
use crate::ledger::{EventRow, Ledger};

pub(super) const CHECKS: &[Check] = &[events, places];

fn event_row(over: i64) -> EventRow {
    let admission = Admission {
        capacity: None,
        opens: i64::MIN,
        closes: i64::MAX,
        cancelled: true,
        published: false,
        mode: AdmissionMode::Nomination,
        settled: over == 9,
    };
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
    let unsaid = Header::new(Kind::Event, A, None, [4]);
    ledger.add_record(&row(4, unsaid.clone())).unwrap();
    assert_eq!(ledger.contained(A, Kind::Event, 4).unwrap(), [ids[0], ids[2], unsaid.id()]);
    assert_eq!(ledger.contained(A, Kind::Event, i64::MIN).unwrap().len(), 4);
    assert_eq!(ledger.contained(B, Kind::Event, 0).unwrap(), []);
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
