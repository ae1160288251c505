//! The table of public holidays: `date,name,is_workday`, one row a day.

use jiff::civil::Date;

use super::Calendar;
use crate::csv_lines::Lines;
pub use crate::messages::checks::CalendarFault;

/// More rows than a century of holidays has.
const MOST_ROWS: usize = 5000;
/// Longest name of a day, in characters.
const LONGEST_NAME: usize = 40;

/// A holiday table that cannot be read, with the line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("{}", self.en())]
pub struct CalendarError {
    /// The physical line, counted from 1.
    pub line: u64,
    /// What is wrong there.
    pub fault: CalendarFault,
}

impl CalendarError {
    /// The stable code of the fault.
    pub const fn code(&self) -> &'static str {
        self.fault.code()
    }

    /// The fault in Chinese, with the way out.
    pub fn zh(&self) -> String {
        self.fault.zh().replace("{line}", &self.line.to_string())
    }

    /// The fault in English, with the way out.
    pub fn en(&self) -> String {
        self.fault.en().replace("{line}", &self.line.to_string())
    }
}

impl Calendar {
    /// Adds a table of public holidays: days off are closed, make-up workdays open. Nothing changes where a row is
    /// wrong.
    ///
    /// # Errors
    /// [`CalendarError`] names the first bad row; nothing is added then.
    pub fn add_holidays(&mut self, table: &str) -> Result<(), CalendarError> {
        let mut days = Self { closed_weekdays: self.closed_weekdays, holidays: self.holidays, ..Self::default() };
        let table = table.strip_prefix('\u{FEFF}').unwrap_or(table);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(table.as_bytes());
        let mut record = csv::StringRecord::new();
        let mut lines = Lines::new(table.as_bytes());
        let mut rows = 0;
        loop {
            let line = lines.of_record(reader.position().byte());
            let fail = |fault| CalendarError { line, fault };
            if !reader.read_record(&mut record).map_err(|_| fail(CalendarFault::Columns))? {
                break;
            }
            let cells: Vec<&str> = record.iter().map(str::trim).collect();
            if rows == 0 {
                if cells != ["date", "name", "is_workday"] {
                    return Err(fail(CalendarFault::Header));
                }
            } else {
                let [date, name, workday] = cells.as_slice() else {
                    return Err(fail(CalendarFault::Columns));
                };
                let date: Date = iso_date(date).ok_or_else(|| fail(CalendarFault::Date))?;
                let open = match *workday {
                    "0" => false,
                    "1" => true,
                    _ => return Err(fail(CalendarFault::Workday)),
                };
                let contradicted = if open { &days.closed } else { &days.open };
                if contradicted.contains_key(&date) {
                    return Err(fail(CalendarFault::Twice));
                }
                let name: String = name.chars().take(LONGEST_NAME).collect();
                if open {
                    days.open(date, &name);
                } else {
                    days.close(date, &name);
                }
            }
            rows += 1;
            if rows > MOST_ROWS {
                return Err(fail(CalendarFault::TooLong));
            }
        }
        if rows == 0 {
            return Err(CalendarError { line: 1, fault: CalendarFault::Header });
        }
        for (date, name, open) in days.exceptions() {
            if open {
                self.open(date, name);
            } else {
                self.close(date, name);
            }
        }
        Ok(())
    }

    /// The days that differ from the week as a table of holidays, in order, with line feeds.
    pub fn to_holidays(&self) -> String {
        let mut writer = csv::Writer::from_writer(Vec::new());
        // Writing to memory does not fail.
        let _ = writer.write_record(["date", "name", "is_workday"]);
        for (date, name, open) in self.exceptions() {
            let _ = writer.write_record([date.to_string().as_str(), name, if open { "1" } else { "0" }]);
        }
        writer.into_inner().map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
    }
}

/// `2026-10-01` and nothing looser, so that what is written is what was read.
fn iso_date(text: &str) -> Option<Date> {
    let digits_and_dashes = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    digits_and_dashes.then(|| text.parse().ok()).flatten()
}
