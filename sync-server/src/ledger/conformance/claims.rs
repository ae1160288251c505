//! Claims.

use zhijia_model::kinds::claim::Numbers;

use super::{A, B, C, Check};
use crate::ledger::{ClaimRow, Ledger};

pub(super) const CHECKS: &[Check] = &[claims];

fn claims(ledger: &dyn Ledger) {
    let numbers =
        |settlement: &str, invoice: &str| Numbers { settlement: settlement.to_owned(), invoice: invoice.to_owned() };
    let row = |num, id, person, numbers| ClaimRow { num, id, plan: B, person, numbers };
    let (one, two) = (row(1, A, C, numbers("js1", "fp1")), row(2, B, C, numbers("", "")));
    for row in [&one, &two, &row(3, C, A, numbers("js2", "fp1"))] {
        ledger.set_claim(row).unwrap();
    }
    assert_eq!(ledger.claim(1).unwrap(), Some(one));
    assert_eq!(ledger.claim(4).unwrap(), None);
    assert_eq!(ledger.claims(B, C).unwrap(), [A, B]);
    assert_eq!(ledger.claimants(B).unwrap(), [A, C]);
    assert_eq!(ledger.claimants_of(B, &numbers("js1", "fp1")).unwrap(), [A, C]);
    assert_eq!(ledger.claimants_of(B, &numbers("js1", "")).unwrap(), [C]);
    assert_eq!(ledger.claimants_of(B, &numbers("", "")).unwrap(), [], "no number is no bill");
    assert_eq!(ledger.claimants_of(A, &numbers("js1", "fp1")).unwrap(), []);
    // Another number takes the place of the first.
    ledger.set_claim(&row(1, A, C, numbers("js3", ""))).unwrap();
    assert_eq!(ledger.claimants_of(B, &numbers("js1", "fp1")).unwrap(), [A]);
    assert_eq!(ledger.claimants_of(B, &numbers("js3", "")).unwrap(), [C]);
    assert_eq!(ledger.claim(2).unwrap(), Some(two));
}
