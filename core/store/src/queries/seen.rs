//! What this phone has shown of a record and the person has seen: a small value of the app's own, never sent.

use zhijia_model::RecordId;

use crate::error::Result;
use crate::meta;
use crate::records::Dao;
use crate::tx::Tx;

fn key(record: RecordId) -> String {
    format!("seen/{record}")
}

impl Dao<'_> {
    /// What was noted of a record by [`Tx::note_seen`].
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn seen(&self, record: RecordId) -> Result<Option<Vec<u8>>> {
        meta::get(self.conn, &key(record))
    }
}

impl Tx<'_> {
    /// Notes what the person has seen of a record.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn note_seen(&mut self, record: RecordId, value: &[u8]) -> Result<()> {
        self.changed.status = true;
        meta::set(self.conn, &key(record), value)
    }

    /// Nothing was ever seen.
    pub(crate) fn forget_seen(&self) -> Result<()> {
        self.conn.execute("DELETE FROM meta WHERE key GLOB 'seen/*'", [])?;
        Ok(())
    }
}
