//! The feed: one row a record and scope, runs of pages, cursors, digests, resets, epochs.

use std::collections::BTreeSet;

use zhijia_hub::hub::{Hub, Keys};
use zhijia_model::{Audience, Header, Kind, Part, Role, Scalar, Scope};
use zhijia_sync::wire::{Cursor, CursorSet, Frame, Ref, decode_frames};

use super::city::{City, HOUR, T, accepted, ask, title_of};
use super::phone::Phone;

/// A house with titles whose texts are long, so that a few hundred of them fill a page.
fn titles(city: &City, keeper: &mut Phone, count: u32) -> (Header, Vec<Header>) {
    let house = Header::new(Kind::House, city.union, None, *b"house");
    keeper.write(&house, Part::Keeper, T, &[("name", "书屋".into())]);
    let long = "长".repeat(160);
    let titles: Vec<_> = (0..count).map(|n| (title_of(house.id(), &long, &n.to_string()), n.to_string())).collect();
    for (title, volume) in &titles {
        let puts =
            [("title", long.as_str().into()), ("volume", volume.as_str().into()), ("note", "记".repeat(600).into())];
        keeper.write(title, Part::Keeper, T, &puts);
    }
    let titles = titles.into_iter().map(|(title, _)| title).collect();
    accepted(&keeper.sync(&city.hub, T));
    (house, titles)
}

#[test]
fn a_record_that_changes_often_is_one_row_and_comes_once() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(5), T);
    let mut member = city.join(&[]);
    member.sync(&city.hub, T);
    for n in 0..20_i64 {
        organiser.write(&event, Part::Organiser, T + n, &[("place", format!("第{n}馆").into())]);
        accepted(&organiser.sync(&city.hub, T + n));
    }
    let brought = member.sync(&city.hub, T + HOUR);
    let entries: Vec<_> = brought.pages.iter().flat_map(|page| &page.entries).collect();
    assert_eq!(entries.len(), 1);
    assert!(matches!(entries[0].record, Ref::Known(_)));
    // A phone that begins gets as much, and a second organiser gets every change once.
    let mut fresh = Phone::new(member.device, member.member);
    let brought = fresh.sync(&city.hub, T + HOUR);
    let of_event = brought.pages.iter().flat_map(|page| page.entries.iter().map(move |entry| (page, entry)));
    let of_event = of_event.filter(|(page, entry)| entry.record.id(page.scope.space) == event.id());
    assert_eq!(of_event.count(), 1);
    assert_eq!(fresh.held(event.id()).views, member.held(event.id()).views);
    let mut second = city.join(&[Role::Organiser]);
    second.sync(&city.hub, T + HOUR);
    let part = |phone: &Phone| phone.held(event.id()).parts[&Part::Organiser.number()].iter().count();
    assert_eq!((part(&second), part(&organiser)), (21, 21));
}

#[test]
fn a_run_of_pages_misses_nothing_though_records_move_meanwhile() {
    let mut city = City::new();
    let (mut keeper, mut other) = (city.join(&[Role::Keeper]), city.join(&[Role::Keeper]));
    let (house, titles) = titles(&city, &mut keeper, 400);
    let scope = Scope::new(house.id(), Audience::Keeper);

    // The other phone applies the answer up to the first page of the house, and the connection breaks.
    let answer = city.hub.exchange(other.caller(), &other.request(false), T + 1).unwrap();
    let mut frames = Vec::new();
    for frame in decode_frames(&answer).unwrap() {
        let last = matches!(&frame, Frame::Page(page) if Scope::from(page.scope) == scope);
        frames.extend(zhijia_sync::wire::encode(&frame));
        if last {
            break;
        }
    }
    other.apply(&frames);
    let had: BTreeSet<_> = other.records.keys().copied().collect();
    let within = titles.iter().filter(|title| had.contains(&title.id())).count();
    assert!(within > 10 && within < 390, "{within}");

    // Meanwhile one that was sent, one that was not, and again one that was not, are changed.
    for (n, title) in [&titles[3], &titles[395], &titles[200]].into_iter().enumerate() {
        let at = T + 2 + i64::try_from(n).unwrap();
        keeper.write(title, Part::Keeper, at, &[("author", "余华".into())]);
        keeper.write(title, Part::Keeper, at, &[("author", Scalar::from(format!("{n}")))]);
        accepted(&keeper.sync(&city.hub, at));
    }
    other.sync(&city.hub, T + HOUR);
    assert_eq!(other.digest(scope), keeper.digest(scope));
    // The house itself stands there, too.
    assert_eq!(other.digest(scope).count, 401);
    for title in &titles {
        let state = |phone: &Phone| phone.held(title.id()).parts[&Part::Keeper.number()].state();
        assert_eq!(state(&other), state(&keeper));
    }
    assert!(other.sync(&city.hub, T + HOUR).pages.is_empty());

    // And from where it is complete, a change brings the change alone.
    keeper.write(&titles[7], Part::Keeper, T + HOUR, &[("clc", "I247".into())]);
    accepted(&keeper.sync(&city.hub, T + HOUR));
    let brought = other.sync(&city.hub, T + HOUR);
    let news: usize = brought.pages.iter().flat_map(|page| &page.entries).map(|entry| entry.changes.len()).sum();
    assert_eq!(news, 1);
}

