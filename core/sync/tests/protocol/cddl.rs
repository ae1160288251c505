//! Every golden message is what the CDDL of `docs/protocol.md` says, and damaged ones are not.

use cddl_cat::validate_cbor_bytes;

use crate::golden::{golden, names};
use crate::page::block;

/// The rule that a golden message stands for.
fn rule(name: &str) -> &'static str {
    match name {
        "session-hello" => "session-hello",
        "session-join" => "join-request",
        "session-join-answer" => "join-answer",
        "session-session" => "session-request",
        "session-session-answer" => "session-answer",
        "session-certificate" => "certificate",
        "session-signed-certificate" => "signed-certificate",
        _ => match name.split('-').next() {
            Some("hello") => "hello",
            Some("offer") => "offer",
            Some("frame") => "frame",
            Some("verdict") => "verdict",
            Some("fact") => "fact",
            Some("view") => "view",
            _ => panic!("{name} has no rule"),
        },
    }
}

#[test]
fn every_golden_message_is_valid() {
    let cddl = block("cddl");
    for name in names() {
        if let Err(error) = validate_cbor_bytes(rule(&name), cddl, &golden(&name)) {
            panic!("{name} is not a {}: {error}", rule(&name));
        }
    }
}

#[test]
fn a_message_with_a_field_too_few_or_of_another_type_is_not() {
    let cddl = block("cddl");
    for name in names().iter().filter(|name| !name.starts_with("view")) {
        let bytes = golden(name);
        let mut input = minicbor::Decoder::new(&bytes);
        let len = input.array().unwrap().unwrap();
        let mut fields = Vec::new();
        for _ in 0..len {
            let from = input.position();
            input.skip().unwrap();
            fields.push(bytes[from..input.position()].to_vec());
        }
        let write = |fields: &[Vec<u8>]| {
            let mut out = minicbor::Encoder::new(Vec::new());
            out.array(fields.len() as u64).unwrap();
            [out.into_writer(), fields.concat()].concat()
        };
        assert_eq!(write(&fields), bytes);
        // Without the first field, and with a floating-point number in the place of each.
        assert!(validate_cbor_bytes(rule(name), cddl, &write(&fields[1..])).is_err(), "{name}");
        for at in 0..fields.len() {
            let mut wrong = fields.clone();
            wrong[at] = vec![0xf9, 0x3e, 0x00];
            assert!(validate_cbor_bytes(rule(name), cddl, &write(&wrong)).is_err(), "{name}, field {at}");
        }
    }
}
