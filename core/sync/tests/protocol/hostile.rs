//! Whatever bytes arrive, they are answered; whatever is written, is read back.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use zhijia_model::verdict::Renewal;
use zhijia_model::{ChangeHash, Fact, IntentId, Outcome, RecordId, Verdict};
use zhijia_sync::limits::{FOLLOW_MAX, OFFERS_MAX, SCOPES_MAX};
use zhijia_sync::session;
use zhijia_sync::wire::{
    Answer, Cursor, CursorSet, Digest, Entitlements, Entry, Fate, Forget, Frame, Gone, Hello, News, Offer, Page, Ref,
    Welcome, WireScope, decode_frames, decode_request, encode, encode_request,
};

use crate::examples;
use crate::golden::{golden, names};

fn id() -> impl Strategy<Value = RecordId> {
    any::<[u8; 16]>().prop_map(RecordId)
}

fn scope() -> impl Strategy<Value = WireScope> {
    (id(), any::<u8>()).prop_map(|(space, audience)| WireScope { space, audience })
}

fn bytes(max: usize) -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..max)
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{0,12}"
}

fn cursors() -> impl Strategy<Value = CursorSet> {
    let cursor = (scope(), any::<u64>()).prop_map(|(scope, seq)| Cursor { scope, seq });
    (any::<[u8; 16]>(), vec(cursor, 0..4), any::<[u8; 16]>()).prop_map(|(epoch, cursors, mac)| CursorSet {
        epoch,
        cursors,
        mac,
    })
}

fn hello() -> impl Strategy<Value = Hello> {
    let flags = (any::<u8>(), any::<bool>(), any::<bool>());
    (flags, bytes(9), vec(id(), 0..3), option::of(cursors()), vec(scope(), 0..3)).prop_map(
        |((protocol, outbox_empty, offers_only), entitlements, follow, cursors, reset)| Hello {
            protocol,
            outbox_empty,
            offers_only,
            entitlements,
            follow,
            cursors,
            reset,
        },
    )
}

fn offer() -> impl Strategy<Value = Offer> {
    (id(), option::of(bytes(60)), any::<u8>(), any::<[u8; 16]>(), bytes(60)).prop_map(
        |(record, header, part, intent, change)| Offer { record, header, part, intent: IntentId(intent), change },
    )
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        any::<u64>().prop_map(|seq| Answer::Accepted { seq }),
        (text(), option::of(text())).prop_map(|(code, field)| Answer::Refused { code, field }),
        Just(Answer::Unjudged),
        text().prop_map(|why| Answer::Later { why }),
    ]
}

fn reference() -> impl Strategy<Value = Ref> {
    prop_oneof![
        id().prop_map(Ref::Known),
        (any::<u8>(), bytes(64), option::of(id()), option::of(id())).prop_map(|(kind, salt, owner, space)| Ref::New {
            kind,
            salt,
            owner,
            space
        }),
    ]
}

