//! Read tables for search and for what a shelf or a card is looked up by. They follow the records in the same
//! transaction and can be rebuilt at any time.
//!
//! Lists are read from the records: a list keeps what it has read, and reads again only what changed.

pub(crate) mod loans;
pub(crate) mod members;
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

/// Whether read tables say anything of records of this kind.
pub(crate) const fn follow(kind: Option<Kind>) -> bool {
    matches!(kind, Some(Kind::Title | Kind::Loan | Kind::Member))
}

/// Writes what the read tables say of a record. `new` where they cannot have it yet.
pub(crate) fn put(conn: &Connection, n: i64, record: &Record, new: bool) -> Result<()> {
    match record.header.kind() {
        Some(Kind::Title) => titles::put(conn, n, record, new),
        Some(Kind::Loan) => loans::put(conn, n, record),
        Some(Kind::Member) => members::put(conn, n, record),
        _ => Ok(()),
    }
}

/// Removes a record from the read tables.
pub(crate) fn remove(conn: &Connection, n: i64, header: Option<&Header>) -> Result<()> {
    let sql = match header.and_then(Header::kind) {
        Some(Kind::Title) => return titles::remove(conn, n),
        Some(Kind::Loan) => "DELETE FROM loans WHERE n = ?1",
        Some(Kind::Member) => "DELETE FROM members WHERE n = ?1",
        _ => return Ok(()),
    };
    conn.prepare_cached(sql)?.execute([n])?;
    Ok(())
}

/// Empties the read tables.
pub(crate) fn clear(conn: &Connection) -> Result<()> {
    for table in ["titles", "copies", "loans", "members"] {
        conn.execute(&format!("DELETE FROM {table}"), [])?;
    }
    Ok(())
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
