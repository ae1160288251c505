//! Members' cards.

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zhijia_model::kinds::{Record, member};
use zhijia_model::text::{query_terms, search_keys};
use zhijia_model::{Audience, Outcome, RecordId};

use super::{Progress, sort_key};
use crate::error::Result;
use crate::records::{Dao, id_at, id_or_none};

/// A member in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRow {
    /// The record.
    pub id: RecordId,
    /// The home union, where it is known.
    pub home: Option<RecordId>,
    /// The name of the highest tier (A-C2).
    pub name: String,
    /// The employer.
    pub employer: String,
    /// The masked number.
    pub number: Option<String>,
    /// How far this device's own changes have come.
    pub progress: Progress,
}

pub(crate) fn put(conn: &Connection, n: i64, record: &Record) -> Result<()> {
    let mut keys = search_keys(member::name(record));
    let sort = sort_key(&keys);
    let number = member::masked_number(record);
    for also in [member::employer(record), number.as_deref().unwrap_or_default()] {
        if !also.is_empty() {
            keys.add(also);
        }
    }
    let home = match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Home { union, .. }) => Some(union.0),
        _ => by_scope(conn, n)?,
    };
    let sql = "INSERT OR REPLACE INTO members (n, home, sort, name, employer, number, keys)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let values = params![n, home, sort, member::name(record), member::employer(record), number, keys.column()];
    conn.prepare_cached(sql)?.execute(values)?;
    Ok(())
}

/// Where there is no verdict: a member stands in the cards and the desk scope of the home union alone.
fn by_scope(conn: &Connection, n: i64) -> Result<Option<[u8; 16]>> {
    let sql = "SELECT space FROM rows JOIN scopes ON scopes.n = rows.scope
               WHERE record = ?1 AND audience IN (?2, ?3) ORDER BY seq DESC LIMIT 1";
    let mut find = conn.prepare_cached(sql)?;
    let values = params![n, Audience::Cards.number(), Audience::Desk.number()];
    Ok(find.query_row(values, |row| row.get(0)).optional()?)
}

const SELECT: &str = "SELECT records.id, home, name, employer, number,
    (SELECT min(state) FROM pending WHERE pending.record = members.n), keys
    FROM members JOIN records USING (n)";

fn row(row: &Row<'_>) -> rusqlite::Result<MemberRow> {
    Ok(MemberRow {
        id: id_at(row, 0)?,
        home: id_or_none(row, 1)?,
        name: row.get(2)?,
        employer: row.get(3)?,
        number: row.get(4)?,
        progress: Progress::of(row.get(5)?),
    })
}

impl Dao<'_> {
    /// The members of a union whose name, employer or number contains what was typed, in the order of their reading.
    /// An empty query gives the first ones.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn search_members(&self, union: RecordId, query: &str, limit: usize) -> Result<Vec<MemberRow>> {
        let mut find = self.conn.prepare_cached(&format!("{SELECT} WHERE home = ?1 ORDER BY sort, members.n"))?;
        let mut out = Vec::new();
        for look in query_terms(query).looks() {
            let matcher = look.matcher();
            let mut rows = find.query([union.as_bytes()])?;
            while let Some(found) = rows.next()?
                && out.len() < limit
            {
                if matcher.matches(found.get_ref(6)?.as_bytes().unwrap_or_default()) {
                    out.push(row(found)?);
                }
            }
            if !out.is_empty() {
                break;
            }
        }
        Ok(out)
    }

    /// Members of whatever union whose name, employer or number contains what was typed, or whose number ends with the
    /// digits typed, in the order of their reading.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn search_cards(&self, query: &str, limit: usize) -> Result<Vec<RecordId>> {
        let digits = query.trim();
        let tail = digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let mut find = self.conn.prepare_cached(&format!("{SELECT} ORDER BY sort, members.n"))?;
        let mut out = Vec::new();
        for look in query_terms(query).looks() {
            let matcher = look.matcher();
            let mut rows = find.query([])?;
            while let Some(found) = rows.next()?
                && out.len() < limit
            {
                let fits = if tail {
                    found.get_ref(4)?.as_str_or_null().ok().flatten().is_some_and(|number| number.ends_with(digits))
                } else {
                    matcher.matches(found.get_ref(6)?.as_bytes().unwrap_or_default())
                };
                if fits {
                    out.push(id_at(found, 0)?);
                }
            }
            if !out.is_empty() || tail {
                break;
            }
        }
        Ok(out)
    }

    /// One member.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn member(&self, id: RecordId) -> Result<Option<MemberRow>> {
        let mut find = self.conn.prepare_cached(&format!("{SELECT} WHERE records.id = ?1"))?;
        Ok(find.query_row([id.as_bytes()], row).optional()?)
    }
}
