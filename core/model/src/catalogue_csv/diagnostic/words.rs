//! The code and the two sentences of every problem: what is so, and what to do.

use super::{Diagnostic, DiagnosticKind};

impl Diagnostic {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match &self.kind {
            DiagnosticKind::TitleMissing => "title-missing",
            DiagnosticKind::TitleTooLong => "title-too-long",
            DiagnosticKind::Copies => "copies",
            DiagnosticKind::TooManyCells => "too-many-cells",
            DiagnosticKind::StrayQuote => "stray-quote",
            DiagnosticKind::Barcode => "barcode",
            DiagnosticKind::Isbn(error) => error.code(),
            DiagnosticKind::TooLong => "too-long",
            DiagnosticKind::Year => "year",
            DiagnosticKind::Pages => "pages",
            DiagnosticKind::Price => "price",
            DiagnosticKind::PriceOfSeveral => "price-of-several",
            DiagnosticKind::LostCharacter => "lost-character",
            DiagnosticKind::MoreBarcodes => "more-barcodes",
            DiagnosticKind::Merged { .. } => "merged",
            DiagnosticKind::Repeated { .. } => "repeated",
            DiagnosticKind::NoteRow => "note-row",
            DiagnosticKind::UnknownColumn => "unknown-column",
            DiagnosticKind::ColumnTwice => "column-twice",
            DiagnosticKind::LabelClash { .. } => "label-clash",
            DiagnosticKind::SameIsbn { .. } => "same-isbn",
            DiagnosticKind::OtherIsbn { .. } => "other-isbn",
            DiagnosticKind::CopiesDiffer { .. } => "copies-differ",
            DiagnosticKind::CopiesAdded { .. } => "copies-added",
            DiagnosticKind::Labelled { .. } => "labelled",
            DiagnosticKind::Withdrawn => "withdrawn-copy",
            DiagnosticKind::Differs { .. } => "differs",
            DiagnosticKind::Replaced { .. } => "replaced",
            DiagnosticKind::OtherHouse => "other-house",
        }
    }

    /// The reason and the way out in Chinese, without the place.
    pub fn reason_zh(&self) -> String {
        match &self.kind {
            DiagnosticKind::TitleMissing => "没有书名。请补上书名".to_owned(),
            DiagnosticKind::TitleTooLong => "书名太长,可能是错行了。请核对这一格".to_owned(),
            DiagnosticKind::Copies => "册数应为 1 到 9999 的整数。请改正".to_owned(),
            DiagnosticKind::TooManyCells => {
                "这一行的格数比表头多,多半是内容里有逗号。请给该格加上英文引号,或换成中文逗号".to_owned()
            }
            DiagnosticKind::StrayQuote => "有一个英文引号没有配对。请删去或补全".to_owned(),
            DiagnosticKind::Barcode => {
                "条码应为 4 到 32 位字母或数字。请对照标签改正;若变成科学计数,请把该列设为文本".to_owned()
            }
            DiagnosticKind::Isbn(error) => format!("{}。书已收下,没有带 ISBN", error.zh()),
            DiagnosticKind::TooLong => "内容太长,只收了前面一段。请核对这一格".to_owned(),
            DiagnosticKind::Year => "看不出出版年,这一项没有收。要补的话请写成 2006 这样".to_owned(),
            DiagnosticKind::Pages => "看不出页数,这一项没有收。要补的话请写成 320 这样".to_owned(),
            DiagnosticKind::Price => "看不出定价,这一项没有收。要补的话请写成 39.80 这样".to_owned(),
            DiagnosticKind::PriceOfSeveral => {
                "这是几册合计的金额,不是单价,这一项没有收。要补的话请加“定价”列".to_owned()
            }
            DiagnosticKind::LostCharacter => "有的字在以前转换时丢失了。请对照原书补上".to_owned(),
            DiagnosticKind::MoreBarcodes => "条码比册数多,已按条码的个数登记。请核对册数".to_owned(),
            DiagnosticKind::Merged { line } => format!("与第 {line} 行是同一种书,册数已加在一起"),
            DiagnosticKind::Repeated { line } => format!("与第 {line} 行重复,没有再收"),
            DiagnosticKind::NoteRow => "这一行像是合计或说明,没有收".to_owned(),
            DiagnosticKind::UnknownColumn => "不认识这一列,没有收。如果需要,请改成常用的列名".to_owned(),
            DiagnosticKind::ColumnTwice => "同样含义的列有两个,只收了前一个".to_owned(),
            DiagnosticKind::LabelClash { title } => {
                format!("《{title}》已经用了这个号码。两种书都收下了,扫码时会让您选;请给其中一本换一个条码")
            }
            DiagnosticKind::SameIsbn { title } => format!(
                "《{title}》已经用了这个 ISBN,书名不同,已另立一种。若其实是同一种书,请把书名改成一样再导入;若是套书,请加“分册”列"
            ),
            DiagnosticKind::OtherIsbn { isbn } => {
                format!("书目里已有同名同作者的书,ISBN 是 {isbn},已另立一种。若是改正了 ISBN,请核对后注销多出的那一种")
            }
            DiagnosticKind::CopiesDiffer { stands } => {
                format!("书目里是 {stands} 册,没有减少。若要以文件为准,请选“以文件为准”再导入")
            }
            DiagnosticKind::CopiesAdded { stood } => format!("原来登记 {stood} 册,已按文件增加"),
            DiagnosticKind::Labelled { copies } => {
                format!("给原来没有条码的 {copies} 册补上了条码,总册数没有增加。若是新购的书,请把册数写成总数再导入")
            }
            DiagnosticKind::Withdrawn => "这一册已经注销,没有恢复。若书还在,请换一个条码登记".to_owned(),
            DiagnosticKind::Differs { stands } => {
                format!("书目里是“{stands}”,没有改动。若要以文件为准,请选“以文件为准”再导入")
            }
            DiagnosticKind::Replaced { stood } => format!("原来是“{stood}”,已按文件改过来"),
            DiagnosticKind::OtherHouse => "这一行写的是另一个书屋,已收进现在这个书屋。请核对是否选错了文件".to_owned(),
        }
    }

    /// The reason and the way out in English, without the place.
    pub fn reason_en(&self) -> String {
        match &self.kind {
            DiagnosticKind::TitleMissing => "there is no title; add it".to_owned(),
            DiagnosticKind::TitleTooLong => "the title is too long, perhaps rows ran together; check this cell".to_owned(),
            DiagnosticKind::Copies => "the number of copies must be whole, from 1 to 9999; correct it".to_owned(),
            DiagnosticKind::TooManyCells => {
                "the row has more cells than the heading, most likely by a comma inside a cell; put that cell in quotes"
                    .to_owned()
            }
            DiagnosticKind::StrayQuote => "a quotation mark has no partner; remove or complete it".to_owned(),
            DiagnosticKind::Barcode => {
                "a barcode has 4 to 32 letters or digits; compare it with the label, and format the column as text if it turned into scientific notation"
                    .to_owned()
            }
            DiagnosticKind::Isbn(error) => format!("{}; the book was taken without an ISBN", error.en()),
            DiagnosticKind::TooLong => "the text is too long and was cut off; check this cell".to_owned(),
            DiagnosticKind::Year => "the year cannot be read and was left out; write it like 2006".to_owned(),
            DiagnosticKind::Pages => "the number of pages cannot be read and was left out; write it like 320".to_owned(),
            DiagnosticKind::Price => "the price cannot be read and was left out; write it like 39.80".to_owned(),
            DiagnosticKind::PriceOfSeveral => {
                "this is an amount for several copies, not the price of one, and was left out; add a price column".to_owned()
            }
            DiagnosticKind::LostCharacter => {
                "characters were lost in an earlier conversion; complete them from the book".to_owned()
            }
            DiagnosticKind::MoreBarcodes => {
                "there are more barcodes than copies; as many copies as barcodes were taken, check the number".to_owned()
            }
            DiagnosticKind::Merged { line } => format!("the same title as line {line}; the copies were added up"),
            DiagnosticKind::Repeated { line } => format!("a repetition of line {line}, not taken again"),
            DiagnosticKind::NoteRow => "this looks like a sum or a note and was left out".to_owned(),
            DiagnosticKind::UnknownColumn => "this column is not known and was left out; rename it if it is needed".to_owned(),
            DiagnosticKind::ColumnTwice => "a second column of the same meaning; only the first was taken".to_owned(),
            DiagnosticKind::LabelClash { title } => {
                format!("“{title}” has this label too; both were taken and a scan will ask which one, so give one of them another label")
            }
            DiagnosticKind::SameIsbn { title } => format!(
                "“{title}” has this ISBN under another name, so this was taken as a title of its own; if both are one book, give them one name and import again, and for sets add a volume column"
            ),
            DiagnosticKind::OtherIsbn { isbn } => format!(
                "a title of this name and author stands there with ISBN {isbn}, so this was taken as another; if the ISBN was corrected, compare both and withdraw the one too many"
            ),
            DiagnosticKind::CopiesDiffer { stands } => {
                format!("the catalogue has {stands} copies and none was taken away; to have the file's number, import with the file's values")
            }
            DiagnosticKind::CopiesAdded { stood } => format!("there were {stood} copies; the others were added"),
            DiagnosticKind::Labelled { copies } => format!(
                "{copies} copies without a label got one, and the number of copies stays; if these are new copies, write the whole number and import again"
            ),
            DiagnosticKind::Withdrawn => {
                "this copy has been withdrawn and stays so; if the book is there, give it another label".to_owned()
            }
            DiagnosticKind::Differs { stands } => format!(
                "the catalogue says “{stands}” and was not changed; to have the file's value, import with the file's values"
            ),
            DiagnosticKind::Replaced { stood } => format!("it was “{stood}”; the file's value was taken"),
            DiagnosticKind::OtherHouse => {
                "the row names another house and was taken into this one; check whether this is the right file".to_owned()
            }
        }
    }
}
