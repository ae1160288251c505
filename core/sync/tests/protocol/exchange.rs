//! The hexadecimal examples of `docs/protocol.md` are what the code writes and reads.

use data_encoding::HEXLOWER;
use ring::hmac;
use zhijia_model::kinds::{enrolment, plan::Payer};
use zhijia_model::title_key::{TitleFields, title_key};
use zhijia_model::{Audience, Decoded, Fact, Header, Kind, RecordId, Scope, id::short_hash};
use zhijia_sync::session;
use zhijia_sync::wire::{
    Answer, Cursor, CursorSet, Digest, Entry, Fate, Frame, Hello, News, Page, Ref, Welcome, decode_frames,
    decode_request, encode, encode_request,
};

use crate::examples::{self, EIGHT, EPOCH};
use crate::page::{PAGE, hex_block, hex_blocks};

fn mac(cursors: &[Cursor]) -> [u8; 16] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &[0x4B; 32]);
    let tag = hmac::sign(&key, &CursorSet::signed_bytes(&EPOCH, cursors));
    *tag.as_ref().first_chunk().unwrap()
}

fn public() -> Scope {
    Scope::new(examples::union().id(), Audience::Public)
}

fn mine() -> Scope {
    Scope::new(examples::member().id(), Audience::Mine)
}

fn cursors(mine_at: u64, public_at: u64) -> Vec<Cursor> {
    vec![Cursor { scope: mine().into(), seq: mine_at }, Cursor { scope: public().into(), seq: public_at }]
}

fn request() -> Vec<u8> {
    let hello = Hello {
        protocol: 1,
        outbox_empty: true,
        offers_only: false,
        entitlements: examples::entitlements().hash,
        follow: Vec::new(),
        cursors: Some(CursorSet { epoch: EPOCH, cursors: cursors(7, 41), mac: mac(&cursors(7, 41)) }),
        reset: Vec::new(),
    };
    encode_request(&hello, &[examples::offer()])
}

fn frames() -> Vec<Frame> {
    let mut mine_rows = Digest::default();
    mine_rows.add(&examples::member().id(), 7);
    mine_rows.add(&examples::sign_up().id(), 42);
    let mut public_rows = Digest::default();
    public_rows.add(&examples::union().id(), 3);
    public_rows.add(&examples::event().id(), 42);
    let own = News { part: 9, behind: 0, rank_after_claim: 0, author: 0, change: examples::ask_hash().0.to_vec() };
    let sign_up = Entry {
        record: Ref::new(&examples::sign_up(), examples::member().id()),
        seq: 42,
        changes: vec![own],
        verdict: Some(encode(&examples::seat())),
        ..Entry::default()
    };
    let event = Entry {
        record: Ref::Known(examples::event().id()),
        seq: 42,
        fact: Some(encode(&Fact::Seats { taken: 1, waiting: 0 })),
        ..Entry::default()
    };
    vec![
        Frame::Welcome(Welcome { protocol: 1, epoch: EPOCH, now: EIGHT + 250, entitlements: None, retry_after: None }),
        Frame::Fates(vec![Fate { change: examples::ask_hash(), answer: Answer::Accepted { seq: 42 } }]),
        Frame::Page(Page {
            scope: mine().into(),
            from: 7,
            to: 42,
            mac: mac(&cursors(42, 41)),
            digest: Some(mine_rows),
            authors: vec![examples::member().id()],
            entries: vec![sign_up],
        }),
        Frame::Page(Page {
            scope: public().into(),
            from: 41,
            to: 42,
            mac: mac(&cursors(42, 42)),
            digest: Some(public_rows),
            authors: Vec::new(),
            entries: vec![event],
        }),
        Frame::End { more: false },
    ]
}

