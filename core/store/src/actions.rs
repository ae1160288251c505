//! Local actions: durable before the call returns, shown at once, sent later.

use std::borrow::Cow;

use rusqlite::params;
use zhijia_model::text::plain;
use zhijia_model::{ChangeError, ChangeHash, Code, Decoded, Header, IntentId, Part, Scalar, key};

use crate::error::{Error, Result};
use crate::records::{self, ERASED};
use crate::tx::Tx;

/// One action of the user: it writes one part of one record.
#[derive(Debug, Clone)]
pub struct Action {
    /// Chosen once by the caller, kept through every repetition.
    pub intent: IntentId,
    /// The versioned code of what was asked, such as `sign-up`.
    pub code: String,
    /// The version of the code.
    pub version: u16,
    /// The record; it is made where it is not there yet.
    pub header: Header,
    /// The part that is written.
    pub part: Part,
    /// The keys and values to put.
    pub puts: Vec<(String, Scalar)>,
    /// The inputs, in the caller's own form, to do it again from.
    pub input: Vec<u8>,
    /// The values that the user saw when deciding, in the caller's own form.
    pub seen: Vec<u8>,
}

/// What an action did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Acted {
    /// It wrote this change, which is pending now.
    Written(ChangeHash),
    /// Everything that it puts stands there already: neither a change nor an intent was made.
    NoEffect,
    /// This intent was recorded before: nothing was done.
    Repeated,
}

/// What a number of actions did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ActedAll {
    /// Actions that wrote a change.
    pub written: usize,
    /// Actions without effect.
    pub without_effect: usize,
    /// Actions whose intent was recorded before.
    pub repeated: usize,
}

