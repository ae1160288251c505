//! The reader of foreign changes: what it takes is what automerge takes and says the same, and what claims more than it
//! holds is refused by name. automerge is only asked about bytes that the reader has taken.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use automerge::transaction::Transactable as _;
use automerge::{ActorId, AutoCommit, Change, ROOT, ScalarValue, legacy};
use proptest::prelude::*;
use zhijia_model::change::{CHANGE_MAX, DEPS_MAX, KEY_MAX, PREDS_MAX, PUTS_MAX, Put};
use zhijia_model::{Actor, ChangeError, ChangeHash, Decoded, DeviceId, PartChanges, Scalar};

#[path = "guard/chunk.rs"]
mod chunk;

use chunk::{Chunk, column, seal, signed, unsigned};

fn actor(device: u8) -> Actor {
    Actor::new(DeviceId([device; 16]), [7; 8])
}

fn scalar(value: ScalarValue) -> Scalar {
    match value {
        ScalarValue::Str(text) => Scalar::Text(text.to_string()),
        ScalarValue::Int(number) => Scalar::Int(number),
        ScalarValue::Boolean(yes) => Scalar::Bool(yes),
        ScalarValue::Bytes(bytes) => Scalar::Bytes(bytes),
        other => panic!("no scalar of a part: {other:?}"),
    }
}

/// What automerge reads.
fn oracle(bytes: &[u8]) -> Decoded {
    let change = Change::try_from(bytes).expect("automerge takes what the guard takes");
    assert_eq!(change.message(), None);
    assert_eq!(change.extra_bytes(), b"");
    let actor = |id: &ActorId| Actor::from_slice(id.to_bytes()).unwrap();
    let puts = change.decode().operations.into_iter().map(|op| {
        assert_eq!((op.obj, op.insert), (legacy::ObjectId::Root, false));
        let (legacy::Key::Map(key), legacy::OpType::Put(value)) = (op.key, op.action) else { panic!("no put") };
        let replaces = op.pred.iter().map(|id| (id.counter(), actor(id.actor()))).collect();
        Put { key: key.to_string(), value: scalar(value), replaces }
    });
    Decoded {
        hash: ChangeHash(change.hash().0),
        actor: actor(change.actor_id()),
        seq: change.seq(),
        start_op: change.start_op().get(),
        claimed: change.timestamp(),
        deps: change.deps().iter().map(|dep| ChangeHash(dep.0)).collect(),
        puts: puts.collect(),
    }
}

/// Whether the guard takes the bytes; where it does, automerge says the same of them.
fn taken(bytes: &[u8]) -> bool {
    match Decoded::read(bytes) {
        Ok(decoded) => {
            assert_eq!(decoded, oracle(bytes));
            true
        }
        Err(_) => false,
    }
}

fn value() -> impl Strategy<Value = ScalarValue> {
    prop_oneof![
        "[a-z篮球]{0,40}".prop_map(|text| ScalarValue::Str(text.into())),
        any::<i64>().prop_map(ScalarValue::Int),
        (-70..70i64).prop_map(ScalarValue::Int),
        any::<bool>().prop_map(ScalarValue::Boolean),
        prop::collection::vec(any::<u8>(), 0..40).prop_map(ScalarValue::Bytes),
    ]
}

fn put() -> impl Strategy<Value = legacy::Op> {
    let pred = prop::collection::vec((1..u64::from(u32::MAX), 0..6u8), 0..5);
    ("[a-z/篮]{1,12}", value(), pred).prop_map(|(key, value, pred)| {
        let mut pred: Vec<_> = pred.into_iter().map(|(number, by)| legacy::OpId::new(number, &id(by))).collect();
        pred.sort_by(|a, b| (a.counter(), a.actor()).cmp(&(b.counter(), b.actor())));
        pred.dedup();
        legacy::Op {
            action: legacy::OpType::Put(value),
            obj: legacy::ObjectId::Root,
            key: legacy::Key::Map(key.as_str().into()),
            pred: pred.into(),
            insert: false,
        }
    })
}

