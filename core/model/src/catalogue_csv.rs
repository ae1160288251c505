//! A book-house's catalogue from a CSV file (domain.md §5.1, §L.1).
//!
//! People bring what they have: saved from Excel or WPS in GB18030, with a title above the header, columns in any
//! order and under any of their usual names, notes below. [`parse_catalogue`] reads it, without any I/O: what is good
//! becomes [`CatalogueRow`]s, what is not becomes [`Diagnostic`]s that name line, column, reason and the way out. One bad
//! row never costs the others; only a file that is none at all is refused whole ([`FileError`]).
//!
//! Rows are errors (not taken) where nothing sensible could be recorded: no title, a number of copies that is none, a
//! label that is none. What else cannot be read (an ISBN with a slip, a price) is a warning, and the row is taken without
//! it: the book is there, whatever is printed in it. Which rows are one title, and what of it stands in a house already,
//! is said by [`crate::holdings`].

mod cells;
mod clean;
mod codes;
mod decode;
mod diagnostic;
mod header;
mod headings;
mod money;
mod records;

use crate::isbn::Isbn;

pub(crate) use clean::clean;
pub(crate) use codes::{SHORTEST, codes};
pub use decode::Encoding;
pub(crate) use decode::readings;
pub(crate) use diagnostic::shown;
pub use diagnostic::{Diagnostic, DiagnosticKind, FileError};
pub(crate) use records::{Record as CsvRecord, Records};

/// Largest file in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Most data rows of a file.
pub const MOST_ROWS: usize = 50_000;

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalogue {
    /// The rows, in the order of their lines.
    pub rows: Vec<CatalogueRow>,
    /// Rows that were not taken, in the order of their lines.
    pub errors: Vec<Diagnostic>,
    /// What else should be looked at, in the order of lines.
    pub warnings: Vec<Diagnostic>,
    /// How the bytes were read.
    pub encoding: Encoding,
    /// What separates the columns.
    pub delimiter: char,
    /// The line of the column headings.
    pub header_line: u64,
    /// Rows below the headings that are not blank.
    pub rows_read: usize,
    /// The file's own headings of the fields that are told by name.
    pub(crate) headings: Headings,
}

