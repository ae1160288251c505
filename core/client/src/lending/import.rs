//! Importing a catalogue from CSV: good rows kept, bad rows reported, the same file again changes nothing.

use std::collections::{BTreeSet, HashMap};

use serde::Serialize;
use zhijia_model::catalogue_csv::{Catalogue, Diagnostic, parse_catalogue};
use zhijia_model::holdings::{self, Differences, HeldTitle};
pub use zhijia_model::intents::books::TitleDraft;
use zhijia_model::intents::books::{EditTitle, ImportTitle};
use zhijia_model::intents::{self, Write, Writes};
use zhijia_model::kinds::{Record, house};
use zhijia_model::{Code, Header, Intent, Kind, Part, RecordId};
use zhijia_store::{Acted, Dao};

use crate::error::Error;
use crate::perform::Here;
use crate::{Client, asked};

/// What an import did.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ImportReport {
    /// Rows with data.
    pub total: u64,
    /// New titles.
    pub imported: u64,
    /// Titles that gained a copy or a field, or were corrected.
    pub changed: u64,
    /// Titles that stood there already, as the file says.
    pub unchanged: u64,
    /// New copies, of new titles and of those that stood there.
    pub copies: u64,
    /// Rows that were not taken; [`ImportReport::bad`] says why, and may say several things of one row.
    pub refused: u64,
    /// What is wrong with the rows that were not taken.
    pub bad: Vec<BadRow>,
    /// What should be known of the rows that were taken, and of columns.
    pub remarks: Vec<BadRow>,
}

/// A row with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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

