//! A unit of a column: a character with its readings, a word, or a sign.

use crate::text::is_han;

/// One unit of a column.
pub(super) struct Unit<'c> {
    pub(super) sign: Option<char>,
    letters: &'c [u8],
}

impl<'c> Unit<'c> {
    pub(super) fn read(bytes: &'c [u8]) -> Self {
        if bytes.first().is_some_and(u8::is_ascii_uppercase) {
            return Self { sign: None, letters: bytes };
        }
        let length = match bytes.first() {
            Some(0xF0..) => 4,
            Some(0xE0..) => 3,
            Some(0xC0..) => 2,
            _ => 1,
        };
        let (sign, letters) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
        Self { sign: std::str::from_utf8(sign).ok().and_then(|sign| sign.chars().next()), letters }
    }

    /// The readings, or the word.
    pub(super) fn readings(&self) -> impl Iterator<Item = &'c [u8]> + use<'c> {
        let mut rest = self.letters;
        std::iter::from_fn(move || {
            let length = rest.iter().skip(1).position(u8::is_ascii_uppercase).map_or(rest.len(), |at| at + 1);
            let (reading, behind) = rest.split_at_checked(length)?;
            rest = behind;
            (!reading.is_empty()).then_some(reading)
        })
    }

    pub(super) fn may_be_skipped(&self) -> bool {
        self.letters.is_empty() && self.sign.is_some_and(|sign| is_han(sign) || matches!(sign, '+' | '#'))
    }
}
