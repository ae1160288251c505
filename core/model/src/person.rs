//! Names, numbers of identity documents and telephone numbers (domain.md §A.2, §G.3, §6, Appendix B).
//!
//! All of it is personal data: the types here print nothing of it in `Debug`, errors carry none of it, and what goes
//! on a screen of somebody else goes through a mask.

mod id_number;
mod mobile;
mod name;

use std::fmt;

use unicode_normalization::UnicodeNormalization;

pub use id_number::{IdError, IdNumber, Sex};
pub use mobile::{Mobile, MobileError};
pub use name::{NameError, given_name, mask_name, normalise_name, parse_name};

/// A value that must not get into logs, errors and panics: its `Debug` and `Display` print three stars.
///
/// ```
/// use zhijia_model::person::Sensitive;
/// let name = Sensitive::new("王建国");
/// assert_eq!(format!("{name:?} {name}"), "*** ***");
/// assert_eq!(*name.expose(), "王建国");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Sensitive<T>(T);

impl<T> Sensitive<T> {
    /// Wraps a value.
    pub const fn new(value: T) -> Self {
        Self(value)
    }

    /// The value, for the one place that shows or stores it. The word is meant to stand out in a review.
    pub const fn expose(&self) -> &T {
        &self.0
    }

    /// The value itself.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Sensitive<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl<T> fmt::Display for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// A number as people and spreadsheets write it: width folded, without blanks, quotes, dashes and invisible marks, in
/// upper case. At most 64 characters are looked at.
fn bare_number(text: &str) -> String {
    text.chars()
        .take(64)
        .nfkc()
        .filter(|c| {
            let mark = matches!(
                c,
                '\'' | '"' | '`' | '-' | '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2010}'..='\u{201F}'
                    | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{2212}' | '\u{FEFF}'
            );
            !mark && !c.is_whitespace()
        })
        .flat_map(char::to_uppercase)
        .collect()
}

/// `3.20214E+17`: a spreadsheet has rounded a long number.
fn is_scientific(bare: &str) -> bool {
    let Some((mantissa, exponent)) = bare.split_once('E') else {
        return false;
    };
    let exponent = exponent.trim_start_matches('+');
    mantissa.contains('.')
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && !exponent.is_empty()
        && exponent.bytes().all(|b| b.is_ascii_digit())
}
