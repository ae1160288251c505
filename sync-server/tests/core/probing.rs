//! Whether something exists is not told to those who may not see it: an offer on what is there and on what is not gets
//! the same fate, byte for byte, whatever the kind and part, with a header and without.

use zhijia_model::kinds::enrolment;
use zhijia_model::kinds::plan::Payer;
use zhijia_model::{Actor, Header, IntentId, Kind, Part, PartChanges, RecordId, Role, Scalar};
use zhijia_sync::wire::{Answer, Fate, Offer};

use super::city::{City, DAY, T, accepted, ask, sign_up_of};
use super::phone::Phone;

/// One that is there and one that is not, which nobody could tell apart from the outside.
struct Twins {
    there: Header,
    absent: Header,
}

/// A record of every kind, about a person who is not the one who asks.
fn twins(city: &mut City) -> Vec<Twins> {
    let mut staff =
        city.join(&[Role::Desk, Role::Keeper, Role::Organiser, Role::Office, Role::Handler, Role::Verifier]);
    let (mut person, other) = (city.join(&[]), city.join(&[]));
    let event = city.event(&mut staff, Some(5), T);
    let union = city.union;
    let mut pairs = Vec::new();
    let mut begin = |kind: Kind, part: Part, space: RecordId, owner: Option<RecordId>, puts: &[(&str, Scalar)]| {
        let there = Header::new(kind, space, owner, [7; 16]);
        staff.write(&there, part, T, puts);
        let absent = Header { salt: vec![8; 16], ..there.clone() };
        pairs.push(Twins { there: there.clone(), absent });
        there
    };
    begin(Kind::Union, Part::Staff, union, None, &[("name", "工会".into())]);
    let grant = [("role", Role::Keeper.name().into()), ("from", T.into())];
    begin(Kind::Appointment, Part::Grant, union, Some(person.member), &grant);
    let house = begin(Kind::House, Part::Keeper, union, None, &[("name", "书屋".into())]).id();
    begin(Kind::Loan, Part::Keeper, house, Some(person.member), &[("copy", "C1".into()), ("lent", T.into())]);
    begin(Kind::Return, Part::Keeper, house, None, &[("copy", "C1".into()), ("at", T.into())]);
    begin(Kind::Event, Part::Organiser, union, None, &[("title", "决赛".into())]);
    let plan = [("name", "互助".into()), ("payer", "member".into()), ("opens", T.into()), ("closes", (T + DAY).into())];
    let plan = begin(Kind::Plan, Part::Office, union, None, &plan).id();
    accepted(&staff.sync(&city.hub, T));
    person.sync(&city.hub, T);
    ask(&mut person, &event, "in", T + 1);
    let enrolled = enrolment::header(union, person.member, plan, Payer::Member);
    person.write(&enrolled, Part::Member, T + 1, &[("ask/a/is", "in".into()), ("ask/a/at", T.into())]);
    accepted(&person.sync(&city.hub, T + 1));
    pairs.push(Twins { there: sign_up_of(&event, person.member), absent: sign_up_of(&event, other.member) });
    let absent = enrolment::header(union, other.member, plan, Payer::Member);
    pairs.push(Twins { there: enrolled, absent });
    let member = person.held(person.member).header.clone().unwrap();
    let absent = Header { salt: vec![8; 16], ..member.clone() };
    pairs.push(Twins { there: member, absent });
    pairs
}

/// The fate of one change that is offered on the record.
fn fate(city: &City, phone: &mut Phone, header: &Header, named: bool, part: u8, generation: u64) -> Fate {
    let actor = Actor::new(phone.device, generation.to_be_bytes());
    let change = PartChanges::default().write(&actor, T, &[("未知".to_owned(), Scalar::Int(1))]).unwrap().unwrap();
    let intent = IntentId(zhijia_model::id::short_hash(&[header.id().0.as_slice(), &[part, u8::from(named)]].concat()));
    phone.outbox = vec![Offer { record: header.id(), header: named.then(|| header.bytes()), part, intent, change }];
    phone.sync(&city.hub, T + 2).fates.remove(0)
}

#[test]
fn what_exists_and_what_does_not_is_answered_alike_to_those_who_may_not_see_it() {
    let mut city = City::new();
    let all = twins(&mut city);
    let mut stranger = city.join(&[]);
    let mut generation = 0;
    for Twins { there, absent } in &all {
        for part in Part::ALL.iter().map(|part| part.number()).chain([99]) {
            for named in [true, false] {
                generation += 1;
                let one = fate(&city, &mut stranger, there, named, part, generation);
                let other = fate(&city, &mut stranger, absent, named, part, generation);
                let what = format!("{:?}, part {part}, with a header: {named}", there.kind());
                assert!(!matches!(one.answer, Answer::Accepted { .. }), "{what}");
                assert_eq!(zhijia_sync::wire::encode(&one), zhijia_sync::wire::encode(&other), "{what}");
            }
        }
    }
}

#[test]
fn what_is_named_as_a_space_is_not_told_either() {
    let mut city = City::new();
    let all = twins(&mut city);
    let mut stranger = city.join(&[]);
    let mut generation = 1000;
    for Twins { there, absent } in &all {
        for kind in Kind::ALL {
            let in_it = |space: &Header| match kind {
                Kind::SignUp => sign_up_of(space, stranger.member),
                Kind::Enrolment => enrolment::header(city.union, stranger.member, space.id(), Payer::Member),
                Kind::Loan | Kind::Appointment => Header::new(*kind, space.id(), Some(stranger.member), [9; 16]),
                _ => Header::new(*kind, space.id(), None, [9; 16]),
            };
            // What a union publishes is seen by its members.
            if matches!((there.kind(), kind), (Some(Kind::Plan), Kind::Enrolment)) {
                continue;
            }
            let (there, absent) = (in_it(there), in_it(absent));
            for part in kind.parts() {
                generation += 1;
                let one = fate(&city, &mut stranger, &there, true, part.number(), generation);
                let other = fate(&city, &mut stranger, &absent, true, part.number(), generation);
                assert_eq!(one.answer, other.answer, "{kind:?} in a space that is there and in one that is not");
            }
        }
    }
}
