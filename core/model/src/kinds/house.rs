//! A workers' book-house (职工书屋) and its lending rules.

use jiff::civil::Weekday;

use crate::calendar::Calendar;
use crate::key::{KeySpec, Type, key};
use crate::kind::Part;
use crate::kinds::Record;

/// What a keeper writes. Absent numbers mean the default rules pack of domain §2Z.
pub const KEEPER: &[KeySpec] = &[
    key(1, "name", Type::Text(200)),
    key(2, "address", Type::Text(300)),
    key(3, "hours", Type::Text(200)),
    key(4, "closed_weekdays", Type::Text(20)),
    key(5, "max_loans", Type::Int),
    key(6, "loan_days", Type::Int),
    key(7, "renewals", Type::Int),
    key(8, "renew_days", Type::Int),
    key(9, "renew_window_days", Type::Int),
    key(10, "closed/*/day", Type::Bool),
    key(11, "note", Type::Text(2000)),
];

/// What everyone sees.
pub const PUBLIC: &[KeySpec] = &[
    key(1, "name", Type::Text(200)),
    key(2, "address", Type::Text(300)),
    key(3, "hours", Type::Text(200)),
    key(4, "closed_weekdays", Type::Text(20)),
    key(5, "max_loans", Type::Int),
    key(6, "loan_days", Type::Int),
    key(7, "renewals", Type::Int),
    key(8, "renew_days", Type::Int),
    key(9, "renew_window_days", Type::Int),
    key(10, "closed/*/day", Type::Bool),
];

/// The house's name.
pub fn name(record: &Record) -> &str {
    record.part(Part::Keeper).text("name").one().unwrap_or_default()
}

/// When the house is open: `closed_weekdays` lists numbers from 1 (Monday) to 7, `closed/<YYYY-MM-DD>/day` single days.
pub fn calendar(record: Option<&Record>) -> Calendar {
    let Some(part) = record.map(|record| record.part(Part::Keeper)) else { return Calendar::new() };
    let listed = part.text("closed_weekdays").one().unwrap_or_default();
    let numbers = listed.chars().filter_map(|digit| i8::try_from(digit.to_digit(10)?).ok());
    let weekdays = numbers.filter_map(|number| Weekday::from_monday_one_offset(number).ok());
    let mut calendar = Calendar::new().closing_on(weekdays);
    for day in part.elements("closed") {
        let holds = part.flag(&format!("closed/{day}/day")).one().unwrap_or(false);
        if let (true, Ok(date)) = (holds, day.parse()) {
            calendar.close(date, "");
        }
    }
    calendar
}
