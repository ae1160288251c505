#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::code::{CodeError, InvitationCode};
use super::*;

fn keys(seed: u8) -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap()
}

fn hex(bytes: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(bytes)
}

#[test]
fn hello_has_golden_bytes() {
    let hello = SessionHello {
        protocol: PROTOCOL,
        epoch: [0xE0; 16],
        hub_key: [0xAB; 32],
        nonce: vec![1, 2, 3],
        now_ms: 1_780_000_000_000,
    };
    let expected = format!("85{}50{}5820{}43010203{}", "01", "e0".repeat(16), "ab".repeat(32), "1b0000019e70448800");
    assert_eq!(hex(&to_bytes(&hello)), expected);
    assert_eq!(from_bytes::<SessionHello>(&to_bytes(&hello)).unwrap(), hello);
}

#[test]
fn requests_have_golden_bytes_and_signatures() {
    let device = keys(7);
    let hub = public_key(&keys(1));
    let join = JoinRequest::signed(&device, &hub, &[9; 4], "2345").unwrap();
    // RFC 8032 signatures are deterministic, so the whole message is fixed.
    assert_eq!(
        hex(&join_bytes(&hub, &[9; 4], &join.device_key, "2345").unwrap()),
        format!("7a68696a69612f312f6a6f696e00{}000409090909{}000432333435", hex(&hub), hex(&join.device_key))
    );
    assert_eq!(
        hex(&to_bytes(&join)),
        format!("8464323334355820{}44090909095840{}", hex(&join.device_key), hex(&join.signature))
    );
    assert_eq!(hex(&join.signature), GOLDEN_JOIN);
    let session = SessionRequest::signed(&device, &hub, &[9; 4]).unwrap();
    assert_eq!(
        hex(&session_bytes(&hub, &[9; 4], &session.device).unwrap()),
        format!("7a68696a69612f312f73657373696f6e00{}000409090909{}", hex(&hub), hex(&session.device))
    );
    assert_eq!(
        hex(&to_bytes(&session)),
        format!("8350{}44090909095840{}", hex(&session.device), hex(&session.signature))
    );
    assert_eq!(hex(&session.signature), GOLDEN_SESSION);
    assert_eq!(hex(&session.device), GOLDEN_DEVICE);
}

const GOLDEN_JOIN: &str = "649ba240a6ea842db677c671ea4a805dca272c898e0b8b0efcf0903aaf41842e0200fd12e3d67150c53c8caf991d1b788978a2b8376e0f4f1bf39d1b9b34f509";
const GOLDEN_SESSION: &str = "0a1abbb811714b30cb9be9639065cdbee19ec363ba7907bedbd567f0a70a8d4ffccbe5c98202f25466ed9d0dfa0c2cb24c8eb7594cbe6125491edf7d787f9602";
const GOLDEN_DEVICE: &str = "fe812c12f3ab4ce6ac5db69ac352f906";

#[test]
fn answers_have_golden_bytes() {
    let join = JoinAnswer {
        certificate: vec![1],
        member_header: vec![2, 3],
        home: [4; 16],
        token: "tk".into(),
        expires_ms: 5,
    };
    assert_eq!(hex(&to_bytes(&join)), format!("85410142020350{}62746b05", "04".repeat(16)));
    assert_eq!(from_bytes::<JoinAnswer>(&to_bytes(&join)).unwrap(), join);
    let session = SessionAnswer { token: "tk".into(), expires_ms: -1 };
    assert_eq!(hex(&to_bytes(&session)), "8262746b20");
    assert_eq!(from_bytes::<SessionAnswer>(&to_bytes(&session)).unwrap(), session);
}

#[test]
fn a_signature_counts_for_one_hub_one_nonce_one_code_and_one_purpose() {
    let device = keys(7);
    let hub = public_key(&keys(1));
    let join = JoinRequest::signed(&device, &hub, &[9; 40], "2345").unwrap();
    assert_eq!(join.verify(&hub), Ok(()));
    assert_eq!(join.verify(&public_key(&keys(2))), Err(SessionError::BadSignature));
    let other_nonce = JoinRequest { nonce: vec![8; 40], ..join.clone() };
    assert_eq!(other_nonce.verify(&hub), Err(SessionError::BadSignature));
    let other_code = JoinRequest { code: "2346".into(), ..join.clone() };
    assert_eq!(other_code.verify(&hub), Err(SessionError::BadSignature));
    let other_key = JoinRequest { device_key: public_key(&keys(3)), ..join.clone() };
    assert_eq!(other_key.verify(&hub), Err(SessionError::BadSignature));

    let session = SessionRequest::signed(&device, &hub, &[9; 40]).unwrap();
    let key = public_key(&device);
    assert_eq!(session.verify(&hub, &key), Ok(()));
    let from_join = SessionRequest { signature: join.signature, ..session };
    assert_eq!(from_join.verify(&hub, &key), Err(SessionError::BadSignature));
}

