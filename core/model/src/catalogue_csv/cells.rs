//! From the cells of a record to a row.

use unicode_normalization::UnicodeNormalization;

use super::CatalogueRow;
use super::header::{Column, Header};
use super::problem::{Problem, ProblemKind};
use super::records::Record;
use crate::isbn::{Isbn, IsbnError};
use crate::text::is_invisible;

/// Longest text of a field, in characters.
const LONGEST: usize = 500;
/// Most copies of one row.
const MOST_COPIES: u32 = 9999;
/// What people write for "nothing".
const NOTHING: [&str; 10] = ["-", "—", "——", "/", "\\", "N/A", "n/a", "无", "暂无", "*"];
/// What sums and notes below a table begin with; nothing, a colon, a number or a bracket follows.
const NOTES: [&str; 20] = [
    "合计",
    "总计",
    "小计",
    "共计",
    "制表人",
    "制表日期",
    "制表单位",
    "填表人",
    "填表日期",
    "填表说明",
    "填报单位",
    "填报人",
    "审核人",
    "审批人",
    "负责人",
    "经办人",
    "说明",
    "备注",
    "注",
    "盖章",
];

/// A cell without blanks around, line breaks, invisible marks and the marks by which spreadsheets keep a text a text.
pub(super) fn clean(cell: &str) -> String {
    let trimmed = cell.trim();
    let plain = |c: char| matches!(c, '\u{21}'..='\u{7E}' | '\u{3001}'..='\u{9FFF}');
    if trimmed.chars().all(plain) && !trimmed.starts_with(['=', '\'']) {
        return trimmed.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    for c in cell.chars().filter(|c| !is_invisible(*c)) {
        if !c.is_whitespace() && !c.is_control() {
            out.push(c);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    let trimmed = out.trim_end();
    let formula = trimmed.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let text = formula.unwrap_or_else(|| trimmed.strip_prefix('\'').unwrap_or(trimmed));
    text.trim().to_owned()
}

/// The row of a record: `Ok(None)` for a sum or note below the table.
pub(super) fn row(
    header: &Header,
    record: &Record,
    warnings: &mut Vec<Problem>,
) -> Result<Option<CatalogueRow>, Vec<Problem>> {
    let mut reader = Reader { header, record, errors: Vec::new(), warnings: Vec::new() };
    if record.stray_quote {
        reader.error("", ProblemKind::StrayQuote, "");
        return Err(reader.errors);
    }
    if record.cells.iter().skip(header.width()).any(|cell| !clean(cell).is_empty()) {
        reader.error("", ProblemKind::TooManyCells, "");
        return Err(reader.errors);
    }
    if is_note(header, record) {
        warnings.push(Problem::new(record.line, "", ProblemKind::NoteRow, &clean(&record.cells.join(" "))));
        return Ok(None);
    }
    let row = reader.row();
    if reader.errors.is_empty() {
        warnings.append(&mut reader.warnings);
        Ok(Some(row))
    } else {
        Err(reader.errors)
    }
}

/// Few cells, no ISBN, and words of a sum or a note at the beginning.
fn is_note(header: &Header, record: &Record) -> bool {
    if record.cells.iter().filter(|cell| !cell.trim().is_empty()).count() > 3 {
        return false;
    }
    let mut filled = record.cells.iter().map(|cell| clean(cell)).filter(|cell| !cell.is_empty());
    let Some(first) = filled.next() else { return false };
    let few = filled.count() <= 2;
    few && clean(header.cell(record, Column::Isbn)).is_empty()
        && clean(header.cell(record, Column::Author)).is_empty()
        && NOTES.iter().filter_map(|note| first.strip_prefix(note)).any(|rest| {
            rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, ':' | '：' | '(' | '（' | ' ' | '_'))
                || rest.is_empty()
        })
}

struct Reader<'a> {
    header: &'a Header,
    record: &'a Record,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Reader<'_> {
    fn row(&mut self) -> CatalogueRow {
        let title = self.text(Column::Title);
        let title = unwrapped(&title).to_owned();
        if title.is_empty() {
            self.error_in(Column::Title, ProblemKind::TitleMissing, "");
        }
        let isbn = self.isbn();
        let barcodes = self.codes(Column::Barcode);
        let accessions = self.codes(Column::Accession);
        let copies = self.copies(barcodes.len().max(accessions.len()));
        CatalogueRow {
            line: self.record.line,
            more_lines: Vec::new(),
            isbn,
            title,
            volume: self.text(Column::Volume),
            author: self.text(Column::Author),
            publisher: self.text(Column::Publisher),
            year: self.read(Column::Year, ProblemKind::Year, year),
            edition: self.text(Column::Edition),
            pages: self.read(Column::Pages, ProblemKind::Pages, pages),
            price_fen: self
                .read(Column::PriceFen, ProblemKind::Price, whole)
                .or_else(|| self.read(Column::Price, ProblemKind::Price, price)),
            clc: self.text(Column::Clc).to_uppercase(),
            copies,
            barcodes,
            accessions,
            call_no: self.text(Column::CallNo),
            shelf: self.text(Column::Shelf),
            source: self.text(Column::Source),
            house: self.text(Column::House),
            acquired: self.text(Column::Acquired),
            note: self.text(Column::Note),
        }
    }

    fn error(&mut self, field: &str, kind: ProblemKind, value: &str) {
        self.errors.push(Problem::new(self.record.line, field, kind, value));
    }

    fn error_in(&mut self, column: Column, kind: ProblemKind, value: &str) {
        self.errors.push(Problem::new(self.record.line, self.header.heading(column), kind, value));
    }

    fn warn_in(&mut self, column: Column, kind: ProblemKind, value: &str) {
        self.warnings.push(Problem::new(self.record.line, self.header.heading(column), kind, value));
    }

    fn text(&mut self, column: Column) -> String {
        let text = clean(self.header.cell(self.record, column));
        if column != Column::Title && NOTHING.contains(&text.as_str()) {
            return String::new();
        }
        if text.chars().count() > LONGEST {
            self.error_in(column, ProblemKind::TooLong, &text);
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.warn_in(column, ProblemKind::LostCharacter, &text);
        }
        text
    }

    fn isbn(&mut self) -> Option<Isbn> {
        let cell = self.header.cell(self.record, Column::Isbn);
        match Isbn::parse(cell) {
            Ok(isbn) => Some(isbn),
            Err(IsbnError::Empty) => None,
            Err(IsbnError::OldBookNumber) => {
                self.warn_in(Column::Isbn, ProblemKind::OldBookNumber, &clean(cell));
                None
            }
            Err(error) => {
                self.error_in(Column::Isbn, ProblemKind::Isbn(error), &clean(cell));
                None
            }
        }
    }

    /// Barcodes or accession numbers, several in a cell with any separator between.
    fn codes(&mut self, column: Column) -> Vec<String> {
        let cell = clean(self.header.cell(self.record, column));
        if NOTHING.contains(&cell.as_str()) {
            return Vec::new();
        }
        let folded: String = cell.nfkc().collect();
        let mut codes: Vec<String> = Vec::new();
        for part in folded.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '|')) {
            // Code 39 prints stars around.
            let code = part.trim_matches('*');
            if code.is_empty() {
                continue;
            }
            let scientific = code.contains("E+") || code.contains("e+");
            let signs = code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '_'));
            let length = if column == Column::Barcode { 4..=32 } else { 1..=32 };
            if scientific || !signs || !length.contains(&code.len()) {
                self.error_in(column, ProblemKind::Barcode, part);
            } else if !codes.iter().any(|known| known == code) {
                codes.push(code.to_owned());
            }
        }
        codes
    }

    fn copies(&mut self, labelled: usize) -> u32 {
        let cell = clean(self.header.cell(self.record, Column::Copies));
        let labels = u32::try_from(labelled).unwrap_or(MOST_COPIES);
        if cell.is_empty() || NOTHING.contains(&cell.as_str()) {
            return labels.max(1);
        }
        match whole(&cell) {
            Some(copies @ 1..=MOST_COPIES) if copies >= labels => copies,
            Some(1..=MOST_COPIES) => {
                self.warn_in(Column::Copies, ProblemKind::MoreBarcodes, &cell);
                labels
            }
            _ => {
                self.error_in(Column::Copies, ProblemKind::Copies, &cell);
                1
            }
        }
    }

    fn read<T>(&mut self, column: Column, kind: ProblemKind, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let cell = clean(self.header.cell(self.record, column));
        if cell.is_empty() || NOTHING.contains(&cell.as_str()) {
            return None;
        }
        let folded: String = cell.nfkc().collect();
        let value = read(&folded);
        if value.is_none() {
            self.warn_in(column, kind, &cell);
        }
        value
    }
}

