//! Reading records: parts from accepted and pending changes, views, verdict, fact.
//!
//! What this version does not know (kinds, parts, audiences, verdicts) stays in the tables as it came and is left out
//! of what is read (X-C5).

use rusqlite::{Connection, OptionalExtension as _, Row, params};
use zhijia_model::kinds::{Record, view_keys};
use zhijia_model::{Audience, Decoded, Header, Kind, Part, PartChanges, PartState, RecordId, Witness};

use crate::error::Result;
use crate::stored;

/// A consistent view of the store for reading.
pub struct Dao<'c> {
    pub(crate) conn: &'c Connection,
}

/// A record's row.
#[derive(Debug, Clone)]
pub(crate) struct Held {
    pub(crate) n: i64,
    pub(crate) header: Option<Header>,
    pub(crate) state: u8,
}

/// A record's row in the state "left every scope".
pub(crate) const LEFT: u8 = 1;
/// A record's row in the state "erased for good".
pub(crate) const ERASED: u8 = 2;

pub(crate) fn id_at(row: &Row<'_>, index: usize) -> rusqlite::Result<RecordId> {
    row.get::<_, [u8; 16]>(index).map(RecordId)
}

pub(crate) fn id_or_none(row: &Row<'_>, index: usize) -> rusqlite::Result<Option<RecordId>> {
    Ok(row.get::<_, Option<[u8; 16]>>(index)?.map(RecordId))
}

pub(crate) fn held(conn: &Connection, id: RecordId) -> Result<Option<Held>> {
    let mut find = conn.prepare_cached("SELECT n, header, state FROM records WHERE id = ?1")?;
    let row = find.query_row([id.as_bytes()], |row| {
        let header: Option<Vec<u8>> = row.get(1)?;
        Ok(Held { n: row.get(0)?, header: header.and_then(|bytes| Header::from_bytes(&bytes)), state: row.get(2)? })
    });
    Ok(row.optional()?)
}

/// The accepted and pending changes of one part.
pub(crate) fn part(conn: &Connection, n: i64, part: u8) -> Result<PartChanges> {
    let mut out = PartChanges::default();
    let mut accepted = conn
        .prepare_cached("SELECT bytes, seq, rank, author FROM changes WHERE record = ?1 AND part = ?2 ORDER BY seq")?;
    let mut rows = accepted.query(params![n, part])?;
    while let Some(row) = rows.next()? {
        let witness = witness(row, 1)?;
        push(&mut out, row.get_ref(0)?.as_blob().unwrap_or_default(), Some(witness));
    }
    let mut pending = conn.prepare_cached("SELECT bytes FROM pending WHERE record = ?1 AND part = ?2 ORDER BY ord")?;
    let mut rows = pending.query(params![n, part])?;
    while let Some(row) = rows.next()? {
        push(&mut out, row.get_ref(0)?.as_blob().unwrap_or_default(), None);
    }
    Ok(out)
}

pub(crate) fn witness(row: &Row<'_>, at: usize) -> rusqlite::Result<Witness> {
    Ok(Witness { seq: row.get::<_, i64>(at)?.cast_unsigned(), rank: row.get(at + 1)?, author: id_at(row, at + 2)? })
}

fn push(part: &mut PartChanges, bytes: &[u8], witness: Option<Witness>) {
    // What cannot be read by this version stays in the table.
    if let Ok(decoded) = Decoded::read(bytes) {
        part.push_decoded(bytes.to_vec(), decoded, witness);
    }
}

/// The values that one scope gives of a record.
#[derive(Debug, Clone, Default)]
pub(crate) struct Values {
    pub(crate) audience: u8,
    pub(crate) seq: u64,
    pub(crate) verdict_seq: u64,
    pub(crate) view: Option<Vec<u8>>,
    pub(crate) verdict: Option<Vec<u8>>,
    pub(crate) fact: Option<Vec<u8>>,
    pub(crate) queue: Option<u32>,
}

