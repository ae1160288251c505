//! Importing a catalogue from CSV: good rows kept, bad rows reported, the same file again changes nothing.

use serde::Serialize;
use zhijia_model::catalogue_csv::{Problem, parse_catalogue};
use zhijia_model::intents::books::ImportTitle;
use zhijia_model::intents::{self, Writes};
use zhijia_model::{Intent, IntentId, RecordId};
use zhijia_store::{Acted, Tx};

use crate::error::Error;
use crate::inner::Me;
use crate::perform::Here;
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
                let intent = ImportTitle { house, row: Box::new(row.clone()) }.into();
                // Who may write one title of the house may write them all.
                match import_row(tx, me, &intent, inner.intent(), now, done == 0)? {
                    Row::New => report.imported += 1,
                    Row::More => report.changed += 1,
                    Row::Nothing => report.unchanged += 1,
                }
            }
            progress(total, total);
            Ok(())
        })?;
        inner.wake.notify_one();
        Ok(report)
    }
}

/// What a row did.
enum Row {
    /// A new title.
    New,
    /// More of a title that was there.
    More,
    /// Nothing: all of it stands there.
    Nothing,
}

fn import_row(tx: &mut Tx<'_>, me: Me, intent: &Intent, id: IntentId, now: i64, authorize: bool) -> Result<Row, Error> {
    let (write, known) = {
        let dao = tx.dao();
        let here = Here { dao: &dao, me, now };
        let Writes::This(write) = intent.writes(&here, id)? else { return Ok(Row::Nothing) };
        if authorize {
            intents::authorize(&here, &write)?;
        }
        let known = dao.header(write.header.id())?.is_some();
        (write, known)
    };
    // A row puts nothing over what is there: nothing was seen.
    Ok(match tx.act(&asked::action(intent, id, write, None), now)? {
        Acted::Written(_) if known => Row::More,
        Acted::Written(_) => Row::New,
        Acted::NoEffect | Acted::Repeated => Row::Nothing,
    })
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
