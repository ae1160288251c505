//! Open days, due dates and China's clock (domain.md §6, L-C22).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use jiff::civil::{Date, Weekday, date};
use proptest::prelude::*;
use zhijia_model::calendar::{
    Calendar, CalendarFault, china_date, china_datetime, date_en, date_zh, end_of_day_ms, instant_ms, latest_due,
    start_of_day_ms,
};

fn national() -> Calendar {
    let mut calendar = Calendar::weekends_closed();
    calendar.add_holidays(include_str!("../src/calendar/holidays.csv")).unwrap();
    calendar
}

#[test]
fn public_holidays_and_make_up_workdays_are_followed() {
    let calendar = national();
    // 2025: 28 January to 4 February off; 26 January and 8 February worked, a Sunday and a Saturday (domain.md §6).
    assert!(calendar.is_open(date(2025, 1, 26)));
    assert!(!calendar.is_open(date(2025, 1, 28)));
    assert!(!calendar.is_open(date(2025, 2, 4)));
    assert!(calendar.is_open(date(2025, 2, 5)));
    assert!(calendar.is_open(date(2025, 2, 8)));
    assert!(!calendar.is_open(date(2025, 2, 9)));
    assert_eq!(calendar.exceptions().count(), 108);
}

#[test]
fn a_due_date_rolls_over_closed_days() {
    let calendar = national();
    assert_eq!(calendar.roll_to_open_day(date(2025, 1, 28)), date(2025, 2, 5));
    assert_eq!(calendar.roll_to_open_day(date(2025, 2, 8)), date(2025, 2, 8));
    // A house that opens on Mondays and Fridays only.
    let house = Calendar::new().closing_on([
        Weekday::Tuesday,
        Weekday::Wednesday,
        Weekday::Thursday,
        Weekday::Saturday,
        Weekday::Sunday,
    ]);
    assert_eq!(house.roll_to_open_day(date(2026, 3, 3)), date(2026, 3, 6));
    assert_eq!(house.closed_weekdays().count(), 5);
    assert_eq!(house.after_open_days(date(2026, 3, 6), 5), date(2026, 3, 23));
}

#[test]
fn of_two_calendars_the_one_that_is_better_for_the_reader_holds() {
    let old = Calendar::weekends_closed();
    let due = date(2025, 1, 28);
    assert_eq!(latest_due(due, [&old, &national()]), date(2025, 2, 5));
    assert_eq!(latest_due(due, [&national(), &old]), date(2025, 2, 5));
    assert_eq!(latest_due(due, [&old]), due);
    assert_eq!(latest_due(due, []), due);
}

#[test]
fn a_place_that_never_opens_does_not_hang_a_loan() {
    let never = Calendar::new().closing_on(Weekday::Monday.cycle_forward().take(7));
    assert_eq!(never.next_open_day(date(2026, 3, 5)), None);
    assert_eq!(never.roll_to_open_day(date(2026, 3, 5)), date(2026, 3, 5));
    assert_eq!(never.after_open_days(date(2026, 3, 5), 5), date(2026, 3, 10));
    assert_eq!(never.roll_to_open_day(Date::MAX), Date::MAX);
}

#[test]
fn what_is_said_last_about_a_day_holds() {
    let mut calendar = Calendar::weekends_closed();
    let sunday = date(2026, 3, 8);
    calendar.open(sunday, "三八活动");
    assert!(calendar.is_open(sunday));
    calendar.close(sunday, "停电");
    assert!(!calendar.is_open(sunday));
    assert_eq!(calendar.exceptions().collect::<Vec<_>>(), [(sunday, "停电", false)]);
}

#[test]
fn the_table_reads_back_byte_for_byte() {
    let table = include_str!("../src/calendar/holidays.csv");
    assert_eq!(national().to_holidays(), table);
}

#[test]
fn a_wrong_row_is_named_and_changes_nothing() {
    let mut calendar = Calendar::new();
    for (table, line, fault) in [
        ("", 1, CalendarFault::Header),
        ("日期,名称\n", 1, CalendarFault::Header),
        ("date,name,is_workday\n2026-02-17,春节,0\n2026-02-30,春节,0\n", 3, CalendarFault::Date),
        ("date,name,is_workday\n2026/02/17,春节,0\n", 2, CalendarFault::Date),
        ("date,name,is_workday\n2026-02-17,春节,是\n", 2, CalendarFault::Workday),
        ("date,name,is_workday\n\n2026-02-17,春节\n", 3, CalendarFault::Columns),
        ("date,name,is_workday\n2026-02-17,春节,0\n2026-02-17,春节,1\n", 3, CalendarFault::Twice),
    ] {
        let error = calendar.add_holidays(table).unwrap_err();
        assert_eq!((error.line, error.fault), (line, fault), "{table}");
        assert!(error.zh().contains(&line.to_string()) && error.en().contains(&line.to_string()));
        assert!(!error.code().is_empty());
        assert_eq!(calendar, Calendar::new());
    }
    let long = format!("date,name,is_workday\n{}", "2026-02-17,春节,0\n".repeat(5001));
    assert_eq!(calendar.add_holidays(&long).unwrap_err().fault, CalendarFault::TooLong);
}

