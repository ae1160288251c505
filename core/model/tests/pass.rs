//! Passes: signed by a hub, read by any phone that knows its key, and by nobody taken for what they are not.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use proptest::prelude::*;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use zhijia_model::id::short_hash;
use zhijia_model::pass::{self, Pass, PassKind, SHOWN_MS, TEXT_MAX};
use zhijia_model::{Code, DeviceId, RecordId};

const NOW: i64 = 1_780_275_600_000;

fn pair(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn key(pair: &Ed25519KeyPair) -> [u8; 32] {
    pair.public_key().as_ref().try_into().unwrap()
}

fn seat() -> Pass {
    let what = PassKind::Seat { event: RecordId([0x11; 16]), number: 12 };
    Pass { member: RecordId([0x22; 16]), name: "王小明".to_owned(), until: NOW + 3_600_000, what }
}

fn card(device: &Ed25519KeyPair) -> Pass {
    Pass { what: PassKind::Card { device: DeviceId(short_hash(&key(device))) }, ..seat() }
}

#[test]
fn a_pass_says_what_the_hub_signed_and_the_same_each_time() {
    let hub = pair(1);
    let bytes = seat().sign(&hub);
    assert_eq!(bytes, seat().sign(&hub));
    assert_eq!(pass::read(&pass::text(&bytes), &key(&hub), NOW), Ok(seat()));
    assert_eq!(pass::counts(&seat(), NOW), Ok(()));
    assert_eq!(pass::counts(&seat(), seat().until + 1), Err(Code::PassEnded));
    let from = NOW + 1000;
    let what = PassKind::Cover { plan: RecordId([3; 16]), from, waiting_until: Some("2026-12-31".to_owned()) };
    let cover = Pass { what, ..seat() };
    assert_eq!(pass::read(&pass::text(&cover.sign(&hub)), &key(&hub), NOW), Ok(cover.clone()));
    assert_eq!(pass::counts(&cover, NOW), Err(Code::PassNotYet));
    assert_eq!(pass::counts(&cover, from), Ok(()));
}

#[test]
fn another_hubs_pass_and_a_forged_one_are_told_apart() {
    let (hub, other) = (pair(1), pair(2));
    let mut bytes = seat().sign(&hub);
    assert_eq!(pass::read(&pass::text(&seat().sign(&other)), &key(&hub), NOW), Err(Code::PassOfAnotherHub));
    *bytes.last_mut().unwrap() ^= 1;
    assert_eq!(pass::read(&pass::text(&bytes), &key(&hub), NOW), Err(Code::PassForged));
    for text in ["", "::", "HELLO", "https://example.org/1", "6BF"] {
        assert_eq!(pass::read(text, &key(&hub), NOW), Err(Code::NotAPass), "{text}");
    }
}

#[test]
fn a_card_counts_only_from_its_own_device_and_for_a_moment() {
    let (hub, device, thief) = (pair(1), pair(7), pair(8));
    let bytes = card(&device).sign(&hub);
    let shown = |by: &Ed25519KeyPair, at| pass::text(&pass::show(&bytes, by, at));
    let read = |text: &str| pass::read(text, &key(&hub), NOW);
    assert_eq!(read(&shown(&device, NOW)), Ok(card(&device)));
    assert_eq!(read(&shown(&device, NOW - SHOWN_MS)), Ok(card(&device)));
    assert_eq!(read(&shown(&device, NOW - SHOWN_MS - 1000)), Err(Code::PassShownBefore), "a photo");
    assert_eq!(read(&shown(&device, NOW + SHOWN_MS + 1000)), Err(Code::PassShownBefore), "made in advance");
    assert_eq!(read(&pass::text(&bytes)), Err(Code::PassShownBefore), "the card without its device");
    assert_eq!(read(&shown(&thief, NOW)), Err(Code::PassForged), "somebody else's device");
    // A place does not become a card by being shown.
    let seat = pass::text(&pass::show(&seat().sign(&hub), &device, NOW));
    assert_eq!(read(&seat), Err(Code::PassForged));
}

#[test]
fn the_longest_pass_fits_a_code_of_version_15() {
    let (hub, device) = (pair(1), pair(7));
    // With medium correction such a code has room for 600 characters.
    let name = "𠮷".repeat(50);
    let long = Pass { name: name.clone(), ..card(&device) };
    let text = pass::text(&pass::show(&long.sign(&hub), &device, NOW));
    assert!(text.len() <= 600, "{}", text.len());
    const { assert!(TEXT_MAX >= 600) };
    let read = pass::read(&text, &key(&hub), NOW).unwrap();
    assert!(name.starts_with(&read.name) && read.name.chars().count() >= 20, "a name is cut between characters");
    let usual = pass::text(&seat().sign(&hub));
    assert!(usual.len() <= 366, "a usual place fits version 11: {}", usual.len());
}

/// Python's `cwt` and `base45` write the same, byte for byte: Ed25519 leaves no choice.
#[test]
fn another_implementation_makes_the_same_passes() {
    let (hub, device) = (pair(1), pair(7));
    let what =
        PassKind::Cover { plan: RecordId([3; 16]), from: NOW + 1000, waiting_until: Some("2026-12-31".to_owned()) };
    let own = [
        ("seat", seat(), pass::text(&seat().sign(&hub))),
        ("cover", Pass { what: what.clone(), ..seat() }, pass::text(&Pass { what, ..seat() }.sign(&hub))),
        ("shown card", card(&device), pass::text(&pass::show(&card(&device).sign(&hub), &device, NOW))),
    ];
    let lines = include_str!("data/passes_cwt.tsv").lines().filter(|line| !line.starts_with('#'));
    let theirs: Vec<_> = lines.map(|line| line.split_once('\t').unwrap()).collect();
    assert_eq!(theirs.len(), own.len());
    for ((name, pass, text), (other, theirs)) in own.into_iter().zip(theirs) {
        assert_eq!(name, other);
        assert_eq!(pass::read(theirs, &key(&hub), NOW), Ok(pass), "{name}");
        assert_eq!(text, theirs, "{name}");
    }
}

proptest! {
    /// Whatever is scanned is answered, and nothing but what was signed is read as a pass.
    #[test]
    fn one_changed_byte_is_no_pass(at in 0_usize..200, with in 1_u8..) {
        let hub = pair(1);
        let mut bytes = seat().sign(&hub);
        let at = at % bytes.len();
        bytes[at] ^= with;
        prop_assert!(pass::read(&pass::text(&bytes), &key(&hub), NOW).is_err());
    }

    #[test]
    fn any_text_is_answered(text in ".{0,300}", bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let hub = key(&pair(1));
        prop_assert!(pass::read(&text, &hub, NOW).is_err());
        prop_assert!(pass::read(&pass::text(&bytes), &hub, NOW).is_err());
    }
}