/// Puts a record together. `parts` and `values` may hold what this version does not know.
pub(crate) fn assemble<'p>(
    id: RecordId,
    header: &Header,
    parts: impl IntoIterator<Item = (u8, &'p PartChanges)>,
    values: &mut [Values],
) -> Record {
    let mut record = Record::known(id, header.clone());
    for (number, changes) in parts {
        if let Some(part) = Part::from_number(number) {
            record.parts.insert(part, changes.state());
        }
    }
    values.sort_by_key(|one| one.seq);
    for one in values.iter() {
        if let (Some(bytes), Some(audience)) = (&one.view, Audience::from_number(one.audience))
            && let Some(state) = view(header, audience, bytes)
        {
            record.views.insert(audience, state);
        }
        if let Some(fact) = one.fact.as_deref().and_then(|bytes| minicbor::decode(bytes).ok()) {
            record.fact = Some(fact);
        }
    }
    if let Some(newest) = values.iter().filter(|one| one.verdict.is_some()).max_by_key(|one| one.verdict_seq) {
        record.verdict = newest.verdict.as_deref().and_then(|bytes| minicbor::decode(bytes).ok());
        record.queue = newest.queue;
    }
    record
}

fn view(header: &Header, audience: Audience, bytes: &[u8]) -> Option<PartState> {
    zhijia_model::view::decode(view_keys(header.kind()?, audience), bytes).ok()
}

impl Values {
    pub(crate) fn at(row: &Row<'_>, first: usize) -> rusqlite::Result<Self> {
        Ok(Self {
            audience: row.get(first)?,
            seq: row.get::<_, i64>(first + 1)?.cast_unsigned(),
            verdict_seq: row.get::<_, i64>(first + 2)?.cast_unsigned(),
            view: row.get(first + 3)?,
            verdict: row.get(first + 4)?,
            fact: row.get(first + 5)?,
            queue: row.get(first + 6)?,
        })
    }
}

/// The numbers of the parts of which there are changes.
pub(crate) fn part_numbers(conn: &Connection, n: i64) -> Result<Vec<u8>> {
    let mut find = conn.prepare_cached(
        "SELECT part FROM changes WHERE record = ?1 UNION SELECT part FROM pending WHERE record = ?1",
    )?;
    let rows = find.query_map([n], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A whole record; `None` where nothing of it is held but its header.
pub(crate) fn load(conn: &Connection, n: i64) -> Result<Option<Record>> {
    Ok(stored::read(conn, "records.n = ?1", &[&n])?.pop().map(|one| one.record))
}

impl Dao<'_> {
    /// A record with everything that is held of it; `None` where nothing is.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn record(&self, id: RecordId) -> Result<Option<Record>> {
        Ok(self.stored(id)?.map(|one| one.record))
    }

    /// The home union of a member: the union with whose cards, or at whose desk, the member came here.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn home_of(&self, member: RecordId) -> Result<Option<RecordId>> {
        let sql = "SELECT scopes.space FROM rows JOIN scopes ON scopes.n = rows.scope
                   JOIN records ON records.n = rows.record
                   WHERE records.id = ?1 AND scopes.audience IN (?2, ?3) LIMIT 1";
        let (cards, desk) = (Audience::Cards.number(), Audience::Desk.number());
        let mut find = self.conn.prepare_cached(sql)?;
        Ok(find.query_row(params![member.as_bytes(), cards, desk], |row| id_at(row, 0)).optional()?)
    }

    /// A record's header, where it is known.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn header(&self, id: RecordId) -> Result<Option<Header>> {
        Ok(held(self.conn, id)?.and_then(|held| held.header))
    }

    /// The accepted and pending changes of a part.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn part(&self, id: RecordId, number: Part) -> Result<PartChanges> {
        match held(self.conn, id)? {
            Some(held) => part(self.conn, held.n, number.number()),
            None => Ok(PartChanges::default()),
        }
    }

    /// All records of a kind in a space that are held, in the order in which this device met them.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn records_in(&self, kind: Kind, space: RecordId) -> Result<Vec<Record>> {
        Ok(self.stored_in(kind, space)?.into_iter().map(|one| one.record).collect())
    }

    /// All records of a kind that are about a person and held, in the order in which this device met them.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn records_of(&self, kind: Kind, person: RecordId) -> Result<Vec<Record>> {
        Ok(self.stored_of(kind, person)?.into_iter().map(|one| one.record).collect())
    }

    /// All records of a kind that are held.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn records_of_kind(&self, kind: Kind) -> Result<Vec<Record>> {
        Ok(self.stored_of_kind(kind)?.into_iter().map(|one| one.record).collect())
    }
}
