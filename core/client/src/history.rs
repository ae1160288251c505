//! The history of a record: who, when, from which device, what changed, which value lost (P9).

use serde::Serialize;
use zhijia_model::intents::members::RestoreValue;
use zhijia_model::kinds::{Record, member};
use zhijia_model::{Code, RecordId, Scalar};

use crate::Client;
use crate::asked::as_text;
use crate::error::Error;
use crate::inner::Inner;
use crate::words::{self, StateText};

/// One change in a record's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HistoryEntry {
    /// The change's id.
    pub id: String,
    /// When it was done, as its device claims, in milliseconds.
    pub at_ms: i64,
    /// Who did it, where this phone knows the name; else empty.
    pub who: String,
    /// From which device: the first digits of its id.
    pub device: String,
    /// What it says, field by field.
    pub puts: Vec<HistoryPut>,
    /// How far it is, while it is pending.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub state: Option<StateText>,
}

/// One value in a history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HistoryPut {
    /// The part and key.
    pub key: String,
    /// The value as text.
    pub value: String,
    /// Whether the value stands beside another one that is shown: it lost, and can be restored.
    pub lost: bool,
    /// For [`Client::restore`].
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub restore: Option<String>,
}

impl Client {
    /// The history of a record, newest first.
    ///
    /// # Errors
    /// `not-found`, or [`Error`] where the phone's store cannot be read.
    pub fn history(&self, record: RecordId) -> Result<Vec<HistoryEntry>, Error> {
        let inner = &self.0;
        let Some(current) = inner.record(record)? else { return Err(Code::NotFound.into()) };
        let stage = inner.stage(record)?;
        let mut entries = Vec::new();
        for part in current.parts.keys() {
            for change in inner.part(record, *part)?.iter() {
                let decoded = &change.decoded;
                let puts = decoded.puts.iter().map(|put| {
                    let shown_part = current.part(*part);
                    let visible =
                        shown_part.entries(&put.key).iter().position(|entry| entry.change == Some(decoded.hash));
                    let shown = shown_part.shown(&put.key).map(|entry| &entry.value);
                    let lost = visible.is_some_and(|at| at > 0) && shown != Some(&put.value);
                    HistoryPut {
                        key: format!("{}.{}", part.name(), put.key),
                        value: as_text(&put.value),
                        lost,
                        restore: lost.then(|| RestoreValue::token(*part, decoded.hash, &put.key)),
                    }
                });
                entries.push(HistoryEntry {
                    id: format!("{:?}", decoded.hash),
                    at_ms: decoded.claimed,
                    who: match change.witness {
                        Some(witness) => name_of(inner, witness.author)?,
                        None => name_of(inner, inner.me()?.member)?,
                    },
                    device: decoded.actor.device().to_string().chars().take(6).collect(),
                    puts: puts.collect(),
                    state: if change.witness.is_none() { stage.map(words::pending) } else { None },
                });
            }
        }
        entries.sort_by_key(|entry| core::cmp::Reverse(entry.at_ms));
        Ok(entries)
    }

    /// Puts a value back that lost to another one.
    ///
    /// # Errors
    /// `not-found` for a token that names nothing; else as [`Client::perform`].
    pub fn restore(&self, record: RecordId, token: &str) -> Result<(), Error> {
        self.perform(RestoreValue { record, token: token.to_owned() }).map(drop)
    }
}

/// A member's name, where this phone holds the member or the card.
fn name_of(inner: &Inner, author: RecordId) -> Result<String, Error> {
    let record: Option<Record> = inner.record(author)?;
    Ok(record.as_ref().map(member::name).unwrap_or_default().to_owned())
}

/// The last value of each key of a change, for a card that keeps what a user wrote.
pub(crate) fn kept_text<T: FromIterator<(String, String)>>(puts: &[(String, Scalar)]) -> T {
    puts.iter().map(|(key, value)| (key.clone(), as_text(value))).collect()
}
