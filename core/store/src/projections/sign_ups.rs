//! Sign-ups for events: the roster, and what one person signed up for.

use rusqlite::{Connection, Row, params};
use zhijia_model::kinds::Record;
use zhijia_model::kinds::sign_up::{Wish, arrived, given, removed, wish};
use zhijia_model::{Outcome, RecordId};

use super::{Progress, outcome_number};
use crate::error::Result;
use crate::records::{Dao, id_at, id_or_none};

/// A sign-up in a roster. For what to show a person, read the record and ask `sign_up::status`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignUpRow {
    /// The record.
    pub id: RecordId,
    /// The event.
    pub event: RecordId,
    /// The person, where the hub knows who it is.
    pub person: Option<RecordId>,
    /// The name as given.
    pub name: String,
    /// The employer as given.
    pub employer: String,
    /// Whether the person wants to take part; `None` where nobody asked (a walk-in).
    pub wants_in: Option<bool>,
    /// The rank of the ask that stands, in milliseconds.
    pub rank: Option<i64>,
    /// The number of the verdict's outcome on the wire; `None` where it is not judged.
    pub outcome: Option<u8>,
    /// The place's number.
    pub seat: Option<u32>,
    /// The place in the waiting list, from 1.
    pub place: Option<u32>,
    /// The ask came after the close.
    pub late: bool,
    /// When the person was first seen at the door.
    pub arrived: Option<i64>,
    /// The organiser removed it.
    pub removed: bool,
    /// How far this device's own changes have come.
    pub progress: Progress,
}

pub(crate) fn put(conn: &Connection, n: i64, record: &Record) -> Result<()> {
    let (name, employer) = given(record);
    let (wants, rank) = match wish(record) {
        Wish::None => (0, None),
        Wish::In { rank, .. } => (1, Some(rank)),
        Wish::Out { .. } => (2, None),
    };
    let outcome = record.verdict.as_ref().map(|verdict| &verdict.outcome);
    let (seat, place, late) = match outcome {
        Some(Outcome::Seat { number }) => (Some(*number), None, false),
        Some(Outcome::Waiting { late, .. }) => (None, record.queue, *late),
        _ => (None, None, false),
    };
    let sql = "INSERT OR REPLACE INTO sign_ups (n, event, person, name, employer, wish, rank, outcome, seat, place,
                   late, arrived, removed)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
    conn.prepare_cached(sql)?.execute(params![
        n,
        record.header.space.as_bytes(),
        super::person(record).map(|id| id.0),
        name,
        employer,
        wants,
        rank,
        outcome.map(outcome_number),
        seat,
        place,
        late,
        arrived(record),
        removed(record).is_some() || matches!(outcome, Some(Outcome::Removed)),
    ])?;
    Ok(())
}

const SELECT: &str = "SELECT records.id, event, person, name, employer, wish, rank, outcome, seat, place, late,
    arrived, removed, (SELECT min(state) FROM pending WHERE pending.record = sign_ups.n)
    FROM sign_ups JOIN records USING (n)";

fn row(row: &Row<'_>) -> rusqlite::Result<SignUpRow> {
    Ok(SignUpRow {
        id: id_at(row, 0)?,
        event: id_at(row, 1)?,
        person: id_or_none(row, 2)?,
        name: row.get(3)?,
        employer: row.get(4)?,
        wants_in: match row.get(5)? {
            1 => Some(true),
            2 => Some(false),
            _ => None,
        },
        rank: row.get(6)?,
        outcome: row.get(7)?,
        seat: row.get(8)?,
        place: row.get(9)?,
        late: row.get(10)?,
        arrived: row.get(11)?,
        removed: row.get(12)?,
        progress: Progress::of(row.get(13)?),
    })
}

impl Dao<'_> {
    /// The sign-ups of an event: seats by their number, then the waiting list, then what is not judged, by rank, then
    /// who is out.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn roster(&self, event: RecordId) -> Result<Vec<SignUpRow>> {
        let sql = format!(
            "{SELECT} WHERE event = ?1 ORDER BY removed OR wish = 2, seat IS NULL, seat, outcome IS NULL, late, rank,
             records.id"
        );
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map([event.as_bytes()], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// What a person signed up for, the latest ask first.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn sign_ups_of(&self, person: RecordId) -> Result<Vec<SignUpRow>> {
        let mut find =
            self.conn.prepare_cached(&format!("{SELECT} WHERE person = ?1 ORDER BY rank DESC, records.id"))?;
        let rows = find.query_map([person.as_bytes()], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
