//! A title (书目) in a house, with its copies (复本).
//!
//! A copy has no stored state: it follows from loans and returns. Its id is its first barcode, or `#n` where the
//! house counts only.

use std::collections::BTreeMap;

use crate::key::{KeySpec, Type, key};
use crate::kind::Part;
use crate::kinds::Record;
use crate::state::PartState;

/// What a keeper writes. `count` is the number of copies without barcode; `price` is in fen.
pub const KEEPER: &[KeySpec] = &[
    key(1, "title", Type::Text(500)),
    key(2, "volume", Type::Text(100)),
    key(3, "author", Type::Text(500)),
    key(4, "publisher", Type::Text(200)),
    key(5, "year", Type::Int),
    key(6, "pages", Type::Int),
    key(7, "price", Type::Int),
    key(8, "clc", Type::Text(60)),
    key(9, "count", Type::Int),
    key(10, "copy/*/barcode", Type::Text(64)),
    key(11, "copy/*/shelf", Type::Text(60)),
    key(12, "copy/*/withdrawn", Type::Int),
    key(13, "note", Type::Text(2000)),
];

/// What everyone sees; `count` is the number of copies in all.
pub const PUBLIC: &[KeySpec] = &[
    key(1, "title", Type::Text(500)),
    key(2, "volume", Type::Text(100)),
    key(3, "author", Type::Text(500)),
    key(4, "publisher", Type::Text(200)),
    key(5, "year", Type::Int),
    key(8, "clc", Type::Text(60)),
    key(9, "count", Type::Int),
];

/// One copy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copy {
    /// The copy's id within the house.
    pub id: String,
    /// The barcode that it carries now; `None` for a counted copy.
    pub barcode: Option<String>,
    /// Where it stands.
    pub shelf: Option<String>,
    /// Withdrawn from the collection (注销).
    pub withdrawn: bool,
}

/// The copies of a title: those with a barcode, then the counted ones `#1` to `#n`.
pub fn copies(record: &Record) -> Vec<Copy> {
    let part = record.part(Part::Keeper);
    let mut copies: BTreeMap<&str, Copy> = BTreeMap::new();
    for id in part.elements("copy") {
        let text = |key: &str| part.text(&format!("copy/{id}/{key}")).one().map(str::to_owned);
        let copy = Copy {
            id: unescape(id),
            barcode: text("barcode"),
            shelf: text("shelf"),
            withdrawn: part.int(&format!("copy/{id}/withdrawn")).one().is_some_and(|at| at > 0),
        };
        copies.insert(id, copy);
    }
    let counted = part.int("count").one().unwrap_or(0).clamp(0, 9_999);
    let labelled = copies.into_values();
    let virtual_copies =
        (1..=counted).map(|n| Copy { id: format!("#{n}"), barcode: None, shelf: None, withdrawn: false });
    labelled.chain(virtual_copies).collect()
}

/// A barcode as the element of a key: `/` and `%` are written `%2F` and `%25`.
pub fn escape(barcode: &str) -> String {
    barcode.replace('%', "%25").replace('/', "%2F")
}

/// The barcode of an element.
pub fn unescape(element: &str) -> String {
    element.replace("%2F", "/").replace("%25", "%")
}

/// The ISBN-13 in the header's salt, where the title has one: 1, then the number in 6 bytes, then the volume.
pub fn isbn(record: &Record) -> Option<String> {
    let digits = record.header.salt.strip_prefix(&[1])?.get(..6)?;
    let number = digits.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    Some(format!("{number:013}"))
}

/// The public view: `count` becomes the number of copies that are not withdrawn, all other keys as they are.
pub fn public(record: &Record) -> PartState {
    let mut out = super::only(record.part(Part::Keeper), PUBLIC);
    if !out.is_empty() {
        let live = copies(record).iter().filter(|copy| !copy.withdrawn).count();
        out.set("count", i64::try_from(live).unwrap_or(i64::MAX));
    }
    out
}