/// 《红楼梦》 as 红楼梦, where the marks stand around the whole.
fn unwrapped(title: &str) -> &str {
    let inner = title.strip_prefix('《').and_then(|rest| rest.strip_suffix('》'));
    match inner {
        Some(inner) if !inner.contains(['《', '》']) && !inner.trim().is_empty() => inner.trim(),
        _ => title,
    }
}

/// A whole number, also as `2册` and `2.0`.
fn whole(cell: &str) -> Option<u32> {
    let folded: String = cell.nfkc().collect();
    let text = folded.trim_end_matches(['册', '本', '套', '分', ' ']);
    let (digits, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if plain(digits) && fraction.bytes().all(|b| b == b'0') { digits.parse().ok() } else { None }
}

/// The year of a date in any usual form, also of a spreadsheet's day number.
fn year(cell: &str) -> Option<u16> {
    let numbers: Vec<&str> = cell.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    if let [only] = numbers.as_slice()
        && only.len() == 5
        && cell.len() == 5
    {
        // Days since 1899-12-30; one is enough of an exactness for a year.
        let days: u32 = only.parse().ok()?;
        return u16::try_from(1900 + days * 4 / 1461).ok().filter(|year| (1900..=2100).contains(year));
    }
    numbers
        .iter()
        .filter(|number| matches!(number.len(), 4 | 6 | 8))
        .filter_map(|number| number.get(..4)?.parse::<u16>().ok())
        .find(|year| (1800..=2100).contains(year))
}

/// The largest number of `xii, 320页`.
fn pages(cell: &str) -> Option<u32> {
    cell.split(|c: char| !c.is_ascii_digit())
        .filter_map(|part| part.parse().ok())
        .filter(|n| (1..=20_000).contains(n))
        .max()
}

/// The first amount of `CNY39.80`, `¥1,280`, `39.8元(全套)`, in fen.
fn price(cell: &str) -> Option<u32> {
    let start = cell.find(|c: char| c.is_ascii_digit())?;
    let rest = cell.get(start..)?;
    let end = rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ','))).unwrap_or(rest.len());
    let number = rest.get(..end)?.trim_end_matches(['.', ',']);
    let before = cell.get(..start)?;
    let foreign = ["USD", "US", "$", "HK", "NT", "EUR", "€", "£", "GBP", "JPY"]
        .iter()
        .any(|sign| before.to_uppercase().contains(sign));
    if foreign || before.contains('-') || rest.get(end..).is_some_and(|after| after.starts_with(['E', 'e'])) {
        return None;
    }
    let (yuan, fraction) = number.split_once('.').unwrap_or((number, ""));
    let yuan: u32 = yuan.replace(',', "").parse().ok()?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || fraction.len() > 4 {
        return None;
    }
    let mut fen = fraction.chars().chain("00".chars()).take(2).filter_map(|c| c.to_digit(10));
    let cents = fen.next()? * 10 + fen.next()?;
    yuan.checked_mul(100)?.checked_add(cents).filter(|fen| *fen <= 10_000_000)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn amounts_dates_and_numbers_in_their_usual_forms() {
        for (cell, fen) in [
            ("39.80", 3980),
            ("¥39.8", 3980),
            ("CNY 45", 4500),
            ("1,280.00元", 128_000),
            ("39.80元(全套)", 3980),
            ("0.5", 50),
            ("25.", 2500),
        ] {
            assert_eq!(price(cell), Some(fen), "{cell}");
        }
        for cell in ["免费", "USD 12.00", "-3", "3.98E+3", "1.2.3", "99999999999", "$5"] {
            assert_eq!(price(cell), None, "{cell}");
        }
        for (cell, expected) in [
            ("2006", 2006),
            ("2006-5", 2006),
            ("2006年5月", 2006),
            ("200605", 2006),
            ("20060501", 2006),
            ("38838", 2006),
            ("1996.12第2版", 1996),
            ("c1988", 1988),
        ] {
            assert_eq!(year(cell), Some(expected), "{cell}");
        }
        for cell in ["06", "民国", "12345678", "99999"] {
            assert_eq!(year(cell), None, "{cell}");
        }
        assert_eq!((pages("xii, 320页"), pages("320 p."), pages("若干")), (Some(320), Some(320), None));
        assert_eq!(
            (whole("２册"), whole("2.0"), whole("2.5"), whole("-1"), whole("")),
            (Some(2), Some(2), None, None, None)
        );
    }
}