fn id(device: u8) -> ActorId {
    ActorId::from(actor(device).as_bytes().as_slice())
}

prop_compose! {
    /// A flat change as automerge writes it.
    fn flat()(
        operations in prop::collection::vec(put(), 1..30),
        device in 0..6u8,
        (seq, start_op, time) in (any::<u64>(), 1..(u64::from(u32::MAX) - 40), any::<i64>()),
        deps in prop::collection::hash_set(any::<[u8; 32]>(), 0..DEPS_MAX),
    ) -> Vec<u8> {
        let expanded = legacy::Change {
            operations,
            actor_id: id(device),
            hash: None,
            seq,
            start_op: start_op.try_into().unwrap(),
            time,
            message: None,
            deps: deps.into_iter().map(automerge::ChangeHash).collect(),
            extra_bytes: Vec::new(),
            author: None,
        };
        Change::from(expanded).raw_bytes().to_vec()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn a_flat_change_says_what_automerge_says(bytes in flat()) {
        prop_assert!(taken(&bytes));
    }

    #[test]
    fn a_change_of_a_transaction_of_automerge_is_taken(
        puts in prop::collection::vec(("[a-c]", value()), 1..20),
        commits in 1..4usize,
    ) {
        let mut document = AutoCommit::new();
        for round in 0..commits {
            document.set_actor(id(round.try_into().unwrap()));
            for (key, value) in &puts {
                // What stands there alone is left out by automerge itself.
                document.put(ROOT, key.as_str(), value.clone()).unwrap();
            }
            document.commit();
        }
        for mut change in document.get_changes(&[]) {
            let _ = change.bytes();
            prop_assert!(taken(change.raw_bytes()));
        }
    }

    #[test]
    fn what_a_part_writes_is_taken(puts in prop::collection::vec(("[a-h]", any::<i64>()), 1..20), rounds in 1..4u8) {
        let mut part = PartChanges::default();
        for round in 0..rounds {
            let puts: Vec<_> = puts.iter().map(|(key, n)| (key.clone(), Scalar::Int(n ^ i64::from(round)))).collect();
            if let Some(bytes) = part.write(&actor(round), 7, &puts).unwrap() {
                prop_assert!(taken(&bytes));
                part.push(&bytes, None).unwrap();
            }
        }
    }

    #[test]
    fn damaged_contents_are_refused_or_say_what_automerge_says(
        bytes in flat(),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4u8), 1..4),
    ) {
        let mut contents = chunk::contents(&bytes).to_vec();
        for (at, byte, how) in places {
            let at = at.index(contents.len());
            match how {
                0 => contents[at] = byte,
                1 => contents[at] ^= 1 << (byte % 8),
                2 => contents.insert(at, byte),
                _ => drop(contents.remove(at)),
            }
        }
        let _ = taken(&seal(&contents));
    }

    #[test]
    fn columns_of_any_bytes_are_refused_or_say_what_automerge_says(
        columns in prop::collection::vec(prop::collection::vec(prop_oneof![Just(1), Just(0x7e), Just(0x7f), 0..6u8, any::<u8>()], 0..8), 8),
    ) {
        let mut chunk = Chunk::honest();
        let all = chunk.columns.iter_mut().zip(columns);
        for ((_, honest), bytes) in all.filter(|(_, bytes)| !bytes.is_empty()) {
            *honest = bytes;
        }
        let _ = taken(&chunk.bytes());
    }

    #[test]
    fn any_bytes_behind_an_honest_header_are_answered(contents in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = taken(&seal(&contents));
    }
}

/// An honest chunk that was altered.
fn altered(alter: impl FnOnce(&mut Chunk)) -> Result<Decoded, ChangeError> {
    let mut chunk = Chunk::honest();
    alter(&mut chunk);
    Decoded::read(&chunk.bytes())
}

