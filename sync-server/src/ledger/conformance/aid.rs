//! Enrolments.

use super::{A, B, C, Check};
use crate::ledger::Ledger;

pub(super) const CHECKS: &[Check] = &[aid];

fn aid(ledger: &dyn Ledger) {
    for (num, id, person) in [(1, A, C), (2, B, C), (3, C, A), (1, A, C)] {
        ledger.add_enrolment(num, id, B, person).unwrap();
    }
    assert_eq!(ledger.enrolments(B, C).unwrap(), [A, B]);
    assert_eq!(ledger.enrolled(B).unwrap(), [A, C]);
    assert_eq!(ledger.enrolments(C, C).unwrap(), []);
    ledger.set_predecessors(C, &[A, B]).unwrap();
    ledger.set_predecessors(B, &[A]).unwrap();
    ledger.set_predecessors(C, &[A]).unwrap();
    assert_eq!(ledger.successors(A).unwrap(), [B, C]);
    assert_eq!(ledger.successors(B).unwrap(), []);
}
