//! Golden bytes: what is written today is read by every later version, and the other way round.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::path::PathBuf;

use data_encoding::HEXLOWER;
use minicbor::{Decode, Decoder, Encode};
use zhijia_sync::session;
use zhijia_sync::wire::{self, encode};

use crate::examples;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

/// The bytes of a golden file: hexadecimal digits, broken into lines.
pub(crate) fn golden(name: &str) -> Vec<u8> {
    let path = folder().join(name).with_extension("hex");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|_| panic!("there is no golden file {name}.hex"));
    let digits: String = text.split_whitespace().collect();
    HEXLOWER.decode(digits.as_bytes()).unwrap_or_else(|_| panic!("{name}.hex is not hexadecimal"))
}

/// Every golden file's name.
pub(crate) fn names() -> BTreeSet<String> {
    let files = std::fs::read_dir(folder()).unwrap();
    files
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| name.strip_suffix(".hex").map(str::to_owned))
        .collect()
}

fn check<T>(name: &str, value: &T, seen: &mut BTreeSet<String>)
where
    T: Encode<()> + for<'b> Decode<'b, ()> + PartialEq + Debug,
{
    let bytes = encode(value);
    if std::env::var_os("ZHIJIA_WRITE_GOLDEN").is_some() && !folder().join(name).with_extension("hex").exists() {
        let digits = HEXLOWER.encode(&bytes);
        let lines: Vec<_> = digits.as_bytes().chunks(100).map(|line| String::from_utf8_lossy(line)).collect();
        std::fs::write(folder().join(name).with_extension("hex"), lines.join("\n") + "\n").unwrap();
    }
    let golden = golden(name);
    assert_eq!(HEXLOWER.encode(&bytes), HEXLOWER.encode(&golden), "{name}: what is written has changed");
    let mut input = Decoder::new(&golden);
    let read: T = input.decode().unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!(input.position(), golden.len(), "{name}: bytes are left over");
    assert_eq!(&read, value, "{name}: what is read has changed");
    assert!(seen.insert(name.to_owned()), "{name} stands for two values");
}

#[test]
fn every_message_is_written_and_read_as_its_golden_bytes() {
    let mut seen = BTreeSet::new();
    check("hello", &examples::hello(), &mut seen);
    check("hello-first", &examples::hello_first(), &mut seen);
    check("offer", &examples::offer(), &mut seen);
    check("offer-known", &wire::Offer { header: None, ..examples::offer() }, &mut seen);
    for (name, frame) in examples::frames() {
        check(name, &frame, &mut seen);
    }
    for (name, verdict) in examples::verdicts() {
        check(name, &verdict, &mut seen);
    }
    for (name, fact) in examples::facts() {
        check(name, &fact, &mut seen);
    }
    check("session-hello", &examples::session_hello(), &mut seen);
    check("session-join", &examples::join(), &mut seen);
    check("session-join-answer", &examples::join_answer(), &mut seen);
    check("session-session", &examples::session_request(), &mut seen);
    check("session-session-answer", &examples::session_answer(), &mut seen);
    check("session-certificate", &examples::certificate(), &mut seen);
    let signed: session::SignedCertificate = session::from_bytes(&examples::join_answer().certificate).unwrap();
    check("session-signed-certificate", &signed, &mut seen);
    check("view-event", &Raw(examples::event_view()), &mut seen);
    check("view-sign-up", &Raw(examples::sign_up_view()), &mut seen);
    assert_eq!(names(), seen, "a golden file that no example stands for, or the reverse");
}

/// Bytes that are CBOR already.
#[derive(Debug, PartialEq)]
struct Raw(Vec<u8>);

impl<C> Encode<C> for Raw {
    fn encode<W: minicbor::encode::Write>(
        &self,
        e: &mut minicbor::Encoder<W>,
        _: &mut C,
    ) -> Result<(), minicbor::encode::Error<W::Error>> {
        e.writer_mut().write_all(&self.0).map_err(minicbor::encode::Error::write)
    }
}

impl<'b, C> Decode<'b, C> for Raw {
    fn decode(d: &mut Decoder<'b>, _: &mut C) -> Result<Self, minicbor::decode::Error> {
        let from = d.position();
        d.skip()?;
        Ok(Self(d.input()[from..d.position()].to_vec()))
    }
}
