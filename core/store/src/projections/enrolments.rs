//! Enrolments in mutual-aid plans.

use rusqlite::{Connection, Row, params};
use zhijia_model::kinds::Record;
use zhijia_model::kinds::enrolment::{candidate, given, payer, plan_of};
use zhijia_model::kinds::plan::Payer;
use zhijia_model::{Outcome, RecordId};

use super::{Progress, outcome_number};
use crate::error::Result;
use crate::records::{Dao, id_at, id_or_none};

/// An enrolment in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolmentRow {
    /// The record.
    pub id: RecordId,
    /// The union that lists the person.
    pub union: RecordId,
    /// The plan.
    pub plan: RecordId,
    /// The person, where the hub knows who it is.
    pub person: Option<RecordId>,
    /// Who pays.
    pub payer: Payer,
    /// The name as given.
    pub name: String,
    /// The employer as given.
    pub employer: String,
    /// The rank of the first ask or listing that stands, in milliseconds; `None` where nobody asks (any more).
    pub asked: Option<i64>,
    /// The number of the verdict's outcome on the wire; `None` where it is not judged.
    pub outcome: Option<u8>,
    /// The first and the last day of cover, where the hub gave one.
    pub cover: Option<(String, String)>,
    /// The first day on which a payment was credited.
    pub paid_on: Option<String>,
    /// How far this device's own changes have come.
    pub progress: Progress,
}

pub(crate) fn put(conn: &Connection, n: i64, record: &Record) -> Result<()> {
    let (name, employer) = given(record);
    let candidate = candidate(record);
    let outcome = record.verdict.as_ref().map(|verdict| &verdict.outcome);
    let cover = if let Some(Outcome::Cover { from, to, .. }) = outcome { Some((from, to)) } else { None };
    let sql = "INSERT OR REPLACE INTO enrolments (n, space, plan, person, payer, name, employer, asked, outcome,
                   cover_from, cover_to, paid_on)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    conn.prepare_cached(sql)?.execute(params![
        n,
        record.header.space.as_bytes(),
        plan_of(&record.header).unwrap_or_default().as_bytes(),
        super::person(record).map(|id| id.0),
        payer(&record.header).unwrap_or(Payer::Member).number(),
        name,
        employer,
        candidate.asked,
        outcome.map(outcome_number),
        cover.map(|(from, _)| from),
        cover.map(|(_, to)| to),
        candidate.paid_on.map(|day| day.to_string()),
    ])?;
    Ok(())
}

const SELECT: &str = "SELECT records.id, enrolments.space, plan, person, payer, name, employer, asked, outcome,
    cover_from, cover_to, paid_on, (SELECT min(state) FROM pending WHERE pending.record = enrolments.n)
    FROM enrolments JOIN records USING (n)";

fn row(row: &Row<'_>) -> rusqlite::Result<EnrolmentRow> {
    let cover: (Option<String>, Option<String>) = (row.get(9)?, row.get(10)?);
    Ok(EnrolmentRow {
        id: id_at(row, 0)?,
        union: id_at(row, 1)?,
        plan: id_at(row, 2)?,
        person: id_or_none(row, 3)?,
        payer: Payer::from_number(row.get(4)?).unwrap_or(Payer::Member),
        name: row.get(5)?,
        employer: row.get(6)?,
        asked: row.get(7)?,
        outcome: row.get(8)?,
        cover: cover.0.zip(cover.1),
        paid_on: row.get(11)?,
        progress: Progress::of(row.get(12)?),
    })
}

impl Dao<'_> {
    /// Who a union listed in a plan, in the order of the asks.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn enrolments(&self, union: RecordId, plan: RecordId) -> Result<Vec<EnrolmentRow>> {
        let sql = format!("{SELECT} WHERE enrolments.space = ?1 AND plan = ?2 ORDER BY asked, records.id");
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map(params![union.as_bytes(), plan.as_bytes()], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// A person's enrolments.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn enrolments_of(&self, person: RecordId) -> Result<Vec<EnrolmentRow>> {
        let mut find = self.conn.prepare_cached(&format!("{SELECT} WHERE person = ?1 ORDER BY asked, records.id"))?;
        let rows = find.query_map([person.as_bytes()], row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
