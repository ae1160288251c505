//! Putting a value back that lost to another one.

use serde::{Deserialize, Serialize};

use crate::change::ChangeHash;
use crate::id::{IntentId, RecordId};
use crate::intents::{Act, Context, Words, Write, Writes, words};
use crate::kind::Part;
use crate::kinds::{Record, keys};
use crate::refusal::{Code, Refusal};

/// Puts a value back that stands beside the one that is shown (P9).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreValue {
    /// The record.
    pub record: RecordId,
    /// Which value: [`RestoreValue::token`].
    pub token: String,
}

impl RestoreValue {
    /// The token of a value: the part's number, the change that put it, its key.
    pub fn token(part: Part, change: ChangeHash, key: &str) -> String {
        format!("{}/{change:?}/{key}", part.number())
    }

    fn write(&self, record: &Record) -> Option<Write> {
        let mut pieces = self.token.splitn(3, '/');
        let (part, change, key) = (pieces.next()?, pieces.next()?, pieces.next()?);
        let part = Part::from_number(part.parse().ok()?)?;
        let known = keys(record.header.kind()?, part).iter().any(|spec| spec.element(key).is_some());
        let mut entries = record.parts.get(&part)?.entries(key).iter().filter(|_| known);
        let entry = entries.find(|entry| entry.change.is_some_and(|by| format!("{by:?}") == change))?;
        Some(Write { header: record.header.clone(), part, puts: vec![(key.to_owned(), entry.value.clone())] })
    }
}

impl Act for RestoreValue {
    const CODE: &'static str = "restore";
    const WORDS: Words = words("恢复原来的内容", "Restoring a value");

    fn writes<C: Context>(&self, context: &C, _id: IntentId) -> Result<Writes, C::Error> {
        let record = context.record(self.record)?;
        let write = record.as_ref().and_then(|record| self.write(record));
        write.map(Writes::This).ok_or_else(|| Refusal::about(Code::NotFound, "record").into())
    }
}
