//! Mobile telephone numbers of mainland China.

use std::fmt;

use super::{bare_number, is_scientific};
pub use crate::messages::checks::MobileError;

/// A mobile number of eleven digits. It is shared in families and given to somebody else one day, so it identifies
/// nobody. `Debug` prints nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(u64);

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mobile(***)")
    }
}

impl Mobile {
    /// Reads a number as people write it: blanks, dashes, brackets, +86, 0086 or 86 before it, full-width digits.
    ///
    /// # Errors
    /// [`MobileError`] says what is wrong with the number, without repeating it.
    pub fn parse(text: &str) -> Result<Self, MobileError> {
        let bare = bare_number(text);
        if bare.is_empty() {
            return Err(MobileError::Empty);
        }
        if bare.contains('*') {
            return Err(MobileError::Masked);
        }
        if is_scientific(&bare) {
            return Err(MobileError::PrecisionLost);
        }
        let bare: String = bare.chars().filter(|c| !matches!(c, '(' | ')' | '.')).collect();
        let number = match bare.strip_prefix("+86").or_else(|| bare.strip_prefix("0086")) {
            Some(number) => number,
            None if bare.len() == 13 => bare.strip_prefix("86").unwrap_or(&bare),
            None => &bare,
        };
        if number.is_empty() || !number.bytes().all(|b| b.is_ascii_digit()) {
            return Err(MobileError::BadChar);
        }
        if number.starts_with('0') && (10..=12).contains(&number.len()) {
            return Err(MobileError::Landline);
        }
        if number.len() != 11 {
            return Err(MobileError::Length);
        }
        let value: u64 = number.parse().map_err(|_| MobileError::BadChar)?;
        Self::from_u64(value).ok_or(MobileError::Prefix)
    }

    /// Takes a number as it is stored; `None` where it is no mobile number.
    pub fn from_u64(number: u64) -> Option<Self> {
        (13..=19).contains(&(number / 1_000_000_000)).then_some(Self(number))
    }

    /// The eleven digits.
    pub fn expose(self) -> String {
        self.0.to_string()
    }

    /// `138****1234`.
    pub fn masked(self) -> String {
        format!("{}****{:04}", self.0 / 100_000_000, self.0 % 10_000)
    }

    /// The last four digits, by which a keeper finds somebody.
    pub fn last_four(self) -> String {
        format!("{:04}", self.0 % 10_000)
    }
}
