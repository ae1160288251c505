//! Importing a catalogue from CSV: good rows kept, bad rows reported, the same file again changes nothing.

use serde::Serialize;
use zhijia_model::catalogue_csv::{CatalogueRow, Problem, parse_catalogue};
use zhijia_model::kinds::title;
use zhijia_model::{Header, Kind, Part, RecordId, Scalar};
use zhijia_store::Acted;

use crate::error::Error;
use crate::inner::Act;
use crate::{Client, asked};

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ImportReport {
    /// Rows with data.
    pub total: u64,
    /// New titles.
    pub imported: u64,
    /// Titles that gained a copy or a field that was empty.
    pub changed: u64,
    /// Titles that stood there already.
    pub unchanged: u64,
    /// Rows that were not taken.
    pub bad: Vec<BadRow>,
    /// Rows that were taken with a remark.
    pub remarks: Vec<BadRow>,
}

/// A row with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct BadRow {
    /// The line in the file, from 1.
    pub line: u64,
    /// The column's heading as in the file.
    pub field: String,
    /// The stable code.
    pub code: String,
    /// Why, and the way out, in Simplified Chinese.
    pub reason_zh: String,
    /// Why, and the way out, in English.
    pub reason_en: String,
    /// The cell as it stands.
    pub value: String,
}

impl From<&Problem> for BadRow {
    fn from(problem: &Problem) -> Self {
        Self {
            line: problem.line,
            field: problem.field.clone(),
            code: problem.code().to_owned(),
            reason_zh: problem.reason_zh(),
            reason_en: problem.reason_en(),
            value: problem.value.clone(),
        }
    }
}

/// Rows between two reports of progress.
const STEP: usize = 100;

impl Client {
    /// Imports a CSV file into a house, in one transaction: all good rows or, where `progress` (rows done, rows in
    /// all) answers false, none. Values that a keeper has written are never overwritten (A-C10): a row adds new
    /// titles, new copies and fields that are empty.
    pub fn import_catalogue(
        &self,
        house: RecordId,
        file: &[u8],
        progress: impl Fn(usize, usize) -> bool,
    ) -> Result<ImportReport, Error> {
        let inner = &self.0;
        let me = inner.me()?;
        let catalogue = parse_catalogue(file).map_err(|error| {
            Error::new(
                error.code(),
                &error.zh(),
                &error.en(),
                "请改好文件后再导入,书目没有改动",
                "Correct the file and import it again; nothing was changed",
            )
        })?;
        let now = inner.now();
        let probe = Header::new(Kind::Title, house, None, [0]);
        let world = crate::world::PhoneWorld::new(inner, me);
        zhijia_model::authority::may_write(&probe, Part::Keeper, Some(me.member), &world, now)?;
        let mut report = ImportReport {
            total: catalogue.rows_read as u64,
            bad: catalogue.errors.iter().map(BadRow::from).collect(),
            remarks: catalogue.warnings.iter().map(BadRow::from).collect(),
            ..ImportReport::default()
        };
        let total = catalogue.rows.len();
        inner.store.write(|tx| {
            for (done, row) in catalogue.rows.iter().enumerate() {
                if done % STEP == 0 && !progress(done, total) {
                    return Err(stopped());
                }
                let header = Header::new(Kind::Title, house, None, row.key());
                let before = tx.record(header.id())?;
                let part = before.as_ref().and_then(|record| record.parts.get(&Part::Keeper));
                let mut puts = puts(row);
                if let Some(part) = part {
                    puts.retain(|(key, _)| part.entries(key).is_empty());
                }
                let known = part.is_some();
                if puts.is_empty() {
                    report.unchanged += 1;
                    continue;
                }
                // A row's input is what it puts, and it puts nothing over what is there: neither is kept twice.
                let act =
                    Act { intent: inner.intent(), code: "import", header, part: Part::Keeper, puts, input: Vec::new() };
                match tx.act(&asked::action(act, None), now).map_err(Error::from)? {
                    Acted::Written(_) if known => report.changed += 1,
                    Acted::Written(_) => report.imported += 1,
                    Acted::NoEffect | Acted::Repeated => report.unchanged += 1,
                }
            }
            progress(total, total);
            Ok(())
        })?;
        inner.wake.notify_one();
        Ok(report)
    }
}

fn puts(row: &CatalogueRow) -> Vec<(String, Scalar)> {
    let mut out: Vec<(String, Scalar)> = Vec::new();
    let texts = [
        ("title", &row.title),
        ("volume", &row.volume),
        ("author", &row.author),
        ("publisher", &row.publisher),
        ("clc", &row.clc),
    ];
    for (key, text) in texts {
        if !text.is_empty() {
            out.push((key.to_owned(), text.as_str().into()));
        }
    }
    let numbers = [
        ("year", row.year.map(i64::from)),
        ("pages", row.pages.map(i64::from)),
        ("price", row.price_fen.map(i64::from)),
    ];
    out.extend(numbers.into_iter().filter_map(|(key, number)| Some((key.to_owned(), number?.into()))));
    if row.labels().is_empty() {
        out.push(("count".to_owned(), i64::from(row.copies.max(1)).into()));
    }
    for label in row.labels() {
        let element = title::escape(label);
        out.push((format!("copy/{element}/barcode"), label.as_str().into()));
        if !row.shelf.is_empty() {
            out.push((format!("copy/{element}/shelf"), row.shelf.as_str().into()));
        }
    }
    out
}

fn stopped() -> Error {
    Error::new(
        "stopped",
        "导入已停止,书目没有改动",
        "The import was stopped; nothing was changed",
        "可以随时重新导入",
        "You can import it again at any time",
    )
}
