//! What no honest app sends: each is refused, nothing panics, and the ledger stays as it was.

use std::num::NonZeroU64;

use automerge::{ActorId, Change, ObjType, ScalarValue, legacy};
use zhijia_hub::exchange::Caller;
use zhijia_model::{Actor, ChangeHash, DeviceId, Header, IntentId, Kind, Part, PartChanges, RecordId, Role, Scalar};
use zhijia_sync::wire::{Answer, Offer};

use super::city::{City, DAY, T, accepted, ask, later, refused, sign_up_of};
use super::phone::Phone;

/// A city with an event, and a phone that signed up.
fn city() -> (City, Phone, Header) {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(5), T);
    let mut phone = city.join(&[]);
    ask(&mut phone, &event, "in", T + 1);
    accepted(&phone.sync(&city.hub, T + 1));
    (city, phone, event)
}

/// Offers one change and gives the answer; the same again must get the same answer.
fn offer(city: &City, phone: &mut Phone, header: &Header, part: u8, change: Vec<u8>) -> Answer {
    let intent = IntentId(zhijia_model::id::short_hash(&change));
    let offer = Offer { record: header.id(), header: Some(header.bytes()), part, intent, change };
    send(city, phone, &offer)
}

fn send(city: &City, phone: &mut Phone, offer: &Offer) -> Answer {
    let mut answers = Vec::new();
    for _ in 0..2 {
        phone.outbox = vec![offer.clone()];
        answers.push(phone.sync(&city.hub, T + 2).fate().clone());
    }
    assert_eq!(answers[0], answers[1]);
    answers.swap_remove(0)
}

/// A change with everything in the caller's hand.
fn forge(
    actor: &Actor,
    seq: u64,
    start_op: u64,
    deps: &[ChangeHash],
    edit: impl FnOnce(&mut legacy::Change),
) -> Vec<u8> {
    let op = legacy::Op {
        action: legacy::OpType::Put(ScalarValue::Str("x".into())),
        obj: legacy::ObjectId::Root,
        key: legacy::Key::Map("name".into()),
        pred: legacy::SortedVec::new(),
        insert: false,
    };
    let mut change = legacy::Change {
        operations: vec![op],
        actor_id: ActorId::from(actor.as_bytes().as_slice()),
        hash: None,
        seq,
        start_op: NonZeroU64::new(start_op).unwrap(),
        time: T,
        message: None,
        deps: deps.iter().map(|dep| automerge::ChangeHash(dep.0)).collect(),
        extra_bytes: Vec::new(),
        author: None,
    };
    edit(&mut change);
    Change::from(change).raw_bytes().to_vec()
}

fn heads(phone: &Phone, header: &Header) -> Vec<ChangeHash> {
    phone.held(header.id()).parts[&Part::Member.number()].heads()
}

