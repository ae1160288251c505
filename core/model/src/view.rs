//! Views as bytes: a CBOR map from key number to scalar, or to a map from element to scalar.
//!
//! Numbers that this version does not know are skipped by the reader; the store keeps the bytes, so a newer
//! version reads them later.

use minicbor::data::Type as Major;
use minicbor::{Decoder, Encoder};

use crate::field::Scalar;
use crate::key::KeySpec;
use crate::state::PartState;

/// Bytes that are not a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are not a view")]
pub struct BadView;

impl From<minicbor::decode::Error> for BadView {
    fn from(_: minicbor::decode::Error) -> Self {
        Self
    }
}

/// Writes the shown value under each key of the table.
pub fn encode(table: &[KeySpec], state: &PartState) -> Vec<u8> {
    let mut groups: Vec<(u16, Vec<(&str, &Scalar)>)> = Vec::new();
    for spec in table {
        let found: Vec<_> = if spec.is_set() {
            let all = state.iter().filter_map(|(key, entries)| Some((spec.element(key)?, &entries.first()?.value)));
            all.collect()
        } else {
            state.shown(spec.pattern).map(|entry| ("", &entry.value)).into_iter().collect()
        };
        if !found.is_empty() {
            groups.push((spec.number, found));
        }
    }
    let mut out = Encoder::new(Vec::new());
    // Writing into a Vec cannot fail; an error would leave a short, refused view.
    let _ = out.map(groups.len() as u64);
    for (number, values) in groups {
        let _ = out.u16(number);
        if let [("", only)] = values.as_slice() {
            put(&mut out, only);
            continue;
        }
        let _ = out.map(values.len() as u64);
        for (element, value) in values {
            let _ = out.str(element);
            put(&mut out, value);
        }
    }
    out.into_writer()
}

fn put(out: &mut Encoder<Vec<u8>>, value: &Scalar) {
    let _ = match value {
        Scalar::Text(text) => out.str(text),
        Scalar::Int(number) => out.i64(*number),
        Scalar::Bool(yes) => out.bool(*yes),
        Scalar::Bytes(bytes) => out.bytes(bytes),
    };
}

/// Reads a view.
///
/// # Errors
/// [`BadView`] where the bytes are not a map, or go on behind it.
pub fn decode(table: &[KeySpec], bytes: &[u8]) -> Result<PartState, BadView> {
    let mut input = Decoder::new(bytes);
    let mut state = PartState::default();
    let groups = input.map()?.ok_or(BadView)?;
    for _ in 0..groups {
        let number = input.u16()?;
        let Some(spec) = table.iter().find(|spec| spec.number == number) else {
            input.skip()?;
            continue;
        };
        if spec.is_set() {
            for _ in 0..input.map()?.ok_or(BadView)? {
                let element = input.str()?;
                if let Some(value) = get(&mut input)? {
                    state.set(spec.with_element(element), value);
                }
            }
        } else if let Some(value) = get(&mut input)? {
            state.set(spec.pattern, value);
        }
    }
    if input.position() == bytes.len() { Ok(state) } else { Err(BadView) }
}

fn get(input: &mut Decoder<'_>) -> Result<Option<Scalar>, BadView> {
    Ok(Some(match input.datatype()? {
        Major::String => Scalar::Text(input.str()?.to_owned()),
        Major::Bytes => Scalar::Bytes(input.bytes()?.to_vec()),
        Major::Bool => Scalar::Bool(input.bool()?),
        Major::U8 | Major::U16 | Major::U32 | Major::U64 | Major::I8 | Major::I16 | Major::I32 | Major::I64 => {
            Scalar::Int(input.i64()?)
        }
        _ => {
            input.skip()?;
            return Ok(None);
        }
    }))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;
    use crate::key::{Type, key};

    const TABLE: &[KeySpec] =
        &[key(1, "title", Type::Text(99)), key(2, "copy/*/shelf", Type::Text(9)), key(4, "count", Type::Int)];

    #[test]
    fn golden_bytes_and_back() {
        let mut state = PartState::default();
        state.set("title", "活着");
        state.set("copy/C1/shelf", "A3");
        state.set("count", 2_i64);
        let bytes = encode(TABLE, &state);
        assert_eq!(data_encoding::HEXLOWER.encode(&bytes), "a30166e6b4bbe79d8002a16243316241330402");
        assert_eq!(decode(TABLE, &bytes).unwrap(), state);
    }

    #[test]
    fn a_newer_key_is_skipped_and_rubbish_refused() {
        let state = decode(TABLE, &[0xa2, 0x04, 0x01, 0x18, 0x63, 0x81, 0xf6]).unwrap();
        assert_eq!(state.int("count").one(), Some(1));
        assert_eq!(decode(TABLE, &[0xbf]), Err(BadView));
        assert_eq!(decode(TABLE, &[0xa0, 0x00]), Err(BadView));
    }
}
