//! Loans.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zhijia_model::RecordId;
use zhijia_model::kinds::{Record, loan};

use super::Progress;
use crate::error::Result;
use crate::records::{Dao, id_at, id_or_none};
use crate::stored;

/// Where a loan stands, apart from whether it is overdue (compare `due` with today).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LoanState {
    /// The book is out.
    Out,
    /// It is back.
    Returned,
    /// Recorded by mistake (误登).
    Void,
    /// Two loans of one copy that cannot both be (L-C2).
    Disputed,
}

/// A loan in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedLoan {
    /// The record.
    pub id: RecordId,
    /// The house.
    pub house: RecordId,
    /// The title's record.
    pub title: Option<RecordId>,
    /// The copy's id within the house.
    pub copy: String,
    /// The borrower, where the hub knows the person.
    pub borrower: Option<RecordId>,
    /// The title as given when it was lent.
    pub title_name: String,
    /// The borrower's name as given.
    pub borrower_name: String,
    /// The borrower's employer as given.
    pub borrower_employer: String,
    /// When it was lent, in milliseconds.
    pub lent: i64,
    /// The day by which it should be back, `YYYY-MM-DD`.
    pub due: Option<String>,
    /// Where it stands.
    pub state: LoanState,
    /// When it came back, in milliseconds.
    pub returned: Option<i64>,
    /// The return was inferred, because the copy was lent again (L-C1).
    pub inferred: bool,
    /// How far this device's own changes have come.
    pub progress: Progress,
}

pub(crate) fn put(conn: &Connection, n: i64, record: &Record) -> Result<()> {
    let said = loan::read(record);
    // Whether it is overdue depends on the day of reading.
    let (state, returned, inferred) = match loan::status(record, jiff::civil::Date::MIN) {
        loan::LoanStatus::Out { .. } => (0, None, false),
        loan::LoanStatus::Returned { at, inferred } => (1, Some(at), inferred),
        loan::LoanStatus::Void => (2, None, false),
        loan::LoanStatus::Disputed => (3, None, false),
    };
    let sql = "INSERT OR REPLACE INTO loans (n, house, title, copy, borrower, title_name, borrower_name,
                   borrower_employer, lent, due, state, returned, inferred)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    conn.prepare_cached(sql)?.execute(params![
        n,
        record.header.space.as_bytes(),
        said.title().one().map(|id| id.0),
        loan::copy(record),
        super::person(record).map(|id| id.0),
        said.title_name().one().unwrap_or_default(),
        said.borrower_name().one().unwrap_or_default(),
        said.borrower_employer().one().unwrap_or_default(),
        loan::lent(record),
        loan::due(record).map(|day| day.to_string()),
        state,
        returned,
        inferred,
    ])?;
    Ok(())
}

const SELECT: &str = "SELECT records.id, house, title, copy, borrower, title_name, borrower_name, borrower_employer,
    lent, due, loans.state, returned, inferred,
    (SELECT min(state) FROM pending WHERE pending.record = loans.n)
    FROM loans JOIN records USING (n)";

fn row(row: &Row<'_>) -> rusqlite::Result<ListedLoan> {
    Ok(ListedLoan {
        id: id_at(row, 0)?,
        house: id_at(row, 1)?,
        title: id_or_none(row, 2)?,
        copy: row.get(3)?,
        borrower: id_or_none(row, 4)?,
        title_name: row.get(5)?,
        borrower_name: row.get(6)?,
        borrower_employer: row.get(7)?,
        lent: row.get(8)?,
        due: row.get(9)?,
        state: match row.get(10)? {
            0 => LoanState::Out,
            1 => LoanState::Returned,
            2 => LoanState::Void,
            _ => LoanState::Disputed,
        },
        returned: row.get(11)?,
        inferred: row.get(12)?,
        progress: Progress::of(row.get(13)?),
    })
}

impl Dao<'_> {
    /// What is out of a house, disputed loans included, the earliest due first.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn open_loans(&self, house: RecordId) -> Result<Vec<ListedLoan>> {
        let sql = format!("{SELECT} WHERE house = ?1 AND loans.state IN (0, 3) ORDER BY due, loans.n");
        self.loans(&sql, params![house.as_bytes()])
    }

    /// All loans of a house that are held, the latest first, `limit` of them.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn loans_of_house(&self, house: RecordId, limit: u32) -> Result<Vec<ListedLoan>> {
        let sql = format!("{SELECT} WHERE house = ?1 ORDER BY lent DESC, loans.n DESC LIMIT ?2");
        self.loans(&sql, params![house.as_bytes(), limit])
    }

    /// A person's loans: those that are out first, by their due day, then the returned ones, the latest first.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn loans_of(&self, person: RecordId) -> Result<Vec<ListedLoan>> {
        let sql = format!(
            "{SELECT} WHERE borrower = ?1
             ORDER BY loans.state IN (1, 2), CASE WHEN loans.state IN (0, 3) THEN due END, lent DESC, loans.n"
        );
        self.loans(&sql, params![person.as_bytes()])
    }

    /// The open loans of a copy: one, or several where two phones lent it.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn open_loans_of_copy(&self, house: RecordId, copy: &str) -> Result<Vec<ListedLoan>> {
        let sql = format!("{SELECT} WHERE house = ?1 AND copy = ?2 AND loans.state IN (0, 3) ORDER BY lent, loans.n");
        self.loans(&sql, params![house.as_bytes(), copy])
    }

    /// How many copies of a title are on loan, disputed loans included: they are of one copy (L-C2).
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn open_loans_of_title(&self, house: RecordId, title: RecordId) -> Result<u32> {
        let sql = "SELECT count(DISTINCT copy) FROM loans WHERE title = ?2 AND house = ?1 AND state IN (0, 3)";
        let mut find = self.conn.prepare_cached(sql)?;
        Ok(find.query_row(params![house.as_bytes(), title.as_bytes()], |row| row.get(0))?)
    }

    /// The records of one copy's loans that are out or disputed.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn loans_of_copy(&self, house: RecordId, title: RecordId, copy: &str) -> Result<Vec<Record>> {
        let condition = "records.n IN (SELECT n FROM loans WHERE house = ?1 AND copy = ?3 AND title = ?2
                         AND state IN (0, 3))";
        let found = stored::read(self.conn, condition, &[house.as_bytes(), title.as_bytes(), &copy])?;
        Ok(found.into_iter().map(|one| one.record).collect())
    }

    /// One loan.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn loan(&self, id: RecordId) -> Result<Option<ListedLoan>> {
        let mut find = self.conn.prepare_cached(&format!("{SELECT} WHERE records.id = ?1"))?;
        Ok(find.query_row([id.as_bytes()], row).optional()?)
    }

    fn loans(&self, sql: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Vec<ListedLoan>> {
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map(values, row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
