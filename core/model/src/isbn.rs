//! ISBNs as they stand in the spreadsheets of book-houses (domain.md §5.1, §5.3, Appendix B).
//!
//! A cell may hold an ISBN-10 or an ISBN-13, with any kind of hyphen, full-width digits, a label, a price
//! behind it or an add-on code. [`Isbn::parse`] finds the one number that is meant, checks it (an ISBN-10
//! before it is converted, because the conversion would hide a wrong check digit), and otherwise says which of
//! the usual mistakes the cell shows, so that a keeper knows what to correct.

use std::fmt;
use std::str::FromStr;

mod cell;

pub use crate::messages::checks::IsbnError;

/// A checked ISBN-13: thirteen digits that begin with 978 or 979 (not 979-0), the last being the right check digit.
///
/// Ordered and hashed as the number. `Display` prints the thirteen digits without hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Isbn(u64);

impl Isbn {
    /// Reads the ISBN of a cell, as people and spreadsheets write it.
    ///
    /// One cell with the ISBN-13 and the ISBN-10 of the same book is one ISBN; an add-on of two or five digits,
    /// a label and text after the number are ignored.
    ///
    /// # Errors
    /// [`IsbnError`] says what is wrong with the cell.
    pub fn parse(cell: &str) -> Result<Self, IsbnError> {
        cell::read(cell)
    }

    /// Like [`parse`](Self::parse), where a blank cell is a fact and not a mistake.
    ///
    /// # Errors
    /// [`IsbnError`] says what is wrong with the cell.
    pub fn parse_optional(cell: &str) -> Result<Option<Self>, IsbnError> {
        match Self::parse(cell) {
            Ok(isbn) => Ok(Some(isbn)),
            Err(IsbnError::Empty) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Takes a number as it is stored; `None` where it is not a valid ISBN-13.
    pub fn from_u64(number: u64) -> Option<Self> {
        let prefix = number / 10_000_000_000;
        let music = number / 1_000_000_000 == 9790;
        let book = (prefix == 978 || prefix == 979) && !music;
        (book && check_digit_13(number / 10) == number % 10).then_some(Self(number))
    }

    /// The thirteen digits as a number.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// The old ten-digit form, for houses whose labels still carry it; `None` for 979 numbers, which have none.
    pub fn to_isbn10(self) -> Option<String> {
        if self.0 / 10_000_000_000 != 978 {
            return None;
        }
        let nine = self.0 / 10 % 1_000_000_000;
        let check = check_digit_10(nine);
        Some(if check == 10 { format!("{nine:09}X") } else { format!("{nine:09}{check}") })
    }

    /// The number with hyphens in the standard places for books of China (978-7), where only the publisher's
    /// length has to be known; other numbers come with the prefix set apart, which is what can be said of them.
    pub fn hyphenated(self) -> String {
        let digits = self.to_string();
        let publisher = match self.0 / 10 % 100_000_000 {
            _ if self.0 / 1_000_000_000 != 9787 => None,
            0..=9_999_999 => Some(2),
            10_000_000..=49_999_999 => Some(3),
            50_000_000..=79_999_999 => Some(4),
            80_000_000..=89_999_999 => Some(5),
            _ => Some(6),
        };
        let mut cuts = vec![3];
        if let Some(length) = publisher {
            cuts.extend([4, 4 + length, 12]);
        }
        let mut out = String::with_capacity(17);
        for (at, digit) in digits.chars().enumerate() {
            if cuts.contains(&at) {
                out.push('-');
            }
            out.push(digit);
        }
        out
    }
}

impl fmt::Display for Isbn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:013}", self.0)
    }
}

impl FromStr for Isbn {
    type Err = IsbnError;

    fn from_str(cell: &str) -> Result<Self, IsbnError> {
        Self::parse(cell)
    }
}

/// The check digit over the first twelve digits: weights 1 and 3 from the left.
fn check_digit_13(twelve: u64) -> u64 {
    let mut rest = twelve;
    let mut sum = 0;
    // From the right the weights of twelve digits begin with 3.
    for position in 0..12 {
        sum += rest % 10 * if position % 2 == 0 { 3 } else { 1 };
        rest /= 10;
    }
    (10 - sum % 10) % 10
}

/// The check digit over the first nine digits of an ISBN-10; ten is written X.
fn check_digit_10(nine: u64) -> u64 {
    let mut rest = nine;
    let mut sum = 0;
    for weight in 2..=10 {
        sum += rest % 10 * weight;
        rest /= 10;
    }
    (11 - sum % 11) % 11
}
