//! What a person should look at, and what was not sent.

use std::collections::HashMap;
use std::sync::Arc;

use zhijia_client::{Client, attention};

use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Phone, State, ZhijiaError};

mirror! {
    /// A refused action: what was asked, why it was not sent, and what the user wrote.
    NotSent from attention::NotSent {
        /// The entry's id.
        id: String,
        /// The action, such as `sign-up`.
        action: String,
        /// The action in words, in Simplified Chinese.
        what_zh: String,
        /// The action in words, in English.
        what_en: String,
        /// When it was refused, in milliseconds.
        at_ms: i64,
        /// Why, and what to do.
        state: State,
        /// The code of the refusal.
        code: String,
        /// What the user wrote, key by key.
        kept: HashMap<String, String>,
        /// What was asked, by the names of the use case's parameters, or as `kept`.
        input: HashMap<String, String>,
        /// The values that it was to replace, as the user had them, by the keys of `kept`.
        seen: HashMap<String, Vec<String>>,
        /// The record that it was about.
        record: String,
        /// Whether a person should still look at it.
        attention: bool,
    }
}

/// What can be done about an action that was not sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Remedy {
    /// Do the same once more.
    Again,
    /// Put the card away; the entry stays in the drawer.
    Seen,
}

heard!(NotSentListener, NotSentPut, NotSent from attention::NotSent);

#[uniffi::export]
impl Phone {
    /// What was not sent, newest first. Nothing in it is ever deleted by the app itself.
    pub async fn not_sent(&self) -> Result<Vec<NotSent>, ZhijiaError> {
        self.ask(|phone| Ok(phone.not_sent()?.cross())).await
    }

    /// Watches [`Phone::not_sent`].
    pub fn watch_not_sent(&self, listener: Arc<dyn NotSentListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_not_sent)
    }

    /// Does something about an entry.
    pub async fn remedy(&self, entry: String, remedy: Remedy) -> Result<(), ZhijiaError> {
        let remedy = match remedy {
            Remedy::Again => "again",
            Remedy::Seen => "seen",
        };
        self.ask(move |phone| phone.remedy(&entry, remedy)).await
    }
}
