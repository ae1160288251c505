//! The history of a record: who, when, whether on this phone, what changed, which value lost (P9).

use zhijia_model::intents::members::RestoreValue;
use zhijia_model::{Code, RecordId, Scalar};

use crate::asked::as_text;
use crate::error::Error;
use crate::lists::phone::history::{self, History};
pub use crate::lists::phone::history::{HistoryEntry, HistoryPut};
use crate::{Client, Watch};

impl Client {
    /// The history of a record, newest first.
    ///
    /// # Errors
    /// `not-found`, or [`Error`] where the phone's store cannot be read.
    pub fn history(&self, record: RecordId) -> Result<Vec<HistoryEntry>, Error> {
        self.0.at(|at| {
            let Some(current) = at.dao.record(record)? else { return Err(Code::NotFound.into()) };
            history::entries(at, &current)
        })
    }

    /// Watches [`Client::history`].
    pub fn watch_history(&self, record: RecordId) -> Watch<HistoryEntry> {
        self.0.watch(History { record })
    }

    /// Puts a value back that lost to another one.
    ///
    /// # Errors
    /// `not-found` for a token that names nothing; else as [`Client::perform`].
    pub fn restore(&self, record: RecordId, token: &str) -> Result<(), Error> {
        self.perform(RestoreValue { record, token: token.to_owned() }).map(drop)
    }
}

/// The last value of each key of a change, for a card that keeps what a user wrote.
pub(crate) fn kept_text<T: FromIterator<(String, String)>>(puts: &[(String, Scalar)]) -> T {
    puts.iter().map(|(key, value)| (key.clone(), as_text(value))).collect()
}