#[test]
fn forged_changes_are_refused_and_the_next_honest_one_is_taken() {
    let (city, mut phone, event) = city();
    let header = sign_up_of(&event, phone.member);
    let me = phone.actor();
    let deps = heads(&phone, &header);
    let part = Part::Member.number();
    let nothing = |_: &mut legacy::Change| {};
    let bad = refused("bad-form");
    let cases: Vec<(&str, Vec<u8>, Answer)> = vec![
        ("another device's actor", forge(&Actor::new(DeviceId([0xee; 16]), [0; 8]), 1, 4, &deps, nothing), bad.clone()),
        ("a gap in seq", forge(&me, 3, 4, &deps, nothing), bad.clone()),
        ("a new actor whose seq is not 1", forge(&Actor::new(phone.device, [1; 8]), 2, 4, &deps, nothing), bad.clone()),
        ("a used number with another change", forge(&me, 1, 1, &[], nothing), refused("forked")),
        ("a start that wins for ever", forge(&me, 2, 1 << 31, &deps, nothing), bad.clone()),
        ("a start at the end of numbers", forge(&me, 2, (1 << 32) - 2, &deps, nothing), bad.clone()),
        ("a start before what it builds upon", forge(&me, 2, 2, &deps, nothing), bad.clone()),
        (
            "a nested object",
            forge(&me, 2, 4, &deps, |change| change.operations[0].action = legacy::OpType::Make(ObjType::Map)),
            bad.clone(),
        ),
        (
            "a delete",
            forge(&me, 2, 4, &deps, |change| change.operations[0].action = legacy::OpType::Delete),
            bad.clone(),
        ),
        ("extra bytes", forge(&me, 2, 4, &deps, |change| change.extra_bytes = vec![1; 9]), bad.clone()),
        ("a message", forge(&me, 2, 4, &deps, |change| change.message = Some("x".to_owned())), bad.clone()),
        (
            "an actor of another length",
            forge(&me, 2, 4, &deps, |change| change.actor_id = ActorId::from([1; 16])),
            bad.clone(),
        ),
        ("a time in seconds", forge(&me, 2, 4, &deps, |change| change.time = T / 1000), refused("bad-time")),
        ("no time", forge(&me, 2, 4, &deps, |change| change.time = 0), refused("bad-time")),
        ("an unknown dependency", forge(&me, 2, 4, &[ChangeHash([5; 32])], nothing), later("missing-dependency")),
        (
            "a known key of the wrong type",
            forge(&me, 2, 4, &deps, |change| change.operations[0].action = legacy::OpType::Put(ScalarValue::Int(1))),
            bad.clone(),
        ),
        (
            "a name without end",
            forge(&me, 2, 4, &deps, |change| {
                change.operations[0].action = legacy::OpType::Put(ScalarValue::Str("长".repeat(200).as_str().into()));
            }),
            bad.clone(),
        ),
        ("a change of 20,000 bytes", vec![0; 20_000], refused("too-large")),
        ("rubbish", b"rubbish, but long enough".to_vec(), bad.clone()),
        ("nothing", Vec::new(), bad.clone()),
    ];
    for (what, change, expected) in cases {
        assert_eq!(offer(&city, &mut phone, &header, part, change), expected, "{what}");
    }
    // A compressed chunk: the type byte says so.
    let mut compressed = forge(&me, 2, 4, &deps, nothing);
    compressed[8] = 2;
    assert_eq!(offer(&city, &mut phone, &header, part, compressed), bad);
    // An unknown key is carried.
    let carried = forge(&me, 2, 4, &deps, |change| change.operations[0].key = legacy::Key::Map("新的一项".into()));
    let held = phone.records.get_mut(&header.id()).unwrap();
    held.parts.get_mut(&part).unwrap().push(&carried, None).unwrap();
    assert!(matches!(offer(&city, &mut phone, &header, part, carried), Answer::Accepted { .. }));
}

#[test]
fn a_header_says_what_it_is_or_the_record_does_not_begin() {
    let (city, mut phone, event) = city();
    let me = phone.actor();
    let member = phone.member;
    let change =
        |key: &str| PartChanges::default().write(&me, T, &[(key.to_owned(), Scalar::from("x"))]).unwrap().unwrap();
    let mut number = 0;
    let mut try_one = |header: &Header, part: Part| {
        number += 1;
        let change = change(&format!("未知{number}"));
        offer(&city, &mut phone, header, part.number(), change)
    };
    let sign_up = sign_up_of(&event, member);
    // A second sign-up of the same person, under another salt.
    let second = Header { salt: b"again".to_vec(), ..sign_up.clone() };
    assert_eq!(try_one(&second, Part::Member), refused("bad-header"));
    // In somebody else's name.
    let other = Header { owner: Some(RecordId([3; 16])), ..sign_up.clone() };
    assert_eq!(try_one(&other, Part::Member), refused("no-authority"));
    // In a space that is not there, and in one of another kind.
    let nowhere = Header { space: RecordId([4; 16]), ..sign_up.clone() };
    assert_eq!(try_one(&nowhere, Part::Member), later("unknown-space"));
    let in_union = Header { space: city.union, ..sign_up.clone() };
    assert_eq!(try_one(&in_union, Part::Member), later("unknown-space"));
    // A part of another kind, an unknown part, an unknown kind.
    assert_eq!(try_one(&sign_up, Part::Keeper), refused("bad-form"));
    // Without authority: the door, a house, an appointment of oneself, a member.
    assert_eq!(try_one(&sign_up, Part::Door), refused("no-authority"));
    let house = Header::new(Kind::House, city.union, None, *b"house");
    assert_eq!(try_one(&house, Part::Keeper), refused("no-authority"));
    let desk = Header::new(Kind::Appointment, city.union, Some(member), *b"me");
    assert_eq!(try_one(&desk, Part::Grant), refused("no-authority"));
    let another = Header::new(Kind::Member, RecordId::CITY, None, *b"another");
    assert_eq!(try_one(&another, Part::Own), refused("no-authority"));
    // An owner where none may be, and none where one must be.
    let owned = Header::new(Kind::House, city.union, Some(member), *b"mine");
    assert_eq!(try_one(&owned, Part::Keeper), refused("bad-header"));
    let unowned = Header::new(Kind::Appointment, city.union, None, *b"whose");
    assert_eq!(try_one(&unowned, Part::Grant), refused("bad-header"));
    let unknown = Header { kind: 99, ..house.clone() };
    assert_eq!(offer(&city, &mut phone, &unknown, 1, change("a")), later("unknown-kind"));
    assert_eq!(offer(&city, &mut phone, &sign_up, 99, change("b")), later("unknown-part"));
    // An id that is not the header's.
    let wrong = Offer {
        record: RecordId([8; 16]),
        header: Some(sign_up.bytes()),
        part: Part::Member.number(),
        intent: IntentId([8; 16]),
        change: change("c"),
    };
    assert_eq!(send(&city, &mut phone, &wrong), refused("bad-header"));
    let broken = Offer { header: Some(vec![1, 2, 3]), ..wrong };
    assert_eq!(send(&city, &mut phone, &broken), refused("bad-header"));
}

