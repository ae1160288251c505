//! What is wrong with a file, a row or a cell, in words.

use super::{MOST_BYTES, MOST_ROWS};
use crate::isbn::IsbnError;

mod file;
mod words;

pub use file::FileError;

/// So much of a cell is repeated in a report, in characters.
const SHOWN: usize = 40;

/// What is wrong with a row or a cell, or what should be known of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum DiagnosticKind {
    /// Error: no title.
    TitleMissing,
    /// Error: the title is longer than one can be.
    TitleTooLong,
    /// Error: the number of copies is none from 1 to 9,999.
    Copies,
    /// Error: more cells than columns; a comma inside a cell has shifted the row.
    TooManyCells,
    /// Error: a quote was opened and not closed.
    StrayQuote,
    /// Error: not a barcode.
    Barcode,
    /// Warning: the ISBN cannot be used; the book was taken without it.
    Isbn(IsbnError),
    /// Warning: longer than the field can be; cut off.
    TooLong,
    /// Warning: the year cannot be read; taken without it.
    Year,
    /// Warning: the number of pages cannot be read; taken without it.
    Pages,
    /// Warning: the price cannot be read; taken without it.
    Price,
    /// Warning: an amount for several copies is no price of one; taken without it.
    PriceOfSeveral,
    /// Warning: characters were lost in an earlier conversion.
    LostCharacter,
    /// Warning: more barcodes than copies; as many copies as barcodes were taken.
    MoreBarcodes,
    /// Warning: another row of the same title; copies were added up.
    Merged {
        /// The first row's line.
        line: u64,
    },
    /// Warning: a row that says nothing new.
    Repeated {
        /// The first row's line.
        line: u64,
    },
    /// Warning: a sum or a note below the table, left out.
    NoteRow,
    /// Warning: a column with an unknown heading, left out.
    UnknownColumn,
    /// Warning: a second column of the same meaning, left out.
    ColumnTwice,
    /// Warning: the label is on another title too (L-C19); both were taken.
    LabelClash {
        /// That title.
        title: String,
    },
    /// Warning: another title has the ISBN (L-C18); both stand.
    SameIsbn {
        /// That title.
        title: String,
    },
    /// Warning: the same book stands there with another ISBN, and no label says whether it is the same one.
    OtherIsbn {
        /// That ISBN, as thirteen digits.
        isbn: String,
    },
    /// Warning: the house has more copies than the file says, or fewer; more were added, none taken away.
    CopiesDiffer {
        /// Copies that stand there now.
        stands: u32,
    },
    /// Warning: the file says more copies than stood there; they were added.
    CopiesAdded {
        /// Copies that stood there.
        stood: u32,
    },
    /// Warning: counted copies got labels; the number of copies stays.
    Labelled {
        /// So many.
        copies: u32,
    },
    /// Warning: a copy with this label has been withdrawn.
    Withdrawn,
    /// Warning: the file says something else than what stands; what stands was kept.
    Differs {
        /// What stands.
        stands: String,
    },
    /// Warning: the same, and the file's was taken.
    Replaced {
        /// What stood.
        stood: String,
    },
    /// Warning: the row names another house; it was taken into this one.
    OtherHouse,
}

/// One thing to look at, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic {
    /// The physical line in the file, from 1.
    pub line: u64,
    /// The heading of the column as the file writes it; empty for the row as a whole.
    pub field: String,
    /// What is wrong.
    pub kind: DiagnosticKind,
    /// What stands there, at most forty characters.
    pub value: String,
}

impl Diagnostic {
    pub(crate) fn new(line: u64, field: &str, kind: DiagnosticKind, value: &str) -> Self {
        Self { line, field: field.to_owned(), kind, value: shown(value) }
    }

    /// The whole sentence in Chinese: place, reason, what to do, what stands there.
    pub fn zh(&self) -> String {
        let place = if self.field.is_empty() {
            format!("第 {} 行", self.line)
        } else {
            format!("第 {} 行“{}”", self.line, self.field)
        };
        let value = if self.value.is_empty() { String::new() } else { format!("(原文:{})", self.value) };
        format!("{place}:{}{value}", self.reason_zh())
    }

    /// The whole sentence in English.
    pub fn en(&self) -> String {
        let place = if self.field.is_empty() {
            format!("Line {}", self.line)
        } else {
            format!("Line {}, {}", self.line, self.field)
        };
        let value = if self.value.is_empty() { String::new() } else { format!(" (it says: {})", self.value) };
        format!("{place}: {}{value}", self.reason_en())
    }
}

/// The beginning of a text, as far as a report repeats it.
pub(crate) fn shown(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if text.chars().count() > SHOWN {
        shown.push('…');
    }
    shown
}
