//! A title (书目) in a house, with its copies (复本).
//!
//! A copy has no stored state: it follows from loans and returns. Its id is its first barcode, or `#n` where the
//! house counts only.

use unicode_normalization::UnicodeNormalization;

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
use crate::text::is_invisible;
use crate::title_key::{TitleFields, apart_key, title_key};

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
        /// The year of publication; 0 says that there is none.
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
        /// The edition (版次).
        14 edition: Text<60>;
        /// The call number (索书号).
        15 call_no: Text<60>;
        /// Where the copies without barcode stand.
        16 shelf: Text<60>;
        /// Bought, donated, delivered (来源).
        17 source: Text<60>;
        /// When it came (入藏日期), as written.
        18 acquired: Text<60>;
        /// The ISBN-13 that was entered later or corrected; absent: the one in the header; empty: none.
        19 isbn: Text<20>, Public 19;
        set copies: Labelled<String> = "copy" {
            /// The barcode that the copy carries now.
            10 barcode: Text<64>;
            /// Where the copy stands.
            11 shelf: Text<60>;
            /// When the copy was withdrawn, in milliseconds; 0: it was not.
            12 withdrawn: Int;
            /// The number in the house's register (登录号), beside a barcode.
            20 accession: Text<64>;
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
/// is corrected later moves no id. The ISBN stands in the salt alone; so does that the book shares it with another title.
fn says_its_key(header: &Header, puts: &[Put]) -> Result<(), Code> {
    let value = |key: &str| puts.iter().find(|put| put.key == key).map(|put| &put.value);
    let text = |key: &str| value(key).and_then(Text::<500>::read).unwrap_or_default();
    let fields = TitleFields {
        isbn: isbn_in(&header.salt),
        volume: text("volume"),
        title: text("title"),
        author: text("author"),
        publisher: text("publisher"),
        year: value("year").and_then(Int::read).and_then(|year| u16::try_from(year).ok()),
    };
    let apart = fields.isbn.map(|isbn| apart_key(isbn, fields.title, fields.volume));
    if title_key(&fields) == header.salt || apart.as_deref() == Some(&header.salt) {
        Ok(())
    } else {
        Err(Code::BadHeader)
    }
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
    /// Its number in the house's register (登录号), where it carries a barcode besides.
    pub accession: Option<String>,
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
            accession: copy.accession().one().map(str::to_owned),
            shelf: copy.shelf().one().map(str::to_owned),
            withdrawn: copy.withdrawn().one().is_some_and(|at| at > 0),
        })
    });
    let counted = title.count().one().unwrap_or(0).clamp(0, 9_999);
    let bare = Copy { id: String::new(), barcode: None, accession: None, shelf: None, withdrawn: false };
    let virtual_copies = (1..=counted).map(|n| Copy { id: format!("#{n}"), ..bare.clone() });
    labelled.chain(virtual_copies).collect()
}

/// A label as it is compared: however wide it was typed, in capitals or small letters, with the stars of Code 39 or
/// without.
pub fn label_key(label: &str) -> String {
    let folded = label.nfkc().filter(|c| !c.is_whitespace() && !is_invisible(*c));
    let text: String = folded.flat_map(char::to_lowercase).collect();
    text.trim_matches('*').to_owned()
}

/// A barcode as the element of a key: `/` and `%` are written `%2F` and `%25`.
pub fn escape(barcode: &str) -> String {
    String::write(barcode)
}

/// The title's ISBN-13: the one that was entered later or corrected, else the one in its header. An empty one says that
/// the book has none.
pub fn isbn(record: &Record) -> Option<String> {
    match read(record).isbn().one() {
        Some(later) => Some(later.to_owned()).filter(|isbn| !isbn.is_empty()),
        None => isbn_in(&record.header.salt).map(|isbn| isbn.to_string()),
    }
}

/// The year of publication; what was emptied is 0 and none.
pub fn year(record: &Record) -> Option<i64> {
    read(record).year().one().filter(|year| *year > 0)
}

/// The ISBN-13 in a header's salt, where it has one: 1, then the number in 6 bytes, then the volume.
pub fn isbn_in(salt: &[u8]) -> Option<Isbn> {
    let digits = salt.strip_prefix(&[1])?.get(..6)?;
    Isbn::from_u64(digits.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte)))
}

/// `count` becomes the number of copies that are not withdrawn.
fn count_copies(record: &Record, out: &mut PartState) {
    if !out.is_empty() {
        let live = copies(record).iter().filter(|copy| !copy.withdrawn).count();
        out.put(Title::write().count(i64::try_from(live).unwrap_or(i64::MAX)).puts());
    }
}