#[test]
fn an_appointment_gives_a_known_role_to_a_member() {
    let mut city = City::new();
    let (mut desk, person) = (city.join(&[Role::Desk]), city.join(&[]).member);
    let union = city.union;
    let mut appoint = |salt: u8, whom: RecordId, puts: &[(&str, Scalar)]| {
        let header = Header::new(Kind::Appointment, union, Some(whom), [salt; 16]);
        desk.write(&header, Part::Grant, T, puts);
        desk.sync(&city.hub, T + i64::from(salt)).fate().clone()
    };
    let role = |name: &str| [("role", Scalar::from(name)), ("from", T.into())];
    assert_eq!(
        appoint(1, person, &role("archivist")),
        later("unknown-role"),
        "a newer app's: the hub may come to know it"
    );
    assert_eq!(appoint(2, person, &[("from", T.into())]), refused("bad-form"), "no role is no appointment");
    assert_eq!(appoint(3, RecordId([9; 16]), &role("keeper")), refused("not-found"), "nobody");
    assert_eq!(appoint(4, union, &role("keeper")), refused("not-found"), "not a person");
    assert!(matches!(appoint(5, person, &role("keeper")), Answer::Accepted { .. }));
}

#[test]
fn a_title_begins_as_the_book_that_its_id_is_made_from() {
    let mut city = City::new();
    let mut keeper = city.join(&[Role::Keeper]);
    let house = Header::new(Kind::House, city.union, None, *b"house");
    keeper.write(&house, Part::Keeper, T, &[("name", "书屋".into())]);
    accepted(&keeper.sync(&city.hub, T));
    let mut now = T;
    let mut begin = |salt: &[u8], puts: &[(&str, Scalar)]| {
        let header = Header::new(Kind::Title, house.id(), None, salt);
        keeper.write(&header, Part::Keeper, T, puts);
        now += 1;
        keeper.sync(&city.hub, now).fate().clone()
    };
    let isbn = [1, 0x08, 0xe6, 0xd4, 0xd7, 0x13, 0xfd];
    let book = [("title", Scalar::from("活着")), ("volume", "第二册".into()), ("author", "余华".into())];
    assert_eq!(begin(&[isbn.as_slice(), b"1"].concat(), &book), refused("bad-header"), "another volume");
    assert_eq!(begin(&[1, 0, 0, 0, 0, 0, 1, b'2'], &book), refused("bad-header"), "no ISBN");
    assert_eq!(begin(b"squatted", &book), refused("bad-header"), "no key at all");
    let described = super::city::title_of(house.id(), "活着", "2").salt;
    assert_eq!(begin(&described, &book), refused("bad-header"), "the description of a book without an author");
    assert!(matches!(begin(&[isbn.as_slice(), b"2"].concat(), &book), Answer::Accepted { .. }));
    // What is corrected later moves no id.
    assert!(matches!(
        begin(&[isbn.as_slice(), b"2"].concat(), &[("volume", "第三册".into())]),
        Answer::Accepted { .. }
    ));
}

