//! From the cells of a record to a row.

use unicode_normalization::UnicodeNormalization;

use super::CatalogueRow;
use super::clean::clean;
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::header::Header;
use super::headings::Column;
use super::records::Record;
use super::{codes, money};
use crate::isbn::{Isbn, IsbnError};

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

/// The row of a record: `Ok(None)` for a sum or note below the table.
pub(super) fn row(
    header: &Header,
    record: &Record,
    warnings: &mut Vec<Diagnostic>,
) -> Result<Option<CatalogueRow>, Vec<Diagnostic>> {
    let mut reader = Reader { header, record, errors: Vec::new(), warnings: Vec::new() };
    if record.stray_quote {
        reader.error("", DiagnosticKind::StrayQuote, "");
        return Err(reader.errors);
    }
    if record.cells.iter().skip(header.width()).any(|cell| !clean(cell).is_empty()) {
        reader.error("", DiagnosticKind::TooManyCells, "");
        return Err(reader.errors);
    }
    if is_note(header, record) {
        warnings.push(Diagnostic::new(record.line, "", DiagnosticKind::NoteRow, &clean(&record.cells.join(" "))));
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
    errors: Vec<Diagnostic>,
    warnings: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn row(&mut self) -> CatalogueRow {
        let (title, behind) = self.title();
        let isbn = self.isbn();
        let stated = self.stated();
        let barcodes = self.codes(Column::Barcode, stated);
        let accessions = self.codes(Column::Accession, stated);
        let copies = self.copies(stated, barcodes.len().max(accessions.len()));
        let mut author = self.text(Column::Author);
        if author.is_empty() {
            author = behind;
        }
        CatalogueRow {
            line: self.record.line,
            isbn,
            title,
            volume: self.text(Column::Volume),
            author,
            publisher: self.text(Column::Publisher),
            year: self.read(Column::Year, DiagnosticKind::Year, year),
            edition: self.text(Column::Edition),
            pages: self.read(Column::Pages, DiagnosticKind::Pages, pages),
            price_fen: self.price(copies),
            clc: self.text(Column::Clc).to_uppercase(),
            copies,
            stated: stated.is_some(),
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

    /// The title, and the author where both stand in one cell (红楼梦 / 曹雪芹著).
    fn title(&mut self) -> (String, String) {
        let column = self.header.title();
        let text = clean(self.header.cell(self.record, column));
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.warn_in(column, DiagnosticKind::LostCharacter, &text);
        }
        let parts = if column == Column::TitleAuthor { text.split_once(['/', '／']) } else { None };
        let (title, author) = parts.unwrap_or((&text, ""));
        let title = unwrapped(title.trim());
        if title.is_empty() {
            self.error_in(column, DiagnosticKind::TitleMissing, "");
        }
        if title.len() > longest(Column::Title) {
            self.error_in(column, DiagnosticKind::TitleTooLong, title);
        }
        (title.to_owned(), author.trim().to_owned())
    }

    fn price(&mut self, copies: u32) -> Option<u32> {
        if let Some(fen) = self.read(Column::PriceFen, DiagnosticKind::Price, whole) {
            return Some(fen);
        }
        if self.header.has(Column::Price) {
            return self.read(Column::Price, DiagnosticKind::Price, money::fen);
        }
        let fen = self.read(Column::Amount, DiagnosticKind::Price, money::fen)?;
        if copies == 1 {
            return Some(fen);
        }
        self.warn_in(Column::Amount, DiagnosticKind::PriceOfSeveral, self.header.cell(self.record, Column::Amount));
        None
    }

    fn error(&mut self, field: &str, kind: DiagnosticKind, value: &str) {
        self.errors.push(Diagnostic::new(self.record.line, field, kind, value));
    }

    fn error_in(&mut self, column: Column, kind: DiagnosticKind, value: &str) {
        self.errors.push(Diagnostic::new(self.record.line, self.header.heading(column), kind, value));
    }

    fn warn_in(&mut self, column: Column, kind: DiagnosticKind, value: &str) {
        self.warnings.push(Diagnostic::new(self.record.line, self.header.heading(column), kind, value));
    }

    fn text(&mut self, column: Column) -> String {
        let mut text = clean(self.header.cell(self.record, column));
        if NOTHING.contains(&text.as_str()) {
            return String::new();
        }
        if text.len() > longest(column) {
            self.warn_in(column, DiagnosticKind::TooLong, &text);
            text.truncate(text.floor_char_boundary(longest(column)));
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            self.warn_in(column, DiagnosticKind::LostCharacter, &text);
        }
        text
    }

    /// A book is a book whatever is printed as its number: it is taken without one.
    fn isbn(&mut self) -> Option<Isbn> {
        let cell = self.header.cell(self.record, Column::Isbn);
        match Isbn::parse(cell) {
            Ok(isbn) => Some(isbn),
            Err(IsbnError::Empty) => None,
            Err(error) => {
                self.warn_in(Column::Isbn, DiagnosticKind::Isbn { reason: error }, &clean(cell));
                None
            }
        }
    }

    /// Barcodes or accession numbers, several in a cell with any separator between.
    fn codes(&mut self, column: Column, stated: Option<u32>) -> Vec<String> {
        let cell = clean(self.header.cell(self.record, column));
        if NOTHING.contains(&cell.as_str()) {
            return Vec::new();
        }
        let shortest = if column == Column::Barcode { codes::SHORTEST } else { 1 };
        match codes::codes(&cell, shortest, codes::MOST, stated) {
            Ok(codes) => codes,
            Err(part) => {
                self.error_in(column, DiagnosticKind::Barcode, &part);
                Vec::new()
            }
        }
    }

    /// The number of copies, where the row says one.
    fn stated(&mut self) -> Option<u32> {
        let cell = clean(self.header.cell(self.record, Column::Copies));
        if cell.is_empty() || NOTHING.contains(&cell.as_str()) {
            return None;
        }
        let copies = whole(&cell).filter(|copies| (1..=MOST_COPIES).contains(copies));
        if copies.is_none() {
            self.error_in(Column::Copies, DiagnosticKind::Copies, &cell);
        }
        copies
    }

    fn copies(&mut self, stated: Option<u32>, labelled: usize) -> u32 {
        let labels = u32::try_from(labelled).unwrap_or(MOST_COPIES);
        match stated {
            Some(copies) if copies < labels => {
                self.warn_in(Column::Copies, DiagnosticKind::MoreBarcodes, &copies.to_string());
                labels
            }
            Some(copies) => copies,
            None => labels.max(1),
        }
    }

    fn read<T>(&mut self, column: Column, kind: DiagnosticKind, read: impl Fn(&str) -> Option<T>) -> Option<T> {
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

/// The most bytes of a column's text: those of its key.
const fn longest(column: Column) -> usize {
    match column {
        Column::Title | Column::Author => 500,
        Column::Publisher => 200,
        Column::Volume => 100,
        Column::Note => 2000,
        _ => 60,
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn amounts_dates_and_numbers_in_their_usual_forms() {
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
