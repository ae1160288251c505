//! A book-house's catalogue from a CSV file (domain.md §5.1, §L.1).
//!
//! People bring what they have: saved from Excel or WPS in GB18030, with a title above the header, columns in any
//! order and under any of their usual names, notes below. [`parse_catalogue`] reads it as a dry run, without any I/O:
//! what is good becomes [`CatalogueRow`]s, what is not becomes [`Problem`]s that name line, column, reason and the way
//! out. One bad row never costs the others; only a file that is none at all is refused whole ([`FileError`]).
//!
//! Rows are errors (not taken) where taking them would record something wrong: no title, an ISBN with a slip, a number
//! of copies that is none, a barcode that another book has. What only lacks (a price that cannot be read) is a warning,
//! and the row is taken without it. Rows of one title are merged, so that importing a file again changes nothing.

mod cells;
mod decode;
mod header;
mod merge;
mod problem;
mod records;

use crate::isbn::Isbn;
use crate::title_key::{TitleFields, title_key};

pub use decode::Encoding;
pub use problem::{FileError, Problem, ProblemKind};

/// Largest file in bytes.
pub const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Most data rows of a file.
pub const MOST_ROWS: usize = 50_000;

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Catalogue {
    /// The titles, in the order of their first lines.
    pub rows: Vec<CatalogueRow>,
    /// Rows that were not taken, in the order of their lines.
    pub errors: Vec<Problem>,
    /// What else should be looked at, in the order of lines.
    pub warnings: Vec<Problem>,
    /// How the bytes were read.
    pub encoding: Encoding,
    /// What separates the columns.
    pub delimiter: char,
    /// The line of the column headings.
    pub header_line: u64,
    /// Rows below the headings that are not blank.
    pub rows_read: usize,
}

/// One title of the file, with all the rows that name it.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct CatalogueRow {
    /// The physical line of its first row, from 1.
    pub line: u64,
    /// Lines of further rows of the same title.
    pub more_lines: Vec<u64>,
    /// 国际标准书号, checked.
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
    /// 册数: at least 1, and at least as many as there are barcodes.
    pub copies: u32,
    /// 条码, one for each labelled copy, distinct within the file.
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
    /// What the title's id is made from ([`title_key`]).
    pub fn key(&self) -> Vec<u8> {
        title_key(&TitleFields {
            isbn: self.isbn,
            volume: &self.volume,
            title: &self.title,
            author: &self.author,
            publisher: &self.publisher,
            year: self.year,
        })
    }

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
    let (encoding, header, text) = best.ok_or(FileError::NoHeader)?;
    let mut catalogue = Catalogue {
        rows: Vec::new(),
        errors: Vec::new(),
        warnings: header.warnings(),
        encoding,
        delimiter: header.delimiter,
        header_line: header.line,
        rows_read: 0,
    };
    let mut taken = Vec::new();
    for record in records::Records::new(&text, header.delimiter).skip_while(|record| record.line <= header.line) {
        if record.is_blank() || header.is_repeated_by(&record) {
            continue;
        }
        catalogue.rows_read += 1;
        if catalogue.rows_read > MOST_ROWS {
            return Err(FileError::TooManyRows);
        }
        match cells::row(&header, &record, &mut catalogue.warnings) {
            Ok(Some(row)) => taken.push(row),
            Ok(None) => {}
            Err(problems) => catalogue.errors.extend(problems),
        }
    }
    merge::merge(taken, &header, &mut catalogue);
    catalogue.errors.sort_by_key(|problem| problem.line);
    catalogue.warnings.sort_by_key(|problem| problem.line);
    Ok(catalogue)
}
