//! Open and closed days, and China's clock (domain.md §6, L.1, L-C22).
//!
//! Dates are civil dates in China. Instants are milliseconds since the Unix epoch; the zone is the fixed UTC+8, which
//! has had no summer time since 1991 (birth dates are never converted through it). Nothing here reads a clock.

mod csv_form;
mod public;
mod time;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};

pub use csv_form::{CalendarError, CalendarFault};
pub use time::{
    china_date, china_datetime, clock, date_en, date_en_with_year, date_zh, date_zh_with_year, end_of_day_ms,
    instant_ms, start_of_day_ms,
};

/// How far ahead an open day is looked for. A house that is closed longer has no calendar worth following.
const LOOK_AHEAD_DAYS: u32 = 400;

/// When a place is open: weekdays on which it is closed, single days on which it is closed, and single days on which
/// it is open although the weekday says otherwise (make-up workdays, an extra Sunday).
///
/// A date is closed or extra open, never both: what is said last holds.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Calendar {
    /// Bit n: closed on the n-th day of the week from Monday.
    closed_weekdays: u8,
    /// Closed on public holidays too, as far as they are known.
    holidays: bool,
    closed: BTreeMap<Date, String>,
    open: BTreeMap<Date, String>,
}

impl Calendar {
    /// A place that is always open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Offices and most houses: closed on Saturday and Sunday.
    pub fn weekends_closed() -> Self {
        Self::new().closing_on([Weekday::Saturday, Weekday::Sunday])
    }

    /// The same place, also closed on these days of the week.
    #[must_use]
    pub fn closing_on(mut self, weekdays: impl IntoIterator<Item = Weekday>) -> Self {
        for weekday in weekdays {
            self.closed_weekdays |= bit(weekday);
        }
        self
    }

    /// The days of the week on which the place is closed, Monday first.
    pub fn closed_weekdays(&self) -> impl Iterator<Item = Weekday> {
        Weekday::Monday.cycle_forward().take(7).filter(|weekday| self.closed_weekdays & bit(*weekday) != 0)
    }

    /// The same place, also closed on public holidays. Beyond the years that are known only the week says when it is
    /// closed. A make-up workday opens nothing by itself: whoever keeps the place says so.
    #[must_use]
    pub fn keeping_holidays(mut self) -> Self {
        self.holidays = true;
        self
    }

    /// Closes the place on a date; the name (国庆节) may be empty.
    pub fn close(&mut self, date: Date, name: &str) {
        self.open.remove(&date);
        self.closed.insert(date, name.to_owned());
    }

    /// Opens the place on a date, whatever the weekday says.
    pub fn open(&mut self, date: Date, name: &str) {
        self.closed.remove(&date);
        self.open.insert(date, name.to_owned());
    }

    /// Single days that differ from the week, with their names; `true` stands for extra open.
    pub fn exceptions(&self) -> impl Iterator<Item = (Date, &str, bool)> {
        let mut all: BTreeMap<Date, (&str, bool)> = BTreeMap::new();
        all.extend(self.closed.iter().map(|(date, name)| (*date, (name.as_str(), false))));
        all.extend(self.open.iter().map(|(date, name)| (*date, (name.as_str(), true))));
        all.into_iter().map(|(date, (name, open))| (date, name, open))
    }

    /// Whether the place is open on a date.
    pub fn is_open(&self, date: Date) -> bool {
        if self.open.contains_key(&date) {
            return true;
        }
        let holiday = self.holidays && public::is_holiday(date);
        !holiday && !self.closed.contains_key(&date) && self.closed_weekdays & bit(date.weekday()) == 0
    }

    /// The first open day from `date` on, `date` itself included; `None` where there is none within 400 days.
    pub fn next_open_day(&self, date: Date) -> Option<Date> {
        let mut day = date;
        for _ in 0..=LOOK_AHEAD_DAYS {
            if self.is_open(day) {
                return Some(day);
            }
            day = day.tomorrow().ok()?;
        }
        None
    }

    /// Where a due date falls: the first open day from `date` on (`roll_due_to_open_day` of the rules pack).
    ///
    /// A calendar without an open day within 400 days is a slip of whoever keeps it; the date then stays, because a
    /// loan needs one.
    pub fn roll_to_open_day(&self, date: Date) -> Date {
        self.next_open_day(date).unwrap_or(date)
    }

    /// The day after which `count` further days were open (a hold waits five open days); `date` plus `count` days where
    /// the calendar has too few.
    pub fn after_open_days(&self, date: Date, count: u32) -> Date {
        let mut day = date;
        for _ in 0..count {
            let next = day.tomorrow().ok().and_then(|day| self.next_open_day(day));
            let Some(next) = next else {
                return date.saturating_add(jiff::Span::new().days(i64::from(count.min(3660))));
            };
            day = next;
        }
        day
    }
}

/// L-C22: where the phone and the house know different calendars, the date that is best for the reader holds; a closed
/// day that is published later extends and never shortens. Without a calendar the date stays.
pub fn latest_due<'a>(date: Date, calendars: impl IntoIterator<Item = &'a Calendar>) -> Date {
    calendars.into_iter().map(|calendar| calendar.roll_to_open_day(date)).max().unwrap_or(date)
}

fn bit(weekday: Weekday) -> u8 {
    1 << weekday.to_monday_zero_offset()
}
