//! Records and their physical lines.
//!
//! Not the csv crate here: after a stray quote it takes the rest of the file for one cell, and it cannot say on which
//! line of the file a record begins. Otherwise the rules are the same: RFC 4180, any line ending, a quote is special
//! only at the beginning of a cell.

/// A quoted cell that does not end within so many lines began with a stray quote.
const MOST_LINES_IN_A_CELL: u64 = 20;

/// More cells than any list has columns; what follows stays in the last one.
const MOST_CELLS: usize = 256;

/// One record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Record {
    /// The physical line on which it begins, from 1.
    pub line: u64,
    pub cells: Vec<String>,
    /// A quote was opened and never closed; the cells are those of the one line, the quote being taken literally.
    pub stray_quote: bool,
}

impl Record {
    pub(crate) fn is_blank(&self) -> bool {
        self.cells.iter().all(|cell| cell.chars().all(|c| c.is_whitespace() || crate::text::is_invisible(c)))
    }
}

/// Walks over a text.
pub(crate) struct Records<'a> {
    rest: &'a str,
    line: u64,
    delimiter: char,
}

impl<'a> Records<'a> {
    pub(crate) fn new(text: &'a str, delimiter: char) -> Self {
        Self { rest: text, line: 1, delimiter }
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.rest.is_empty() {
            return None;
        }
        let whole = split(self.rest, self.delimiter, true);
        let stray_quote = whole.is_none();
        let (cells, length, lines) = whole.or_else(|| split(self.rest, self.delimiter, false))?;
        let record = Record { line: self.line, cells, stray_quote };
        self.rest = self.rest.get(length..).unwrap_or("");
        self.line += lines;
        Some(record)
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted cell: the end of it, or half of a doubled one.
    Quote,
}

/// The cells of the first record, its length in bytes and in lines; `None` where a quoted cell does not end.
fn split(text: &str, delimiter: char, quotes: bool) -> Option<(Vec<String>, usize, u64)> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut at = At::Start;
    let mut lines = 1;
    let mut chars = text.char_indices().peekable();
    while let Some((byte, c)) = chars.next() {
        let line_ends = c == '\n' || (c == '\r' && !matches!(chars.peek(), Some((_, '\n'))));
        if at == At::Quoted {
            if c == '"' {
                at = At::Quote;
                continue;
            }
            lines += u64::from(line_ends);
            if lines > MOST_LINES_IN_A_CELL {
                return None;
            }
            cell.push(c);
            continue;
        }
        if c == '"' && at == At::Quote {
            cell.push('"');
            at = At::Quoted;
        } else if c == '"' && at == At::Start && quotes && cell.trim().is_empty() {
            cell.clear();
            at = At::Quoted;
        } else if c == delimiter && cells.len() + 1 < MOST_CELLS {
            cells.push(std::mem::take(&mut cell));
            at = At::Start;
        } else if line_ends {
            cells.push(cell);
            return Some((cells, byte + c.len_utf8(), lines));
        } else if c != '\r' {
            cell.push(c);
            // Blanks before a quote still leave it at the beginning.
            if !(at == At::Start && c == ' ') {
                at = At::Plain;
            }
        }
    }
    if at == At::Quoted {
        return None;
    }
    cells.push(cell);
    Some((cells, text.len(), lines))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> Vec<(u64, Vec<String>, bool)> {
        Records::new(text, ',').map(|r| (r.line, r.cells, r.stray_quote)).collect()
    }

    fn cells(all: &[&str]) -> Vec<String> {
        all.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn records_are_cut_as_rfc_4180_says() {
        assert_eq!(
            shown("a,b\r\n\"c\"\"d\",\"e\r\nf\"\n\ng,\"h\"\rlast"),
            [
                (1, cells(&["a", "b"]), false),
                (2, cells(&["c\"d", "e\r\nf"]), false),
                (4, cells(&[""]), false),
                (5, cells(&["g", "h"]), false),
                (6, cells(&["last"]), false),
            ]
        );
        assert_eq!(shown("5\" disk, \"x\" "), [(1, cells(&["5\" disk", "x "]), false)]);
    }

    proptest! {
        #[test]
        fn what_the_csv_crate_writes_is_read_alike(rows in vec(vec("[a甲\",;\r\n ]{0,5}", 1..4), 0..8), end in any::<bool>()) {
            let end = if end { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
            let mut writer = csv::WriterBuilder::new().flexible(true).terminator(end).from_writer(Vec::new());
            for row in &rows {
                writer.write_record(row).unwrap();
            }
            let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
            let read: Vec<Vec<String>> = Records::new(&text, ',').map(|record| record.cells).collect();
            prop_assert_eq!(read, rows);
        }

        #[test]
        fn records_cover_the_text_line_by_line(text in "[a\",\r\n]{0,60}") {
            let mut last = 0;
            for record in Records::new(&text, ',') {
                prop_assert!(record.line > last);
                last = record.line;
            }
            let breaks = text.replace("\r\n", "\n").replace('\r', "\n").matches('\n').count() as u64;
            prop_assert!(last <= breaks + 1);
        }
    }

    #[test]
    fn a_stray_quote_costs_one_line() {
        let text = format!("a,\"b\n{}", "c,d\n".repeat(30));
        let records = shown(&text);
        assert_eq!(records.len(), 31);
        assert_eq!(records[0], (1, cells(&["a", "\"b"]), true));
        assert_eq!(records[30], (31, cells(&["c", "d"]), false));
        assert!(shown("a,\"b\nc,d\n")[0].2);
    }
}
