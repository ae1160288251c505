//! The social insurance's settlement list (同平台联网, domain.md §M.1): each row prepares a claim that its member confirms.
//!
//! People bring what their platform gives: CSV in any usual encoding, with lines above the headings and columns in any
//! order. What is good becomes a [`SettlementRow`]; what is not is told by line, and costs the others nothing.

use crate::catalogue_csv::{CsvRecord, Records, clean, readings};
use crate::intents::claims::ClaimDraft;
pub use crate::messages::checks::{FileError, SettlementFault};

/// Largest file in bytes.
const MOST_BYTES: usize = 10 * 1024 * 1024;
/// Most rows.
const MOST_ROWS: usize = 50_000;
/// Rows above the headings.
const MOST_ROWS_ABOVE: usize = 30;

/// What a file holds.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct SettlementList {
    /// The rows, in the order of their lines.
    pub rows: Vec<SettlementRow>,
    /// Rows that were not taken: the line, and why.
    pub errors: Vec<(u64, SettlementFault)>,
}

/// One row.
#[derive(Clone, PartialEq, Eq)]
pub struct SettlementRow {
    /// The physical line, from 1.
    pub line: u64,
    /// 姓名.
    pub name: String,
    /// 单位名称, where the file says it.
    pub employer: String,
    /// What a claim upon it says.
    pub draft: ClaimDraft,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Employer,
    Hospital,
    Admitted,
    Discharged,
    Number,
    Invoice,
    Cost,
}

/// The usual headings of each column.
const HEADINGS: &[(Column, &[&str])] = &[
    (Column::Name, &["姓名", "参保人姓名", "患者姓名", "人员姓名"]),
    (Column::Employer, &["单位名称", "工作单位", "参保单位", "单位"]),
    (Column::Hospital, &["医疗机构名称", "医院名称", "定点医疗机构", "医疗机构", "就诊医院", "医院"]),
    (Column::Admitted, &["入院日期", "入院时间", "就诊日期"]),
    (Column::Discharged, &["出院日期", "出院时间"]),
    (Column::Number, &["结算单号", "结算流水号", "医保结算号", "结算编号", "结算ID"]),
    (Column::Invoice, &["发票号", "发票号码", "票据号", "电子票据号码"]),
    (Column::Cost, &["个人自付", "个人自付金额", "个人负担金额", "自付金额", "个人支付", "现金支付"]),
];

fn meaning(heading: &str) -> Option<Column> {
    let plain: String = clean(heading).chars().filter(|c| !c.is_whitespace()).collect();
    let plain = plain.split(['(', '\u{FF08}']).next().unwrap_or_default().to_owned();
    HEADINGS.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(column, _)| *column)
}

struct Header {
    line: u64,
    delimiter: char,
    columns: Vec<Option<Column>>,
}

impl Header {
    fn cell<'a>(&self, record: &'a CsvRecord, column: Column) -> &'a str {
        let at = self.columns.iter().position(|one| *one == Some(column));
        at.and_then(|at| record.cells.get(at)).map_or("", String::as_str)
    }

    fn known(&self) -> usize {
        self.columns.iter().flatten().count()
    }
}

/// The row in which most headings are understood, with the delimiter for which that is so: a list has a name and a
/// number at least.
fn header(text: &str) -> Option<Header> {
    let mut best: Option<Header> = None;
    for delimiter in [',', '\t', ';'] {
        for record in Records::new(text, delimiter).take(MOST_ROWS_ABOVE) {
            let columns: Vec<_> = record.cells.iter().map(|cell| meaning(cell)).collect();
            let has = |column| columns.contains(&Some(column));
            let found = Header { line: record.line, delimiter, columns: columns.clone() };
            if has(Column::Name) && has(Column::Number) && best.as_ref().is_none_or(|one| found.known() > one.known()) {
                best = Some(found);
            }
        }
    }
    best
}

/// Reads a file.
///
/// # Errors
/// [`FileError`] where the file as a whole cannot be read; bad rows are part of the answer.
pub fn parse_settlements(bytes: &[u8]) -> Result<SettlementList, FileError> {
    if bytes.len() > MOST_BYTES {
        return Err(FileError::TooLarge);
    }
    let read = readings(bytes)?.into_iter().find_map(|(_, text)| header(&text).map(|header| (header, text)));
    let (header, text) = read.ok_or(FileError::NoSettlementHeader)?;
    let mut list = SettlementList::default();
    let below = Records::new(&text, header.delimiter).skip_while(|record| record.line <= header.line);
    for (n, record) in below.filter(|record| !record.is_blank()).enumerate() {
        if n >= MOST_ROWS {
            return Err(FileError::TooManyRows);
        }
        match row(&header, &record) {
            Ok(Some(row)) => list.rows.push(row),
            Ok(None) => {}
            Err(fault) => list.errors.push((record.line, fault)),
        }
    }
    Ok(list)
}