#[test]
fn an_honest_chunk_is_taken() {
    assert!(taken(&Chunk::honest().bytes()));
    assert_eq!(altered(|_| ()).unwrap().puts.len(), 2);
}

#[test]
fn a_run_that_claims_more_than_there_are_puts_is_refused() {
    for specification in [0x15, 0x34, 0x42, 0x56, 0x70] {
        let longer = altered(|chunk| chunk.set(specification, |bytes| bytes[0] += 1));
        assert!(longer.is_err(), "one more in column {specification:02x}");
        let shorter = altered(|chunk| chunk.set(specification, |bytes| bytes[0] -= 1));
        assert!(shorter.is_err(), "one less in column {specification:02x}");
    }
}

#[test]
fn at_most_so_many_puts_are_taken() {
    let with = |count: usize| {
        altered(|chunk| {
            let count = i64::try_from(count).unwrap();
            chunk.columns = vec![
                (0x15, [signed(count), vec![1, b'a']].concat()),
                (0x34, unsigned(count.unsigned_abs())),
                (0x42, [signed(count), vec![1]].concat()),
                (0x56, [signed(count), vec![2]].concat()),
                (0x70, [signed(count), vec![0]].concat()),
            ];
        })
    };
    assert_eq!(with(PUTS_MAX).unwrap().puts.len(), PUTS_MAX);
    assert_eq!(with(PUTS_MAX + 1), Err(ChangeError::Count));
    assert!(with(0).is_err());
}

#[test]
fn at_most_so_many_predecessors_are_taken() {
    let with = |count: usize| {
        altered(|chunk| {
            let count = i64::try_from(count).unwrap();
            chunk.columns = vec![
                (0x15, vec![1, 1, b'a']),
                (0x34, vec![1]),
                (0x42, vec![1, 1]),
                (0x56, vec![1, 2]),
                (0x70, [vec![1], unsigned(count.unsigned_abs())].concat()),
                (0x71, [signed(count), vec![0]].concat()),
                (0x73, [signed(count), vec![1]].concat()),
            ];
        })
    };
    assert_eq!(with(PREDS_MAX).unwrap().puts[0].replaces.len(), PREDS_MAX);
    assert_eq!(with(PREDS_MAX + 1), Err(ChangeError::Count));
}

#[test]
fn what_a_put_has_no_use_for_is_refused() {
    // Object, element of a list, border of a mark, mark, an unknown number, a known column that is compressed.
    for (specification, bytes) in [
        (0x01, vec![1, 0]),
        (0x02, vec![1, 1]),
        (0x11, vec![1, 0]),
        (0x13, vec![1, 1]),
        (0x94, vec![2]),
        (0xa5, vec![1, 1, b'm']),
        (0xf2, vec![1, 1]),
        (0x15 | 8, vec![1, 1, b'a']),
    ] {
        let refused = altered(|chunk| {
            chunk.columns.push((specification, bytes));
            chunk.columns.sort();
        });
        assert_eq!(refused, Err(ChangeError::NotFlat), "column {specification:02x}");
    }
    for action in [0, 2, 3, 4, 5, 6, 7, 8] {
        let refused = altered(|chunk| chunk.set(0x42, |bytes| bytes[1] = action));
        assert_eq!(refused, Err(ChangeError::NotFlat), "action {action}");
    }
    // null, uint, float, counter, timestamp, unknown.
    for kind in [0, 3, 5, 8, 9, 10, 15] {
        let refused = altered(|chunk| chunk.set(0x56, |bytes| bytes[1] = (bytes[1] & 0xf0) | kind));
        assert_eq!(refused, Err(ChangeError::NotFlat), "value of type {kind}");
    }
}

