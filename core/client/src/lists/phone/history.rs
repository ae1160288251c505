//! The history of a record: who, when, whether on this phone, what changed, which value lost (P9).

use serde::Serialize;
use zhijia_model::intents::members::RestoreValue;
use zhijia_model::kinds::{Record, member};
use zhijia_model::{Kind, RecordId};

use crate::asked::as_text;
use crate::error::Error;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
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
    /// Whether it was done on this phone.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub this_phone: bool,
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
    /// For [`crate::Client::restore`].
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub restore: Option<String>,
}

impl Row for HistoryEntry {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Newest first.
pub(crate) struct History {
    pub(crate) record: RecordId,
}

impl List for History {
    type Row = HistoryEntry;

    fn needs(&self) -> Needs {
        // Authors are named by their cards.
        let needs = Needs::default().all(Kind::Member);
        Kind::ALL.iter().fold(needs, |needs, kind| needs.one(*kind, self.record))
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<HistoryEntry>) -> Result<(), Error> {
        let Some(current) = at.dao.record(self.record)? else { return Ok(()) };
        for (n, row) in (0..).zip(entries(at, &current)?) {
            out.put(Key::new(row.at_ms.saturating_neg(), n, &row.id), row);
        }
        Ok(())
    }
}

/// Every change of a record, newest first.
pub(crate) fn entries(at: &Snapshot<'_>, current: &Record) -> Result<Vec<HistoryEntry>, Error> {
    let stage = stage(at.dao.progress(current.id)?);
    let mut entries = Vec::new();
    for part in current.parts.keys() {
        for change in at.dao.part(current.id, *part)?.iter() {
            let decoded = &change.decoded;
            let puts = decoded.puts.iter().map(|put| {
                let shown_part = current.part(*part);
                let visible = shown_part.entries(&put.key).iter().position(|entry| entry.change == Some(decoded.hash));
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
                    Some(witness) => name_of(at, witness.author)?,
                    None => name_of(at, at.me()?.member)?,
                },
                this_phone: decoded.actor.device() == at.inner.device(),
                puts: puts.collect(),
                state: if change.witness.is_none() { stage.map(words::pending) } else { None },
            });
        }
    }
    entries.sort_by_key(|entry| core::cmp::Reverse(entry.at_ms));
    Ok(entries)
}

/// A member's name, where this phone holds the member or the card.
fn name_of(at: &Snapshot<'_>, author: RecordId) -> Result<String, Error> {
    let record = at.dao.record(author)?;
    Ok(record.as_ref().map(member::name).unwrap_or_default().to_owned())
}
