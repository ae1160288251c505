//! What automerge itself does where a value is confirmed among concurrent ones, and what is written here instead
//! (docs/adr/0003).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use automerge::transaction::Transactable;
use automerge::{Automerge, Change, ROOT, ReadDoc, ScalarValue, legacy};
use zhijia_model::{Actor, Decoded, DeviceId, PartChanges, Scalar};

fn actor(device: u8) -> Actor {
    Actor::new(DeviceId([device; 16]), [0; 8])
}

/// A part in which two devices put 1 and 2 without knowing of each other.
fn contested() -> PartChanges {
    let mut part = PartChanges::default();
    let put = |device, value| {
        PartChanges::default().write(&actor(device), 7, &[("a".to_owned(), Scalar::Int(value))]).unwrap().unwrap()
    };
    part.push(&put(1, 1), None).unwrap();
    part.push(&put(2, 2), None).unwrap();
    part
}

#[test]
fn automerge_confirms_a_value_by_deleting_the_others() {
    let part = contested();
    let mut document = Automerge::new();
    let changes: Vec<_> = part.iter().map(|change| Change::try_from(change.bytes.as_slice()).unwrap()).collect();
    document.apply_changes(changes).unwrap();
    let shown = document.get(ROOT, "a").unwrap().unwrap().0.as_i64().unwrap();
    let mut transaction = document.transaction();
    transaction.put(ROOT, "a", ScalarValue::Int(shown)).unwrap();
    transaction.commit();
    let last = document.get_last_local_change().unwrap().decode();
    let actions: Vec<_> = last.operations.iter().map(|operation| &operation.action).collect();
    // Where an upgrade makes this a put, the reason for building changes by hand is gone.
    assert_eq!(actions, [&legacy::OpType::Delete]);
}

#[test]
fn a_value_that_is_confirmed_here_is_a_put_over_all_of_them() {
    let part = contested();
    for value in [1, 2] {
        let bytes = part.write(&actor(3), 8, &[("a".to_owned(), Scalar::Int(value))]).unwrap().unwrap();
        let decoded = Decoded::read(&bytes).unwrap();
        assert_eq!(decoded.puts.len(), 1);
        assert_eq!(decoded.puts[0].value, Scalar::Int(value));
        let mut over: Vec<_> = decoded.puts[0].replaces.iter().map(|(_, actor)| actor.device()).collect();
        over.sort_unstable();
        assert_eq!(over, [DeviceId([1; 16]), DeviceId([2; 16])]);
        let mut settled = part.clone();
        settled.push(&bytes, None).unwrap();
        assert_eq!(settled.state().int("a").all(), [value]);
    }
}
