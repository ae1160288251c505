//! The public holidays that are known: days off by the State Council's yearly notices, one table for all years.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use jiff::civil::Date;

/// `date,name,is_workday`, one row a day; the next year's rows are added when its notice is out.
const TABLE: &str = include_str!("holidays.csv");

static DAYS_OFF: LazyLock<BTreeSet<Date>> = LazyLock::new(|| {
    let rows = TABLE.lines().filter_map(|row| row.strip_suffix(",0")?.split(',').next()?.parse().ok());
    rows.collect()
});

/// Whether a date is a public holiday.
pub(super) fn is_holiday(date: Date) -> bool {
    DAYS_OFF.contains(&date)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Calendar;

    #[test]
    fn every_row_of_the_table_is_read() {
        assert_eq!(Calendar::new().add_holidays(TABLE), Ok(()));
        let off = TABLE.lines().filter(|row| row.ends_with(",0")).count();
        assert_eq!(DAYS_OFF.len(), off);
    }
}
