//! Events.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zhijia_model::kinds::{Record, event};
use zhijia_model::{Fact, RecordId};

use super::Progress;
use crate::error::Result;
use crate::records::{Dao, id_at};

/// An event in a list. Times are milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventRow {
    /// The record.
    pub id: RecordId,
    /// The union.
    pub union: RecordId,
    /// The title.
    pub title: String,
    /// The place.
    pub place: String,
    /// When it starts.
    pub starts: Option<i64>,
    /// When it ends.
    pub ends: Option<i64>,
    /// When sign-up opens.
    pub opens: Option<i64>,
    /// When sign-up closes: as planned or as the organiser closed it, whichever is earlier.
    pub closes: Option<i64>,
    /// The places; `None` where there is no limit.
    pub capacity: Option<u32>,
    /// Whether it is published.
    pub published: bool,
    /// Whether it is cancelled.
    pub cancelled: bool,
    /// Places taken, as the hub last said.
    pub taken: Option<u32>,
    /// People waiting, as the hub last said.
    pub waiting: Option<u32>,
    /// How far this device's own changes have come.
    pub progress: Progress,
}

pub(crate) fn put(conn: &Connection, n: i64, record: &Record) -> Result<()> {
    let said = event::read(record);
    let admission = event::admission(record);
    let seats = if let Some(Fact::Seats { taken, waiting }) = record.fact { Some((taken, waiting)) } else { None };
    let sql = "INSERT OR REPLACE INTO events (n, space, title, place, starts, ends, opens, closes, capacity,
                   published, cancelled, taken, waiting)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    conn.prepare_cached(sql)?.execute(params![
        n,
        record.header.space.as_bytes(),
        said.title().one().unwrap_or_default(),
        said.place().one().unwrap_or_default(),
        said.starts().one(),
        said.ends().one(),
        said.opens().one(),
        (admission.closes < i64::MAX).then_some(admission.closes),
        admission.capacity,
        admission.published,
        admission.cancelled,
        seats.map(|(taken, _)| taken),
        seats.map(|(_, waiting)| waiting),
    ])?;
    Ok(())
}

const SELECT: &str = "SELECT records.id, events.space, title, place, starts, ends, opens, closes, capacity, published,
    cancelled, taken, waiting, (SELECT min(state) FROM pending WHERE pending.record = events.n)
    FROM events JOIN records USING (n)";

fn row(row: &Row<'_>) -> rusqlite::Result<EventRow> {
    Ok(EventRow {
        id: id_at(row, 0)?,
        union: id_at(row, 1)?,
        title: row.get(2)?,
        place: row.get(3)?,
        starts: row.get(4)?,
        ends: row.get(5)?,
        opens: row.get(6)?,
        closes: row.get(7)?,
        capacity: row.get(8)?,
        published: row.get(9)?,
        cancelled: row.get(10)?,
        taken: row.get(11)?,
        waiting: row.get(12)?,
        progress: Progress::of(row.get(13)?),
    })
}

impl Dao<'_> {
    /// The events of a union by their start, unpublished ones included where this device holds them.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn events(&self, union: RecordId) -> Result<Vec<EventRow>> {
        let sql = format!("{SELECT} WHERE events.space = ?1 ORDER BY starts, events.n");
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map([union.as_bytes()], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// All events that are held, of whatever union, that end (or start, where no end is given) at `from` or later.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn events_from(&self, from: i64) -> Result<Vec<EventRow>> {
        let sql = format!("{SELECT} WHERE coalesce(ends, starts, ?1) >= ?1 ORDER BY starts, events.n");
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map([from], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// One event.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn event(&self, id: RecordId) -> Result<Option<EventRow>> {
        let mut find = self.conn.prepare_cached(&format!("{SELECT} WHERE records.id = ?1"))?;
        Ok(find.query_row([id.as_bytes()], row).optional()?)
    }
}