/// Reads a row; `None` for a line of sums or a note below.
fn row(header: &Header, record: &CsvRecord) -> Result<Option<SettlementRow>, SettlementFault> {
    let cell = |column| clean(header.cell(record, column));
    let (name, number) = (cell(Column::Name), cell(Column::Number));
    let sums = |text: &str| ["合计", "总计", "小计"].iter().any(|word| text.starts_with(word));
    if (name.is_empty() && number.is_empty()) || record.cells.iter().any(|cell| sums(cell.trim())) {
        return Ok(None);
    }
    if name.is_empty() {
        return Err(SettlementFault::Name);
    }
    if number.is_empty() || number.contains(['e', 'E', '+']) && number.contains('.') {
        return Err(SettlementFault::Number);
    }
    let day = |column| match cell(column).as_str() {
        "" => Ok(String::new()),
        text => civil(text).ok_or(SettlementFault::Day),
    };
    let cost = match cell(Column::Cost).as_str() {
        "" => None,
        text => Some(fen(text).ok_or(SettlementFault::Cost)?),
    };
    let draft = ClaimDraft {
        event: "stay".to_owned(),
        hospital: cell(Column::Hospital),
        admitted: day(Column::Admitted)?,
        discharged: day(Column::Discharged)?,
        settlement_no: number,
        invoice_no: cell(Column::Invoice),
        own_cost_fen: cost,
    };
    Ok(Some(SettlementRow { line: record.line, name, employer: cell(Column::Employer), draft }))
}

/// `2026-03-05`, `2026/3/5`, `20260305`, `2026年3月5日`, with or without an hour behind it.
fn civil(text: &str) -> Option<String> {
    let day = text.split([' ', 'T']).next()?;
    let digits: Vec<&str> = day.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty()).collect();
    let (year, month, of_month) = match digits.as_slice() {
        [whole] if whole.len() == 8 => (whole.get(..4)?, whole.get(4..6)?, whole.get(6..)?),
        [year, month, of_month] if year.len() == 4 => (*year, *month, *of_month),
        _ => return None,
    };
    let date = jiff::civil::Date::new(year.parse().ok()?, month.parse().ok()?, of_month.parse().ok()?).ok()?;
    Some(date.to_string())
}

/// `1,234.50` and `¥1234.5` in fen.
fn fen(text: &str) -> Option<i64> {
    let plain: String =
        text.chars().filter(|c| !matches!(c, ',' | '\u{FF0C}' | '¥' | '\u{FFE5}' | '元' | ' ')).collect();
    let (yuan, places) = plain.split_once('.').unwrap_or((plain.as_str(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if yuan.is_empty() || yuan.len() > 9 || places.len() > 2 || !digits(yuan) || !digits(places) {
        return None;
    }
    format!("{yuan}{places:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]
    use super::*;

    const LIST: &str = "基本医疗保险住院结算清单,,,,,\n\
        序号,姓名,单位名称,医疗机构名称,入院日期,出院日期,结算单号,个人自付(元)\n\
        1,王小明,第一棉纺厂,县人民医院,2026/2/20,2026-02-27 10:15,YB0001,\"1,234.50\"\n\
        2,,第一棉纺厂,县人民医院,2026-02-20,2026-02-27,YB0002,10\n\
        3,李四,,市一院,20260220,,YB0003,\n\
        4,周敏,,市一院,2026-02-30,,YB0004,1\n\
        5,吴刚,,市一院,,,1.2E+17,1\n\
        合计,,,,,,,1245.50\n";

    #[test]
    fn good_rows_are_read_and_bad_ones_are_told_by_line() {
        let list = parse_settlements(LIST.as_bytes()).unwrap();
        let rows: Vec<_> = list.rows.iter().map(|row| (row.line, row.name.as_str())).collect();
        assert_eq!(rows, [(3, "王小明"), (5, "李四")]);
        let first = &list.rows[0].draft;
        assert_eq!((first.admitted.as_str(), first.discharged.as_str()), ("2026-02-20", "2026-02-27"));
        assert_eq!((first.own_cost_fen, first.settlement_no.as_str()), (Some(123_450), "YB0001"));
        assert_eq!(list.rows[1].draft.admitted, "2026-02-20");
        let told = [(4, SettlementFault::Name), (6, SettlementFault::Day), (7, SettlementFault::Number)];
        assert_eq!(list.errors, told);
        let (gb18030, ..) = encoding_rs::GB18030.encode(LIST);
        assert!(parse_settlements(&gb18030).unwrap() == list, "as WPS saves it");
    }

    #[test]
    fn a_file_that_is_no_list_is_said_so() {
        assert_eq!(parse_settlements("书名,条码\n活着,1\n".as_bytes()).err(), Some(FileError::NoSettlementHeader));
        assert_eq!(parse_settlements(b"").err(), Some(FileError::Empty));
    }
}
