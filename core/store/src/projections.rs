//! Read tables for lists and search. They follow the records in the same transaction and can be rebuilt at any time.
//!
//! Kinds of which a phone holds a handful (unions, houses, plans, appointments) have none: their lists are read from
//! the records.

pub(crate) mod enrolments;
pub(crate) mod events;
pub(crate) mod loans;
pub(crate) mod members;
pub(crate) mod sign_ups;
pub(crate) mod titles;

use rusqlite::Connection;
use zhijia_model::kinds::Record;
use zhijia_model::{Header, Kind, Outcome};

use crate::engine_impl::{RECORDED, SENT};
use crate::error::Result;

/// How far what this device wrote into a record has come: the least advanced of its changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Progress {
    /// Kept here, not sent yet.
    Recorded,
    /// On its way.
    Sent,
    /// The hub has it.
    Accepted,
    /// Nothing of this device is outstanding.
    Settled,
}

impl Progress {
    pub(crate) const fn of(state: Option<u8>) -> Self {
        match state {
            Some(RECORDED) => Self::Recorded,
            Some(SENT) => Self::Sent,
            Some(_) => Self::Accepted,
            None => Self::Settled,
        }
    }
}

/// Writes what the read tables say of a record. `new` where they cannot have it yet.
pub(crate) fn put(conn: &Connection, n: i64, record: &Record, new: bool) -> Result<()> {
    match record.header.kind() {
        Some(Kind::Title) => titles::put(conn, n, record, new),
        Some(Kind::Loan) => loans::put(conn, n, record),
        Some(Kind::Event) => events::put(conn, n, record),
        Some(Kind::SignUp) => sign_ups::put(conn, n, record),
        Some(Kind::Member) => members::put(conn, n, record),
        Some(Kind::Enrolment) => enrolments::put(conn, n, record),
        _ => Ok(()),
    }
}

/// Removes a record from the read tables.
pub(crate) fn remove(conn: &Connection, n: i64, header: Option<&Header>) -> Result<()> {
    let sql = match header.and_then(Header::kind) {
        Some(Kind::Title) => return titles::remove(conn, n),
        Some(Kind::Loan) => "DELETE FROM loans WHERE n = ?1",
        Some(Kind::Event) => "DELETE FROM events WHERE n = ?1",
        Some(Kind::SignUp) => "DELETE FROM sign_ups WHERE n = ?1",
        Some(Kind::Member) => "DELETE FROM members WHERE n = ?1",
        Some(Kind::Enrolment) => "DELETE FROM enrolments WHERE n = ?1",
        _ => return Ok(()),
    };
    conn.prepare_cached(sql)?.execute([n])?;
    Ok(())
}

/// Empties the read tables.
pub(crate) fn clear(conn: &Connection) -> Result<()> {
    for table in ["titles", "title_keys", "copies", "loans", "events", "sign_ups", "members", "enrolments"] {
        conn.execute(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
}

/// The number of an outcome on the wire.
pub(crate) const fn outcome_number(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Seat { .. } => 1,
        Outcome::Waiting { .. } => 2,
        Outcome::Withdrawn => 3,
        Outcome::Removed => 4,
        Outcome::WalkIn => 5,
        Outcome::Loan { .. } => 6,
        Outcome::Matched => 7,
        Outcome::Unmatched => 8,
        Outcome::Cover { .. } => 9,
        Outcome::Listed => 10,
        Outcome::Duplicate => 11,
        Outcome::MissedWindow => 12,
        Outcome::Home { .. } => 13,
        Outcome::Person { .. } => 14,
        Outcome::Stands => 15,
        Outcome::Quarantined => 16,
    }
}

/// What a list is sorted by: the text as it is read aloud.
pub(crate) fn sort_key(keys: &zhijia_model::text::SearchKeys) -> String {
    keys.sort().chars().take(24).collect()
}

/// The member whom a record is about: its owner, or whom the hub recognised.
pub(crate) fn person(record: &Record) -> Option<zhijia_model::RecordId> {
    record.header.owner.or(match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Person { member }) => Some(*member),
        _ => None,
    })
}
