//! What is wrong with a file or a row, in words.

use super::{MOST_BYTES, MOST_ROWS};
use crate::isbn::IsbnError;

/// So much of a cell is repeated in a report, in characters.
const SHOWN: usize = 40;

/// Why a file cannot be read at all. Nothing of it is taken.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, thiserror::Error)]
#[non_exhaustive]
#[error("{}", self.en())]
pub enum FileError {
    /// Nothing in it.
    Empty,
    /// More than [`MOST_BYTES`].
    TooLarge,
    /// More than [`MOST_ROWS`].
    TooManyRows,
    /// An Excel workbook.
    Spreadsheet,
    /// No text.
    Binary,
    /// No row with a heading for the title was found among the first ones.
    NoHeader,
}

impl FileError {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::TooLarge => "file-too-large",
            Self::TooManyRows => "file-too-many-rows",
            Self::Spreadsheet => "file-spreadsheet",
            Self::Binary => "file-not-text",
            Self::NoHeader => "file-no-header",
        }
    }

    /// What is wrong and what to do, in Chinese.
    pub fn zh(self) -> String {
        match self {
            Self::Empty => "文件是空的,请选择有内容的 CSV 文件".to_owned(),
            Self::TooLarge => format!("文件超过 {} MB,请拆成几个文件分别导入", MOST_BYTES / 1024 / 1024),
            Self::TooManyRows => format!("文件超过 {MOST_ROWS} 行,请拆成几个文件分别导入"),
            Self::Spreadsheet => "这是 Excel 工作簿。请在 Excel 或 WPS 里“另存为”CSV 文件,再导入".to_owned(),
            Self::Binary => "这不是文本文件。请选择从 Excel 或 WPS 另存的 CSV 文件".to_owned(),
            Self::NoHeader => "没有找到表头。请在前 30 行里放一行列名,至少要有“书名”一列".to_owned(),
        }
    }

    /// What is wrong and what to do, in English.
    pub fn en(self) -> String {
        match self {
            Self::Empty => "the file is empty; choose a CSV file with content".to_owned(),
            Self::TooLarge => {
                format!("the file is larger than {} MiB; split it and import the parts", MOST_BYTES / 1024 / 1024)
            }
            Self::TooManyRows => format!("the file has more than {MOST_ROWS} rows; split it and import the parts"),
            Self::Spreadsheet => "this is an Excel workbook; save it as CSV and import that".to_owned(),
            Self::Binary => "this is no text file; choose a CSV file saved from a spreadsheet".to_owned(),
            Self::NoHeader => {
                "no row of column headings was found; put one among the first 30 rows, with a title column (书名) at least"
                    .to_owned()
            }
        }
    }
}

/// What is wrong with a row or a cell.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
#[non_exhaustive]
pub enum ProblemKind {
    /// Error: the ISBN cannot be used.
    Isbn(IsbnError),
    /// Error: no title.
    TitleMissing,
    /// Error: a cell is longer than such a field can be.
    TooLong,
    /// Error: the number of copies is none from 1 to 9,999.
    Copies,
    /// Error: more cells than columns; a comma inside a cell has shifted the row.
    TooManyCells,
    /// Error: a quote was opened and not closed.
    StrayQuote,
    /// Error: not a barcode.
    Barcode,
    /// Error: the barcode stands in another row with another title.
    BarcodeTwice {
        /// That row's line.
        line: u64,
    },
    /// Error: the ISBN stands in another row with quite another title.
    IsbnTwice {
        /// That row's line.
        line: u64,
    },
    /// Warning: a Chinese book number of before 1987; taken without an ISBN.
    OldBookNumber,
    /// Warning: the year cannot be read; taken without it.
    Year,
    /// Warning: the number of pages cannot be read; taken without it.
    Pages,
    /// Warning: the price cannot be read; taken without it.
    Price,
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
}

/// One thing to look at, with its place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The physical line in the file, from 1.
    pub line: u64,
    /// The heading of the column as the file writes it; empty for the row as a whole.
    pub field: String,
    /// What is wrong.
    pub kind: ProblemKind,
    /// What stands there, at most forty characters.
    pub value: String,
}

