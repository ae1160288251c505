//! Mobile telephone numbers of mainland China.

use std::fmt;

use super::{bare_number, is_scientific};

/// A mobile number of eleven digits. It is shared in families and given to somebody else one day, so it identifies
/// nobody. `Debug` prints nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Mobile(u64);

impl fmt::Debug for Mobile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Mobile(***)")
    }
}

/// Why a text is no mobile number. None of them holds a digit of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[non_exhaustive]
#[error("{}", self.en())]
pub enum MobileError {
    /// Nothing entered.
    Empty,
    /// A number with an area code, 0xx-xxxxxxxx.
    Landline,
    /// Parts are hidden by stars.
    Masked,
    /// A spreadsheet has rounded it.
    PrecisionLost,
    /// Not eleven digits.
    Length,
    /// Eleven digits that do not begin with 13 to 19.
    Prefix,
    /// Something other than digits.
    BadChar,
}

impl MobileError {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "mobile-empty",
            Self::Landline => "mobile-landline",
            Self::Masked => "mobile-masked",
            Self::PrecisionLost => "mobile-precision-lost",
            Self::Length => "mobile-length",
            Self::Prefix => "mobile-prefix",
            Self::BadChar => "mobile-bad-char",
        }
    }

    /// What is wrong and what to do, in Chinese.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Empty => "没有填手机号",
            Self::Landline => "这是座机号码,请填在其他联系方式里,手机号可以空着",
            Self::Masked => "手机号被星号遮住了,请填完整号码",
            Self::PrecisionLost => "手机号精度丢失:表格软件改动了数字。请把该列设为文本后重新填写",
            Self::Length => "手机号应为 11 位,请补全",
            Self::Prefix => "手机号应以 13 到 19 开头,请核对",
            Self::BadChar => "手机号里有数字以外的字符,请核对",
        }
    }

    /// What is wrong and what to do, in English.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Empty => "no mobile number entered",
            Self::Landline => "this is a landline; enter it as another contact and leave the mobile number blank",
            Self::Masked => "parts of the mobile number are hidden by stars; enter the whole number",
            Self::PrecisionLost => {
                "the mobile number has lost precision in a spreadsheet; format the column as text and enter it again"
            }
            Self::Length => "a mobile number has 11 digits; complete it",
            Self::Prefix => "a mobile number begins with 13 to 19; check it",
            Self::BadChar => "the mobile number holds something other than digits; check it",
        }
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