/// What the file calls the columns that a comparison with the catalogue may name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Headings {
    pub(crate) title: String,
    pub(crate) isbn: String,
    pub(crate) copies: String,
    pub(crate) barcode: String,
    pub(crate) accession: String,
    pub(crate) house: String,
    pub(crate) fields: [(&'static str, String); 13],
}

impl Headings {
    fn of(header: &header::Header) -> Self {
        use headings::Column;
        let name = |column| header.heading(column).to_owned();
        Self {
            title: header.heading(header.title()).to_owned(),
            isbn: name(Column::Isbn),
            copies: name(Column::Copies),
            barcode: name(Column::Barcode),
            accession: name(Column::Accession),
            house: name(Column::House),
            fields: [
                ("author", name(Column::Author)),
                ("publisher", name(Column::Publisher)),
                ("year", name(Column::Year)),
                ("edition", name(Column::Edition)),
                ("pages", name(Column::Pages)),
                ("price", name(Column::Price)),
                ("clc", name(Column::Clc)),
                ("call_no", name(Column::CallNo)),
                ("shelf", name(Column::Shelf)),
                ("source", name(Column::Source)),
                ("acquired", name(Column::Acquired)),
                ("volume", name(Column::Volume)),
                ("note", name(Column::Note)),
            ],
        }
    }

    /// The heading of the column whose values go under a key.
    pub(crate) fn of_key(&self, key: &str) -> &str {
        self.fields.iter().find(|(known, _)| *known == key).map_or("", |(_, heading)| heading)
    }
}

impl Catalogue {
    /// One book that was typed by hand; its fields are called by their keys.
    pub fn of_row(row: CatalogueRow) -> Self {
        let name = str::to_owned;
        let keys = [
            "author",
            "publisher",
            "year",
            "edition",
            "pages",
            "price",
            "clc",
            "call_no",
            "shelf",
            "source",
            "acquired",
            "volume",
            "note",
        ];
        let headings = Headings {
            title: name("title"),
            isbn: name("isbn"),
            copies: name("copies"),
            barcode: name("barcodes"),
            accession: name("accession"),
            house: name("house"),
            fields: keys.map(|key| (key, name(key))),
        };
        Self {
            rows: vec![row],
            errors: Vec::new(),
            warnings: Vec::new(),
            encoding: Encoding::Utf8,
            delimiter: ',',
            header_line: 0,
            rows_read: 1,
            headings,
        }
    }
}

/// One row of the file.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CatalogueRow {
    /// The physical line, from 1.
    pub line: u64,
    /// 国际标准书号, checked; none where the cell holds no usable one.
    pub isbn: Option<Isbn>,
    /// 书名; never empty.
    pub title: String,
    /// 分册; empty where there is none.
    pub volume: String,
    /// 作者.
    pub author: String,
    /// 出版社.
    pub publisher: String,
    /// 出版年.
    pub year: Option<u16>,
    /// 版次.
    pub edition: String,
    /// 页数.
    pub pages: Option<u32>,
    /// 定价 in fen.
    pub price_fen: Option<u32>,
    /// 中图分类号.
    pub clc: String,
    /// 册数: at least 1, and at least as many as there are labels.
    pub copies: u32,
    /// Whether the file says the number, and it is not only that of the labels.
    pub stated: bool,
    /// 条码, one for each labelled copy, distinct within the row.
    pub barcodes: Vec<String>,
    /// 登录号, where the house keeps such a register.
    pub accessions: Vec<String>,
    /// 索书号.
    pub call_no: String,
    /// 架位.
    pub shelf: String,
    /// 来源: bought, donated, delivered.
    pub source: String,
    /// 所在书屋, as the file names it.
    pub house: String,
    /// 入藏日期 as written.
    pub acquired: String,
    /// 备注.
    pub note: String,
}

impl CatalogueRow {
    /// What stands on the copies: barcodes, or accession numbers where the file has no barcodes.
    pub fn labels(&self) -> &[String] {
        if self.barcodes.is_empty() { &self.accessions } else { &self.barcodes }
    }
}

/// Reads a file.
///
/// # Errors
/// [`FileError`] where the file as a whole cannot be read; bad rows are part of the answer.
pub fn parse_catalogue(bytes: &[u8]) -> Result<Catalogue, FileError> {
    if bytes.len() > MOST_BYTES {
        return Err(FileError::TooLarge);
    }
    let mut best: Option<(Encoding, header::Header, String)> = None;
    for (encoding, text) in decode::readings(bytes)? {
        let Some(header) = header::find(&text) else { continue };
        if best.as_ref().is_none_or(|(_, known, _)| header.known() > known.known()) {
            best = Some((encoding, header, text));
        }
    }
    let (encoding, header, text) =
        best.ok_or_else(|| if decode::is_marc_text(bytes) { FileError::Marc } else { FileError::NoHeader })?;
    let mut catalogue = Catalogue {
        rows: Vec::new(),
        errors: Vec::new(),
        warnings: header.warnings(),
        encoding,
        delimiter: header.delimiter,
        header_line: header.line,
        rows_read: 0,
        headings: Headings::of(&header),
    };
    for record in records::Records::new(&text, header.delimiter).skip_while(|record| record.line <= header.line) {
        if record.is_blank() || header.is_repeated_by(&record) {
            continue;
        }
        catalogue.rows_read += 1;
        if catalogue.rows_read > MOST_ROWS {
            return Err(FileError::TooManyRows);
        }
        match cells::row(&header, &record, &mut catalogue.warnings) {
            Ok(Some(row)) => catalogue.rows.push(row),
            Ok(None) => {}
            Err(problems) => catalogue.errors.extend(problems),
        }
    }
    catalogue.warnings.sort_by_key(|problem| problem.line);
    Ok(catalogue)
}
