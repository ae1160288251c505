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
        /// Titles that gained a copy or a field that was empty.
        changed: u64,
        /// Titles that stood there already.
        unchanged: u64,
        /// Rows that were not taken.
        bad: Vec<BadRow>,
        /// Rows that were taken with a remark.
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
    /// Values that a keeper has written are never overwritten, and the same file again changes nothing.
    pub async fn import_catalogue(
        &self,
        house: String,
        file: Vec<u8>,
        listener: Option<Arc<dyn ImportListener>>,
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
            Ok(phone.import_catalogue(id(&house)?, &file, go_on)?.cross())
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
