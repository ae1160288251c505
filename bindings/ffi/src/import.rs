//! Importing a catalogue from CSV, with progress and a way to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;
use zhijia_client::import;

use crate::error::id;
use crate::mirror::{Cross, mirror};
use crate::{Phone, ZhijiaError};

mirror! {
    /// What an import did.
    ImportReport from import::ImportReport {
        /// Rows with data.
        total: u64,
        /// New titles.
        imported: u64,
        /// Titles that gained a copy or a field, or were corrected.
        changed: u64,
        /// Titles that stood there already, as the file says.
        unchanged: u64,
        /// New copies, of new titles and of those that stood there.
        copies: u64,
        /// Rows that were not taken; `bad` says why, and may say several things of one row.
        refused: u64,
        /// What is wrong with the rows that were not taken.
        bad: Vec<BadRow>,
        /// What should be known of the rows that were taken, and of columns.
        remarks: Vec<BadRow>,
    }
}

mirror! {
    /// A row with its reason.
    BadRow from import::BadRow {
        /// The line in the file, from 1.
        line: u64,
        /// The column's heading as in the file.
        field: String,
        /// The stable code.
        code: String,
        /// Why, and the way out, in Simplified Chinese.
        reason_zh: String,
        /// Why, and the way out, in English.
        reason_en: String,
        /// The cell as it stands.
        value: String,
    }
}

/// Is told how far an import is, and may stop it.
#[uniffi::export(foreign)]
pub trait ImportListener: Send + Sync {
    /// `done` rows of `total`. `false` stops the import, and nothing of it is kept. Steps may be left out where the
    /// listener is slow.
    fn on_progress(&self, done: u64, total: u64) -> Result<bool, ZhijiaError>;
}

#[uniffi::export]
impl Phone {
    /// Imports a CSV file into a house: all good rows or, where the listener stops it, none. Bad rows are reported.
    /// Values that a keeper has written are never overwritten, and the same file again changes nothing. What differs is
    /// told with the code `differs` or `copies-differ`.
    pub async fn import_catalogue(
        &self,
        house: String,
        file: Vec<u8>,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Result<ImportReport, ZhijiaError> {
        self.import(house, file, listener, false).await
    }

    /// The same, where the keeper has seen what differs and wants the file's values: titles, prices, shelves and numbers
    /// of copies become those of the file. No labelled copy is taken away.
    pub async fn import_corrections(
        &self,
        house: String,
        file: Vec<u8>,
        listener: Option<Arc<dyn ImportListener>>,
    ) -> Result<ImportReport, ZhijiaError> {
        self.import(house, file, listener, true).await
    }
}

impl Phone {
    async fn import(
        &self,
        house: String,
        file: Vec<u8>,
        listener: Option<Arc<dyn ImportListener>>,
        corrections: bool,
    ) -> Result<ImportReport, ZhijiaError> {
        let (tell, told) = watch::channel((0, 0));
        let stop = Arc::new(AtomicBool::new(false));
        if let Some(listener) = listener {
            self.accompany(progress(listener, told, Arc::clone(&stop)))?;
        }
        self.ask(move |phone| {
            // Called inside the transaction, so it only leaves word: the listener hears of it elsewhere.
            let go_on = |done: usize, total: usize| {
                tell.send_replace((done as u64, total as u64));
                !stop.load(Ordering::Acquire)
            };
            let house = id(&house)?;
            let report = if corrections {
                phone.import_corrections(house, &file, go_on)?
            } else {
                phone.import_catalogue(house, &file, go_on)?
            };
            Ok(report.cross())
        })
        .await
    }
}

/// Tells the listener the latest step until the import is over. A listener that fails stops the import.
async fn progress(listener: Arc<dyn ImportListener>, mut told: watch::Receiver<(u64, u64)>, stop: Arc<AtomicBool>) {
    while told.changed().await.is_ok() {
        let (done, total) = *told.borrow_and_update();
        let listener = Arc::clone(&listener);
        let answer = tokio::task::spawn_blocking(move || listener.on_progress(done, total)).await;
        if !matches!(answer, Ok(Ok(true))) {
            stop.store(true, Ordering::Release);
            return;
        }
    }
}
