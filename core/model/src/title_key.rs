//! What makes two catalogue entries the same title (design §3, domain.md L-C18).
//!
//! A title's id is fixed by its key, so that two keepers who enter one book offline make one record, and importing a
//! file again changes nothing. The bytes are therefore for ever: nothing here may depend on a table that grows
//! (traditional to simplified, readings) or on the Unicode version of a library beyond what Unicode promises to keep.
//! That is why [`key_text`] folds less than the search does, and removes signs by a list of its own.

use ring::digest::{SHA256, digest};
use unicode_normalization::UnicodeNormalization;

use crate::isbn::Isbn;

/// First byte of a key that is made from an ISBN.
const WITH_ISBN: u8 = 1;
/// First byte of a key that is made from the description.
const DESCRIBED: u8 = 2;
/// Longest volume that stands in a key as it is, in bytes; a longer one by its digest.
const LONGEST_VOLUME: usize = 24;
/// Bytes of SHA-256 that are kept.
const DIGEST: usize = 16;
/// Between the fields of a description.
const UNIT_SEPARATOR: u8 = 0x1F;

/// The fields that identify a title. Where there is an ISBN, only it and the volume count.
#[derive(Clone, Copy, Default, Debug)]
pub struct TitleFields<'a> {
    /// The checked ISBN-13, where the book has one.
    pub isbn: Option<Isbn>,
    /// 分册: sets often carry one ISBN for several volumes (一号多书). Empty where there is none.
    pub volume: &'a str,
    /// The title as entered.
    pub title: &'a str,
    /// The authors as entered.
    pub author: &'a str,
    /// The publisher as entered.
    pub publisher: &'a str,
    /// The year of publication.
    pub year: Option<u16>,
}

/// The fixed salt of a title: `01`, the ISBN in six bytes (big-endian), the volume; or, without an ISBN, `02` and the
/// first 16 bytes of SHA-256 over title, volume, author, publisher and year with `1F` between them.
pub fn title_key(fields: &TitleFields<'_>) -> Vec<u8> {
    let volume = volume_key(fields.volume);
    if let Some(isbn) = fields.isbn {
        let number = isbn.as_u64().to_be_bytes();
        let mut key = vec![WITH_ISBN];
        // An ISBN-13 is below 10^13, so the first two bytes are always zero.
        key.extend(number.iter().skip(2));
        if volume.len() <= LONGEST_VOLUME {
            key.extend(volume.as_bytes());
        } else {
            key.extend(short_digest(volume.as_bytes()));
        }
        return key;
    }
    let year = fields.year.map(|year| year.to_string()).unwrap_or_default();
    let parts = [key_text(fields.title), volume, key_text(fields.author), key_text(fields.publisher), year];
    let mut bytes = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            bytes.push(UNIT_SEPARATOR);
        }
        bytes.extend(part.as_bytes());
    }
    let mut key = vec![DESCRIBED];
    key.extend(short_digest(&bytes));
    key
}

/// The salt of a book that shares its ISBN with another one of quite another title (L-C18): `01`, the ISBN, `=`, and the
/// first 16 bytes of SHA-256 over the title and the volume. No volume begins with `=`, which is a sign and counts in none.
pub fn apart_key(isbn: Isbn, title: &str, volume: &str) -> Vec<u8> {
    let text = format!("{}\u{1F}{}", key_text(title), volume_key(volume));
    let mut key = title_key(&TitleFields { isbn: Some(isbn), ..TitleFields::default() });
    key.push(b'=');
    key.extend(short_digest(text.as_bytes()));
    key
}

fn short_digest(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let full = digest(&SHA256, bytes);
    let kept: Vec<u8> = full.as_ref().iter().copied().take(DIGEST).collect();
    kept.into_iter()
}

/// A text as it counts in a key: width folded (NFKC), lower case, without blanks, punctuation and invisible marks.
/// `+` and `#` stay, because C, C++ and C# are three books.
pub fn key_text(text: &str) -> String {
    text.nfkc().filter(|c| !is_sign(*c)).flat_map(char::to_lowercase).collect()
}

/// A volume as it counts in a key: 第一册, `1`, 卷一 and （1） are one volume, 上 and 上册 another.
pub fn volume_key(volume: &str) -> String {
    let text = key_text(volume);
    let core = text.trim_start_matches(['第', '卷']);
    let core = core.strip_prefix("vol").unwrap_or(core);
    let core = core.trim_end_matches(['册', '冊', '卷', '辑', '部', '集', '编', '本']);
    if core.is_empty() {
        return text;
    }
    match chinese_number(core) {
        Some(number) => number.to_string(),
        // `01` is `1`.
        None if core.bytes().all(|b| b.is_ascii_digit()) => {
            let digits = core.trim_start_matches('0');
            if digits.is_empty() { "0".to_owned() } else { digits.to_owned() }
        }
        None => core.to_owned(),
    }
}

/// 一 to 九十九, as volumes are counted.
fn chinese_number(text: &str) -> Option<u32> {
    let digit = |c: char| "一二三四五六七八九".chars().position(|d| d == c).and_then(|at| u32::try_from(at + 1).ok());
    let signs: Vec<char> = text.chars().collect();
    match signs.as_slice() {
        ['十'] => Some(10),
        ['十', ones] => Some(10 + digit(*ones)?),
        [tens, '十'] => Some(digit(*tens)? * 10),
        [tens, '十', ones] => Some(digit(*tens)? * 10 + digit(*ones)?),
        [one] => digit(*one),
        _ => None,
    }
}

/// Blanks, controls, punctuation and symbols, by fixed ranges.
fn is_sign(c: char) -> bool {
    match c {
        '+' | '#' | '々' | '〆' | '〇' => false,
        '\u{0000}'..='\u{002F}' => !c.is_ascii_digit(),
        // ASCII and Latin-1; the katakana dot; general punctuation; arrows to dingbats; CJK punctuation but not its
        // numerals; variation selectors, vertical and small forms, half-width leftovers.
        '\u{003A}'..='\u{0040}'
        | '\u{005B}'..='\u{0060}'
        | '\u{007B}'..='\u{00BF}'
        | '\u{00D7}'
        | '\u{00F7}'
        | '\u{30FB}'
        | '\u{2000}'..='\u{206F}'
        | '\u{2190}'..='\u{27BF}'
        | '\u{3000}'..='\u{3020}'
        | '\u{302A}'..='\u{303F}'
        | '\u{FE00}'..='\u{FE6F}'
        | '\u{FEFF}'
        | '\u{FFE0}'..='\u{FFFF}'
        | '\u{E0000}'..='\u{E01EF}' => true,
        _ => false,
    }
}
