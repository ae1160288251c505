//! Finding the row of column headings.

use super::clean::clean;
use super::diagnostic::{Diagnostic, DiagnosticKind};
use super::headings::{COLUMNS, Column, meaning};
use super::records::{Record, Records};

/// Rows above the headings: the name of the house, the date, a note.
const MOST_ROWS_ABOVE: usize = 30;

/// The row of headings.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub line: u64,
    pub delimiter: char,
    /// For every column its heading as in the file and what it means.
    columns: Vec<(String, Option<Column>)>,
    /// Where each meaning stands first, in the order of [`Column`].
    places: [Option<usize>; COLUMNS.len()],
}

impl Header {
    /// How many columns are understood.
    pub(super) fn known(&self) -> usize {
        self.columns.iter().filter(|(_, column)| column.is_some()).count()
    }

    /// How many columns there are.
    pub(super) fn width(&self) -> usize {
        self.columns.len()
    }

    /// Whether the file has such a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.places.get(column as usize).copied().flatten().is_some()
    }

    /// The cell of a column; empty where the record is short or the file has no such column.
    pub(super) fn cell<'a>(&self, record: &'a Record, column: Column) -> &'a str {
        let at = self.places.get(column as usize).copied().flatten();
        at.and_then(|at| record.cells.get(at)).map_or("", String::as_str)
    }

    /// The heading of a column as the file writes it; its usual name where the file has none.
    pub(super) fn heading(&self, column: Column) -> &str {
        let known = self.columns.iter().find(|(_, meaning)| *meaning == Some(column));
        match known {
            Some((heading, _)) => heading,
            None => COLUMNS.iter().find(|(meaning, _)| *meaning == column).map_or("", |(_, name)| *name),
        }
    }

    /// Where titles stand.
    pub(super) fn title(&self) -> Column {
        if self.has(Column::Title) { Column::Title } else { Column::TitleAuthor }
    }

    /// Whether a row repeats the headings, as printed lists do on every page.
    pub(super) fn is_repeated_by(&self, record: &Record) -> bool {
        let title = self.heading(self.title());
        let same = |((heading, _), cell): (&(String, Option<Column>), &String)| *heading == clean(cell);
        self.cell(record, self.title()).contains(title) && self.columns.iter().zip(&record.cells).all(same)
    }

    /// Columns of which nothing is taken, each once.
    pub(super) fn warnings(&self) -> Vec<Diagnostic> {
        let mut out: Vec<Diagnostic> = Vec::new();
        let mut seen: Vec<Column> = Vec::new();
        for (heading, column) in &self.columns {
            let kind = match column {
                None if heading.is_empty() => continue,
                None => DiagnosticKind::UnknownColumn,
                Some(column) if seen.contains(column) && *column != Column::Number => DiagnosticKind::ColumnTwice,
                // The price of one copy is what counts, and it is there.
                Some(Column::Amount) if self.has(Column::Price) => DiagnosticKind::ColumnTwice,
                Some(column) => {
                    seen.push(*column);
                    continue;
                }
            };
            let problem = Diagnostic::new(self.line, heading, kind, "");
            if !out.contains(&problem) {
                out.push(problem);
            }
        }
        out
    }
}

/// Finds the headings; the delimiter is the one with which most of them are understood.
pub(super) fn find(text: &str) -> Option<Header> {
    let mut best: Option<Header> = None;
    for delimiter in [',', '\t', ';', '，', '|'] {
        let Some(header) = find_with(text, delimiter) else { continue };
        if best.as_ref().is_none_or(|known| header.known() > known.known()) {
            best = Some(header);
        }
    }
    best
}

/// Of the first rows the one in which most headings are understood, the first of equal ones: a lone 书目 above the table
/// is none of its headings.
fn find_with(text: &str, delimiter: char) -> Option<Header> {
    let mut best: Option<Header> = None;
    for record in Records::new(text, delimiter).take(MOST_ROWS_ABOVE) {
        let columns: Vec<_> = record.cells.iter().map(|cell| (clean(cell), meaning(cell))).collect();
        let mut places = [None; COLUMNS.len()];
        for (at, (_, column)) in columns.iter().enumerate().rev() {
            if let Some(place) = column.and_then(|column| places.get_mut(column as usize)) {
                *place = Some(at);
            }
        }
        let header = Header { line: record.line, delimiter, columns, places };
        let has_title = header.has(Column::Title) || header.has(Column::TitleAuthor);
        // A lone 名称 beside other words is no heading; a list of nothing but titles is a table.
        let alone = header.columns.iter().filter(|(heading, _)| !heading.is_empty()).count() == 1;
        if has_title
            && (header.known() > 1 || alone)
            && best.as_ref().is_none_or(|known| header.known() > known.known())
        {
            best = Some(header);
        }
    }
    best
}
