//! From bytes to text.

use super::FileError;

/// How the bytes of a file are to be read.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    Utf8,
    /// GB18030, as Excel and WPS save in Chinese.
    Gb18030,
    /// Big5, in files from Hong Kong and Taiwan.
    Big5,
    /// UTF-16 with a byte-order mark, Excel's "Unicode text".
    Utf16,
}

/// The ways in which the bytes can be read, the likeliest first. Which one is meant shows in the column headings.
pub(crate) fn readings(bytes: &[u8]) -> Result<Vec<(Encoding, String)>, FileError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(FileError::Empty);
    }
    if let Some(other) = other_kind(bytes) {
        return Err(other);
    }
    for (mark, encoding) in [(&[0xFF, 0xFE][..], encoding_rs::UTF_16LE), (&[0xFE, 0xFF][..], encoding_rs::UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return Ok(vec![(Encoding::Utf16, encoding.decode_without_bom_handling(rest).0.into_owned())]);
        }
    }
    if bytes.contains(&0) {
        return Err(FileError::Binary);
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(vec![(Encoding::Utf8, text.to_owned())]);
    }
    let decoded = |encoding: &'static encoding_rs::Encoding| encoding.decode_without_bom_handling(bytes).0.into_owned();
    let utf8 = String::from_utf8_lossy(bytes).into_owned();
    let gb18030 = decoded(encoding_rs::GB18030);
    let mut ways =
        vec![(Encoding::Gb18030, gb18030), (Encoding::Utf8, utf8), (Encoding::Big5, decoded(encoding_rs::BIG5))];
    // The fewest lost characters first; a stable sort keeps the usual order among equals.
    ways.sort_by_key(|(_, text)| text.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count());
    Ok(ways)
}

/// What a file is that is no table of text, by its first bytes.
fn other_kind(bytes: &[u8]) -> Option<FileError> {
    let head = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or(bytes);
    let has = |word: &[u8]| memchr::memmem::find(head, word).is_some();
    if head.starts_with(b"PK\x03\x04") {
        // What is packed stands at the end too, in the directory.
        let within = |word: &[u8]| memchr::memmem::find(bytes, word).is_some();
        return Some(match () {
            () if within(b"xl/") || within(b"opendocument.spreadsheet") || within(b"et/") => FileError::Spreadsheet,
            () if within(b"word/") || within(b"opendocument.text") => FileError::Document,
            () if within(b"[Content_Types].xml") => FileError::Spreadsheet,
            () => FileError::Archive,
        });
    }
    let signs: [(&[u8], FileError); 12] = [
        (&[0xD0, 0xCF, 0x11, 0xE0], FileError::Spreadsheet),
        (&[0x09, 0x08], FileError::Spreadsheet),
        (b"ID;PWXL", FileError::Spreadsheet),
        (b"%PDF", FileError::Document),
        (b"{\\rtf", FileError::Document),
        (b"Rar!", FileError::Archive),
        (&[0x1F, 0x8B], FileError::Archive),
        (b"7z\xBC\xAF", FileError::Archive),
        (b"PK\x05\x06", FileError::Archive),
        (b"\x89PNG", FileError::Picture),
        (&[0xFF, 0xD8, 0xFF], FileError::Picture),
        (b"GIF8", FileError::Picture),
    ];
    if let Some((_, kind)) = signs.iter().find(|(sign, _)| head.starts_with(sign)) {
        return Some(*kind);
    }
    if is_marc(head) {
        return Some(FileError::Marc);
    }
    let text = String::from_utf8_lossy(head).trim_start_matches('\u{FEFF}').trim_start().to_lowercase();
    if text.starts_with('<') {
        return match () {
            () if text.contains("marc") || text.contains("<leader") => Some(FileError::Marc),
            () if has(b"urn:schemas-microsoft-com:office:spreadsheet") => Some(FileError::Spreadsheet),
            () if ["<html", "<!doctype html", "<table", "<meta", "<style"].iter().any(|tag| text.contains(tag)) => {
                Some(FileError::WebPage)
            }
            () => None,
        };
    }
    None
}

/// So many bytes tell what a file is.
const LOOKED_AT: usize = 4096;

/// ISO 2709: the record's length in five digits, and the marks that end fields and begin subfields.
fn is_marc(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    let length = head.get(..5).is_some_and(|part| part.iter().all(|b| b.is_ascii_digit() || *b == b' '));
    length && head.contains(&0x1E) && head.contains(&0x1F)
}

/// The same written in lines that begin with a tag: `=LDR`, `001`, `010##$a978…`.
pub(super) fn is_marc_text(bytes: &[u8]) -> bool {
    let head = bytes.get(..bytes.len().min(LOOKED_AT)).unwrap_or(bytes);
    let lines = head.split(|b| matches!(b, b'\n' | b'\r')).filter(|line| !line.is_empty()).take(40);
    let tagged = |line: &[u8]| {
        let line = line.strip_prefix(b"=").unwrap_or(line);
        let tag = line.get(..3).is_some_and(|tag| tag.iter().all(u8::is_ascii_digit) || tag == b"LDR" || tag == b"000");
        tag && line.get(3..).is_some_and(|rest| {
            rest.contains(&b'$')
                || rest.contains(&0x1F)
                || rest.contains(&b'|')
                || rest.starts_with(b"  ")
                || rest.starts_with(b"##")
        })
    };
    let (mut all, mut fields) = (0, 0);
    for line in lines {
        all += 1;
        fields += usize::from(tagged(line));
    }
    fields >= 3 && fields * 2 > all
}
