//! Homes and appointments.

use zhijia_model::Role;

use super::{A, B, C, Check};
use crate::ledger::{Appointed, Ledger};

pub(super) const CHECKS: &[Check] = &[people];

fn people(ledger: &dyn Ledger) {
    assert_eq!(ledger.home(A).unwrap(), None);
    for union in [B, C] {
        ledger.set_home(A, union).unwrap();
        assert_eq!(ledger.home(A).unwrap(), Some(union));
        assert_eq!(ledger.members_of(union).unwrap(), [A]);
    }
    ledger.set_home(B, B).unwrap();
    ledger.set_home(A, B).unwrap();
    assert_eq!(ledger.members_of(B).unwrap(), [A, B], "in the order of their ids");
    assert_eq!(ledger.members_of(C).unwrap(), [], "who has moved is not at home in two unions");
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
