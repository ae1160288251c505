//! A part's state read from its changes is what automerge itself says, whatever was written concurrently.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeSet;

use automerge::{Automerge, Change, ROOT, ReadDoc, ScalarValue};
use proptest::prelude::*;
use zhijia_model::{Actor, ChangeError, Decoded, DeviceId, PartChanges, Scalar, Witness};

/// One step of a random history: a device writes, or learns all that another one has.
#[derive(Debug, Clone)]
enum Step {
    Write { device: u8, key: u8, value: i8 },
    Learn { from: u8, to: u8 },
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..4u8, 0..3u8, -2..3i8).prop_map(|(device, key, value)| Step::Write { device, key, value }),
        1 => (0..4u8, 0..4u8).prop_map(|(from, to)| Step::Learn { from, to }),
    ]
}

fn actor(device: u8) -> Actor {
    Actor::new(DeviceId([device; 16]), [0; 8])
}

fn merge(to: &mut PartChanges, from: &PartChanges) {
    for change in from.iter() {
        to.push(&change.bytes, None).unwrap();
    }
}

fn history(steps: &[Step]) -> PartChanges {
    let mut devices = vec![PartChanges::default(); 4];
    for step in steps {
        match step {
            Step::Write { device, key, value } => {
                let puts = [(format!("k{key}"), Scalar::Int(i64::from(*value)))];
                let part = &mut devices[usize::from(*device)];
                if let Some(bytes) = part.write(&actor(*device), 7, &puts).unwrap() {
                    part.push(&bytes, None).unwrap();
                }
            }
            Step::Learn { from, to } => {
                let from = devices[usize::from(*from)].clone();
                merge(&mut devices[usize::from(*to)], &from);
            }
        }
    }
    let mut all = PartChanges::default();
    for device in &devices {
        merge(&mut all, device);
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn state_is_what_automerge_says(steps in prop::collection::vec(step(), 0..40)) {
        let all = history(&steps);
        let mut document = Automerge::new();
        let changes: Vec<_> = all.iter().map(|change| Change::try_from(change.bytes.as_slice()).unwrap()).collect();
        document.apply_changes(changes).unwrap();
        let state = all.state();
        for key in ["k0", "k1", "k2"] {
            let theirs: BTreeSet<i64> =
                document.get_all(ROOT, key).unwrap().iter().map(|(value, _)| value.as_i64().unwrap()).collect();
            let ours: BTreeSet<i64> = state.int(key).all().into_iter().collect();
            prop_assert_eq!(ours, theirs);
        }
    }

    #[test]
    fn any_order_of_changes_says_the_same(steps in prop::collection::vec(step(), 0..40), seed in any::<u64>()) {
        let all = history(&steps);
        let mut shuffled: Vec<_> = all.iter().cloned().collect();
        let len = shuffled.len().max(1);
        for at in 0..shuffled.len() {
            let other = usize::try_from(seed >> (at % 32)).unwrap_or(0) % len;
            shuffled.swap(at, other);
        }
        let mut again = PartChanges::default();
        for change in &shuffled {
            again.push(&change.bytes, None).unwrap();
            again.push(&change.bytes, None).unwrap();
        }
        prop_assert_eq!(again.state(), all.state());
    }

    #[test]
    fn any_bytes_are_answered(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = Decoded::read(&bytes);
    }

    #[test]
    fn a_damaged_change_is_answered(at in 0usize..120, bit in 0u8..8) {
        let puts = [("title".to_owned(), Scalar::from("篮球决赛")), ("capacity".to_owned(), Scalar::Int(40))];
        let mut bytes = PartChanges::default().write(&actor(1), 7, &puts).unwrap().unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 1 << bit;
        let _ = Decoded::read(&bytes);
    }
}

/// The first change of the second actor, built by automerge itself with what honest apps never write.
fn hostile(build: impl FnOnce(&mut automerge::ExpandedChange)) -> Vec<u8> {
    let bytes = PartChanges::default().write(&actor(9), 7, &[("a".to_owned(), Scalar::Int(1))]).unwrap().unwrap();
    let mut change = Change::try_from(bytes.as_slice()).unwrap().decode();
    build(&mut change);
    Change::from(change).raw_bytes().to_vec()
}

fn base() -> PartChanges {
    let mut part = PartChanges::default();
    let bytes = part.write(&actor(1), 7, &[("a".to_owned(), Scalar::Int(1))]).unwrap().unwrap();
    part.push(&bytes, None).unwrap();
    part
}

#[test]
fn what_makes_automerge_panic_is_refused_by_name() {
    let cases: Vec<(&str, Vec<u8>, ChangeError)> = vec![
        ("unknown actor, seq 2", hostile(|change| change.seq = 2), ChangeError::SeqGap),
        ("start_op 2^31", hostile(|change| change.start_op = (1 << 31).try_into().unwrap()), ChangeError::StartOp),
        (
            "start_op near 2^32",
            hostile(|change| change.start_op = u64::from(u32::MAX).try_into().unwrap()),
            ChangeError::StartOp,
        ),
        (
            "unknown dependency",
            hostile(|change| change.deps = vec![automerge::ChangeHash([7; 32])]),
            ChangeError::MissingDependency,
        ),
    ];
    for (name, bytes, wanted) in cases {
        let decoded = Decoded::read(&bytes).unwrap();
        assert_eq!(base().admit(&decoded), Err(wanted), "{name}");
    }
}

#[test]
fn what_is_not_flat_is_refused_by_name() {
    let nested =
        hostile(|change| change.operations[0].action = automerge::legacy::OpType::Make(automerge::ObjType::Map));
    assert_eq!(Decoded::read(&nested), Err(ChangeError::NotFlat));
    let float = hostile(|change| change.operations[0].action = automerge::legacy::OpType::Put(ScalarValue::F64(1.0)));
    assert_eq!(Decoded::read(&float), Err(ChangeError::NotFlat));
    let extra = hostile(|change| change.extra_bytes = vec![1, 2, 3]);
    assert_eq!(Decoded::read(&extra), Err(ChangeError::Extra));
    let message = hostile(|change| change.message = Some("hello".to_owned()));
    assert_eq!(Decoded::read(&message), Err(ChangeError::Extra));
    let short = hostile(|change| change.actor_id = automerge::ActorId::from(&[1_u8, 2][..]));
    assert_eq!(Decoded::read(&short), Err(ChangeError::BadActor));
    let deleted = hostile(|change| change.operations[0].action = automerge::legacy::OpType::Delete);
    assert!(Decoded::read(&deleted).is_err());
}

#[test]
fn a_compressed_chunk_is_refused_before_it_is_inflated() {
    let long = "书".repeat(4000);
    let bytes = PartChanges::default().write(&actor(9), 7, &[("a".to_owned(), Scalar::Text(long))]).unwrap().unwrap();
    let mut change = Change::try_from(bytes.as_slice()).unwrap();
    let compressed = change.bytes().into_owned();
    assert_eq!(compressed[8], 2, "automerge compresses a long change");
    assert_eq!(Decoded::read(&compressed), Err(ChangeError::NotPlain));
}

#[test]
fn an_action_without_effect_makes_no_change() {
    let part = base();
    assert_eq!(part.write(&actor(2), 9, &[("a".to_owned(), Scalar::Int(1))]).unwrap(), None);
}

#[test]
fn the_shown_value_of_several_is_the_latest_believed() {
    let mut part = PartChanges::default();
    let early = part.write(&actor(1), 1, &[("a".to_owned(), Scalar::Int(1))]).unwrap().unwrap();
    let late = part.write(&actor(2), 2, &[("a".to_owned(), Scalar::Int(2))]).unwrap().unwrap();
    let witness = |seq, rank| Some(Witness { seq, rank, author: zhijia_model::RecordId([1; 16]) });
    part.push(&late, witness(1, 100)).unwrap();
    part.push(&early, witness(2, 200)).unwrap();
    assert_eq!(part.state().int("a"), zhijia_model::Field::Several(vec![1, 2]));
}
