//! What the use cases ask of a snapshot.

use rusqlite::{OptionalExtension as _, params};
use zhijia_model::kinds::{Record, loan};
use zhijia_model::text::{query_terms, search_keys_of};
use zhijia_model::{Decoded, Header, IntentId, Kind, Part, RecordId};

use crate::actions::Action;
use crate::engine_impl::{ACCEPTED, RECORDED, SENT};
use crate::error::Result;
use crate::meta;
use crate::records::{self, Dao};
use crate::tx::Tx;

/// How far a pending change is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// Durable on this phone.
    Recorded,
    /// On its way.
    Sent,
    /// The hub has it.
    Accepted,
}

/// An entry of the "not sent" drawer.
#[derive(Debug, Clone)]
pub struct NotSentRow {
    /// Its number.
    pub n: i64,
    /// The action's code, such as `sign-up`.
    pub action: String,
    /// The record that it was about.
    pub record: RecordId,
    /// The change.
    pub bytes: Vec<u8>,
    /// The refusal's code.
    pub code: Option<String>,
    /// Its parameter.
    pub field: Option<String>,
    /// When it came into the drawer, in milliseconds.
    pub at: i64,
    /// Whether a person should still look at it.
    pub attention: bool,
}

/// The numbers of the status bar.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// Actions that the hub does not have yet.
    pub to_send: usize,
    /// Entries in the drawer that a person should look at.
    pub not_sent: usize,
    /// As of when every scope is complete; `None` while one is not.
    pub complete_as_of: Option<i64>,
    /// Hub time minus device time, in milliseconds.
    pub clock_ahead: i64,
}

impl Dao<'_> {
    /// How far the least advanced pending change of a record is; `None` where nothing is pending.
    pub fn stage(&self, id: RecordId) -> Result<Option<Stage>> {
        let Some(held) = records::held(self.conn, id)? else { return Ok(None) };
        let mut find = self.conn.prepare_cached("SELECT min(state) FROM pending WHERE record = ?1")?;
        let state: Option<u8> = find.query_row([held.n], |row| row.get(0))?;
        Ok(state.map(|state| match state {
            RECORDED => Stage::Recorded,
            SENT => Stage::Sent,
            _ => Stage::Accepted,
        }))
    }

    /// The loans of one copy, void ones too.
    pub fn loans_of_copy(&self, house: RecordId, title: RecordId, copy: &str) -> Result<Vec<Record>> {
        let mut all = self.loans_of_title(house, title)?;
        all.retain(|one| loan::copy(one) == copy);
        Ok(all)
    }

    /// The loans of a title.
    pub fn loans_of_title(&self, house: RecordId, title: RecordId) -> Result<Vec<Record>> {
        let mut all = self.records_in(Kind::Loan, house)?;
        all.retain(|one| one.part(Part::Keeper).id("title").one() == Some(title));
        Ok(all)
    }

    /// The titles of a house with a copy that carries this barcode.
    pub fn titles_by_barcode(&self, house: RecordId, barcode: &str) -> Result<Vec<RecordId>> {
        let mut all: Vec<_> = self.copies_by_barcode(house, barcode)?.into_iter().map(|copy| copy.title).collect();
        all.dedup();
        Ok(all)
    }

    /// Members whose card matches by name, pinyin, initials or the last digits of the number.
    pub fn search_cards(&self, query: &str, limit: usize) -> Result<Vec<RecordId>> {
        let terms = query_terms(query);
        let digits = query.trim();
        let tail = digits.len() >= 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        let mut found = Vec::new();
        for record in self.records_of_kind(Kind::Member)? {
            let name = zhijia_model::kinds::member::name(&record);
            let number = zhijia_model::kinds::member::masked_number(&record).unwrap_or_default();
            let matches = if tail { number.ends_with(digits) } else { terms.matches(&search_keys_of([name])) };
            if matches {
                found.push((name.to_owned(), record.id));
            }
        }
        found.sort();
        Ok(found.into_iter().take(limit).map(|(_, id)| id).collect())
    }

    /// Whether a house is followed on demand.
    pub fn follows(&self, house: RecordId) -> Result<bool> {
        let mut find = self.conn.prepare_cached("SELECT 1 FROM follows WHERE house = ?1")?;
        Ok(find.exists([house.as_bytes()])?)
    }

    /// A number that grows with every change of a house's scopes.
    pub fn revision_of(&self, house: RecordId) -> Result<i64> {
        let mut find = self.conn.prepare_cached(
            "SELECT coalesce(max(cursor), 0) + (SELECT coalesce(max(ord), 0) FROM pending) FROM scopes WHERE space = ?1",
        )?;
        Ok(find.query_row([house.as_bytes()], |row| row.get(0))?)
    }

    /// What was not sent, newest first.
    pub fn drawer(&self) -> Result<Vec<NotSentRow>> {
        let mut find = self.conn.prepare_cached(
            "SELECT drawer.n, coalesce(intents.code, ''), drawer.record, bytes, drawer.code, field, at, attention
             FROM drawer LEFT JOIN intents ON intents.id = drawer.intent
             WHERE why IN (1, 4, 5) ORDER BY drawer.n DESC",
        )?;
        let rows = find.query_map([], |row| {
            Ok(NotSentRow {
                n: row.get(0)?,
                action: row.get(1)?,
                record: records::id_at(row, 2)?,
                bytes: row.get(3)?,
                code: row.get(4)?,
                field: row.get(5)?,
                at: row.get(6)?,
                attention: row.get(7)?,
            })
        })?;
        Ok(rows.collect::<rusqlite::Result<_>>()?)
    }

    /// As of when the scopes that hold a record are complete: the latest of them.
    pub fn complete_as_of(&self, id: RecordId) -> Result<Option<i64>> {
        let Some(held) = records::held(self.conn, id)? else { return Ok(None) };
        let mut find = self.conn.prepare_cached(
            "SELECT max(complete) FROM scopes JOIN rows ON rows.scope = scopes.n WHERE rows.record = ?1",
        )?;
        Ok(find.query_row([held.n], |row| row.get(0))?)
    }

    /// The numbers of the status bar.
    pub fn counts(&self) -> Result<Counts> {
        let one = |sql: &str| -> Result<i64> { Ok(self.conn.prepare_cached(sql)?.query_row([], |row| row.get(0))?) };
        let mut open = self.conn.prepare_cached("SELECT count(*) FROM pending WHERE state < ?1")?;
        let to_send: i64 = open.query_row([ACCEPTED], |row| row.get(0))?;
        let not_sent = one("SELECT count(*) FROM drawer WHERE attention = 1")?;
        let incomplete = one("SELECT count(*) FROM scopes WHERE complete IS NULL")?;
        let mut least = self.conn.prepare_cached("SELECT min(complete) FROM scopes")?;
        let least: Option<i64> = least.query_row([], |row| row.get(0)).optional()?.flatten();
        Ok(Counts {
            to_send: usize::try_from(to_send).unwrap_or(0),
            not_sent: usize::try_from(not_sent).unwrap_or(0),
            complete_as_of: if incomplete == 0 { least } else { None },
            clock_ahead: meta::get(self.conn, meta::CLOCK)?.unwrap_or(0),
        })
    }
}

impl Tx<'_> {
    /// Puts a needs-attention card away; its entry stays in the drawer.
    pub fn put_away(&mut self, n: i64) -> Result<()> {
        self.conn.prepare_cached("UPDATE drawer SET attention = 0 WHERE n = ?1")?.execute([n])?;
        self.changed.outbox = true;
        Ok(())
    }

    /// Does what an entry of the drawer asked for once more, as a new intent, and puts its card away.
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
}