fn news() -> impl Strategy<Value = News> {
    (any::<u8>(), any::<u64>(), any::<i64>(), any::<u32>(), bytes(80)).prop_map(
        |(part, behind, rank_after_claim, author, change)| News { part, behind, rank_after_claim, author, change },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let values = (option::of(bytes(20)), option::of(bytes(20)), option::of(bytes(20)), option::of(any::<u32>()));
    let gone = prop_oneof![Just(None), Just(Some(Gone::Left)), Just(Some(Gone::Erased))];
    (reference(), any::<u64>(), vec(news(), 0..3), values, gone).prop_map(
        |(record, seq, changes, (view, verdict, fact, queue), gone)| Entry {
            record,
            seq,
            changes,
            view,
            verdict,
            fact,
            queue,
            gone,
        },
    )
}

fn entitlements() -> impl Strategy<Value = Entitlements> {
    (bytes(9), id(), option::of(id()), vec(scope(), 0..4)).prop_map(|(hash, member, home, scopes)| Entitlements {
        hash,
        member,
        home,
        scopes,
    })
}

fn page() -> impl Strategy<Value = Page> {
    let digest = option::of((any::<u64>(), any::<u64>()).prop_map(|(count, sum)| Digest { count, sum }));
    let head = (scope(), any::<u64>(), any::<u64>(), any::<[u8; 16]>());
    (head, digest, vec(id(), 0..3), vec(entry(), 0..4)).prop_map(
        |((scope, from, to, mac), digest, authors, entries)| Page { scope, from, to, mac, digest, authors, entries },
    )
}

fn frame() -> impl Strategy<Value = Frame> {
    let fate = (any::<[u8; 32]>(), answer()).prop_map(|(change, answer)| Fate { change: ChangeHash(change), answer });
    let welcome = (any::<u8>(), any::<[u8; 16]>(), any::<i64>(), option::of(entitlements()), option::of(any::<u32>()));
    prop_oneof![
        welcome.prop_map(|(protocol, epoch, now, entitlements, retry_after)| {
            Frame::Welcome(Welcome { protocol, epoch, now, entitlements, retry_after })
        }),
        vec(fate, 0..4).prop_map(Frame::Fates),
        page().prop_map(Frame::Page),
        (scope(), any::<[u8; 16]>()).prop_map(|(scope, mac)| Frame::Forget(Forget { scope, mac })),
        any::<bool>().prop_map(|more| Frame::End { more }),
        Just(Frame::Beat),
    ]
}

fn outcome() -> impl Strategy<Value = Outcome> {
    let renewal = (any::<[u8; 16]>(), option::of(text()), option::of(text())).prop_map(|(ask, due, reason)| Renewal {
        ask: IntentId(ask),
        due,
        reason,
    });
    prop_oneof![
        (any::<i64>(), any::<bool>()).prop_map(|(rank, late)| Outcome::Waiting { rank, late }),
        (option::of(any::<i64>()), any::<bool>(), option::of(any::<i64>()), vec(renewal, 0..3), option::of(text()))
            .prop_map(|(inferred_return, disputed, matched_return, renewals, due)| Outcome::Loan {
                inferred_return,
                disputed,
                matched_return,
                renewals,
                due
            }),
        (text(), text(), option::of(text()), option::of(any::<u32>()))
            .prop_map(|(from, to, waiting_until, shares)| Outcome::Cover { from, to, waiting_until, shares }),
        (id(), any::<i64>()).prop_map(|(union, since)| Outcome::Home { union, since }),
        any::<i64>().prop_map(|rank| Outcome::UnderReview { rank }),
        any::<i64>().prop_map(|at| Outcome::Settled { at }),
        any::<[u8; 32]>().prop_map(|seal| Outcome::Sealed { seal }),
        (any::<i64>(), any::<[u8; 32]>(), vec(any::<u8>(), 0..40)).prop_map(|(at, seed, numbers)| Outcome::Drawn {
            at,
            seed,
            numbers
        }),
        Just(Outcome::Quarantined),
    ]
}

/// Reads bytes as everything that they might be taken for. Nothing may panic.
fn read_as_everything(bytes: &[u8]) {
    let _ = decode_request(bytes);
    let _ = decode_frames(bytes);
    let _ = minicbor::decode::<Verdict>(bytes);
    let _ = minicbor::decode::<Fact>(bytes);
    let _ = session::from_bytes::<session::SessionHello>(bytes);
    let _ = session::from_bytes::<session::JoinRequest>(bytes);
    let _ = session::from_bytes::<session::JoinAnswer>(bytes);
    let _ = session::from_bytes::<session::SessionRequest>(bytes);
    let _ = session::from_bytes::<session::SessionAnswer>(bytes);
    let _ = session::from_bytes::<session::SignedCertificate>(bytes);
    let _ = session::Certificate::open(bytes, &[7; 32]);
    let _ = zhijia_sync::frame::decompress(bytes, 1 << 16);
    let _ = zhijia_sync::frame::Splitter::default().push(bytes, 1 << 16);
    for kind in zhijia_model::Kind::ALL {
        for audience in kind.viewers() {
            let _ = zhijia_model::view::decode(zhijia_model::kinds::view_keys(*kind, *audience), bytes);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn a_request_comes_back(hello in hello(), offers in vec(offer(), 0..4)) {
        let bytes = encode_request(&hello, &offers);
        prop_assert_eq!(decode_request(&bytes).unwrap(), (hello, offers));
    }

    #[test]
    fn frames_come_back(frames in vec(frame(), 0..5)) {
        let bytes: Vec<u8> = frames.iter().flat_map(encode).collect();
        prop_assert_eq!(decode_frames(&bytes).unwrap(), frames);
    }

    #[test]
    fn a_verdict_comes_back(judged in any::<u64>(), rule in text(), outcome in outcome(), flags in vec(text(), 0..3)) {
        let verdict = Verdict { judged, rule, outcome, flags };
        prop_assert_eq!(minicbor::decode::<Verdict>(&encode(&verdict)).unwrap(), verdict);
    }

    #[test]
    fn any_bytes_are_answered(bytes in vec(any::<u8>(), 0..400)) {
        read_as_everything(&bytes);
    }

    #[test]
    fn bytes_that_begin_like_a_message_are_answered(head in 0x80u8..0x9f, bytes in vec(any::<u8>(), 0..100)) {
        read_as_everything(&[&[head], bytes.as_slice()].concat());
    }

    #[test]
    fn a_damaged_message_is_answered(which in any::<prop::sample::Index>(), hits in vec((any::<prop::sample::Index>(), any::<u8>()), 1..4), cut in any::<prop::sample::Index>()) {
        let all: Vec<_> = names().into_iter().collect();
        let mut bytes = golden(&all[which.index(all.len())]);
        for (at, with) in hits {
            let at = at.index(bytes.len());
            bytes[at] = with;
        }
        read_as_everything(&bytes);
        read_as_everything(&bytes[..cut.index(bytes.len())]);
    }
}

#[test]
fn every_cut_of_every_golden_message_is_answered() {
    for name in names() {
        let bytes = golden(&name);
        for end in 0..bytes.len() {
            read_as_everything(&bytes[..end]);
        }
    }
}

/// The same message as a newer version would write it: every array of fields has one more at its end.
#[test]
fn a_newer_writers_field_is_skipped() {
    let longer = |bytes: &[u8]| {
        let mut out = bytes.to_vec();
        assert!((0x80..0x97).contains(&out[0]), "a short array");
        out[0] += 1;
        // Optional fields that were left out must be written before the new one.
        out.extend_from_slice(&[0x82, 0x18, 0x63, 0x61, 0x78]);
        out
    };
    let hello = examples::hello();
    assert_eq!(decode_request(&longer(&encode(&hello))).unwrap().0, hello);
    let offer = examples::offer();
    let bytes = [encode(&hello), longer(&encode(&offer))].concat();
    assert_eq!(decode_request(&bytes).unwrap().1, [offer]);
    let verdict = examples::seat();
    assert_eq!(minicbor::decode::<Verdict>(&longer(&encode(&verdict))).unwrap(), verdict);
    let welcome = Welcome { protocol: 1, epoch: [1; 16], now: 2, entitlements: None, retry_after: Some(3) };
    assert_eq!(minicbor::decode::<Welcome>(&longer(&encode(&welcome))).unwrap(), welcome);
    let entry = Entry { record: Ref::Known(RecordId([1; 16])), seq: 9, gone: Some(Gone::Left), ..Entry::default() };
    assert_eq!(minicbor::decode::<Entry>(&longer(&encode(&entry))).unwrap(), entry);
    let header = Ref::New { kind: 200, salt: vec![1], owner: None, space: Some(RecordId([1; 16])) };
    assert_eq!(minicbor::decode::<Ref>(&longer(&encode(&header))).unwrap(), header);
    // Inside a choice: `[1, [fields…]]`.
    let refused = Answer::Refused { code: "closed".to_owned(), field: Some("place".to_owned()) };
    let bytes = encode(&refused);
    let newer = [&bytes[..2], &longer(&bytes[2..])].concat();
    assert_eq!(minicbor::decode::<Answer>(&newer).unwrap(), refused);
    let beat = [0x82, 0x05, 0x81, 0x01];
    assert_eq!(decode_frames(&beat).unwrap(), [Frame::Beat]);
}

#[test]
fn optional_fields_at_the_end_may_be_missing_and_those_that_are_needed_not() {
    // [known record, seq, changes]
    let entry = Entry { record: Ref::Known(RecordId([1; 16])), seq: 9, ..Entry::default() };
    assert_eq!(encode(&entry)[0], 0x83);
    let mut with_null = encode(&entry);
    with_null[0] = 0x85;
    with_null.extend_from_slice(&[0xf6, 0xf6]);
    assert_eq!(minicbor::decode::<Entry>(&with_null).unwrap(), entry);
    let mut short = encode(&entry);
    short[0] = 0x82;
    short.pop();
    assert!(minicbor::decode::<Entry>(&short).is_err());
}

#[test]
fn a_request_beyond_a_limit_is_refused() {
    let hello = examples::hello_first();
    let offers = vec![examples::offer(); OFFERS_MAX];
    assert!(decode_request(&encode_request(&hello, &offers)).is_ok());
    assert!(decode_request(&encode_request(&hello, &vec![examples::offer(); OFFERS_MAX + 1])).is_err());
    let scope = |n: usize| WireScope { space: RecordId(u128::try_from(n).unwrap().to_be_bytes()), audience: 1 };
    let scopes = |n: usize| -> Vec<_> { (0..n).map(scope).collect() };
    let cursors = |n: usize| {
        let cursors = (0..n).map(|n| Cursor { scope: scope(n), seq: 1 }).collect();
        Some(CursorSet { epoch: [0; 16], cursors, mac: [0; 16] })
    };
    let follow = |n: usize| -> Vec<_> { scopes(n).into_iter().map(|scope| scope.space).collect() };
    let fits =
        Hello { follow: follow(FOLLOW_MAX), cursors: cursors(SCOPES_MAX), reset: scopes(SCOPES_MAX), ..hello.clone() };
    assert!(decode_request(&encode(&fits)).is_ok());
    for beyond in [
        Hello { follow: follow(FOLLOW_MAX + 1), ..hello.clone() },
        Hello { cursors: cursors(SCOPES_MAX + 1), ..hello.clone() },
        Hello { reset: scopes(SCOPES_MAX + 1), ..hello.clone() },
    ] {
        assert!(decode_request(&encode(&beyond)).is_err());
    }
}

#[test]
fn a_mac_covers_every_cursor_once_in_one_order() {
    let cursors = examples::cursors();
    let bytes = CursorSet::signed_bytes(&cursors.epoch, &cursors.cursors);
    assert_eq!(bytes.len(), 16 + 2 * 25);
    let mut turned = cursors.cursors.clone();
    turned.reverse();
    turned.push(Cursor { scope: WireScope { space: RecordId([9; 16]), audience: 1 }, seq: 0 });
    assert_eq!(CursorSet::signed_bytes(&cursors.epoch, &turned), bytes);
    let seen: BTreeSet<_> = [
        CursorSet::signed_bytes(&[1; 16], &cursors.cursors),
        CursorSet::signed_bytes(&cursors.epoch, &cursors.cursors[..1]),
        CursorSet::signed_bytes(&cursors.epoch, &[]),
        bytes,
    ]
    .into();
    assert_eq!(seen.len(), 4);
}

#[test]
fn a_digest_does_not_know_the_order_and_forgets_what_is_taken_away() {
    let rows: Vec<_> = (1..=20u8).map(|n| (RecordId([n; 16]), u64::from(n) * 7)).collect();
    let mut digest = Digest::default();
    for (record, seq) in &rows {
        digest.add(record, *seq);
    }
    let mut turned = Digest::default();
    for (record, seq) in rows.iter().rev() {
        turned.add(record, *seq);
    }
    assert_eq!(digest, turned);
    for (record, seq) in rows.iter().skip(1) {
        turned.remove(record, *seq);
    }
    let mut first = Digest::default();
    first.add(&rows[0].0, rows[0].1);
    assert_eq!(turned, first);
    // A record that only moved is another row.
    let mut moved = Digest::default();
    moved.add(&rows[0].0, rows[0].1 + 1);
    assert_ne!(moved, first);
}
