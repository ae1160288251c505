//! Titles of book-houses and their copies.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zhijia_model::kinds::{Record, title};
use zhijia_model::text::search_keys;
use zhijia_model::{Fact, RecordId};

use super::{Progress, sort_key};
use crate::error::Result;
use crate::records::{Dao, id_at};
use crate::stored::{self, StoredRecord};

/// A title in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleRow {
    /// The record.
    pub id: RecordId,
    /// The house.
    pub house: RecordId,
    /// The title.
    pub title: String,
    /// 分册; empty where there is none.
    pub volume: String,
    /// The authors; empty where they are not known.
    pub author: String,
    /// The publisher; empty where it is not known.
    pub publisher: String,
    /// The year of publication.
    pub year: Option<i64>,
    /// The call number (中图分类号); empty where it is not known.
    pub clc: String,
    /// ISBN-13.
    pub isbn: Option<String>,
    /// Copies that are not withdrawn.
    pub copies: u32,
    /// Copies on loan: by the loans that this device holds, or else as the hub last said; `None` where neither is
    /// known.
    pub out: Option<u32>,
    /// How far this device's own changes have come.
    pub progress: Progress,
}

/// A copy with a barcode, or a counted one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyRow {
    /// The title's record.
    pub title: RecordId,
    /// The copy's id within the house.
    pub copy: String,
    /// The barcode that it carries now.
    pub barcode: Option<String>,
    /// Where it stands.
    pub shelf: Option<String>,
    /// Withdrawn from the collection (注销).
    pub withdrawn: bool,
    /// The open loan, where this device holds it.
    pub loan: Option<RecordId>,
}

impl TitleRow {
    fn read(conn: &Connection, one: &StoredRecord) -> Result<Self> {
        let (record, said) = (&one.record, title::read(&one.record));
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        let live = title::copies(record).iter().filter(|copy| !copy.withdrawn).count();
        let sql = "SELECT count(*) FROM loans WHERE title = ?1 AND state IN (0, 3)";
        let here: u32 = conn.prepare_cached(sql)?.query_row([record.id.as_bytes()], |row| row.get(0))?;
        let told = if let Some(Fact::Copies { out }) = record.fact { Some(out) } else { None };
        Ok(Self {
            id: record.id,
            house: record.header.space,
            title: text(said.title().one()),
            volume: text(said.volume().one()),
            author: text(said.author().one()),
            publisher: text(said.publisher().one()),
            year: said.year().one(),
            clc: text(said.clc().one()),
            isbn: title::isbn(record),
            copies: u32::try_from(live).unwrap_or(u32::MAX),
            out: if here > 0 { Some(here) } else { told },
            progress: one.progress,
        })
    }
}

pub(crate) fn put(conn: &Connection, n: i64, record: &Record, new: bool) -> Result<()> {
    let said = title::read(record);
    let name = said.title().one().unwrap_or_default();
    let (volume, author) = (said.volume().one().unwrap_or_default(), said.author().one().unwrap_or_default());
    let publisher = said.publisher().one().unwrap_or_default();
    let mut keys = search_keys(name);
    let sort = sort_key(&keys);
    for also in [volume, author, publisher] {
        if !also.is_empty() {
            keys.add(also);
        }
    }
    let copies = title::copies(record);
    copies.iter().filter_map(|copy| copy.accession.as_deref()).for_each(|accession| keys.add(accession));
    let house = record.header.space.as_bytes();
    let sql = if new {
        "INSERT INTO titles (n, house, sort, isbn, keys) VALUES (?1, ?2, ?3, ?4, ?5)"
    } else {
        "INSERT OR REPLACE INTO titles (n, house, sort, isbn, keys) VALUES (?1, ?2, ?3, ?4, ?5)"
    };
    conn.prepare_cached(sql)?.execute(params![n, house, sort, title::isbn(record), keys.column()])?;
    if !new {
        conn.prepare_cached("DELETE FROM copies WHERE title = ?1")?.execute([n])?;
    }
    // Counted copies follow from their number.
    for copy in copies.iter().filter(|copy| !copy.id.starts_with('#')) {
        let sql = "INSERT OR REPLACE INTO copies (title, copy, house, barcode, shelf, withdrawn)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let values = params![n, copy.id, house, copy.barcode, copy.shelf, copy.withdrawn];
        conn.prepare_cached(sql)?.execute(values)?;
    }
    Ok(())
}

