//! Importing a catalogue from CSV, with progress and a way to stop.

use std::sync::Arc;

use zhijia_client::import::ImportReport;

use crate::call::{CallHandle, Running};
use crate::error::id;
use crate::{ZhijiaClient, ZhijiaError};

#[uniffi::export]
impl ZhijiaClient {
    /// Imports a CSV file into a house: all good rows or, where the call is stopped, none. Bad rows are reported.
    /// Values that a keeper has written are never overwritten, and the same file again changes nothing. What differs is
    /// told with the code `differs` or `copies-differ`.
    #[uniffi::method(default(call = None))]
    pub async fn import_catalogue(
        &self,
        house: String,
        file: Vec<u8>,
        call: Option<Arc<CallHandle>>,
    ) -> Result<ImportReport, ZhijiaError> {
        // When the host drops this future, `running` goes with it, and the work beside it stops at its next step.
        let running = Running::new(call);
        let go_on = running.teller();
        self.ask(move |phone| phone.import_catalogue(id(&house)?, &file, go_on)).await
    }

    /// The same, where the keeper has seen what differs and wants the file's values: titles, prices, shelves and numbers
    /// of copies become those of the file. No labelled copy is taken away.
    #[uniffi::method(default(call = None))]
    pub async fn import_corrections(
        &self,
        house: String,
        file: Vec<u8>,
        call: Option<Arc<CallHandle>>,
    ) -> Result<ImportReport, ZhijiaError> {
        let running = Running::new(call);
        let go_on = running.teller();
        self.ask(move |phone| phone.import_corrections(id(&house)?, &file, go_on)).await
    }
}
