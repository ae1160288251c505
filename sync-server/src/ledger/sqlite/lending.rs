//! Loans and returns by copy, title and reader.

use rusqlite::Row;
use zhijia_model::RecordId;

use super::{Id, Sqlite, id, maybe_id, number, signed, small};
use crate::ledger::{CameBackRow, Lending, LoanRow, Num, Result};

/// A statement over the columns of [`loan_row`].
macro_rules! select_loan {
    ($($more:literal),+) => {
        concat!(
            "SELECT record, id, house, copy, title, person, reader, rank, lent, returned, out, closed FROM loan ",
            $($more),+
        )
    };
}

fn loan_row(row: &Row<'_>) -> rusqlite::Result<LoanRow> {
    Ok(LoanRow {
        num: number(row, 0)?,
        id: id(row, 1)?,
        house: id(row, 2)?,
        copy: row.get(3)?,
        title: maybe_id(row, 4)?,
        person: maybe_id(row, 5)?,
        reader: row.get(6)?,
        rank: row.get(7)?,
        lent: row.get(8)?,
        returned: row.get(9)?,
        out: row.get(10)?,
        closed: row.get(11)?,
    })
}

fn came_back_row(row: &Row<'_>) -> rusqlite::Result<CameBackRow> {
    Ok(CameBackRow { num: number(row, 0)?, id: id(row, 1)?, house: id(row, 2)?, copy: row.get(3)?, at: row.get(4)? })
}

impl Lending for Sqlite<'_> {
    fn set_loan(&self, row: &LoanRow) -> Result<()> {
        self.run(
            "INSERT INTO loan (record, id, house, copy, title, person, reader, rank, lent, returned, out, closed) \
             VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (record) DO UPDATE SET \
             copy = excluded.copy, title = excluded.title, person = excluded.person, reader = excluded.reader, \
             rank = excluded.rank, lent = excluded.lent, returned = excluded.returned, out = excluded.out, \
             closed = excluded.closed, retired = 0",
            (
                signed(row.num),
                Id(row.id),
                Id(row.house),
                &row.copy,
                row.title.map(Id),
                row.person.map(Id),
                &row.reader,
                row.rank,
                row.lent,
                row.returned,
                row.out,
                row.closed,
            ),
        )
        .map(drop)
    }

    fn to_retire(&self, before: i64, limit: usize) -> Result<Vec<LoanRow>> {
        self.all(
            select_loan!("WHERE retired = 0 AND closed < ? ORDER BY closed LIMIT ?"),
            (before, signed(limit as u64)),
            loan_row,
        )
    }

    fn note_retired(&self, record: Num) -> Result<()> {
        self.run("UPDATE loan SET retired = 1 WHERE record = ?", (signed(record),)).map(drop)
    }

    fn loan(&self, record: Num) -> Result<Option<LoanRow>> {
        self.one(select_loan!("WHERE record = ?"), (signed(record),), loan_row)
    }

    fn remove_loan(&self, record: Num) -> Result<()> {
        self.run("DELETE FROM loan WHERE record = ?", (signed(record),)).map(drop)
    }

    fn loans_of_copy(&self, house: RecordId, copy: &str, title: Option<RecordId>) -> Result<Vec<LoanRow>> {
        match title {
            None => {
                self.all(select_loan!("WHERE house = ? AND copy = ? ORDER BY rank, id"), (Id(house), copy), loan_row)
            }
            Some(title) => self.all(
                select_loan!("WHERE house = ? AND copy = ? AND title = ? ORDER BY rank, id"),
                (Id(house), copy, Id(title)),
                loan_row,
            ),
        }
    }

    fn out_of_title(&self, house: RecordId, title: RecordId) -> Result<u32> {
        let found = self.one(
            "SELECT count(DISTINCT copy) FROM loan WHERE title = ? AND out = 1 AND house = ?",
            (Id(title), Id(house)),
            |row| small(row, 0),
        )?;
        Ok(found.unwrap_or(0))
    }

    fn out_of_person(&self, person: RecordId) -> Result<Vec<LoanRow>> {
        self.all(select_loan!("WHERE person = ? AND out = 1 ORDER BY rank, id"), (Id(person),), loan_row)
    }

    fn set_came_back(&self, record: Num, row: Option<&CameBackRow>) -> Result<()> {
        match row {
            Some(row) => self.run(
                "INSERT INTO came_back (record, id, house, copy, at) VALUES (?, ?, ?, ?, ?) \
                 ON CONFLICT (record) DO UPDATE SET copy = excluded.copy, at = excluded.at",
                (signed(record), Id(row.id), Id(row.house), &row.copy, row.at),
            ),
            None => self.run("DELETE FROM came_back WHERE record = ?", (signed(record),)),
        }
        .map(drop)
    }

    fn came_back(&self, record: Num) -> Result<Option<CameBackRow>> {
        self.one("SELECT record, id, house, copy, at FROM came_back WHERE record = ?", (signed(record),), came_back_row)
    }

    fn came_back_of_copy(&self, house: RecordId, copy: &str) -> Result<Vec<CameBackRow>> {
        self.all(
            "SELECT record, id, house, copy, at FROM came_back WHERE house = ? AND copy = ? ORDER BY at, id",
            (Id(house), copy),
            came_back_row,
        )
    }
}
