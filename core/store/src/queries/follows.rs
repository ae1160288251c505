//! The houses that this device follows on demand.

use zhijia_model::RecordId;

use crate::error::Result;
use crate::records::{Dao, id_at};

impl Dao<'_> {
    /// The houses that are followed on demand.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn followed(&self) -> Result<Vec<RecordId>> {
        let mut find = self.conn.prepare_cached("SELECT house FROM follows ORDER BY house")?;
        let rows = find.query_map([], |row| id_at(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a house is followed on demand.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn follows(&self, house: RecordId) -> Result<bool> {
        let mut find = self.conn.prepare_cached("SELECT 1 FROM follows WHERE house = ?1")?;
        Ok(find.exists([house.as_bytes()])?)
    }
}