#[test]
fn columns_stand_once_in_their_order_and_are_not_empty() {
    assert_eq!(altered(|chunk| chunk.columns.swap(0, 1)), Err(ChangeError::NotFlat));
    assert_eq!(altered(|chunk| chunk.columns.insert(1, chunk.columns[0].clone())), Err(ChangeError::NotFlat));
    assert_eq!(altered(|chunk| chunk.columns.push((0x71, Vec::new()))), Err(ChangeError::Malformed));
}

#[test]
fn the_head_of_a_change_is_bounded() {
    let deps = |count: u8| altered(|chunk| chunk.deps = (0..count).map(|n| [n; 32]).collect());
    assert!(deps(u8::try_from(DEPS_MAX).unwrap()).is_ok());
    assert_eq!(deps(u8::try_from(DEPS_MAX + 1).unwrap()), Err(ChangeError::Count));
    assert_eq!(altered(|chunk| chunk.deps = vec![[1; 32]; 2]), Err(ChangeError::Malformed));
    assert_eq!(altered(|chunk| chunk.start_op = u64::from(u32::MAX)), Err(ChangeError::StartOp));
    assert!(altered(|chunk| chunk.start_op = u64::from(u32::MAX) - 1).is_ok());
    assert_eq!(altered(|chunk| chunk.start_op = 0), Err(ChangeError::Malformed));
    assert_eq!(altered(|chunk| chunk.others = vec![vec![3; 23]]), Err(ChangeError::BadActor));
    assert!(altered(|chunk| chunk.others = vec![vec![3; 24], vec![4; 24]]).is_ok());
    assert_eq!(altered(|chunk| chunk.others = vec![vec![4; 24], vec![3; 24]]), Err(ChangeError::Malformed));
    assert_eq!(altered(|chunk| chunk.others = vec![chunk.actor.clone()]), Err(ChangeError::Malformed));
    let key = |length: usize| {
        altered(|chunk| {
            chunk.set(0x15, |bytes| *bytes = [vec![2], unsigned(length as u64), vec![b'k'; length]].concat());
        })
    };
    assert!(key(KEY_MAX).is_ok());
    assert_eq!(key(KEY_MAX + 1), Err(ChangeError::NotFlat));
    assert_eq!(key(0), Err(ChangeError::NotFlat));
    assert_eq!(Decoded::read(&vec![0; CHANGE_MAX + 1]), Err(ChangeError::TooLarge));
}

#[test]
fn predecessors_stand_in_ascending_order() {
    let numbers = |difference: i64| {
        altered(|chunk| {
            chunk.others = vec![vec![3; 24]];
            chunk.set(0x70, |bytes| *bytes = column(&[2, 0]));
            chunk.columns.push((0x71, vec![2, 1]));
            chunk.columns.push((0x73, [vec![0x7e, 3], signed(difference)].concat()));
        })
    };
    assert!(numbers(2).is_ok());
    for wrong in [0, -1, -3, -4, i64::MIN, i64::MAX] {
        assert_eq!(numbers(wrong), Err(ChangeError::Malformed), "{wrong} behind the first");
    }
    let nobody = altered(|chunk| {
        chunk.set(0x70, |bytes| *bytes = column(&[1, 0]));
        chunk.columns.push((0x71, vec![1, 1]));
        chunk.columns.push((0x73, vec![1, 1]));
    });
    assert_eq!(nobody, Err(ChangeError::Malformed), "an actor that the change does not name");
}

#[test]
fn a_wrong_checksum_or_length_is_refused() {
    let honest = Chunk::honest().bytes();
    for at in 0..9 {
        let mut bytes = honest.clone();
        bytes[at] ^= 1;
        assert!(Decoded::read(&bytes).is_err(), "byte {at}");
    }
    assert!(Decoded::read(&honest[..honest.len() - 1]).is_err());
    assert!(Decoded::read(&[honest, vec![0]].concat()).is_err());
    // automerge itself does not compare the checksum of a change that it is given.
    let contents = chunk::contents(&Chunk::honest().bytes()).to_vec();
    assert!(Decoded::read(&seal(&contents)).is_ok());
}
