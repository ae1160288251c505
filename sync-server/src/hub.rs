//! The hub's core put together: one exchange is a write through gate and registrar, then a read of the feed.
//!
//! [`Hub`] runs it on the caller's thread, for tests and simulations; [`server`] runs the same behind HTTP, on the one
//! writer's thread and the readers' connections.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use ring::hmac;
use rusqlite::Connection;
use zhijia_model::{DeviceId, RecordId};
use zhijia_sync::limits::ANSWER_BYTES_TARGET;

use crate::db::{self, DbError};
use crate::exchange::Caller;
use crate::identity::members::{Founding, NewMember};
use crate::identity::{Appointment, IdentityError};
use crate::key::{HubKey, Purpose};
use crate::ledger::sqlite::Sqlite;

mod authored;
mod directory;
mod exchange;
mod live;
mod members;
pub mod server;
mod shared;
mod turns;

use exchange::{Asked, Reading};
use shared::Shared;

/// What the core needs of the hub's keys.
#[derive(Clone)]
pub struct Keys {
    /// For the MAC over a phone's cursors.
    pub(crate) cursor: hmac::Key,
    /// For salts and intents of what the hub itself writes.
    pub(crate) salt: hmac::Key,
    /// The hub as a device: who stands behind what it writes.
    pub(crate) device: DeviceId,
}

impl Keys {
    /// The keys of a hub.
    pub fn new(key: &HubKey) -> Self {
        Self {
            cursor: key.mac(Purpose::Cursor),
            salt: key.mac(Purpose::Salt),
            device: DeviceId(zhijia_sync::session::device_id(key.public())),
        }
    }

    /// Keys from a seed, for a hub without a key file.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let derive = |label: &[u8]| {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, seed), label);
            hmac::Key::new(hmac::HMAC_SHA256, tag.as_ref())
        };
        let device = DeviceId(zhijia_model::id::short_hash(seed));
        Self { cursor: derive(b"cursor"), salt: derive(b"salt"), device }
    }
}

/// Why an exchange or a call failed as a whole. What is said of single changes is a fate in the answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HubError {
    /// The request is not one.
    #[error("the request is malformed")]
    Malformed,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// A hub on the caller's thread.
pub struct Hub {
    keys: Keys,
    shared: Shared,
    connection: Mutex<Connection>,
}

impl Hub {
    /// A new hub in memory.
    ///
    /// # Errors
    /// [`DbError`] where the database cannot be made.
    pub fn memory(keys: Keys, epoch: [u8; 16]) -> Result<Self, DbError> {
        let connection = db::memory()?;
        connection.execute("INSERT INTO meta (key, value) VALUES ('epoch', ?1)", [epoch])?;
        Ok(Self { keys, shared: Shared::default(), connection: Mutex::new(connection) })
    }

    /// A hub in a database file, which is made where there is none.
    ///
    /// # Errors
    /// [`DbError`] where the database cannot be opened.
    pub fn open(path: &Path, keys: Keys, epoch: [u8; 16]) -> Result<Self, DbError> {
        let connection = if path.is_file() { db::open(path)? } else { db::create(path)? };
        connection.execute("INSERT OR IGNORE INTO meta (key, value) VALUES ('epoch', ?1)", [epoch])?;
        Ok(Self { keys, shared: Shared::default(), connection: Mutex::new(connection) })
    }

    /// One round trip: fates and news for a request, not compressed.
    ///
    /// # Errors
    /// [`HubError`] where the request cannot be read, or the ledger fails.
    pub fn exchange(&self, caller: Caller, body: &[u8], now: i64) -> Result<Vec<u8>, HubError> {
        let mut request = exchange::read_request(body)?;
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let mut offers = std::mem::take(&mut request.offers).into_iter();
        let caller = exchange::Caller::from(caller);
        let mut fates = Vec::new();
        if offers.as_slice().is_empty() {
            exchange::note_empty(&self.shared, caller, &request.hello, now);
        }
        while !offers.as_slice().is_empty() {
            let judged;
            (judged, offers) = self.write(&connection, |ledger| {
                self.shared.flush_empties(ledger)?;
                exchange::write(&self.shared, ledger, caller, &request.hello, offers, now)
            })?;
            fates.extend(judged);
        }
        let asked = Asked { caller, hello: &request.hello, fates: &fates, now };
        loop {
            let answer = {
                let transaction = connection.unchecked_transaction().map_err(DbError::from)?;
                let ledger = Sqlite(&transaction);
                exchange::answer(&ledger, (&self.keys, &self.shared.recent), &asked, ANSWER_BYTES_TARGET)?
            };
            match answer {
                Reading::Answer { out, .. } => return Ok(out),
                Reading::Ahead => {
                    let begin = |ledger: &Sqlite<'_>| exchange::new_epoch(&self.shared, ledger, &self.keys, now);
                    self.write(&connection, begin)?;
                }
            }
        }
    }

    /// Founds the first union, as `init` does; gives its id and what its administrator is appointed to.
    ///
    /// # Errors
    /// [`IdentityError`] where the ledger fails.
    pub fn found(&self, union_name: &str, now: i64) -> Result<(RecordId, Vec<Appointment>), IdentityError> {
        let founding = Founding { union_name: union_name.to_owned(), now_ms: now };
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(&connection, |ledger| members::found(&self.shared, ledger, &self.keys, &founding))
            .map(|founded| (RecordId(founded.union), founded.admin_roles))
    }

    /// Creates a member with a home and appointments, as a first join does; gives the member's id.
    ///
    /// # Errors
    /// [`IdentityError`] where the union or a role is not there.
    pub fn join(&self, member: &NewMember) -> Result<RecordId, IdentityError> {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(&connection, |ledger| members::create(&self.shared, ledger, &self.keys, member))
            .map(|record| RecordId(record.id))
    }

    /// Runs one write transaction.
    fn write<T, E: From<DbError>>(
        &self,
        connection: &Connection,
        work: impl FnOnce(&Sqlite<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        connection.execute_batch("BEGIN IMMEDIATE").map_err(DbError::from)?;
        let ledger = Sqlite(connection);
        let result = work(&ledger).and_then(|out| self.shared.settle(&ledger).map(|()| out).map_err(E::from));
        if result.is_err() {
            self.shared.discard();
        }
        let end = if result.is_ok() { "COMMIT" } else { "ROLLBACK" };
        connection.execute_batch(end).map_err(DbError::from)?;
        self.shared.publish();
        result
    }
}
