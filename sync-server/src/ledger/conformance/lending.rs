//! Loans and returns.

use zhijia_model::RecordId;

use super::{A, B, C, Check};
use crate::ledger::{CameBackRow, Ledger, LoanRow};

pub(super) const CHECKS: &[Check] = &[lending, returns];

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
    assert_eq!(ledger.out_of_title(A, B).unwrap(), 2, "a copy that was lent twice is one copy (L-C2)");
    assert_eq!(ledger.out_of_title(C, B).unwrap(), 0, "another house counts its own");
    let back = LoanRow { out: false, returned: Some(7), title: None, ..loan(2, "C1", 3) };
    ledger.set_loan(&back).unwrap();
    assert_eq!(ledger.loan(2).unwrap(), Some(back));
    assert_eq!(ledger.out_of_title(A, B).unwrap(), 2);
    assert_eq!(ledger.out_of_person(C).unwrap(), [loan(3, "c1", 1), loan(1, "C1", 9)]);
    assert_eq!(ledger.out_of_person(A).unwrap(), []);
    let corrected =
        LoanRow { copy: "C9".to_owned(), person: None, reader: vec![7], rank: 2, lent: 8, ..loan(3, "c1", 1) };
    ledger.set_loan(&corrected).unwrap();
    assert_eq!(ledger.loans_of_copy(A, "C9", None).unwrap(), [corrected], "all that may be corrected is replaced");
    assert_eq!(ledger.loans_of_copy(A, "c1", None).unwrap(), []);
    ledger.set_loan(&loan(3, "c1", 1)).unwrap();
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
    assert_eq!(ledger.came_back_of_copy(B, "C1").unwrap(), []);
    let corrected = CameBackRow { copy: "C2".to_owned(), ..back(1, 7) };
    ledger.set_came_back(1, Some(&corrected)).unwrap();
    assert_eq!(ledger.came_back_of_copy(A, "C1").unwrap(), []);
    assert_eq!(ledger.came_back_of_copy(A, "C2").unwrap(), [corrected]);
}