impl From<&Diagnostic> for BadRow {
    fn from(problem: &Diagnostic) -> Self {
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

/// Titles between two reports of progress.
const STEP: usize = 100;

impl Client {
    /// Imports a CSV file into a house, in one transaction: all good rows or, where `progress` (titles done, titles in
    /// all) answers false, none. Values that a keeper has written are never overwritten (A-C10): a row adds new titles,
    /// new copies and fields that are empty. What differs is told with the code `differs` or `copies-differ`.
    ///
    /// # Errors
    /// [`Error`] where the file cannot be read as a whole, the person may not import, it was stopped, or the store cannot be
    /// written. Bad rows are in the report.
    pub fn import_catalogue(
        &self,
        house: RecordId,
        file: &[u8],
        progress: impl Fn(usize, usize) -> bool,
    ) -> Result<ImportReport, Error> {
        self.import(house, file, Differences::Keep, progress)
    }

    /// The same, where the keeper has seen what differs and wants the file's values: titles, prices, shelves and numbers
    /// of copies become those of the file. No labelled copy is taken away.
    ///
    /// # Errors
    /// As [`Client::import_catalogue`].
    pub fn import_corrections(
        &self,
        house: RecordId,
        file: &[u8],
        progress: impl Fn(usize, usize) -> bool,
    ) -> Result<ImportReport, Error> {
        self.import(house, file, Differences::TakeTheFile, progress)
    }

    /// Adds one book by hand, by the rules of a list with one row: a book that is there gains what it had not, and its
    /// new copies. Remarks name fields by their keys.
    ///
    /// # Errors
    /// [`Error`] that names the field, where the person may not, or where the store cannot be written.
    pub fn add_title(&self, house: RecordId, draft: &TitleDraft) -> Result<ImportReport, Error> {
        self.take(house, &Catalogue::of_row(draft.row()?), Differences::Keep, |_, _| true)
    }

    /// What is said of a title, for a form to correct it.
    ///
    /// # Errors
    /// `not-found`, or where the phone's store cannot be read.
    pub fn title_draft(&self, title: RecordId) -> Result<TitleDraft, Error> {
        let record = self.0.record(title)?.filter(|record| record.header.kind() == Some(Kind::Title));
        record.as_ref().map(TitleDraft::of).ok_or_else(|| Code::NotFound.into())
    }

    /// Corrects what is said of a title: what is left empty is emptied, but for barcodes and copies, which then stay.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn edit_title(&self, title: RecordId, draft: &TitleDraft) -> Result<(), Error> {
        self.perform(EditTitle { title, draft: draft.clone() }).map(drop)
    }

    fn import(
        &self,
        house: RecordId,
        file: &[u8],
        differences: Differences,
        progress: impl Fn(usize, usize) -> bool,
    ) -> Result<ImportReport, Error> {
        let catalogue = parse_catalogue(file)?;
        self.take(house, &catalogue, differences, progress)
    }

    fn take(
        &self,
        house: RecordId,
        catalogue: &Catalogue,
        differences: Differences,
        progress: impl Fn(usize, usize) -> bool,
    ) -> Result<ImportReport, Error> {
        let inner = &self.0;
        let me = inner.me()?;
        let now = inner.now();
        let name = inner.record(house)?.map(|house| house::name(&house).to_owned()).unwrap_or_default();
        let refused: BTreeSet<u64> = catalogue.errors.iter().map(|problem| problem.line).collect();
        let mut report = ImportReport {
            total: catalogue.rows_read as u64,
            refused: refused.len() as u64,
            bad: catalogue.errors.iter().map(BadRow::from).collect(),
            ..ImportReport::default()
        };
        inner.store.write(|tx| {
            // Who may write one title of the house may write them all.
            let any =
                Write { header: Header::new(Kind::Title, house, None, [0]), part: Part::Keeper, puts: Vec::new() };
            intents::authorize(&Here::new(&tx.dao(), me, now), &any)?;
            let plan = holdings::plan(catalogue, &name, standing(&tx.dao(), house)?, differences);
            let mut remarks: Vec<_> = catalogue.warnings.iter().chain(&plan.remarks).collect();
            remarks.sort_by_key(|remark| remark.line);
            report.remarks = remarks.into_iter().map(BadRow::from).collect();
            let total = plan.titles.len();
            for (done, title) in plan.titles.into_iter().enumerate() {
                if done % STEP == 0 && !progress(done, total) {
                    return Err(Error::from(Code::Stopped));
                }
                report.copies += u64::from(title.new_copies);
                let new = title.new;
                let intent = ImportTitle { house, title: Box::new(title) }.into();
                let id = inner.intent();
                let writes = Intent::writes(&intent, &Here::new(&tx.dao(), me, now), id)?;
                let Writes::This(write) = writes else {
                    report.unchanged += 1;
                    continue;
                };
                // What is put over something is told in the report: it is not kept twice.
                match tx.act(&asked::action(&intent, id, write, None), now)? {
                    Acted::Written(_) if new => report.imported += 1,
                    Acted::Written(_) => report.changed += 1,
                    Acted::NoEffect | Acted::Repeated => report.unchanged += 1,
                }
            }
            // The last moment at which all of it can be left undone.
            if progress(total, total) { Ok(()) } else { Err(Error::from(Code::Stopped)) }
        })?;
        inner.link.wake.notify_one();
        Ok(report)
    }
}

/// The titles that stand in a house, with the counted copies that are on loan.
fn standing(dao: &Dao<'_>, house: RecordId) -> Result<Vec<HeldTitle>, Error> {
    let mut lent: HashMap<RecordId, u32> = HashMap::new();
    for loan in dao.open_loans(house).map_err(Error::from)? {
        let number = loan.copy.strip_prefix('#').and_then(|number| number.parse::<u32>().ok());
        if let (Some(title), Some(number)) = (loan.title, number) {
            let most = lent.entry(title).or_default();
            *most = number.max(*most);
        }
    }
    let records = dao.records_in(Kind::Title, house).map_err(Error::from)?;
    let standing = |record: Record| HeldTitle { lent: lent.get(&record.id).copied().unwrap_or(0), record };
    Ok(records.into_iter().map(standing).collect())
}
