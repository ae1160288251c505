//! Waiting lists.

use rusqlite::Row;
use zhijia_model::RecordId;

use super::{Id, Sqlite, id, number, signed, small};
use crate::ledger::{Num, Result, Waiting, Waits};

fn waits_row(row: &Row<'_>) -> rusqlite::Result<Waits> {
    Ok(Waits { list: number(row, 0)?, rank: row.get(1)?, id: id(row, 2)? })
}

impl Waiting for Sqlite<'_> {
    fn add_waiting(&self, Waits { list, rank, id }: Waits, person: Option<RecordId>) -> Result<()> {
        let sql = "INSERT INTO waiting (list, rank, id, person) VALUES (?, ?, ?, ?)";
        self.run(sql, (signed(list), rank, Id(id), person.map(Id))).map(drop)
    }

    fn remove_waiting(&self, Waits { list, rank, id }: Waits) -> Result<()> {
        self.run("DELETE FROM waiting WHERE list = ? AND rank = ? AND id = ?", (signed(list), rank, Id(id))).map(drop)
    }

    fn first_waiting(&self, list: Num) -> Result<Option<Waits>> {
        let sql = "SELECT list, rank, id FROM waiting WHERE list = ? ORDER BY rank, id LIMIT 1";
        self.one(sql, (signed(list),), waits_row)
    }

    fn waiting_between(&self, list: Num, after: i64, until: i64) -> Result<Vec<Waits>> {
        self.all(
            "SELECT list, rank, id FROM waiting WHERE list = ? AND rank > ? AND rank <= ? ORDER BY rank, id",
            (signed(list), after, until),
            waits_row,
        )
    }

    fn queue(&self, Waits { list, rank, id }: Waits) -> Result<u32> {
        let before = self.one(
            "SELECT count(*) FROM waiting WHERE list = ?1 AND (rank < ?2 OR (rank = ?2 AND id < ?3))",
            (signed(list), rank, Id(id)),
            |row| small(row, 0),
        )?;
        Ok(before.unwrap_or(0).saturating_add(1))
    }

    fn waits(&self, person: RecordId) -> Result<Vec<Waits>> {
        self.all("SELECT list, rank, id FROM waiting WHERE person = ? ORDER BY list, rank", (Id(person),), waits_row)
    }
}
