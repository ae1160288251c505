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
pub(super) fn readings(bytes: &[u8]) -> Result<Vec<(Encoding, String)>, FileError> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(FileError::Empty);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Err(FileError::Spreadsheet);
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