#[test]
fn own_changes_come_back_as_hashes_and_to_a_phone_that_begins_as_bytes() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(5), T);
    let mut member = city.join(&[]);
    member.sync(&city.hub, T);
    let id = ask(&mut member, &event, "in", T + 1);
    let own = |brought: &super::phone::Brought| {
        let entries = brought.pages.iter().flat_map(|page| &page.entries);
        entries.flat_map(|entry| &entry.changes).map(|news| news.change.len()).collect::<Vec<_>>()
    };
    assert_eq!(own(&member.sync(&city.hub, T + 1)), [32]);
    let mut restored = Phone::new(member.device, member.member);
    let brought = restored.sync(&city.hub, T + 2);
    assert!(own(&brought).iter().all(|size| *size > 32));
    let (a, b) = (restored.held(id).parts.clone(), member.held(id).parts.clone());
    let part = Part::Member.number();
    assert_eq!(a[&part].state(), b[&part].state());
}

#[test]
fn cursors_that_are_not_the_hubs_are_none() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    city.event(&mut organiser, Some(5), T);
    let whole = organiser.records.len();
    // One bit of the MAC, a cursor moved on, another device's set: everything comes again.
    let genuine = organiser.cursors.clone().unwrap();
    let mut forged = genuine.clone();
    forged.mac[0] ^= 1;
    let mut moved = genuine.clone();
    moved.cursors[0].seq += 1;
    let empty = CursorSet { epoch: genuine.epoch, ..CursorSet::default() };
    for cursors in [forged, moved, empty] {
        let mut phone = Phone::new(organiser.device, organiser.member);
        phone.cursors = Some(cursors);
        let answer = city.hub.exchange(phone.caller(), &phone.request(false), T + 1).unwrap();
        let pages = decode_frames(&answer).unwrap().into_iter().filter(|frame| matches!(frame, Frame::Page(_)));
        assert!(pages.clone().count() > 3);
        assert!(pages.into_iter().all(|frame| matches!(frame, Frame::Page(page) if page.from == 0)));
        phone.cursors = None;
        phone.apply(&answer);
        assert_eq!(phone.records.len(), whole);
    }
}

#[test]
fn what_does_not_fit_into_one_answer_comes_in_several_also_where_the_cursors_are_not_the_hubs() {
    let mut city = City::new();
    let (mut keeper, mut other) = (city.join(&[Role::Keeper]), city.join(&[Role::Keeper]));
    let (house, _) = titles(&city, &mut keeper, 300);
    other.sync(&city.hub, T + 1);
    other.cursors.as_mut().unwrap().mac[0] ^= 1;
    // Each answer breaks off behind its first page, as where all that there is exceeds an answer.
    let mut answers = 0;
    loop {
        let answer = city.hub.exchange(other.caller(), &other.request(false), T + 2).unwrap();
        let mut frames = decode_frames(&answer).unwrap();
        if !frames.iter().any(|frame| matches!(frame, Frame::Page(_))) {
            break;
        }
        frames.truncate(2);
        let brought = other.frames(frames);
        assert_eq!(brought.pages.len(), 1);
        answers += 1;
        assert!(answers < 30, "it begins again for ever");
    }
    assert!(answers > 5, "{answers}");
    let scope = Scope::new(house.id(), Audience::Keeper);
    assert_eq!(other.digest(scope), keeper.digest(scope));
}

