//! What is to be sent, what was not sent, and what needs a person's attention.

use rusqlite::{OptionalExtension as _, Row, params};
use zhijia_model::{ChangeHash, Decoded, Header, IntentId, Part, RecordId, Scalar};

use crate::actions::Action;
use crate::error::Result;
use crate::projections::Progress;
use crate::records::{self, Dao, id_at};
use crate::tx::Tx;

/// Where an intent stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntentState {
    /// Kept here, not sent yet.
    Recorded,
    /// On its way.
    Sent,
    /// The hub has it.
    Accepted,
    /// It came back in the feed: done.
    Settled,
    /// The hub refused it; it lies in the drawer.
    Refused,
    /// It was not sent before its scope or record went; it lies in the drawer.
    NotSent,
}

impl IntentState {
    const fn of(state: u8) -> Self {
        match state {
            0 => Self::Recorded,
            1 => Self::Sent,
            2 => Self::Accepted,
            3 => Self::Settled,
            4 => Self::Refused,
            _ => Self::NotSent,
        }
    }
}

/// What the user asked for.
#[derive(Clone, PartialEq, Eq)]
pub struct IntentRow {
    /// The id.
    pub id: IntentId,
    /// The record that it writes.
    pub record: RecordId,
    /// The versioned code.
    pub code: String,
    /// The version of the code.
    pub version: u16,
    /// The inputs as the action gave them.
    pub input: Vec<u8>,
    /// The values that the user saw, as the action gave them.
    pub seen: Vec<u8>,
    /// When, by this device's clock, in milliseconds.
    pub created: i64,
    /// Where it stands.
    pub state: IntentState,
}

/// Prints no inputs: they are personal.
impl core::fmt::Debug for IntentRow {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let Self { id, code, state, .. } = self;
        f.debug_struct("Intent").field("id", id).field("code", code).field("state", state).finish_non_exhaustive()
    }
}

/// Why something was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSentReason {
    /// The hub refused it.
    Refused {
        /// The code of a refusal; `zhijia_model::Code::from_code` reads it.
        code: String,
        /// Its parameter.
        field: Option<String>,
    },
    /// Its scope was taken from this device.
    Forgotten,
    /// The hub has ended the access of this device or of its member.
    Revoked {
        /// The hub's code, such as `device-revoked`.
        code: String,
    },
    /// Its record was erased.
    Erased,
}

/// Something in the "not sent" drawer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawerItem {
    /// The item's number.
    pub number: i64,
    /// Why it was not sent.
    pub why: NotSentReason,
    /// What the user asked for; `None` where it was lost with a damaged file.
    pub intent: Option<IntentRow>,
    /// The record that it was about.
    pub record: RecordId,
    /// The record's header.
    pub header: Option<Header>,
    /// The part; `None` for one that this version does not know.
    pub part: Option<Part>,
    /// What it would have put: the user's text is here.
    pub puts: Vec<(String, Scalar)>,
    /// When it was put here, in milliseconds; 0 where that is not known.
    pub at: i64,
    /// Whether a person should look at it.
    pub attention: bool,
}

/// Something pending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingItem {
    /// What the user asked for; `None` where it was lost with a damaged file.
    pub intent: Option<IntentRow>,
    /// The record.
    pub record: RecordId,
    /// The change.
    pub change: ChangeHash,
    /// How far it has come.
    pub progress: Progress,
    /// Until when it is kept back, in milliseconds, and why (`rate`, `unknown-kind` …).
    pub kept_back: Option<(i64, String)>,
}

const INTENT: &str = "intents.id, intents.record, intents.code, version, input, seen, created, intents.state";

