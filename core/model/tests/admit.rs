//! What a part admits applies to an automerge document of the part, and shows there what the part says.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use automerge::{ActorId, Automerge, Change, ROOT, ReadDoc, legacy};
use proptest::prelude::*;
use zhijia_model::change::{Put, START_OP_STEP};
use zhijia_model::{Actor, ChangeError, Decoded, DeviceId, PartChanges, Scalar};

const KEYS: [&str; 3] = ["a", "b", "c"];

fn actor(device: u8) -> Actor {
    Actor::new(DeviceId([device; 16]), [0; 8])
}

fn id(actor: &Actor) -> ActorId {
    ActorId::from(actor.as_bytes().as_slice())
}

/// A change as another client might write it: what it builds upon and replaces is chosen freely.
#[derive(Debug, Clone)]
struct Wild {
    device: u8,
    /// Builds upon all heads, or upon these.
    deps: Option<Vec<prop::sample::Index>>,
    /// How far `start_op` lies from the next number.
    step: i64,
    seq: u64,
    puts: Vec<(usize, Vec<prop::sample::Index>)>,
}

fn wild() -> impl Strategy<Value = Wild> {
    let index = any::<prop::sample::Index>;
    let deps = prop::option::of(prop::collection::vec(index(), 0..3));
    let puts = prop::collection::vec((0..KEYS.len(), prop::collection::vec(index(), 0..3)), 1..4);
    let (step, seq) = (prop_oneof![4 => Just(0), 1 => -6..70i64], prop_oneof![9 => Just(0), 1 => 1..3u64]);
    (0..3u8, deps, step, seq, puts).prop_map(|(device, deps, step, seq, puts)| Wild { device, deps, step, seq, puts })
}

/// Every put of a part: operation number, actor, key.
fn all_puts(part: &PartChanges) -> Vec<(u64, Actor, String)> {
    let changes = part.iter().map(|change| &change.decoded);
    changes
        .flat_map(|change| (change.start_op..).zip(&change.puts).map(|(op, put)| (op, change.actor, put.key.clone())))
        .collect()
}

fn write(part: &PartChanges, wild: &Wild, value: &mut i64) -> Vec<u8> {
    let by = actor(wild.device);
    let hashes: Vec<_> = part.iter().map(|change| change.decoded.hash).collect();
    let deps: BTreeSet<_> = match &wild.deps {
        Some(chosen) if !hashes.is_empty() => chosen.iter().map(|at| *at.get(&hashes)).collect(),
        Some(_) => BTreeSet::new(),
        None => part.heads().into_iter().collect(),
    };
    let own = part.iter().filter(|change| change.decoded.actor == by).count() as u64;
    let start_op = (i64::try_from(part.last_op()).unwrap() + 1 + wild.step).max(1).try_into().unwrap();
    let known = all_puts(part);
    let mut operations = Vec::new();
    for (op, (key, replaces)) in (start_op..).zip(&wild.puts) {
        let mut there: Vec<_> = known.clone();
        there.extend((start_op..op).zip(&wild.puts).map(|(op, (key, _))| (op, by, KEYS[*key].to_owned())));
        // Mostly of the same key; now and then of another.
        let same: Vec<_> = there.iter().filter(|(.., other)| other == KEYS[*key]).cloned().collect();
        let from = if same.is_empty() || *value % 7 == 0 { there } else { same };
        let chosen: BTreeSet<_> = if from.is_empty() {
            BTreeSet::new()
        } else {
            replaces.iter().map(|at| at.get(&from)).map(|(op, by, _)| (*op, *by)).collect()
        };
        *value += 1;
        operations.push(legacy::Op {
            action: legacy::OpType::Put((*value).into()),
            obj: legacy::ObjectId::Root,
            key: legacy::Key::Map(KEYS[*key].into()),
            pred: chosen.iter().map(|(op, by)| legacy::OpId::new(*op, &id(by))).collect::<Vec<_>>().into(),
            insert: false,
        });
    }
    let expanded = legacy::Change {
        operations,
        actor_id: id(&by),
        hash: None,
        seq: own + 1 + wild.seq,
        start_op: start_op.try_into().unwrap(),
        time: 7,
        message: None,
        deps: deps.into_iter().map(|dep| automerge::ChangeHash(dep.0)).collect(),
        extra_bytes: Vec::new(),
        author: None,
    };
    Change::from(expanded).raw_bytes().to_vec()
}

