//! A workers' book-house (职工书屋) and its lending rules.

use jiff::civil::{Date, Weekday};

use crate::calendar::Calendar;
use crate::fields::{Flag, Int, Text, fields, seen};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::spec::{GRACE_CIRCULATION_MS, KindSpec, PartSpec, ViewSpec, Where, Writer};

fields! {
    /// What a keeper writes. Absent numbers mean the default rules of `docs/rules.md`.
    House {
        /// The name.
        1 name: Text<200>, Public 1;
        /// Where it is.
        2 address: Text<300>, Public 2;
        /// When it is open, as people write it.
        3 hours: Text<200>, Public 3;
        /// The weekdays on which it is closed: digits 1 (Monday) to 7.
        4 closed_weekdays: Text<20>, Public 4;
        /// Books at once; absent: 3.
        5 max_loans: Int, Public 5;
        /// Days of a loan; absent: 30.
        6 loan_days: Int, Public 6;
        /// Renewals of a loan; absent: 1.
        7 renewals: Int, Public 7;
        /// Days that a renewal adds; absent: 30.
        8 renew_days: Int, Public 8;
        /// From how many days before the due day a renewal may be asked; absent: 7.
        9 renew_window_days: Int, Public 9;
        /// A remark of the keepers.
        11 note: Text<2000>;
        set closed: ClosedDay<Date> = "closed" {
            /// Whether it is closed on that day.
            10 day: Flag, Public 10;
        }
    }
}

/// The spec of houses.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::House,
    stands_in: &[Some(Kind::Union)],
    parts: &[PartSpec {
        part: Part::Keeper,
        keys: House::KEYS,
        writers: &[Writer::Holds(Role::Keeper, Where::Space)],
        readers: &[Audience::Keeper],
        ..PartSpec::PLAIN
    }],
    views: &[ViewSpec::of(Audience::Public, seen!(Public: House))],
    // Who keeps one house follows that alone.
    also_in: &[(Audience::Keeper, Where::Itself)],
    grace_ms: GRACE_CIRCULATION_MS,
    ..KindSpec::PLAIN
};

/// What keepers wrote; without their part, what everyone sees.
pub fn read(record: &Record) -> House<'_> {
    House::of(record.part_or_view(Part::Keeper, Audience::Public))
}

/// The house's name.
pub fn name(record: &Record) -> &str {
    read(record).name().one().unwrap_or_default()
}

/// When the house is open: it keeps public holidays (L-C22). A single day's word goes before week and holidays.
pub fn calendar(record: Option<&Record>) -> Calendar {
    let Some(house) = record.map(read) else { return Calendar::new() };
    let listed = house.closed_weekdays().one().unwrap_or_default();
    let numbers = listed.chars().filter_map(|digit| i8::try_from(digit.to_digit(10)?).ok());
    let weekdays = numbers.filter_map(|number| Weekday::from_monday_one_offset(number).ok());
    let mut calendar = Calendar::new().closing_on(weekdays).keeping_holidays();
    for single in house.closed() {
        match (single.day().one(), single.element()) {
            (Some(true), Some(date)) => calendar.close(date, ""),
            (Some(false), Some(date)) => calendar.open(date, ""),
            _ => {}
        }
    }
    calendar
}
