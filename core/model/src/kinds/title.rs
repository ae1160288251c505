//! A title (书目) in a house, with its copies (复本).
//!
//! A copy has no stored state: it follows from loans and returns. Its id is its first barcode, or `#n` where the
//! house counts only.

use crate::change::Put;
use crate::fields::{Element as _, Int, Text, Value as _, fields, seen};
use crate::header::Header;
use crate::id::RecordId;
use crate::isbn::Isbn;
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::refusal::Code;
use crate::spec::{GRACE_CIRCULATION_MS, KindSpec, PartSpec, ViewSpec, Where, Writer};
use crate::state::PartState;
use crate::title_key::{TitleFields, title_key};

fields! {
    /// What a keeper writes.
    Title {
        /// The title (题名).
        1 title: Text<500>, Public 1;
        /// The volume (分册).
        2 volume: Text<100>, Public 2;
        /// The authors.
        3 author: Text<500>, Public 3;
        /// The publisher.
        4 publisher: Text<200>, Public 4;
        /// The year of publication.
        5 year: Int, Public 5;
        /// The pages.
        6 pages: Int;
        /// The price in fen.
        7 price: Int;
        /// The class mark (中图法分类号).
        8 clc: Text<60>, Public 8;
        /// The copies without barcode; in the view all copies that are not withdrawn.
        9 count: Int, Public 9;
        /// A remark of the keepers.
        13 note: Text<2000>;
        set copies: Labelled<String> = "copy" {
            /// The barcode that the copy carries now.
            10 barcode: Text<64>;
            /// Where the copy stands.
            11 shelf: Text<60>;
            /// When the copy was withdrawn, in milliseconds; 0: it was not.
            12 withdrawn: Int;
        }
    }
}

/// The spec of titles. The salt tells the title's key: the same row of a catalogue is the same title.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Title,
    stands_in: &[Some(Kind::House)],
    begins_with: says_its_key,
    parts: &[PartSpec {
        part: Part::Keeper,
        keys: Title::KEYS,
        writers: &[Writer::Holds(Role::Keeper, Where::Space), Writer::Holds(Role::Keeper, Where::Above)],
        readers: &[Audience::Keeper],
        ..PartSpec::PLAIN
    }],
    views: &[ViewSpec { compute: count_copies, ..ViewSpec::of(Audience::Public, seen!(Public: Title)) }],
    grace_ms: GRACE_CIRCULATION_MS,
    ..KindSpec::PLAIN
};

/// The header of a title in a house.
pub fn header(house: RecordId, fields: &TitleFields<'_>) -> Header {
    Header::new(Kind::Title, house, None, title_key(fields))
}

/// A title's first change says what its salt was made from, so that nobody takes the place of another book (L-C18). What
/// is corrected later moves no id. The ISBN stands in the salt alone.
fn says_its_key(header: &Header, puts: &[Put]) -> Result<(), Code> {
    let value = |key: &str| puts.iter().find(|put| put.key == key).map(|put| &put.value);
    let text = |key: &str| value(key).and_then(Text::<500>::read).unwrap_or_default();
    let fields = TitleFields {
        isbn: isbn_of(header).and_then(Isbn::from_u64),
        volume: text("volume"),
        title: text("title"),
        author: text("author"),
        publisher: text("publisher"),
        year: value("year").and_then(Int::read).and_then(|year| u16::try_from(year).ok()),
    };
    if title_key(&fields) == header.salt { Ok(()) } else { Err(Code::BadHeader) }
}

/// What keepers wrote; without their part, what everyone sees.
pub fn read(record: &Record) -> Title<'_> {
    Title::of(record.part_or_view(Part::Keeper, Audience::Public))
}

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
    let title = read(record);
    let labelled = title.copies().filter_map(|copy| {
        Some(Copy {
            id: copy.element()?,
            barcode: copy.barcode().one().map(str::to_owned),
            shelf: copy.shelf().one().map(str::to_owned),
            withdrawn: copy.withdrawn().one().is_some_and(|at| at > 0),
        })
    });
    let counted = title.count().one().unwrap_or(0).clamp(0, 9_999);
    let virtual_copies =
        (1..=counted).map(|n| Copy { id: format!("#{n}"), barcode: None, shelf: None, withdrawn: false });
    labelled.chain(virtual_copies).collect()
}

/// A barcode as the element of a key: `/` and `%` are written `%2F` and `%25`.
pub fn escape(barcode: &str) -> String {
    String::write(barcode)
}

/// The ISBN-13 in the header's salt, where the title has one: 1, then the number in 6 bytes, then the volume.
pub fn isbn(record: &Record) -> Option<String> {
    isbn_of(&record.header).map(|number| format!("{number:013}"))
}

fn isbn_of(header: &Header) -> Option<u64> {
    let digits = header.salt.strip_prefix(&[1])?.get(..6)?;
    Some(digits.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
}

/// `count` becomes the number of copies that are not withdrawn.
fn count_copies(record: &Record, out: &mut PartState) {
    if !out.is_empty() {
        let live = copies(record).iter().filter(|copy| !copy.withdrawn).count();
        out.put(Title::write().count(i64::try_from(live).unwrap_or(i64::MAX)).puts());
    }
}
