//! China's clock, and how dates are said.

use jiff::civil::{Date, DateTime, Time, Weekday};
use jiff::{Timestamp, tz::Offset};

/// UTC+8, all of China, all year.
const CHINA: Offset = Offset::constant(8);

/// The date and time of day in China at an instant (milliseconds since the Unix epoch). Instants beyond the years
/// ±9999 give the first or last there is.
pub fn china_datetime(ms: i64) -> DateTime {
    // jiff does not take its own last millisecond back (0.2.43), so a bound in milliseconds is none.
    let bound = if ms < 0 { Timestamp::MIN } else { Timestamp::MAX };
    CHINA.to_datetime(Timestamp::from_millisecond(ms).unwrap_or(bound))
}

/// The date in China at an instant.
pub fn china_date(ms: i64) -> Date {
    china_datetime(ms).date()
}

/// The instant of a date and time of day in China, in milliseconds since the Unix epoch.
pub fn instant_ms(at: DateTime) -> i64 {
    match CHINA.to_timestamp(at) {
        Ok(timestamp) => timestamp.as_millisecond(),
        Err(_) if at.year() < 0 => Timestamp::MIN.as_millisecond(),
        Err(_) => Timestamp::MAX.as_millisecond(),
    }
}

/// The instant at which a day begins in China.
pub fn start_of_day_ms(date: Date) -> i64 {
    instant_ms(date.to_datetime(Time::midnight()))
}

/// The instant at which a day ends in China: 截止 means 24:00 of that day. The first millisecond that is too late.
pub fn end_of_day_ms(date: Date) -> i64 {
    date.tomorrow().map_or(Timestamp::MAX.as_millisecond(), start_of_day_ms)
}

/// 3月5日(周四); with the year where it is not this one.
pub fn date_zh(date: Date, today: Date) -> String {
    if date.year() == today.year() { day_zh(date) } else { date_zh_with_year(date) }
}

/// 2026年3月5日(周四).
pub fn date_zh_with_year(date: Date) -> String {
    format!("{}年{}", date.year(), day_zh(date))
}

/// Thu 5 Mar; with the year where it is not this one.
pub fn date_en(date: Date, today: Date) -> String {
    if date.year() == today.year() { day_en(date) } else { date_en_with_year(date) }
}

/// Thu 5 Mar 2026.
pub fn date_en_with_year(date: Date) -> String {
    format!("{} {}", day_en(date), date.year())
}

fn day_zh(date: Date) -> String {
    format!("{}月{}日({})", date.month(), date.day(), weekday_zh(date.weekday()))
}

fn day_en(date: Date) -> String {
    format!("{} {} {}", weekday_en(date.weekday()), date.day(), month_en(date.month()))
}

/// 09:12 in China.
pub fn clock(ms: i64) -> String {
    let at = china_datetime(ms);
    format!("{:02}:{:02}", at.hour(), at.minute())
}

const fn weekday_zh(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "周一",
        Weekday::Tuesday => "周二",
        Weekday::Wednesday => "周三",
        Weekday::Thursday => "周四",
        Weekday::Friday => "周五",
        Weekday::Saturday => "周六",
        Weekday::Sunday => "周日",
    }
}

const fn weekday_en(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Mon",
        Weekday::Tuesday => "Tue",
        Weekday::Wednesday => "Wed",
        Weekday::Thursday => "Thu",
        Weekday::Friday => "Fri",
        Weekday::Saturday => "Sat",
        Weekday::Sunday => "Sun",
    }
}

fn month_en(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    usize::try_from(month - 1).ok().and_then(|at| MONTHS.get(at).copied()).unwrap_or("")
}