/// Removes a title.
pub(crate) fn remove(conn: &Connection, n: i64) -> Result<()> {
    conn.prepare_cached("DELETE FROM titles WHERE n = ?1")?.execute([n])?;
    conn.prepare_cached("DELETE FROM copies WHERE title = ?1")?.execute([n])?;
    Ok(())
}

pub(crate) fn by_number(conn: &Connection, n: i64) -> Result<Option<TitleRow>> {
    let found = stored::read(conn, "records.n = ?1", &[&n])?.pop();
    found.map(|one| TitleRow::read(conn, &one)).transpose()
}

impl Dao<'_> {
    /// The titles of a house in the order of their reading, `limit` of them from `offset`.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn titles(&self, house: RecordId, offset: u32, limit: u32) -> Result<Vec<TitleRow>> {
        let sql = "SELECT n FROM titles WHERE house = ?1 ORDER BY sort, n LIMIT ?3 OFFSET ?2";
        let mut find = self.conn.prepare_cached(sql)?;
        let rows = find.query_map(params![house.as_bytes(), offset, limit], |row| row.get(0))?;
        let numbers = rows.collect::<Result<Vec<i64>, _>>()?;
        let rows = numbers.into_iter().map(|n| by_number(self.conn, n));
        Ok(rows.collect::<Result<Vec<_>>>()?.into_iter().flatten().collect())
    }

    /// One title.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn title(&self, id: RecordId) -> Result<Option<TitleRow>> {
        self.stored(id)?.map(|one| TitleRow::read(self.conn, &one)).transpose()
    }

    /// The copies that carry this barcode in a house: one, or several where a label was used twice.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn copies_by_barcode(&self, house: RecordId, barcode: &str) -> Result<Vec<CopyRow>> {
        let sql = format!("{COPIES} WHERE copies.house = ?1 AND copies.barcode = ?2");
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map(params![house.as_bytes(), barcode], copy)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The titles of a house with a copy that carries this barcode, however it was typed ([`title::label_key`]).
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn titles_by_barcode(&self, house: RecordId, barcode: &str) -> Result<Vec<RecordId>> {
        let numbers = self.numbers_by_barcode(house, barcode)?;
        let mut find = self.conn.prepare_cached("SELECT id FROM records WHERE n = ?1")?;
        let ids = numbers.iter().map(|n| find.query_row([n], |row| id_at(row, 0)));
        Ok(ids.collect::<Result<_, _>>()?)
    }

    /// For each space a number that moves with every change in it.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn revisions(&self) -> Result<BTreeMap<RecordId, i64>> {
        let sql = "SELECT space, max(cursor) FROM scopes GROUP BY space
                   UNION ALL SELECT space, max(ord) FROM pending JOIN records ON records.n = record GROUP BY space";
        let mut find = self.conn.prepare_cached(sql)?;
        let mut rows = find.query([])?;
        let mut out = BTreeMap::new();
        while let Some(row) = rows.next()? {
            *out.entry(id_at(row, 0)?).or_default() += row.get::<_, i64>(1)?;
        }
        Ok(out)
    }

    /// The copies of a title: those with a barcode, then the counted ones.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn copies(&self, title: RecordId) -> Result<Vec<CopyRow>> {
        let Some(record) = self.record(title)? else { return Ok(Vec::new()) };
        let mut out = Vec::new();
        for one in title::copies(&record) {
            let sql = "SELECT records.id FROM loans JOIN records USING (n)
                       WHERE loans.house = ?1 AND copy = ?2 AND loans.title = ?3 AND loans.state IN (0, 3)";
            let loan = self
                .conn
                .prepare_cached(sql)?
                .query_row(params![record.header.space.as_bytes(), one.id, title.as_bytes()], |row| id_at(row, 0))
                .optional()?;
            let title::Copy { id: copy, barcode, shelf, withdrawn, .. } = one;
            out.push(CopyRow { title, copy, barcode, shelf, withdrawn, loan });
        }
        Ok(out)
    }
}

const COPIES: &str = "SELECT records.id, copy, barcode, shelf, withdrawn,
    (SELECT lent.id FROM loans JOIN records AS lent USING (n)
     WHERE loans.house = copies.house AND loans.copy = copies.copy AND loans.state IN (0, 3))
    FROM copies JOIN records ON records.n = copies.title";

fn copy(row: &Row<'_>) -> rusqlite::Result<CopyRow> {
    Ok(CopyRow {
        title: id_at(row, 0)?,
        copy: row.get(1)?,
        barcode: row.get(2)?,
        shelf: row.get(3)?,
        withdrawn: row.get(4)?,
        loan: crate::records::id_or_none(row, 5)?,
    })
}
