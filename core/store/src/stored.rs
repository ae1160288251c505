//! Reading records whole: one statement for each table, for one record as for all of a list.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, ToSql};
use zhijia_model::kinds::Record;
use zhijia_model::{Decoded, Header, Kind, PartChanges, RecordId};

use crate::error::Result;
use crate::projections::Progress;
use crate::records::{self, Dao, Values};

/// A record with what this device knows about it besides.
#[derive(Debug, Clone)]
pub struct StoredRecord {
    /// The record.
    pub record: Record,
    /// How far this device's own changes have come: the least advanced of them.
    pub progress: Progress,
    /// The numbers of the scopes that give it; [`Dao::completeness`] knows them.
    pub scopes: Vec<i64>,
}

/// What was read of one record so far.
struct Found {
    id: RecordId,
    header: Header,
    parts: BTreeMap<u8, PartChanges>,
    values: Vec<Values>,
    progress: Option<u8>,
    scopes: Vec<i64>,
}

/// The records for which a condition on `records` holds, in the order in which this device met them, where anything
/// but the header is held of them.
pub(crate) fn read(conn: &Connection, condition: &str, values: &[&dyn ToSql]) -> Result<Vec<StoredRecord>> {
    let (mut found, places) = headers(conn, condition, values)?;
    let one: Vec<&dyn ToSql> = places.keys().map(|n| n as &dyn ToSql).collect();
    // One is read by its number; of several, one statement asks for all.
    let (values, alone, condition) = match one.len() {
        0 => return Ok(Vec::new()),
        1 => (one.as_slice(), true, "record = ?1"),
        _ => (values, false, condition),
    };
    let from = |table: &str| {
        if alone { table.to_owned() } else { format!("records CROSS JOIN {table} ON {table}.record = records.n") }
    };
    let sql = format!("SELECT record, part, bytes, seq, rank, author FROM {} WHERE {condition}", from("changes"));
    let mut find = conn.prepare_cached(&sql)?;
    let mut rows = find.query(values)?;
    while let Some(row) = rows.next()? {
        if let Some(one) = of(&mut found, &places, row)? {
            let part = one.parts.entry(row.get(1)?).or_default();
            // What cannot be read by this version stays in the table. The bytes are not needed for what it says.
            if let Ok(decoded) = Decoded::read(row.get_ref(2)?.as_blob().unwrap_or_default()) {
                part.push_decoded(Vec::new(), decoded, Some(records::witness(row, 3)?));
            }
        }
    }
    let sql =
        format!("SELECT record, part, bytes, pending.state FROM {} WHERE {condition} ORDER BY ord", from("pending"));
    let mut find = conn.prepare_cached(&sql)?;
    let mut rows = find.query(values)?;
    while let Some(row) = rows.next()? {
        if let Some(one) = of(&mut found, &places, row)? {
            let state: u8 = row.get(3)?;
            one.progress = Some(one.progress.map_or(state, |least| least.min(state)));
            let part = one.parts.entry(row.get(1)?).or_default();
            if let Ok(decoded) = Decoded::read(row.get_ref(2)?.as_blob().unwrap_or_default()) {
                part.push_decoded(Vec::new(), decoded, None);
            }
        }
    }
    let sql = format!(
        "SELECT record, scope, audience, rows.seq, verdict_seq, view, verdict, fact, queue FROM {}
         CROSS JOIN scopes ON scopes.n = scope WHERE {condition}",
        from("rows")
    );
    let mut find = conn.prepare_cached(&sql)?;
    let mut rows = find.query(values)?;
    while let Some(row) = rows.next()? {
        if let Some(one) = of(&mut found, &places, row)? {
            one.scopes.push(row.get(1)?);
            one.values.push(Values::at(row, 2)?);
        }
    }
    let held = found.into_iter().filter(|one| !one.parts.is_empty() || !one.values.is_empty());
    Ok(held.map(Found::stored).collect())
}

/// The record that a row is about: its number comes first.
fn of<'f>(
    found: &'f mut [Found],
    places: &HashMap<i64, usize>,
    row: &rusqlite::Row<'_>,
) -> rusqlite::Result<Option<&'f mut Found>> {
    let n: i64 = row.get(0)?;
    Ok(places.get(&n).and_then(|at| found.get_mut(*at)))
}

impl Found {
    fn stored(mut self) -> StoredRecord {
        let parts = self.parts.iter().map(|(number, changes)| (*number, changes));
        let record = records::assemble(self.id, &self.header, parts, &mut self.values);
        StoredRecord { record, progress: Progress::of(self.progress), scopes: self.scopes }
    }
}

fn headers(conn: &Connection, condition: &str, values: &[&dyn ToSql]) -> Result<(Vec<Found>, HashMap<i64, usize>)> {
    let mut find = conn.prepare_cached(&format!("SELECT records.n, id, header FROM records WHERE {condition}"))?;
    let mut rows = find.query(values)?;
    let (mut found, mut places) = (Vec::new(), HashMap::new());
    while let Some(row) = rows.next()? {
        if let Some(header) = Header::from_bytes(row.get_ref(2)?.as_blob().unwrap_or_default()) {
            places.insert(row.get(0)?, found.len());
            let (parts, values, scopes) = (BTreeMap::new(), Vec::new(), Vec::new());
            found.push(Found { id: records::id_at(row, 1)?, header, parts, values, progress: None, scopes });
        }
    }
    Ok((found, places))
}

impl Dao<'_> {
    /// A record with what this device knows about it; `None` where nothing is held.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn stored(&self, id: RecordId) -> Result<Option<StoredRecord>> {
        Ok(read(self.conn, "records.id = ?1", &[id.as_bytes()])?.pop())
    }

    /// All of a kind in a space that are held.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn stored_in(&self, kind: Kind, space: RecordId) -> Result<Vec<StoredRecord>> {
        read(self.conn, "records.kind = ?1 AND records.space = ?2", &[&kind.number(), space.as_bytes()])
    }

    /// All of a kind in a space whose salt is this.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn stored_about(&self, kind: Kind, space: RecordId, salt: RecordId) -> Result<Vec<StoredRecord>> {
        let condition = "records.kind = ?1 AND records.space = ?2 AND substr(records.header, -16) = ?3";
        read(self.conn, condition, &[&kind.number(), space.as_bytes(), salt.as_bytes()])
    }

    /// All of a kind that are about a person and held.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn stored_of(&self, kind: Kind, person: RecordId) -> Result<Vec<StoredRecord>> {
        read(self.conn, "records.owner = ?2 AND records.kind = ?1", &[&kind.number(), person.as_bytes()])
    }

    /// All of a kind that are held.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn stored_of_kind(&self, kind: Kind) -> Result<Vec<StoredRecord>> {
        read(self.conn, "records.kind = ?1", &[&kind.number()])
    }

    /// As of when each scope is complete, by its number; `None` where it never was.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn completeness(&self) -> Result<BTreeMap<i64, Option<i64>>> {
        let mut find = self.conn.prepare_cached("SELECT n, complete FROM scopes")?;
        let rows = find.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}