#[test]
fn lengths_are_part_of_what_is_signed() {
    let hub = [0; 32];
    let key = [0; 32];
    // Without lengths these two would be the same bytes.
    assert_ne!(join_bytes(&hub, &[0, 0], &key, "22").unwrap(), join_bytes(&hub, &[0], &key, "\u{0}22").unwrap());
    assert_eq!(join_bytes(&hub, &[0; NONCE_MAX + 1], &key, "2"), Err(SessionError::TooLong("nonce")));
    assert_eq!(join_bytes(&hub, &[0], &key, &"2".repeat(CODE_MAX + 1)), Err(SessionError::TooLong("code")));
}

#[test]
fn a_certificate_is_the_hubs_word_about_one_key() {
    let hub = keys(1);
    let hub_key = public_key(&hub);
    let certificate = Certificate::new(public_key(&keys(7)), [5; 16], 1_780_000_000_000);
    let bytes = certificate.sign(&hub).unwrap();
    assert_eq!(Certificate::open(&bytes, &hub_key), Ok(certificate.clone()));
    assert_eq!(Certificate::open(&bytes, &public_key(&keys(2))), Err(SessionError::BadSignature));
    for at in 0..bytes.len() {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(Certificate::open(&changed, &hub_key).is_err(), "byte {at}");
    }
    let newer = Certificate { version: 2, ..certificate.clone() };
    assert_eq!(Certificate::open(&newer.sign(&hub).unwrap(), &hub_key), Err(SessionError::UnknownVersion));
    let mixed = Certificate { device: [0; 16], ..certificate };
    assert_eq!(Certificate::open(&mixed.sign(&hub).unwrap(), &hub_key), Err(SessionError::WrongDevice));
}

#[test]
fn newer_fields_are_skipped_and_trailing_bytes_refused() {
    let mut longer = to_bytes(&SessionAnswer { token: "t".into(), expires_ms: 1 });
    longer[0] = 0x83;
    longer.push(0x07);
    assert_eq!(from_bytes::<SessionAnswer>(&longer).unwrap().token, "t");
    let mut trailing = to_bytes(&SessionAnswer { token: "t".into(), expires_ms: 1 });
    trailing.push(0);
    assert_eq!(from_bytes::<SessionAnswer>(&trailing), Err(SessionError::Malformed));
    assert_eq!(from_bytes::<SessionAnswer>(&[]), Err(SessionError::Malformed));
    assert_eq!(from_bytes::<SessionHello>(&[0x81, 0x01]), Err(SessionError::Malformed));
}

#[test]
fn a_debug_line_shows_neither_code_nor_token() {
    let join = JoinRequest::signed(&keys(7), &[0; 32], &[1], "SECRET").unwrap();
    let answer =
        JoinAnswer { certificate: vec![], member_header: vec![], home: [0; 16], token: "SECRET".into(), expires_ms: 0 };
    let session = SessionAnswer { token: "SECRET".into(), expires_ms: 0 };
    let code = InvitationCode::from_random([3; 16]);
    let shown = format!("{join:?}{answer:?}{session:?}{code:?}");
    assert!(!shown.contains("SECRET") && !shown.contains(&code.to_string()), "{shown}");
}

#[test]
fn a_code_survives_how_people_type() {
    let code = InvitationCode::from_random(*b"0123456789abcdef");
    let printed = code.to_string();
    assert_eq!(printed.len(), 15);
    assert_eq!(InvitationCode::parse(&printed), Ok(code));
    assert_eq!(InvitationCode::parse(&format!(" {} ", printed.to_lowercase().replace('-', " "))), Ok(code));
    let wide: String = printed.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap()).collect();
    assert_eq!(InvitationCode::parse(&wide), Ok(code));
}

#[test]
fn a_code_tells_every_single_typing_error() {
    for random in [[0; 16], [0xFF; 16], *b"fedcba9876543210"] {
        let code = InvitationCode::from_random(random);
        let letters = code.canonical().to_vec();
        for at in 0..letters.len() {
            for other in b"23456789ABCDEFGHJKMNPQRSTUVWXYZ" {
                let mut typed = letters.clone();
                if typed[at] == *other {
                    continue;
                }
                typed[at] = *other;
                let typed = String::from_utf8(typed).unwrap();
                assert_eq!(InvitationCode::parse(&typed), Err(CodeError::Check), "{at}");
            }
        }
        for (a, b) in (0..letters.len()).flat_map(|a| (0..a).map(move |b| (a, b))) {
            let mut typed = letters.clone();
            typed.swap(a, b);
            if typed != letters {
                let typed = String::from_utf8(typed).unwrap();
                assert_eq!(InvitationCode::parse(&typed), Err(CodeError::Check), "{a} {b}");
            }
        }
    }
}

#[test]
fn what_is_not_a_code_says_why() {
    assert_eq!(InvitationCode::parse("2345-6O"), Err(CodeError::Character(6)));
    assert_eq!(InvitationCode::parse("2345"), Err(CodeError::Length(4, 13)));
    assert_eq!(InvitationCode::parse(""), Err(CodeError::Length(0, 13)));
    assert_eq!(InvitationCode::parse(&"2".repeat(14)), Err(CodeError::Length(14, 13)));
}
