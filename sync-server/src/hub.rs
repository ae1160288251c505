//! The hub's core put together: one exchange is a write through gate and registrar, then a read of the feed.
//!
//! [`Hub`] runs it on the caller's thread, for tests and simulations; [`server`] runs the same functions behind HTTP, on
//! the one writer's thread and the readers' connections.

use std::future::ready;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use futures_util::FutureExt as _;
use ring::hmac;
use ring::signature::Ed25519KeyPair;
use zhijia_model::{DeviceId, RecordId};

use crate::db::{self, Connection, DbError, readers, writer};
use crate::exchange::Caller;
use crate::identity::members::{Founding, NewMember};
use crate::identity::{Appointment, IdentityError, sqlite as identity};
use crate::key::{HubKey, Purpose};
use crate::ledger::Ledger;
use crate::ledger::sqlite::Sqlite;

mod authored;
mod directory;
mod exchange;
mod live;
mod members;
pub mod server;
mod shared;
mod turns;

use exchange::{Exchanges, Executor};
use server::Commits;
use shared::Shared;

/// What the core needs of the hub's keys.
#[derive(Clone)]
pub struct Keys {
    /// For the MAC over a phone's cursors.
    pub(crate) cursor: hmac::Key,
    /// For salts and intents of what the hub itself writes.
    pub(crate) salt: hmac::Key,
    /// For the seeds of draws.
    pub(crate) draw: hmac::Key,
    /// The hub as a device: who stands behind what it writes.
    pub(crate) device: DeviceId,
    /// For the passes that it signs.
    pub(crate) pass: Arc<Ed25519KeyPair>,
}

impl Keys {
    /// The keys of a hub.
    pub fn new(key: &HubKey) -> Self {
        Self {
            cursor: key.mac(Purpose::Cursor),
            salt: key.mac(Purpose::Salt),
            draw: key.mac(Purpose::Draw),
            device: DeviceId(zhijia_sync::session::device_id(key.public())),
            pass: key.shared_pair(),
        }
    }

    /// Keys from a seed, for a hub without a key file.
    pub fn from_seed(seed: &[u8; 32]) -> Self {
        let derive = |label: &[u8]| {
            let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, seed), label);
            hmac::Key::new(hmac::HMAC_SHA256, tag.as_ref())
        };
        let device = DeviceId(zhijia_model::id::short_hash(seed));
        // Any 32 bytes are a seed.
        let Ok(pair) = Ed25519KeyPair::from_seed_unchecked(seed) else { unreachable!("a seed has 32 bytes") };
        Self { cursor: derive(b"cursor"), salt: derive(b"salt"), draw: derive(b"draw"), device, pass: Arc::new(pair) }
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
    exchanges: Arc<Exchanges>,
    connection: Mutex<Connection>,
}

/// On the caller's thread: everything is done when the future is made.
struct Here<'h> {
    connection: &'h Connection,
    shared: &'h Arc<Shared>,
}

impl Here<'_> {
    /// Runs one write transaction.
    fn write<T: Send, E: From<DbError> + Send>(
        &self,
        job: impl FnOnce(&Sqlite<'_>) -> Result<T, E> + Send,
    ) -> Result<T, E> {
        let mut commits = Commits(Arc::clone(self.shared));
        writer::at_once(self.connection, &mut commits, |connection| job(&Sqlite(connection)))
    }
}

impl Executor for Here<'_> {
    fn compute<T: Send + 'static>(
        &self,
        _much: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = Result<T, DbError>> + Send {
        ready(Ok(work()))
    }

    fn write<T: Send + 'static>(
        &self,
        _weight: usize,
        job: impl FnOnce(&dyn Ledger) -> Result<T, DbError> + Send + 'static,
    ) -> impl Future<Output = Result<T, DbError>> + Send {
        ready(Here::write(self, |ledger| job(ledger)))
    }

    fn read<T: Send + 'static>(
        &self,
        _much: bool,
        read: impl FnOnce(&dyn Ledger) -> Result<T, DbError> + Send + 'static,
    ) -> impl Future<Output = Result<T, DbError>> + Send {
        ready(readers::at_one_moment(self.connection, |connection| read(&Sqlite(connection))))
    }
}

impl Hub {
    /// A new hub in memory.
    ///
    /// # Errors
    /// [`DbError`] where the database cannot be made.
    pub fn memory(keys: Keys, epoch: [u8; 16]) -> Result<Self, DbError> {
        Self::on(db::memory()?, keys, epoch)
    }

    /// A hub in a database file, which is made where there is none.
    ///
    /// # Errors
    /// [`DbError`] where the database cannot be opened.
    pub fn open(path: &Path, keys: Keys, epoch: [u8; 16]) -> Result<Self, DbError> {
        Self::on(if path.is_file() { db::open(path)? } else { db::create(path)? }, keys, epoch)
    }

    fn on(connection: Connection, keys: Keys, epoch: [u8; 16]) -> Result<Self, DbError> {
        if identity::epoch(&connection)?.is_none() {
            identity::set_epoch(&connection, epoch)?;
        }
        Ok(Self { exchanges: Exchanges::new(Arc::default(), keys, epoch), connection: Mutex::new(connection) })
    }

    /// One round trip: fates and news for a request, not compressed.
    ///
    /// # Errors
    /// [`HubError`] where the request cannot be read, or the ledger fails.
    pub fn exchange(&self, caller: Caller, body: &[u8], now: i64) -> Result<Vec<u8>, HubError> {
        self.here(|here| {
            let done = self.exchanges.run(here, caller, Bytes::copy_from_slice(body), now).now_or_never();
            // One exchange has the connection at a time: no other is waited for.
            done.unwrap_or(Err(HubError::Db(DbError::Busy))).map(|(out, _)| out)
        })
    }

    /// Founds the first union, as `init` does; gives its id and what its administrator is appointed to.
    ///
    /// # Errors
    /// [`IdentityError`] where the ledger fails.
    pub fn found(&self, union_name: &str, now: i64) -> Result<(RecordId, Vec<Appointment>), IdentityError> {
        let founding = Founding { union_name: union_name.to_owned(), now_ms: now };
        let Exchanges { shared, keys, .. } = self.exchanges.as_ref();
        self.here(|here| here.write(|ledger| members::found(shared, ledger, keys, &founding)))
            .map(|founded| (RecordId(founded.union), founded.admin_roles))
    }

    /// Creates a member with a home and appointments, as a first join does; gives the member's id.
    ///
    /// # Errors
    /// [`IdentityError`] where the union or a role is not there.
    pub fn join(&self, member: &NewMember) -> Result<RecordId, IdentityError> {
        let Exchanges { shared, keys, .. } = self.exchanges.as_ref();
        self.here(|here| here.write(|ledger| members::create(shared, ledger, keys, member)))
            .map(|record| RecordId(record.id))
    }

    fn here<T>(&self, work: impl FnOnce(&Here<'_>) -> T) -> T {
        let connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        work(&Here { connection: &connection, shared: &self.exchanges.shared })
    }
}
