//! Days and times that were typed: a mistyped year is told before anybody reads it.

use core::ops::RangeInclusive;

use jiff::civil::Date;

use crate::calendar::china_date;
use crate::refusal::{Code, Refusal};

/// The years that anything here is about.
const YEARS: RangeInclusive<i16> = 2000..=2100;

/// A day as it was typed, `YYYY-MM-DD`.
///
/// # Errors
/// `bad-field`, about the field.
pub(super) fn day(text: &str, field: &str) -> Result<Date, Refusal> {
    let day = text.trim().parse::<Date>().ok().filter(|day| YEARS.contains(&day.year()));
    day.ok_or_else(|| Refusal::about(Code::BadField, field))
}

/// Whether a time, in milliseconds since the Unix epoch, lies in those years.
pub(super) fn is_near(ms: i64) -> bool {
    YEARS.contains(&china_date(ms).year())
}