fn shown(document: &Automerge) -> BTreeMap<&'static str, BTreeSet<i64>> {
    let all = KEYS.map(|key| {
        let values = document.get_all(ROOT, key).unwrap();
        (key, values.iter().map(|(value, _)| value.as_i64().unwrap()).collect())
    });
    all.into()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_admitted_shows_in_automerge_what_the_part_says(steps in prop::collection::vec(wild(), 0..25)) {
        let (mut part, mut value, mut one_by_one) = (PartChanges::default(), 0, Automerge::new());
        for step in &steps {
            let bytes = write(&part, step, &mut value);
            let decoded = Decoded::read(&bytes).unwrap();
            if part.admit(&decoded).is_ok() {
                one_by_one.apply_changes([Change::try_from(bytes.as_slice()).unwrap()]).unwrap();
                part.push(&bytes, None).unwrap();
            }
        }
        let mut at_once = Automerge::new();
        let all = part.iter().map(|change| Change::try_from(change.bytes.as_slice()).unwrap());
        at_once.apply_changes(all.collect::<Vec<_>>()).unwrap();
        let state = part.state();
        let ours = KEYS.map(|key| (key, state.int(key).all().into_iter().collect::<BTreeSet<i64>>()));
        prop_assert_eq!(shown(&one_by_one), BTreeMap::from(ours.clone()));
        prop_assert_eq!(shown(&at_once), BTreeMap::from(ours));
        prop_assert_eq!(one_by_one.get_heads().len(), part.heads().len());
    }
}

/// "a" by device 1, and beside it "a" by device 2.
fn two() -> (PartChanges, Decoded, Decoded) {
    let mut part = PartChanges::default();
    let write = |device| PartChanges::default().write(&actor(device), 7, &[("a".to_owned(), Scalar::Int(1))]);
    let (one, other) = (write(1).unwrap().unwrap(), write(2).unwrap().unwrap());
    part.push(&one, None).unwrap();
    part.push(&other, None).unwrap();
    (part, Decoded::read(&one).unwrap(), Decoded::read(&other).unwrap())
}

fn next(deps: &[&Decoded], puts: &[(&str, &[(u64, Actor)])]) -> Decoded {
    let put = |(key, replaces): &(&str, &[(u64, Actor)])| Put {
        key: (*key).to_owned(),
        value: Scalar::Int(2),
        replaces: replaces.to_vec(),
    };
    Decoded {
        hash: zhijia_model::ChangeHash([9; 32]),
        actor: actor(3),
        seq: 1,
        start_op: 2,
        claimed: 7,
        deps: deps.iter().map(|dep| dep.hash).collect(),
        puts: puts.iter().map(put).collect(),
    }
}

#[test]
fn a_put_replaces_what_it_builds_upon_under_its_key() {
    let (part, one, other) = two();
    let both = [(1, actor(1)), (1, actor(2))];
    assert_eq!(part.admit(&next(&[&one, &other], &[("a", &both)])), Ok(()));
    assert_eq!(part.admit(&next(&[&one], &[("a", &both[..1])])), Ok(()));
    let own = [("a", &both[..]), ("a", &[(2, actor(3))])];
    assert_eq!(part.admit(&next(&[&one, &other], &own)), Ok(()), "an earlier put of the same change");
    let cases: [(&str, Decoded); 5] = [
        ("another key", next(&[&one, &other], &[("b", &both)])),
        ("not built upon", next(&[&one], &[("a", &both)])),
        ("nobody's", next(&[&one, &other], &[("a", &[(1, actor(4))])])),
        ("a number that was never given", next(&[&one, &other], &[("a", &[(7, actor(1))])])),
        ("itself", next(&[&one, &other], &[("a", &[(2, actor(3))])])),
    ];
    for (name, change) in cases {
        assert_eq!(part.admit(&change), Err(ChangeError::Predecessor), "{name}");
    }
}

#[test]
fn numbers_follow_what_is_there() {
    let (part, one, other) = two();
    let change = |alter: fn(&mut Decoded)| {
        let mut change = next(&[&one, &other], &[("b", &[])]);
        alter(&mut change);
        part.admit(&change)
    };
    assert_eq!(change(|_| ()), Ok(()));
    assert_eq!(change(|change| change.start_op = 1), Err(ChangeError::StartOp));
    assert_eq!(change(|change| change.start_op = 1 + START_OP_STEP), Ok(()));
    assert_eq!(change(|change| change.start_op = 2 + START_OP_STEP), Err(ChangeError::StartOp));
    assert_eq!(change(|change| change.seq = 2), Err(ChangeError::SeqGap));
    assert_eq!(change(|change| change.deps[0].0[0] ^= 1), Err(ChangeError::MissingDependency));
    let again = |deps: &[&Decoded]| {
        let mut change = next(deps, &[("b", &[])]);
        (change.actor, change.seq) = (actor(1), 2);
        part.admit(&change)
    };
    assert_eq!(again(&[&one]), Ok(()));
    assert_eq!(again(&[&other]), Err(ChangeError::SeqGap), "beside what the actor has written before");
}