impl Problem {
    pub(super) fn new(line: u64, field: &str, kind: ProblemKind, value: &str) -> Self {
        let mut shown: String = value.chars().take(SHOWN).collect();
        if value.chars().count() > SHOWN {
            shown.push('…');
        }
        Self { line, field: field.to_owned(), kind, value: shown }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self.kind {
            ProblemKind::Isbn(error) => error.code(),
            ProblemKind::TitleMissing => "title-missing",
            ProblemKind::TooLong => "too-long",
            ProblemKind::Copies => "copies",
            ProblemKind::TooManyCells => "too-many-cells",
            ProblemKind::StrayQuote => "stray-quote",
            ProblemKind::Barcode => "barcode",
            ProblemKind::BarcodeTwice { .. } => "barcode-twice",
            ProblemKind::IsbnTwice { .. } => "isbn-twice",
            ProblemKind::OldBookNumber => "old-book-number",
            ProblemKind::Year => "year",
            ProblemKind::Pages => "pages",
            ProblemKind::Price => "price",
            ProblemKind::LostCharacter => "lost-character",
            ProblemKind::MoreBarcodes => "more-barcodes",
            ProblemKind::Merged { .. } => "merged",
            ProblemKind::Repeated { .. } => "repeated",
            ProblemKind::NoteRow => "note-row",
            ProblemKind::UnknownColumn => "unknown-column",
            ProblemKind::ColumnTwice => "column-twice",
        }
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

    /// The reason and the way out in Chinese, without the place.
    pub fn reason_zh(&self) -> String {
        match self.kind {
            ProblemKind::Isbn(error) => error.zh().to_owned(),
            ProblemKind::TitleMissing => "没有书名。请补上书名".to_owned(),
            ProblemKind::TooLong => "内容太长,可能是错行了。请核对这一格".to_owned(),
            ProblemKind::Copies => "册数应为 1 到 9999 的整数。请改正".to_owned(),
            ProblemKind::TooManyCells => {
                "这一行的格数比表头多,多半是内容里有逗号。请给该格加上英文引号,或换成中文逗号".to_owned()
            }
            ProblemKind::StrayQuote => "有一个英文引号没有配对。请删去或补全".to_owned(),
            ProblemKind::Barcode => {
                "条码应为 4 到 32 位字母或数字。请对照标签改正;若变成科学计数,请把该列设为文本".to_owned()
            }
            ProblemKind::BarcodeTwice { line } => {
                format!("这个条码第 {line} 行的另一种书已经用了。请核对标签,改正其中一行")
            }
            ProblemKind::IsbnTwice { line } => {
                format!("ISBN 与第 {line} 行相同,书名却不同。请核对;若是一号多书的套书,请加“分册”列注明")
            }
            ProblemKind::OldBookNumber => "这是 1987 年以前的统一书号,已按书名登记,不带 ISBN".to_owned(),
            ProblemKind::Year => "看不出出版年,这一项没有收。要补的话请写成 2006 这样".to_owned(),
            ProblemKind::Pages => "看不出页数,这一项没有收。要补的话请写成 320 这样".to_owned(),
            ProblemKind::Price => "看不出定价,这一项没有收。要补的话请写成 39.80 这样".to_owned(),
            ProblemKind::LostCharacter => "有的字在以前转换时丢失了。请对照原书补上".to_owned(),
            ProblemKind::MoreBarcodes => "条码比册数多,已按条码的个数登记。请核对册数".to_owned(),
            ProblemKind::Merged { line } => format!("与第 {line} 行是同一种书,册数已加在一起"),
            ProblemKind::Repeated { line } => format!("与第 {line} 行重复,没有再收"),
            ProblemKind::NoteRow => "这一行像是合计或说明,没有收".to_owned(),
            ProblemKind::UnknownColumn => "不认识这一列,没有收。如果需要,请改成常用的列名".to_owned(),
            ProblemKind::ColumnTwice => "同样含义的列有两个,只收了前一个".to_owned(),
        }
    }

    /// The reason and the way out in English, without the place.
    pub fn reason_en(&self) -> String {
        match self.kind {
            ProblemKind::Isbn(error) => error.en().to_owned(),
            ProblemKind::TitleMissing => "there is no title; add it".to_owned(),
            ProblemKind::TooLong => "the text is too long, perhaps rows ran together; check this cell".to_owned(),
            ProblemKind::Copies => "the number of copies must be whole, from 1 to 9999; correct it".to_owned(),
            ProblemKind::TooManyCells => {
                "the row has more cells than the heading, most likely by a comma inside a cell; put that cell in quotes"
                    .to_owned()
            }
            ProblemKind::StrayQuote => "a quotation mark has no partner; remove or complete it".to_owned(),
            ProblemKind::Barcode => {
                "a barcode has 4 to 32 letters or digits; compare it with the label, and format the column as text if it turned into scientific notation"
                    .to_owned()
            }
            ProblemKind::BarcodeTwice { line } => {
                format!("another title on line {line} has this barcode; compare the labels and correct one row")
            }
            ProblemKind::IsbnTwice { line } => {
                format!("line {line} has the same ISBN with another title; check it, or add a volume column (分册) for sets")
            }
            ProblemKind::OldBookNumber => {
                "this is a Chinese book number of before 1987; the title was taken without an ISBN".to_owned()
            }
            ProblemKind::Year => "the year cannot be read and was left out; write it like 2006".to_owned(),
            ProblemKind::Pages => "the number of pages cannot be read and was left out; write it like 320".to_owned(),
            ProblemKind::Price => "the price cannot be read and was left out; write it like 39.80".to_owned(),
            ProblemKind::LostCharacter => {
                "characters were lost in an earlier conversion; complete them from the book".to_owned()
            }
            ProblemKind::MoreBarcodes => {
                "there are more barcodes than copies; as many copies as barcodes were taken, check the number".to_owned()
            }
            ProblemKind::Merged { line } => format!("the same title as line {line}; the copies were added up"),
            ProblemKind::Repeated { line } => format!("a repetition of line {line}, not taken again"),
            ProblemKind::NoteRow => "this looks like a sum or a note and was left out".to_owned(),
            ProblemKind::UnknownColumn => "this column is not known and was left out; rename it if it is needed".to_owned(),
            ProblemKind::ColumnTwice => "a second column of the same meaning; only the first was taken".to_owned(),
        }
    }
}
