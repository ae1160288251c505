//! ISBNs as they stand in the spreadsheets of book-houses (domain.md §5.1, §5.3, Appendix B).
//!
//! A cell may hold an ISBN-10 or an ISBN-13, with any kind of hyphen, full-width digits, a label, a price
//! behind it or an add-on code. [`Isbn::parse`] finds the one number that is meant, checks it (an ISBN-10
//! before it is converted, because the conversion would hide a wrong check digit), and otherwise says which of
//! the usual mistakes the cell shows, so that a keeper knows what to correct.

use std::fmt;
use std::str::FromStr;

mod cell;

/// A checked ISBN-13: thirteen digits that begin with 978 or 979 (not 979-0), the last being the right check digit.
///
/// Ordered and hashed as the number. `Display` prints the thirteen digits without hyphens.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Isbn(u64);

/// Why a cell holds no usable ISBN.
///
/// [`code`](Self::code) is stable; [`zh`](Self::zh) and [`en`](Self::en) say what is wrong and what to do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[non_exhaustive]
#[error("{}", self.en())]
pub enum IsbnError {
    /// Blank, or a placeholder such as a dash, `N/A` or 无.
    Empty,
    /// The check digit does not fit: a digit is wrong or two are exchanged.
    CheckDigit,
    /// Too few or too many digits.
    Length,
    /// The number of a periodical: an ISSN, or its bar code 977.
    Issn,
    /// The number of printed music: 979-0.
    Ismn,
    /// 统一书号, the Chinese book number of before 1987.
    OldBookNumber,
    /// A spreadsheet has turned the number into scientific notation; its digits are lost.
    Scientific,
    /// Several different ISBNs stand in one cell.
    Multiple,
    /// Another kind of number or text: a commodity code, a CN or CIP number.
    NotIsbn,
    /// A letter stands in place of a digit.
    BadChar,
}

impl IsbnError {
    /// Every reason, in the order of declaration.
    pub const ALL: [Self; 10] = [
        Self::Empty,
        Self::CheckDigit,
        Self::Length,
        Self::Issn,
        Self::Ismn,
        Self::OldBookNumber,
        Self::Scientific,
        Self::Multiple,
        Self::NotIsbn,
        Self::BadChar,
    ];

    /// The stable code of the reason, for reports and for translation.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::CheckDigit => "checkdigit",
            Self::Length => "length",
            Self::Issn => "issn",
            Self::Ismn => "ismn",
            Self::OldBookNumber => "old_book_number",
            Self::Scientific => "scientific",
            Self::Multiple => "multiple",
            Self::NotIsbn => "not_isbn",
            Self::BadChar => "bad_char",
        }
    }

    /// The reason in Chinese, with the way out.
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Empty => "没有填 ISBN。没有 ISBN 的书可以空着",
            Self::CheckDigit => "ISBN 校验位不对,可能抄错或颠倒了数字。请对照封底条码改正",
            Self::Length => "ISBN 位数不对,应为 10 位或 13 位。请对照封底条码补全",
            Self::Issn => "这是期刊号(ISSN),不是图书的 ISBN。期刊请另外登记,或把此格清空",
            Self::Ismn => "这是乐谱号(ISMN,979-0 开头),不是 ISBN。请把此格清空",
            Self::OldBookNumber => "这是 1987 年以前的统一书号,不是 ISBN。请把此格清空,按书名登记",
            Self::Scientific => "表格软件把 ISBN 变成了科学计数,数字已丢失。请把该列设为文本后重新填写",
            Self::Multiple => "一格里有几个不同的 ISBN。请一本书一行,每行一个",
            Self::NotIsbn => "这不是 ISBN(可能是商品条码、刊号或 CIP 号)。请填封底以 978 或 979 开头的号码,没有就空着",
            Self::BadChar => "ISBN 里混进了字母(常见的是把 0 写成 O、1 写成 l)。请改成数字",
        }
    }

    /// The reason in English, with the way out.
    pub const fn en(self) -> &'static str {
        match self {
            Self::Empty => "there is no ISBN; a book without one may leave the cell blank",
            Self::CheckDigit => {
                "the check digit of the ISBN is wrong: a digit is miscopied or two are exchanged; compare it with the bar code"
            }
            Self::Length => "an ISBN has 10 or 13 digits; complete it from the bar code",
            Self::Issn => "this is an ISSN of a periodical, not an ISBN; register periodicals apart or clear the cell",
            Self::Ismn => "this is an ISMN of printed music (979-0), not an ISBN; clear the cell",
            Self::OldBookNumber => {
                "this is a Chinese book number of before 1987, not an ISBN; clear the cell, the title is enough"
            }
            Self::Scientific => {
                "the spreadsheet has turned the ISBN into scientific notation and lost digits; format the column as text and enter it again"
            }
            Self::Multiple => "the cell holds several different ISBNs; put one book on a row, one ISBN each",
            Self::NotIsbn => {
                "this is no ISBN (perhaps a commodity code, a periodical's CN or a CIP number); enter the number that begins with 978 or 979, or leave the cell blank"
            }
            Self::BadChar => "a letter stands in place of a digit in the ISBN (often O for 0 or l for 1); enter digits",
        }
    }
}

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