impl Tx<'_> {
    /// Does one action at `now` (milliseconds). Form is checked here, by the same tables as the hub's gate; authority
    /// and rules are the caller's to ask before.
    ///
    /// # Errors
    /// [`Error::Refused`] where the record was erased or the puts are not well formed, [`Error::Change`] where the
    /// change would be too large.
    pub fn act(&mut self, action: &Action, now: i64) -> Result<Acted> {
        let sql = "SELECT EXISTS (SELECT 1 FROM intents WHERE id = ?1)";
        if self.conn.prepare_cached(sql)?.query_row([action.intent.as_bytes()], |row| row.get(0))? {
            return Ok(Acted::Repeated);
        }
        check(action)?;
        let record = action.header.id();
        let part = action.part.number();
        let held = self.held(record)?;
        if held.as_ref().is_some_and(|held| held.state == ERASED) {
            return Err(Error::Refused(Code::NotFound));
        }
        let (changes, actor) = match &held {
            Some(held) => (self.part_of(held.n, part)?, self.actor(held.n, record, part)?),
            None => (zhijia_model::PartChanges::default(), self.actor(0, record, part)?),
        };
        let Some(bytes) = changes.write(&actor, now, &plain_puts(&action.puts))? else { return Ok(Acted::NoEffect) };
        let decoded = Decoded::read(&bytes)?;
        let hash = decoded.hash;
        let Some(n) = self.note_header(&action.header)? else { return Err(Error::Refused(Code::NotFound)) };
        self.insert(action, n, hash, &bytes, now)?;
        if let Some(fresh) = self.fresh(n) {
            fresh.parts.entry(part).or_default().push_decoded(bytes, decoded, None);
        }
        self.touch(record, n);
        Ok(Acted::Written(hash))
    }

    /// Does many actions, such as the rows of an imported file, in this one transaction.
    ///
    /// A row that is there already (the same fixed salt and the same values) has no effect.
    ///
    /// # Errors
    /// [`Error`] where the database cannot be written: full, damaged, or closed.
    pub fn act_all<'a>(&mut self, actions: impl IntoIterator<Item = &'a Action>, now: i64) -> Result<ActedAll> {
        let mut all = ActedAll::default();
        for action in actions {
            match self.act(action, now)? {
                Acted::Written(_) => all.written += 1,
                Acted::NoEffect => all.without_effect += 1,
                Acted::Repeated => all.repeated += 1,
            }
        }
        Ok(all)
    }

    fn part_of(&mut self, n: i64, part: u8) -> Result<zhijia_model::PartChanges> {
        match self.fresh(n) {
            Some(fresh) => Ok(fresh.parts.get(&part).cloned().unwrap_or_default()),
            None => records::part(self.conn, n, part),
        }
    }

    fn insert(&mut self, action: &Action, n: i64, hash: ChangeHash, bytes: &[u8], now: i64) -> Result<()> {
        let sql = "INSERT INTO intents (id, record, code, version, input, seen, created)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let (intent, record) = (action.intent.0, action.header.id().0);
        let values = params![intent, record, action.code, action.version, action.input, action.seen, now];
        self.conn.prepare_cached(sql)?.execute(values)?;
        let sql = "INSERT INTO pending (record, part, intent, hash, bytes, header) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
        let header = action.header.bytes();
        let values = params![n, action.part.number(), intent, hash.0, bytes, header];
        self.conn.prepare_cached(sql)?.execute(values)?;
        self.any_pending = true;
        self.changed.outbox = true;
        Ok(())
    }

    /// Follows the public scope of a house from the next exchange on.
    ///
    /// # Errors
    /// [`Error`] where the database cannot be written: full, damaged, or closed.
    pub fn follow(&mut self, house: zhijia_model::RecordId) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO follows (house) VALUES (?1)";
        let new = self.conn.prepare_cached(sql)?.execute([house.as_bytes()])? == 1;
        self.changed.status |= new;
        Ok(())
    }

    /// The hub has said all that it has, as of `now`: scopes without news stand complete too, though no page came.
    ///
    /// # Errors
    /// [`Error`] where the database cannot be written: full, damaged, or closed.
    pub fn heard_all(&mut self, now: i64) -> Result<()> {
        let sql = "UPDATE scopes SET complete = ?1 WHERE complete < ?1 AND reset = 0";
        self.changed.status |= self.conn.prepare_cached(sql)?.execute([now])? > 0;
        Ok(())
    }

    /// The hub could not be reached: what was about to be sent is still only here, and says so.
    ///
    /// # Errors
    /// [`Error`] where the database cannot be written: full, damaged, or closed.
    pub fn unsend(&mut self) -> Result<()> {
        if self.all_moved("UPDATE pending SET state = 0 WHERE state = 1 RETURNING record")? {
            let sql = "UPDATE intents SET state = 0
                       WHERE state = 1 AND id IN (SELECT intent FROM pending WHERE state = 0)";
            self.conn.prepare_cached(sql)?.execute([])?;
        }
        Ok(())
    }

    /// Asks no more for a house; the hub answers with what is to be forgotten.
    ///
    /// # Errors
    /// [`Error`] where the database cannot be written: full, damaged, or closed.
    pub fn unfollow(&mut self, house: zhijia_model::RecordId) -> Result<()> {
        let gone = self.conn.prepare_cached("DELETE FROM follows WHERE house = ?1")?.execute([house.as_bytes()])? == 1;
        self.changed.status |= gone;
        Ok(())
    }
}

/// The puts without what no screen shows: it comes along when a number is copied from an address book, and the gate
/// refuses it.
fn plain_puts(puts: &[(String, Scalar)]) -> Cow<'_, [(String, Scalar)]> {
    if !puts.iter().any(|(_, value)| key::is_foul(value)) {
        return Cow::Borrowed(puts);
    }
    let clean = |value: &Scalar| match value {
        Scalar::Text(text) => Scalar::Text(plain(text).into_owned()),
        other => other.clone(),
    };
    puts.iter().map(|(name, value)| (name.clone(), clean(value))).collect()
}

/// The form that the gate asks for.
fn check(action: &Action) -> Result<()> {
    let kind = action.header.kind().filter(|_| action.header.well_formed());
    let kind = kind.ok_or(Error::Refused(Code::BadForm))?;
    if !kind.parts().contains(&action.part) {
        return Err(Error::Refused(Code::BadForm));
    }
    let table = zhijia_model::kinds::keys(kind, action.part);
    if !action.puts.iter().all(|(name, value)| key::well_formed(table, name, value)) {
        return Err(Error::Change(ChangeError::NotFlat));
    }
    Ok(())
}