#[test]
fn what_may_not_be_held_is_forgotten_also_where_the_cursors_are_not_the_hubs() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    let event = city.event(&mut organiser, Some(5), T);
    // A member's phone that stands in an organiser's scope, in a set with a MAC that does not hold.
    let mut member = city.join(&[]);
    member.sync(&city.hub, T);
    let scope = Scope::new(event.id(), Audience::Organiser);
    let set = member.cursors.as_mut().unwrap();
    set.cursors.push(Cursor { scope: scope.into(), seq: 5 });
    set.cursors.sort_unstable();
    assert_eq!(member.sync(&city.hub, T + 1).forgotten, [scope]);
    let brought = member.sync(&city.hub, T + 2);
    assert!(brought.pages.is_empty() && brought.forgotten.is_empty(), "from now on the cursors are the hub's");
}

#[test]
fn a_ledger_that_was_restored_is_noticed_and_gets_a_new_epoch() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    let open = || Hub::open(&path, Keys::from_seed(&[7; 32]), [9; 16]).unwrap();
    let mut city = City::new();
    city.hub = open();
    (city.union, _) = city.hub.found("城东区总工会", T).unwrap();
    let mut organiser = city.join(&[Role::Organiser]);
    let first = city.event(&mut organiser, Some(5), T);
    // Last night's copy.
    drop(std::mem::replace(&mut city.hub, Hub::memory(Keys::from_seed(&[7; 32]), [9; 16]).unwrap()));
    let copy = dir.path().join("copy.db");
    std::fs::copy(&path, &copy).unwrap();
    city.hub = open();
    let lost = city.event(&mut organiser, Some(5), T + 1);
    drop(std::mem::replace(&mut city.hub, Hub::memory(Keys::from_seed(&[7; 32]), [9; 16]).unwrap()));
    for end in ["", "-wal", "-shm"] {
        let _may_not_be_there = std::fs::remove_file(dir.path().join(format!("hub.db{end}")));
    }
    std::fs::copy(&copy, &path).unwrap();
    city.hub = open();

    let before = organiser.cursors.clone().unwrap().epoch;
    let brought = organiser.sync(&city.hub, T + 2);
    let after = organiser.cursors.clone().unwrap().epoch;
    assert_ne!(before, after);
    assert!(brought.pages.iter().all(|page| page.from == 0));
    assert!(organiser.held(first.id()).scopes.len() > 1);
    // What the hub lost is still on the phone that wrote it.
    assert!(organiser.records.contains_key(&lost.id()));
    // The new epoch is the ledger's now: nobody else causes another one.
    assert!(organiser.sync(&city.hub, T + 3).pages.is_empty());
    assert_eq!(organiser.cursors.clone().unwrap().epoch, after);
}

#[test]
fn a_reset_brings_one_scope_again_and_no_other() {
    let mut city = City::new();
    let mut organiser = city.join(&[Role::Organiser]);
    city.event(&mut organiser, Some(5), T);
    let scope = Scope::new(city.union, Audience::Organiser);
    let mut body = Vec::new();
    let (mut hello, _) = zhijia_sync::wire::decode_request(&organiser.request(false)).unwrap();
    hello.reset = vec![scope.into()];
    body.extend(zhijia_sync::wire::encode_request(&hello, &[]));
    let answer = city.hub.exchange(organiser.caller(), &body, T + 1).unwrap();
    let pages = decode_frames(&answer).unwrap().into_iter().filter_map(|frame| match frame {
        Frame::Page(page) => Some((Scope::from(page.scope), page.from)),
        _ => None,
    });
    assert_eq!(pages.collect::<Vec<_>>(), [(scope, 0)]);
}
