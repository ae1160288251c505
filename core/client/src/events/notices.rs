//! What has become of the own sign-ups since the person last looked.

use zhijia_model::{Code, Intent, RecordId};
use zhijia_store::Tx;

use crate::error::Error;
pub use crate::lists::events::notices::Notice;
use crate::lists::events::notices::{Notices, Seen, seen};
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
        self.0.store.write(|tx| note_seen(tx, sign_up, self.0.now()))
    }
}

/// What a person does to an own sign-up has been seen by that, whichever way it was asked for.
pub(crate) fn note_own(tx: &mut Tx<'_>, intent: &Intent, record: RecordId, now: i64) -> Result<(), Error> {
    match intent {
        Intent::SignUp(_) | Intent::Withdraw(_) => note_seen(tx, record, now),
        _ => Ok(()),
    }
}

/// Remembers how an own sign-up stands: what differs from it later is news.
pub(crate) fn note_seen(tx: &mut Tx<'_>, sign_up: RecordId, now: i64) -> Result<(), Error> {
    let record = tx.record(sign_up)?.ok_or_else(|| Error::from(Code::NotFound))?;
    let event = tx.record(record.header.space)?;
    let before = tx.dao().seen(sign_up)?.and_then(|bytes| serde_json::from_slice::<Seen>(&bytes).ok());
    let seen = seen(&record, event.as_ref(), now).keeping(before.as_ref());
    let bytes = serde_json::to_vec(&seen).unwrap_or_default();
    Ok(tx.note_seen(sign_up, &bytes)?)
}
