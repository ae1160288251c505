//! Waiting lists.

use zhijia_model::RecordId;

use super::{A, B, C, Check};
use crate::ledger::{Ledger, Waits};

pub(super) const CHECKS: &[Check] = &[waiting];

fn waiting(ledger: &dyn Ledger) {
    let waits = |list: u64, rank: i64, id: RecordId| Waits { list, rank, id };
    for (rank, id) in [(5, B), (5, A), (-1, C)] {
        ledger.add_waiting(waits(1, rank, id), (id != B).then_some(C)).unwrap();
    }
    ledger.add_waiting(waits(2, -9, A), Some(C)).unwrap();
    assert_eq!(ledger.first_waiting(1).unwrap(), Some(waits(1, -1, C)));
    let queue = |rank: i64, id: RecordId| ledger.queue(waits(1, rank, id)).unwrap();
    assert_eq!([queue(-1, C), queue(5, A), queue(5, B)], [1, 2, 3], "equal ranks stand in the order of their ids");
    assert_eq!(ledger.waits(C).unwrap().len(), 3);
    assert_eq!(ledger.waits(B).unwrap(), []);
    ledger.remove_waiting(waits(1, -1, C)).unwrap();
    assert_eq!(ledger.waits(C).unwrap(), [waits(1, 5, A), waits(2, -9, A)]);
    assert_eq!(ledger.first_waiting(1).unwrap(), Some(waits(1, 5, A)));
    assert_eq!(ledger.first_waiting(3).unwrap(), None);
    assert_eq!(ledger.waiting_between(1, 4, 5).unwrap(), [waits(1, 5, A), waits(1, 5, B)]);
    assert_eq!(ledger.waiting_between(1, 5, i64::MAX).unwrap(), []);
}
