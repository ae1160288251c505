//! Resident identity numbers, GB 11643.

use std::fmt;

use jiff::civil::Date;

use super::{bare_number, is_scientific};
pub use crate::messages::checks::IdError;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK: [char; 11] = ['1', '0', 'X', '9', '8', '7', '6', '5', '4', '3', '2'];

/// First two digits of GB/T 2260; codes below that level have been abolished and stay on cards, so they are not listed.
const PROVINCES: [u32; 34] = [
    11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54, 61, 62, 63,
    64, 65, 71, 81, 82,
];
/// Cities that are provinces, whose districts follow directly.
const CITY_PROVINCES: [u32; 4] = [11, 12, 31, 50];
/// Residence permits of people from Hong Kong, Macao and Taiwan.
const PERMITS: [u32; 3] = [810_000, 820_000, 830_000];
/// Nobody was registered who was born earlier; the standard's own example was born in 1880.
const EARLIEST_YEAR: i16 = 1870;

/// The sex that a number says (GB/T 2261.1).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Sex {
    /// 男, code 1.
    Male,
    /// 女, code 2.
    Female,
}

/// A formally right resident identity number, residence permit or foreigner's card of eighteen signs.
///
/// Formally right says nothing about whether it is the person's own. `Debug` prints nothing of it; there is no
/// `Display`: choose [`masked`](Self::masked) or [`expose`](Self::expose).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct IdNumber(String);

impl fmt::Debug for IdNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdNumber(***)")
    }
}

impl IdNumber {
    /// Reads a number as rosters write it and checks it: form, region, date of birth up to `today`, check digit. A number
    /// of fifteen digits gets its century (19) and check digit.
    ///
    /// # Errors
    /// [`IdError`] says what is wrong with the number, without repeating it.
    pub fn parse(text: &str, today: Date) -> Result<Self, IdError> {
        let number = Self::parse_any_region(text, today)?;
        if number.region_known() { Ok(number) } else { Err(IdError::Region) }
    }

    /// The same without looking at the region, for numbers that are synthetic on purpose.
    ///
    /// # Errors
    /// [`IdError`] says what is wrong with the number, without repeating it.
    pub fn parse_any_region(text: &str, today: Date) -> Result<Self, IdError> {
        let bare = bare_number(text);
        let eighteen = eighteen(&bare)?;
        let number = Self(eighteen);
        if check_sign(&number.0) != number.0.chars().last() {
            let zeros = number.0.ends_with("000");
            return Err(if zeros { IdError::PrecisionLost } else { IdError::CheckDigit });
        }
        let birth = number.date().ok_or(IdError::Date)?;
        if birth > today {
            return Err(IdError::DateInFuture);
        }
        if birth.year() < EARLIEST_YEAR {
            return Err(IdError::DateTooOld);
        }
        Ok(number)
    }

    /// The eighteen signs.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `3209**********123X`.
    pub fn masked(&self) -> String {
        let head: String = self.0.chars().take(4).collect();
        let tail: String = self.0.chars().skip(14).collect();
        format!("{head}**********{tail}")
    }

    /// The date of birth that the number says.
    pub fn birth_date(&self) -> Date {
        self.date().unwrap_or(Date::ZERO)
    }

    /// The sex that the number says.
    pub fn sex(&self) -> Sex {
        if self.digits(16, 1) % 2 == 1 { Sex::Male } else { Sex::Female }
    }

    /// whether a roster states another birth date or sex than the number (证件信息不一致).
    pub fn contradicts(&self, birth: Option<Date>, sex: Option<Sex>) -> bool {
        birth.is_some_and(|birth| birth != self.birth_date()) || sex.is_some_and(|sex| sex != self.sex())
    }

    fn digits(&self, from: usize, count: usize) -> u32 {
        self.0.get(from..from + count).and_then(|part| part.parse().ok()).unwrap_or(0)
    }

    fn date(&self) -> Option<Date> {
        let part = |from, count| i16::try_from(self.digits(from, count)).ok();
        Date::new(part(6, 4)?, i8::try_from(part(10, 2)?).ok()?, i8::try_from(part(12, 2)?).ok()?).ok()
    }

    fn region_known(&self) -> bool {
        let region = self.digits(0, 6);
        if PERMITS.contains(&region) {
            return true;
        }
        if region / 100_000 == 9 {
            // Foreigners' cards since 2023: 9, the issuing province, three digits of nationality.
            return PROVINCES.contains(&(region / 1000 % 100));
        }
        let (province, city) = (region / 10_000, region / 100 % 100);
        let city_exists =
            if CITY_PROVINCES.contains(&province) { (1..=3).contains(&city) } else { matches!(city, 1..=53 | 90) };
        PROVINCES.contains(&province) && (city_exists || matches!(province, 71 | 81 | 82))
    }
}

/// The eighteen signs of a number in either form, without any check but of its signs.
fn eighteen(bare: &str) -> Result<String, IdError> {
    let length = bare.chars().count();
    if length == 0 {
        return Err(IdError::Empty);
    }
    if is_scientific(bare) {
        return Err(IdError::PrecisionLost);
    }
    if bare.contains('*') {
        return Err(IdError::Masked);
    }
    if !bare.is_ascii() || !bare.bytes().any(|b| b.is_ascii_digit()) {
        return Err(IdError::OtherDocument);
    }
    let digits = bare.bytes().filter(u8::is_ascii_digit).count();
    let with_x = digits + 1 == length && length == 18 && bare.ends_with('X');
    if digits < length && !with_x {
        let slip = matches!(length, 15 | 18) && digits + 3 >= length;
        return Err(if slip { IdError::BadChar } else { IdError::OtherDocument });
    }
    if bare.bytes().all(|b| Some(&b) == bare.as_bytes().first()) {
        return Err(IdError::Placeholder);
    }
    match length {
        18 => Ok(bare.to_owned()),
        15 => {
            let (region, rest) = bare.split_at_checked(6).ok_or(IdError::Length)?;
            let seventeen = format!("{region}19{rest}");
            let check = check_sign(&seventeen).ok_or(IdError::BadChar)?;
            Ok(format!("{seventeen}{check}"))
        }
        _ => Err(IdError::Length),
    }
}

/// The check sign over the first seventeen digits.
fn check_sign(number: &str) -> Option<char> {
    let mut sum = 0;
    let mut signs = number.chars();
    for weight in WEIGHTS {
        sum += signs.next()?.to_digit(10)? * weight;
    }
    CHECK.get(usize::try_from(sum % 11).ok()?).copied()
}
