//! Finding the row of column headings.

use super::cells::clean;
use super::problem::{Problem, ProblemKind};
use super::records::{Record, Records};
use crate::text::fold;

/// Rows above the headings: the name of the house, the date, a note.
const MOST_ROWS_ABOVE: usize = 30;

/// What a column means.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Column {
    /// 书名
    Title,
    /// 分册
    Volume,
    /// ISBN
    Isbn,
    /// 作者
    Author,
    /// 出版社
    Publisher,
    /// 出版年, 出版日期
    Year,
    /// 版次
    Edition,
    /// 页数
    Pages,
    /// 定价 in yuan
    Price,
    /// 定价 in fen
    PriceFen,
    /// 分类号
    Clc,
    /// 册数
    Copies,
    /// 条码
    Barcode,
    /// 登录号
    Accession,
    /// 索书号
    CallNo,
    /// 架位
    Shelf,
    /// 来源
    Source,
    /// 所在书屋
    House,
    /// 入藏日期
    Acquired,
    /// 备注
    Note,
    /// 序号 and the like, of which nothing is taken
    Number,
}

/// Headings in use, folded (so traditional ones are here as well), without signs and what stands in brackets.
const HEADINGS: [(Column, &str); 21] = [
    (
        Column::Title,
        "书名 题名 正题名 图书名称 书籍名称 书刊名称 书刊名 名称 标题 图书题名 图书名 title booktitle 题名与责任者",
    ),
    (Column::Volume, "分册 卷册 卷次 册次 分卷 分册号 卷册号 分册名 卷号 volume vol"),
    (Column::Isbn, "isbn isbn号 isbn书号 国际标准书号 标准书号 书号 isbn13 isbn10 isbnissn isbn编号 标准编号"),
    (Column::Author, "作者 著者 责任者 第一责任者 主要责任者 编著者 著作者 主编 著译者 作译者 编者 author authors"),
    (Column::Publisher, "出版社 出版者 出版单位 出版机构 出版社名称 出版商 publisher press"),
    (Column::Year, "出版年 出版日期 出版时间 出版年份 出版年月 年份 year pubdate publicationdate publicationyear"),
    (Column::Edition, "版次 版本 版别 版次印次 edition"),
    (Column::Pages, "页数 页码 总页数 pages page"),
    (Column::Price, "定价 价格 单价 书价 图书定价 定价元 单价元 价格元 price"),
    (Column::PriceFen, "pricefen 定价分"),
    (Column::Clc, "分类号 中图分类号 中图法分类号 图书分类号 分类 中图分类 类号 中图法 图书分类 clc classification"),
    (
        Column::Copies,
        "册数 数量 复本 复本数 复本量 本数 数量册 数量本 入库数量 库存 库存量 馆藏量 总册数 copies quantity count",
    ),
    (Column::Barcode, "条码 条形码 条码号 图书条码 图书条形码 馆藏条码 条形码号 登录号条码 条码登录号 barcode"),
    (
        Column::Accession,
        "登录号 财产号 登记号 图书登录号 财产登录号 图书编号 馆藏号 accession accessionno accessionnumber",
    ),
    (Column::CallNo, "索书号 索取号 排架号 callno callnumber"),
    (Column::Shelf, "架位 架位号 书架 书架号 架号 位置 存放位置 馆藏位置 馆藏地点 馆藏地 排架位置 shelf location"),
    (Column::Source, "来源 图书来源 采购来源 入藏方式 获取方式 来源方式 source"),
    (Column::House, "所在书屋 书屋 书屋名称 职工书屋 house"),
    (Column::Acquired, "入藏日期 入库日期 登记日期 购入日期 采购日期 入藏时间 入库时间 登记时间 acquired"),
    (Column::Note, "备注 说明 附注 注 note notes remarks remark"),
    (Column::Number, "序号 序 行号 顺序号 no num id index topic"),
];

/// [`Header`] finds columns by their number.
const _: () = assert!(Column::Number as usize + 1 == HEADINGS.len());

/// The row of headings.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub line: u64,
    pub delimiter: char,
    /// For every column its heading as in the file and what it means.
    columns: Vec<(String, Option<Column>)>,
    /// Where each meaning stands first, in the order of [`Column`].
    places: [Option<usize>; HEADINGS.len()],
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
            None => HEADINGS
                .iter()
                .find(|(meaning, _)| *meaning == column)
                .and_then(|(_, names)| names.split(' ').next())
                .unwrap_or(""),
        }
    }

    /// Whether a row repeats the headings, as printed lists do on every page.
    pub(super) fn is_repeated_by(&self, record: &Record) -> bool {
        let title = self.heading(Column::Title);
        let same = |((heading, _), cell): (&(String, Option<Column>), &String)| *heading == clean(cell);
        self.cell(record, Column::Title).contains(title) && self.columns.iter().zip(&record.cells).all(same)
    }

    /// Columns of which nothing is taken, each once.
    pub(super) fn warnings(&self) -> Vec<Problem> {
        let mut out: Vec<Problem> = Vec::new();
        let mut seen: Vec<Column> = Vec::new();
        for (heading, column) in &self.columns {
            let kind = match column {
                None if heading.is_empty() => continue,
                None => ProblemKind::UnknownColumn,
                Some(column) if seen.contains(column) && *column != Column::Number => ProblemKind::ColumnTwice,
                Some(column) => {
                    seen.push(*column);
                    continue;
                }
            };
            let problem = Problem::new(self.line, heading, kind, "");
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

fn find_with(text: &str, delimiter: char) -> Option<Header> {
    Records::new(text, delimiter)
        .take(MOST_ROWS_ABOVE)
        .map(|record| {
            let columns: Vec<_> = record.cells.iter().map(|cell| (clean(cell), meaning(cell))).collect();
            let mut places = [None; HEADINGS.len()];
            for (at, (_, column)) in columns.iter().enumerate().rev() {
                if let Some(place) = column.and_then(|column| places.get_mut(column as usize)) {
                    *place = Some(at);
                }
            }
            Header { line: record.line, delimiter, columns, places }
        })
        .find(|header| {
            let has_title = header.columns.iter().any(|(_, column)| *column == Some(Column::Title));
            // A lone 名称 above the table is no heading; a list of nothing but titles is a table.
            has_title
                && (header.known() > 1 || header.columns.iter().filter(|(heading, _)| !heading.is_empty()).count() == 1)
        })
}

/// Longest heading in bytes that is looked up.
const LONGEST_HEADING: usize = 90;

fn meaning(cell: &str) -> Option<Column> {
    if cell.len() > LONGEST_HEADING {
        return None;
    }
    let bare = cell.split(['(', '（', '[', '【', '〔']).next().unwrap_or("");
    let folded = fold(if bare.trim().is_empty() { cell } else { bare });
    if folded.is_empty() {
        return None;
    }
    let (column, _) = HEADINGS.iter().find(|(_, names)| names.split(' ').any(|name| name == folded))?;
    let in_fen = *column == Column::Price && cell.contains('分');
    Some(if in_fen { Column::PriceFen } else { *column })
}
