//! The table of public holidays: `date,name,is_workday`, one row a day.

use jiff::civil::Date;

use super::Calendar;
use crate::csv_lines::Lines;

/// More rows than a century of holidays has.
const MOST_ROWS: usize = 5000;
/// Longest name of a day, in characters.
const LONGEST_NAME: usize = 40;

/// What is wrong with a row of a holiday table.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum CalendarFault {
    /// The first line does not name the columns `date`, `name`, `is_workday`.
    Header,
    /// The date is not a real one in the form 2026-10-01.
    Date,
    /// The third column is neither 0 nor 1.
    Workday,
    /// The row has another number of columns, or quotes are not closed.
    Columns,
    /// The same date stands twice with different meanings.
    Twice,
    /// More rows than a table of holidays can have.
    TooLong,
}

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
        match self.fault {
            CalendarFault::Header => "calendar-header",
            CalendarFault::Date => "calendar-date",
            CalendarFault::Workday => "calendar-workday",
            CalendarFault::Columns => "calendar-columns",
            CalendarFault::Twice => "calendar-twice",
            CalendarFault::TooLong => "calendar-too-long",
        }
    }

    /// The fault in Chinese, with the way out.
    pub fn zh(&self) -> String {
        let line = self.line;
        match self.fault {
            CalendarFault::Header => format!("第{line}行:表头应为 date,name,is_workday"),
            CalendarFault::Date => format!("第{line}行:日期不对,请写成 2026-10-01 这样"),
            CalendarFault::Workday => format!("第{line}行:is_workday 应为 0(放假)或 1(补班)"),
            CalendarFault::Columns => format!("第{line}行:应有三列,请检查逗号和引号"),
            CalendarFault::Twice => format!("第{line}行:同一天写了两次而且不一致,请只留一行"),
            CalendarFault::TooLong => {
                format!("第{line}行起超出 {MOST_ROWS} 行上限,请确认是不是节假日表")
            }
        }
    }

    /// The fault in English, with the way out.
    pub fn en(&self) -> String {
        let line = self.line;
        match self.fault {
            CalendarFault::Header => {
                format!("line {line}: the header must be date,name,is_workday")
            }
            CalendarFault::Date => format!("line {line}: not a date; write it like 2026-10-01"),
            CalendarFault::Workday => {
                format!("line {line}: is_workday must be 0 (day off) or 1 (make-up workday)")
            }
            CalendarFault::Columns => {
                format!("line {line}: three columns are needed; check commas and quotes")
            }
            CalendarFault::Twice => {
                format!("line {line}: the same day stands here twice with different meanings; keep one row")
            }
            CalendarFault::TooLong => {
                format!("line {line}: more than {MOST_ROWS} rows; is this a table of holidays?")
            }
        }
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
