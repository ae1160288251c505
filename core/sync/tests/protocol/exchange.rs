//! The hexadecimal examples of `docs/protocol.md` are what the code writes and reads.

use data_encoding::HEXLOWER;
use zhijia_model::kinds::{enrolment, plan::Payer};
use zhijia_model::title_key::{TitleFields, title_key};
use zhijia_model::{Decoded, Header, Kind, RecordId, id::short_hash};
use zhijia_sync::session;
use zhijia_sync::wire::{Digest, Frame, decode_frames, decode_request, encode, encode_request};

use crate::examples;
use crate::page::{PAGE, hex_block, hex_blocks};

/// What stands on the page, by the name of its block.
fn blocks() -> Vec<(&'static str, Vec<u8>)> {
    let hub = session::public_key(&examples::keys(1));
    // Who is joined, and with what nonces, is the exchange's business: `sync-server/tests/page.rs` plays it.
    let join: session::JoinRequest = session::from_bytes(&hex_block("exchange-join")).unwrap();
    let again: session::SessionRequest = session::from_bytes(&hex_block("exchange-session")).unwrap();
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
        ("signed-join", session::join_bytes(&hub, &join.nonce, &join.device_key, &join.code).unwrap()),
        ("signed-session", session::session_bytes(&hub, &again.nonce, &examples::device().0).unwrap()),
        ("header", header.bytes()),
        ("title-key-isbn", title_key(&of_set)),
        ("title-key-described", title_key(&described)),
        ("enrolment-salt", enrolment.salt),
        ("change", examples::ask()),
        ("digest-row", row),
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
    let mut on_page = hex_blocks();
    on_page.retain(|name| !name.starts_with("exchange-"));
    assert_eq!(on_page, blocks.iter().map(|(name, _)| *name).collect::<Vec<_>>(), "the blocks, in their order");
}

#[test]
fn the_exchange_is_read_back() {
    for name in ["exchange-first-request", "exchange-request"] {
        let (hello, offers) = decode_request(&hex_block(name)).unwrap();
        assert!(hello.outbox_empty);
        assert_eq!(encode_request(&hello, &offers), hex_block(name), "{name}");
    }
    for name in ["exchange-first-answer", "exchange-answer"] {
        let frames = decode_frames(&hex_block(name)).unwrap();
        assert_eq!(frames.iter().flat_map(encode).collect::<Vec<_>>(), hex_block(name), "{name}");
    }
    let (_, offers) = decode_request(&hex_block("exchange-request")).unwrap();
    let [offer] = offers.as_slice() else { panic!("one offer") };
    let header = Header::from_bytes(offer.header.as_ref().unwrap()).unwrap();
    assert_eq!(header.id(), offer.record);
    let change = Decoded::read(&offer.change).unwrap();
    assert_eq!(change.actor.device(), examples::device());
    assert_eq!((change.seq, change.start_op), (1, 1));
    let frames = decode_frames(&hex_block("exchange-answer")).unwrap();
    let Frame::Page(page) = &frames[2] else { panic!("the third frame is a page") };
    assert_eq!(page.entries[0].record.id(page.scope.space), offer.record);
    assert_eq!(page.entries[0].changes[0].change, change.hash.0);
    // The digests are those of what the pages have brought.
    let mut digests = std::collections::BTreeMap::<_, (Digest, std::collections::BTreeMap<RecordId, u64>)>::new();
    for name in ["exchange-first-answer", "exchange-answer"] {
        for frame in decode_frames(&hex_block(name)).unwrap() {
            let Frame::Page(page) = frame else { continue };
            let (digest, rows) = digests.entry(page.scope).or_default();
            for entry in &page.entries {
                let record = entry.record.id(page.scope.space);
                if let Some(before) = rows.insert(record, entry.seq) {
                    digest.remove(&record, before);
                }
                digest.add(&record, entry.seq);
            }
            assert_eq!(page.digest, Some(*digest), "{name}");
        }
    }
}

#[test]
fn the_numbers_in_the_text_are_the_codes() {
    let text = |what: &str| assert!(PAGE.contains(what), "docs/protocol.md does not say {what}");
    text(&format!("adds `{}` to the sum", Digest::row(&examples::sign_up().id(), 42)));
    text(&format!("the device id is `{}`", examples::device()));
    text(&format!("the code `{}`", examples::join().code));
    let change = Decoded::read(&hex_block("change")).unwrap();
    text(&format!("It has the hash `{}`", HEXLOWER.encode(&change.hash.0)));
    let header = Header::from_bytes(&hex_block("header")).unwrap();
    text(&format!("has the id `{}`", header.id()));
    text("the first 16 bytes of SHA-256 over the header");
    assert_eq!(header.id(), RecordId(short_hash(&header.bytes())));
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