/// What stands on the page, by the name of its block.
fn blocks() -> Vec<(&'static str, Vec<u8>)> {
    let hub = session::public_key(&examples::keys(1));
    let join = examples::join();
    let answer: Vec<u8> = frames().iter().flat_map(encode).collect();
    let header = Header::new(Kind::SignUp, RecordId([0x11; 16]), Some(RecordId([0x22; 16])), *b"all");
    let isbn = "978-7-5063-6543-7".parse().ok();
    let of_set = TitleFields { isbn, volume: "第二册", title: "活着", ..TitleFields::default() };
    let described = TitleFields {
        isbn: None,
        volume: "上册",
        title: "C++ 程序设计(上)",
        author: "谭浩强 ",
        publisher: "清华大学出版社",
        year: Some(2004),
    };
    let enrolment = enrolment::header(RecordId::CITY, RecordId([1; 16]), RecordId([0x54; 16]), Payer::Union);
    let row = [&examples::sign_up().id().0[..], &42_u64.to_be_bytes()].concat();
    vec![
        ("signed-join", session::join_bytes(&hub, &examples::NONCE, &join.device_key, &join.code).unwrap()),
        ("signed-session", session::session_bytes(&hub, &examples::NONCE, &examples::device().0).unwrap()),
        ("header", header.bytes()),
        ("title-key-isbn", title_key(&of_set)),
        ("title-key-described", title_key(&described)),
        ("enrolment-salt", enrolment.salt),
        ("digest-row", row),
        ("exchange-hello", session::to_bytes(&examples::session_hello())),
        ("exchange-join", session::to_bytes(&join)),
        ("exchange-join-answer", session::to_bytes(&examples::join_answer())),
        ("exchange-session", session::to_bytes(&examples::session_request())),
        ("exchange-session-answer", session::to_bytes(&examples::session_answer())),
        ("exchange-request", request()),
        ("exchange-answer", answer),
    ]
}

#[test]
fn every_hexadecimal_block_is_what_the_code_writes() {
    let blocks = blocks();
    if let Some(folder) = std::env::var_os("ZHIJIA_WRITE_BLOCKS") {
        for (name, bytes) in &blocks {
            std::fs::write(std::path::Path::new(&folder).join(name), HEXLOWER.encode(bytes)).unwrap();
        }
    }
    for (name, bytes) in &blocks {
        assert_eq!(HEXLOWER.encode(&hex_block(name)), HEXLOWER.encode(bytes), "block {name}");
    }
    assert_eq!(hex_blocks(), blocks.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "the blocks, in their order");
}

#[test]
fn the_exchange_is_read_back() {
    let (hello, offers) = decode_request(&hex_block("exchange-request")).unwrap();
    assert!(hello.outbox_empty);
    let [offer] = offers.as_slice() else { panic!("one offer") };
    let header = Header::from_bytes(offer.header.as_ref().unwrap()).unwrap();
    assert_eq!(header.id(), offer.record);
    let change = Decoded::read(&offer.change).unwrap();
    assert_eq!(change.actor.device(), examples::device());
    assert_eq!((change.seq, change.start_op, change.claimed), (1, 1, EIGHT));

    let frames = decode_frames(&hex_block("exchange-answer")).unwrap();
    assert_eq!(frames, self::frames());
    let Frame::Page(page) = &frames[2] else { panic!("the third frame is a page") };
    assert_eq!(page.entries[0].record.id(page.scope.space), offer.record);
    assert_eq!(page.entries[0].changes[0].change, change.hash.0);
}

#[test]
fn the_numbers_in_the_text_are_the_codes() {
    let text = |what: &str| assert!(PAGE.contains(what), "docs/protocol.md does not say {what}");
    text(&format!("adds `{}` to the sum", Digest::row(&examples::sign_up().id(), 42)));
    text(&format!("the device id is `{}`", examples::device()));
    text(&format!("the code `{}`", examples::join().code));
    let header = Header::from_bytes(&hex_block("header")).unwrap();
    text(&format!("has the id `{}`", header.id()));
    text("the first 16 bytes of SHA-256 over the header");
    assert_eq!(header.id(), RecordId(short_hash(&header.bytes())));
    for (record, name) in [
        (examples::union(), "union"),
        (examples::member(), "member"),
        (examples::event(), "event"),
        (examples::sign_up(), "sign-up"),
    ] {
        text(&format!("| {name} | `{}` |", record.id()));
    }
}

#[test]
fn join_and_certificate_are_verified_as_the_page_says() {
    let hub = session::public_key(&examples::keys(1));
    let join: session::JoinRequest = session::from_bytes(&hex_block("exchange-join")).unwrap();
    assert_eq!(join.verify(&hub), Ok(()));
    let answer: session::JoinAnswer = session::from_bytes(&hex_block("exchange-join-answer")).unwrap();
    let certificate = session::Certificate::open(&answer.certificate, &hub).unwrap();
    assert_eq!(certificate.device_key, join.device_key);
    let member = Header::from_bytes(&answer.member_header).unwrap();
    assert_eq!(member.id().0, certificate.member);
    let request: session::SessionRequest = session::from_bytes(&hex_block("exchange-session")).unwrap();
    assert_eq!(request.verify(&hub, &join.device_key), Ok(()));
}