#[test]
fn what_is_no_text_is_refused_but_where_it_records_what_happened() {
    let (mut city, mut phone, event) = city();
    let own = Header::clone(phone.held(phone.member).header.as_ref().unwrap());
    for name in ["王\0建国", "王\u{202E}建国", "王\u{2028}建国"] {
        phone.write(&own, Part::Own, T, &[("name", name.into())]);
        assert_eq!(phone.sync(&city.hub, T + 3).fate(), &refused("bad-form"), "{name:?}");
    }
    phone.write(&own, Part::Own, T, &[("name", "نۇرگۈل\u{200E}".into())]);
    accepted(&phone.sync(&city.hub, T + 4));
    let mut organiser = city.join(&[Role::Organiser]);
    organiser.sync(&city.hub, T + 4);
    let walk_in = Header::new(Kind::SignUp, event.id(), None, [4; 16]);
    organiser.write(&walk_in, Part::Door, T, &[("scan/a/at", T.into()), ("name", "李\0四".into())]);
    accepted(&organiser.sync(&city.hub, T + 5));
}

#[test]
fn what_builds_upon_a_refused_change_is_unjudged_and_other_parts_go_on() {
    let (city, mut phone, event) = city();
    let house = Header::new(Kind::House, city.union, None, *b"house");
    phone.write(&house, Part::Keeper, T, &[("name", "书屋".into())]);
    phone.write(&house, Part::Keeper, T, &[("address", "某路".into())]);
    phone.write(&house, Part::Keeper, T, &[("hours", "每天".into())]);
    ask(&mut phone, &event, "out", T + 2);
    let brought = phone.sync(&city.hub, T + 2);
    let answers: Vec<_> = brought.fates.iter().map(|fate| fate.answer.clone()).collect();
    assert_eq!(answers[..3], [refused("no-authority"), Answer::Unjudged, Answer::Unjudged]);
    assert!(matches!(answers[3], Answer::Accepted { .. }));
}

#[test]
fn a_repetition_gets_the_same_answer_byte_for_byte() {
    let (city, mut phone, event) = city();
    phone.sync(&city.hub, T + 2);
    ask(&mut phone, &event, "out", T + 3);
    let body = phone.request(false);
    let first = city.hub.exchange(phone.caller(), &body, T + 3).unwrap();
    let second = city.hub.exchange(phone.caller(), &body, T + 3).unwrap();
    assert_eq!(first, second);
    // The same intent in another change is not done twice either.
    let intent = phone.outbox[0].intent;
    let header = sign_up_of(&event, phone.member);
    let actor = Actor::new(phone.device, [9; 8]);
    let again = forge(&actor, 1, 9, &heads(&phone, &header), |_| {});
    let again = Offer { intent, change: again, ..phone.outbox[0].clone() };
    phone.outbox = vec![again];
    let third = phone.sync(&city.hub, T + DAY);
    let fates = zhijia_sync::wire::decode_frames(&first).unwrap();
    let zhijia_sync::wire::Frame::Fates(fates) = &fates[1] else { panic!("fates come second") };
    assert_eq!(third.fate(), &fates[0].answer);
}

#[test]
fn nobody_can_spoil_the_answer_to_anothers_change() {
    let (mut city, mut phone, event) = city();
    ask(&mut phone, &event, "out", T + 3);
    let mut thief = city.join(&[]);
    thief.outbox = phone.outbox.clone();
    assert_eq!(thief.sync(&city.hub, T + 3).fate(), &refused("bad-form"));
    accepted(&phone.sync(&city.hub, T + 3));
}

#[test]
fn a_malformed_request_is_an_error_and_not_a_panic() {
    let (city, phone, _) = city();
    let caller = Caller { device: phone.device.0, member: phone.member.0 };
    let body = phone.request(false);
    for end in 0..body.len() {
        let _any = city.hub.exchange(caller, &body[..end], T);
    }
    for at in 0..body.len() {
        let mut flipped = body.clone();
        flipped[at] ^= 0x55;
        let _any = city.hub.exchange(caller, &flipped, T);
    }
    assert!(city.hub.exchange(caller, b"", T).is_err());
}