fn intent(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<IntentRow>> {
    let Some(id) = row.get::<_, Option<[u8; 16]>>(at)? else { return Ok(None) };
    Ok(Some(IntentRow {
        id: IntentId(id),
        record: id_at(row, at + 1)?,
        code: row.get(at + 2)?,
        version: row.get(at + 3)?,
        input: row.get(at + 4)?,
        seen: row.get(at + 5)?,
        created: row.get(at + 6)?,
        state: IntentState::of(row.get(at + 7)?),
    }))
}

impl Dao<'_> {
    /// What the user asked for.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn intent(&self, id: IntentId) -> Result<Option<IntentRow>> {
        let mut find = self.conn.prepare_cached(&format!("SELECT {INTENT} FROM intents WHERE id = ?1"))?;
        Ok(find.query_row([id.as_bytes()], |row| intent(row, 0)).optional()?.flatten())
    }

    /// What was not sent, the latest first: refused, or taken back with its scope or record.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn drawer(&self) -> Result<Vec<DrawerItem>> {
        self.drawer_where("why IN (1, 4, 5)")
    }

    /// What needs a person's attention, the latest first: refusals that were not put aside yet.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn cards(&self) -> Result<Vec<DrawerItem>> {
        self.drawer_where("attention")
    }

    fn drawer_where(&self, condition: &str) -> Result<Vec<DrawerItem>> {
        let sql = format!(
            "SELECT drawer.n, why, drawer.code, field, drawer.record, header, part, bytes, at, attention, {INTENT}
             FROM drawer LEFT JOIN intents ON intents.id = drawer.intent WHERE {condition} ORDER BY drawer.n DESC"
        );
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map([], |row| {
            let bytes: Vec<u8> = row.get(7)?;
            let puts = Decoded::read(&bytes).map(|decoded| decoded.puts).unwrap_or_default();
            Ok(DrawerItem {
                number: row.get(0)?,
                why: match row.get(1)? {
                    1 => NotSentReason::Refused {
                        code: row.get::<_, Option<_>>(2)?.unwrap_or_default(),
                        field: row.get(3)?,
                    },
                    4 => match row.get(2)? {
                        Some(code) => NotSentReason::Revoked { code },
                        None => NotSentReason::Forgotten,
                    },
                    _ => NotSentReason::Erased,
                },
                intent: intent(row, 10)?,
                record: id_at(row, 4)?,
                header: row.get::<_, Option<Vec<u8>>>(5)?.and_then(|bytes| Header::from_bytes(&bytes)),
                part: Part::from_number(row.get(6)?),
                puts: puts.into_iter().map(|put| (put.key, put.value)).collect(),
                at: row.get(8)?,
                attention: row.get(9)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// How far this device's own changes of a record have come: the least advanced of them.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn progress(&self, record: RecordId) -> Result<Progress> {
        let sql = "SELECT min(pending.state) FROM pending JOIN records ON records.n = pending.record WHERE id = ?1";
        let mut find = self.conn.prepare_cached(sql)?;
        Ok(Progress::of(find.query_row([record.as_bytes()], |row| row.get(0))?))
    }

    /// What is pending, in the order in which it was made.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be read.
    pub fn pending(&self) -> Result<Vec<PendingItem>> {
        let sql = format!(
            "SELECT records.id, hash, pending.state, later_until, later_why, {INTENT}
             FROM pending JOIN records ON records.n = pending.record
             LEFT JOIN intents ON intents.id = pending.intent ORDER BY ord"
        );
        let mut find = self.conn.prepare_cached(&sql)?;
        let rows = find.query_map([], |row| {
            let why: Option<String> = row.get(4)?;
            Ok(PendingItem {
                record: id_at(row, 0)?,
                change: ChangeHash(row.get(1)?),
                progress: Progress::of(row.get(2)?),
                kept_back: row.get::<_, i64>(3).map(|until| why.map(|why| (until, why)))?,
                intent: intent(row, 5)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl Tx<'_> {
    /// Puts a needs-attention card away; its entry stays in the drawer.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be written: full, damaged, or closed.
    pub fn put_away(&mut self, n: i64) -> Result<()> {
        self.conn.prepare_cached("UPDATE drawer SET attention = 0 WHERE n = ?1")?.execute([n])?;
        self.changed.drawer = true;
        Ok(())
    }

    /// Does what an entry of the drawer asked for once more, as a new intent, and puts its card away.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be written: full, damaged, or closed.
    pub fn do_again(&mut self, n: i64, intent: IntentId, now: i64) -> Result<()> {
        let sql = "SELECT drawer.record, header, part, bytes, coalesce(intents.code, ''), coalesce(intents.version, 1),
                          coalesce(intents.input, x''), coalesce(intents.seen, x'')
                   FROM drawer LEFT JOIN intents ON intents.id = drawer.intent WHERE drawer.n = ?1";
        let found = self.conn.prepare_cached(sql)?.query_row(params![n], |row| {
            let header: Option<Vec<u8>> = row.get(1)?;
            let (part, bytes): (u8, Vec<u8>) = (row.get(2)?, row.get(3)?);
            let (code, version, input, seen) = (row.get(4)?, row.get(5)?, row.get(6)?, row.get(7)?);
            Ok((records::id_at(row, 0)?, header, part, bytes, code, version, input, seen))
        });
        let Some((record, header, part, bytes, code, version, input, seen)) = found.optional()? else { return Ok(()) };
        let stored = header.and_then(|bytes| Header::from_bytes(&bytes));
        let header = match stored {
            Some(header) => Some(header),
            None => records::held(self.conn, record)?.and_then(|held| held.header),
        };
        let (Some(header), Some(part), Ok(decoded)) = (header, Part::from_number(part), Decoded::read(&bytes)) else {
            return Ok(());
        };
        let puts = decoded.puts.into_iter().map(|put| (put.key, put.value)).collect();
        self.act(&Action { intent, code, version, header, part, puts, input, seen }, now)?;
        self.put_away(n)
    }

    /// Throws away something in the drawer, because the user says so.
    ///
    /// # Errors
    /// [`Error`](crate::Error) where the database cannot be written: full, damaged, or closed.
    pub fn discard(&mut self, number: i64) -> Result<()> {
        let sql = "DELETE FROM drawer WHERE n = ?1 RETURNING intent";
        let gone = self.conn.prepare_cached(sql)?.query_row([number], |row| row.get::<_, [u8; 16]>(0)).optional()?;
        if let Some(intent) = gone {
            let sql = "DELETE FROM intents WHERE id = ?1 AND state IN (4, 5)
                       AND NOT EXISTS (SELECT 1 FROM drawer WHERE intent = ?1)";
            self.conn.prepare_cached(sql)?.execute([intent])?;
        }
        self.changed.drawer = true;
        Ok(())
    }
}
