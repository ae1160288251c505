//! Importing a catalogue from CSV, with progress and a way to stop.

use std::sync::Arc;

use zhijia_client::import::{ImportReport, TitleDraft};

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
        self.ask(move |phone| phone.import_catalogue(id("house", &house)?, &file, go_on)).await
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
        self.ask(move |phone| phone.import_corrections(id("house", &house)?, &file, go_on)).await
    }

    /// Adds one book by hand, by the rules of a list with one row: a book that is there gains what it had not, and its
    /// new copies. Remarks name fields by their keys.
    pub async fn add_title(&self, house: String, draft: TitleDraft) -> Result<ImportReport, ZhijiaError> {
        self.ask(move |phone| phone.add_title(id("house", &house)?, &draft)).await
    }

    /// What is said of a title, for a form to correct it.
    pub async fn title_draft(&self, title: String) -> Result<TitleDraft, ZhijiaError> {
        self.ask(move |phone| phone.title_draft(id("title", &title)?)).await
    }

    /// Corrects what is said of a title: what is left empty is emptied, but for barcodes and copies, which then stay.
    pub async fn edit_title(&self, title: String, draft: TitleDraft) -> Result<(), ZhijiaError> {
        self.ask(move |phone| phone.edit_title(id("title", &title)?, &draft)).await
    }
}
