#!/usr/bin/env bash
# automerge: putting the value that is shown among concurrent ones does not write a put, it deletes the others.
#
# Two devices put 1 and 2 under one key without knowing of each other. A third knows both and puts the one that is shown,
# which is how an app confirms it. The change that automerge writes holds no put of it: it holds a delete of the other
# value. So the history does not say what was chosen, the losing value is gone by a delete, and if a fourth device, that
# knows of the chosen value alone, concurrently puts something over it, nothing of the confirmation is left at all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "automerge-confirming-deletes"
version = "0.0.0"
edition = "2024"

[dependencies]
automerge = "=0.12.0"

[profile.dev]
debug = "line-tables-only"

[profile.dev.package."*"]
opt-level = 1
debug = false
TOML
cat > src/main.rs <<'RUST'
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT, ReadDoc};

fn device(number: u8, from: &[&mut AutoCommit]) -> AutoCommit {
    let mut document = AutoCommit::new().with_actor(ActorId::from([number; 16]));
    for other in from {
        document.merge(&mut (**other).clone()).unwrap();
    }
    document
}

fn all(document: &AutoCommit) -> Vec<i64> {
    let mut all: Vec<i64> = document.get_all(ROOT, "a").unwrap().iter().map(|(value, _)| value.as_i64().unwrap()).collect();
    all.sort_unstable();
    all
}

fn main() {
    println!("automerge 0.12.0");
    let mut one = device(1, &[]);
    one.put(ROOT, "a", 1).unwrap();
    let mut two = device(2, &[]);
    two.put(ROOT, "a", 2).unwrap();
    let mut third = device(3, &[&mut one, &mut two]);
    let shown = third.get(ROOT, "a").unwrap().unwrap().0.as_i64().unwrap();
    println!("concurrent values {:?}, shown {shown}", all(&third));
    third.put(ROOT, "a", shown).unwrap();
    let written = third.get_last_local_change().unwrap().decode();
    let actions: Vec<String> = written.operations.iter().map(|operation| format!("{:?}", operation.action)).collect();
    println!("after putting {shown}: values {:?}; the change holds {actions:?}", all(&third));

    // A fourth device knows of the chosen value alone, and puts another over it.
    let mut fourth = if shown == 1 { device(4, &[&mut one]) } else { device(4, &[&mut two]) };
    fourth.put(ROOT, "a", 9).unwrap();
    third.merge(&mut fourth).unwrap();
    println!("merged with a device that put 9 over {shown}: values {:?}", all(&third));
    if actions != ["Delete"] || all(&third) != [9] {
        println!("this has changed");
        std::process::exit(1);
    }
}
RUST
cargo run --quiet
