//! Why a file is none that can be read.

use super::{MOST_BYTES, MOST_ROWS};

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
    /// A workbook of Excel, WPS or LibreOffice.
    Spreadsheet,
    /// Records of a library system: MARC in any of its forms.
    Marc,
    /// A web page, as some systems save a table under the name of a workbook.
    WebPage,
    /// A text document or a PDF.
    Document,
    /// An archive of files.
    Archive,
    /// A picture.
    Picture,
    /// No text.
    Binary,
    /// No row with a heading for the title was found among the first ones.
    NoHeader,
}

impl FileError {
    /// Every reason, in the order of declaration.
    pub const ALL: [Self; 11] = [
        Self::Empty,
        Self::TooLarge,
        Self::TooManyRows,
        Self::Spreadsheet,
        Self::Marc,
        Self::WebPage,
        Self::Document,
        Self::Archive,
        Self::Picture,
        Self::Binary,
        Self::NoHeader,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Empty => "file-empty",
            Self::TooLarge => "file-too-large",
            Self::TooManyRows => "file-too-many-rows",
            Self::Spreadsheet => "file-spreadsheet",
            Self::Marc => "file-marc",
            Self::WebPage => "file-web-page",
            Self::Document => "file-document",
            Self::Archive => "file-archive",
            Self::Picture => "file-picture",
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
            Self::Spreadsheet => "这是 Excel 或 WPS 的工作簿。请用它打开,“另存为”CSV 文件,再导入".to_owned(),
            Self::Marc => {
                "这是图书馆系统的 MARC 数据,不是表格。请在原系统里导出为 Excel 或 CSV 书目表,另存为 CSV 后再导入"
                    .to_owned()
            }
            Self::WebPage => {
                "这是网页格式的表格(有的系统把它存成 .xls)。请用 Excel 或 WPS 打开,“另存为”CSV 文件,再导入".to_owned()
            }
            Self::Document => "这是文档(Word、PDF 等),不是表格。请把书目表存成 CSV 文件,再导入".to_owned(),
            Self::Archive => "这是压缩包。请先解压,选择里面的 CSV 文件".to_owned(),
            Self::Picture => "这是图片,不是表格。请选择从 Excel 或 WPS 另存的 CSV 文件".to_owned(),
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
            Self::Spreadsheet => "this is a workbook of Excel or WPS; open it there, save it as CSV and import that".to_owned(),
            Self::Marc => {
                "these are MARC records of a library system, not a table; export a table (Excel or CSV) there, save it as CSV and import that"
                    .to_owned()
            }
            Self::WebPage => {
                "this is a table saved as a web page (some systems call it .xls); open it in a spreadsheet, save it as CSV and import that"
                    .to_owned()
            }
            Self::Document => "this is a document (Word, PDF), not a table; save the list as CSV and import that".to_owned(),
            Self::Archive => "this is an archive; unpack it and choose the CSV file in it".to_owned(),
            Self::Picture => "this is a picture, not a table; choose a CSV file saved from a spreadsheet".to_owned(),
            Self::Binary => "this is no text file; choose a CSV file saved from a spreadsheet".to_owned(),
            Self::NoHeader => {
                "no row of column headings was found; put one among the first 30 rows, with a title column (书名) at least"
                    .to_owned()
            }
        }
    }
}
