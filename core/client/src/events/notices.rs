//! What has become of the own sign-ups since the person last looked.

use zhijia_model::{Code, RecordId};

use crate::error::Error;
use crate::inner::Inner;
pub use crate::lists::events::notices::Notice;
use crate::lists::events::notices::{Notices, seen};
use crate::{Client, Watch};

impl Client {
    /// What is new about the own sign-ups, and was not seen yet.
    ///
    /// # Errors
    /// Where this phone has not joined, or cannot be read.
    pub fn notices(&self) -> Result<Vec<Notice>, Error> {
        self.0.list(Notices::default())
    }

    /// Watches [`Client::notices`].
    pub fn watch_notices(&self) -> Watch<Notice> {
        self.0.watch(Notices::default())
    }

    /// The person has seen a notice, by its id.
    ///
    /// # Errors
    /// `not-found`, or where it cannot be written.
    pub fn notice_seen(&self, id: &str) -> Result<(), Error> {
        let sign_up: RecordId = id.parse().map_err(|_| Error::from(Code::NotFound))?;
        self.0.note_seen(sign_up)
    }
}

impl Inner {
    /// Remembers how an own sign-up stands: what differs from it later is news.
    pub(crate) fn note_seen(&self, sign_up: RecordId) -> Result<(), Error> {
        let record = self.record(sign_up)?.ok_or_else(|| Error::from(Code::NotFound))?;
        let event = self.record(record.header.space)?;
        let seen = seen(&record, event.as_ref(), self.now());
        let bytes = serde_json::to_vec(&seen).unwrap_or_default();
        self.store.write(|tx| tx.note_seen(sign_up, &bytes))?;
        Ok(())
    }
}