#[test]
fn a_deadline_ends_at_midnight_in_china() {
    // 2026-03-05 16:00 UTC is midnight in China.
    assert_eq!(end_of_day_ms(date(2026, 3, 5)), 1_772_726_400_000);
    assert_eq!(start_of_day_ms(date(2026, 3, 6)), 1_772_726_400_000);
    assert_eq!(china_date(1_772_726_400_000 - 1), date(2026, 3, 5));
    assert_eq!(china_date(1_772_726_400_000), date(2026, 3, 6));
}

#[test]
fn dates_are_said_as_people_say_them() {
    let day = date(2026, 3, 5);
    assert_eq!((date_zh(day, day), date_en(day, day)), ("3月5日(周四)".to_owned(), "Thu 5 Mar".to_owned()));
    // Seen in January, December is last year's; seen in December, January is next year's.
    let (december, january) = (date(2025, 12, 30), date(2026, 1, 2));
    assert_eq!(date_zh(december, january), "2025年12月30日(周二)");
    assert_eq!(date_en(january, december), "Fri 2 Jan 2026");
}

#[test]
fn the_ends_of_time_are_answered() {
    for ms in [i64::MIN, i64::MAX] {
        let _ = (china_datetime(ms), date_zh(china_date(ms), Date::MIN), date_en(china_date(ms), Date::MAX));
    }
    assert!(end_of_day_ms(Date::MAX) >= start_of_day_ms(Date::MAX));
    assert!(start_of_day_ms(Date::MIN) <= end_of_day_ms(Date::MIN));
}

proptest! {
    #[test]
    fn an_instant_survives_the_way_to_the_clock_and_back(ms in -2_000_000_000_000i64..4_000_000_000_000) {
        prop_assert_eq!(instant_ms(china_datetime(ms)), ms);
        let day = china_date(ms);
        prop_assert!(start_of_day_ms(day) <= ms && ms < end_of_day_ms(day));
    }

    #[test]
    fn rolling_never_goes_back_and_ends_on_an_open_day(offset in 0i32..2000, closed in proptest::collection::vec(0i32..2000, 0..60), weekdays in 0u8..127) {
        let base = date(2024, 1, 1);
        let day = |n: i32| base.checked_add(jiff::Span::new().days(n)).unwrap();
        let week = Weekday::Monday.cycle_forward().take(7).enumerate().filter(|(n, _)| weekdays & (1 << n) != 0).map(|(_, w)| w);
        let mut calendar = Calendar::new().closing_on(week);
        for n in &closed {
            calendar.close(day(*n), "");
        }
        let rolled = calendar.roll_to_open_day(day(offset));
        prop_assert!(rolled >= day(offset));
        prop_assert!(calendar.is_open(rolled));
        // Publishing one more closed day extends and never shortens.
        calendar.close(rolled, "");
        prop_assert!(calendar.roll_to_open_day(day(offset)) > rolled);
    }

    #[test]
    fn any_text_as_a_table_is_answered(table in any::<String>()) {
        let _ = Calendar::new().add_holidays(&table);
        let _ = Calendar::new().add_holidays(&format!("date,name,is_workday\n{table}"));
    }
}

#[test]
fn a_due_date_rolls_over_public_holidays_and_beyond_the_table_over_the_week() {
    let house = Calendar::weekends_closed().keeping_holidays();
    for (due, opens) in [
        (date(2026, 10, 1), date(2026, 10, 8)),
        (date(2026, 5, 1), date(2026, 5, 6)),
        (date(2026, 2, 17), date(2026, 2, 24)),
        // Beyond the years that are known: a Friday stays, a Saturday rolls.
        (date(2032, 10, 1), date(2032, 10, 1)),
        (date(2032, 10, 2), date(2032, 10, 4)),
    ] {
        assert_eq!(house.roll_to_open_day(due), opens, "{due}");
    }
    // A make-up workday opens no house by itself; what the keeper says of a single day holds.
    assert!(!house.is_open(date(2026, 10, 10)));
    let mut open = house.clone();
    open.open(date(2026, 10, 2), "");
    open.close(date(2026, 10, 8), "盘点");
    assert_eq!(open.roll_to_open_day(date(2026, 10, 1)), date(2026, 10, 2));
    assert_eq!(open.roll_to_open_day(date(2026, 10, 3)), date(2026, 10, 9));
}

#[test]
fn a_day_beyond_the_calendar_ends_later_than_any_now() {
    for ms in [i64::MAX / 4, i64::MAX] {
        let end = zhijia_model::calendar::end_of_day_ms(zhijia_model::calendar::china_date(ms));
        assert!(end > 4_000_000_000_000, "{end}");
    }
}
