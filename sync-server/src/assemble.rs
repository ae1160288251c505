//! Where the hub's outside and its core are put together.

use std::path::PathBuf;
use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::access::{Access, Lifetimes};
use crate::clock::Clock;
use crate::codec::Codec;
use crate::data_dir::DataDir;
use crate::db::writer::WriterThread;
use crate::db::{self, Connection, Hooks, Readers, WriteQueue};
use crate::exchange::Exchange;
use crate::failure::Failure;
use crate::http::{Limits, Parts};
use crate::identity::members::Members;
use crate::identity::sqlite::SqliteIdentities;
use crate::key::HubKey;

/// What the core is built on. Every part can be cloned and kept.
#[derive(Clone)]
pub struct Ground {
    /// The one writer.
    pub writer: WriteQueue,
    /// Connections for reading.
    pub readers: Arc<Readers>,
    /// The hub's keys.
    pub key: Arc<HubKey>,
    /// The hub's clock.
    pub clock: Clock,
    /// zstd contexts.
    pub codec: Arc<Codec>,
    /// The database file.
    pub path: PathBuf,
    /// Sessions and revocations. What is revoked here counts at once, also for open live streams.
    pub access: Arc<Access>,
}

/// The core, put together.
pub struct Core {
    /// What travels.
    pub exchange: Arc<dyn Exchange>,
    /// What joining creates.
    pub members: Arc<dyn Members>,
}

/// Builds a core. `hooks` is called first, because the writer starts with them.
pub trait Assemble: Send + Sync {
    /// What the core does around each commit.
    ///
    /// # Errors
    /// [`Failure`] where the database cannot be read.
    fn hooks(&self, connection: &Connection) -> Result<Box<dyn Hooks>, Failure>;

    /// The core on this ground. In a new database there is nothing yet but the tables.
    ///
    /// # Errors
    /// [`Failure`] where the ledger cannot be read.
    fn core(&self, ground: &Ground) -> Result<Core, Failure>;
}

/// A data directory with everything opened, but nobody let in yet.
pub struct Opened {
    /// Locked until this is dropped.
    pub dir: DataDir,
    /// What the core stands on.
    pub ground: Ground,
    /// The core.
    pub core: Core,
    /// Identity in the same database.
    pub identities: Arc<SqliteIdentities>,
    thread: WriterThread,
}

impl Opened {
    /// Opens a directory that `init` was run in.
    ///
    /// # Errors
    /// [`Failure`] where the directory, its key or its database cannot be used.
    pub fn open(dir: DataDir, assemble: &dyn Assemble, clock: Clock, lifetimes: Lifetimes) -> Result<Self, Failure> {
        let connection = db::open(&dir.database()).map_err(|error| Failure::from(error).at("hub.db"))?;
        let key = HubKey::read(&dir.key()).map_err(|error| Failure::from(error).at("hub.key"))?;
        if crate::identity::sqlite::epoch(&connection)?.is_none() {
            return Err(Failure::from(db::DbError::Missing).at("--data"));
        }
        Self::start(dir, connection, key, assemble, clock, lifetimes)
    }

    /// On a connection to a database that was just created or opened.
    ///
    /// # Errors
    /// [`Failure`] where the database cannot be used.
    pub fn start(
        dir: DataDir,
        connection: Connection,
        key: HubKey,
        assemble: &dyn Assemble,
        clock: Clock,
        lifetimes: Lifetimes,
    ) -> Result<Self, Failure> {
        let hooks = assemble.hooks(&connection)?;
        let (writer, thread) = WriteQueue::start(connection, hooks)?;
        let path = dir.database();
        let ground = Ground {
            writer: writer.clone(),
            readers: Arc::new(Readers::new(&path)),
            access: Arc::new(Access::new(&key, lifetimes)),
            key: Arc::new(key),
            clock,
            codec: Arc::new(Codec::default()),
            path,
        };
        let core = assemble.core(&ground)?;
        let identities = Arc::new(SqliteIdentities::new(
            writer,
            Arc::clone(&ground.readers),
            Arc::clone(&core.members),
            Arc::clone(&ground.key),
        ));
        Ok(Self { dir, ground, core, identities, thread })
    }

    /// What is served of it over HTTP.
    pub fn parts(&self, limits: Limits, shutdown: CancellationToken) -> Parts {
        Parts {
            key: Arc::clone(&self.ground.key),
            identities: Arc::clone(&self.identities) as _,
            exchange: Arc::clone(&self.core.exchange),
            codec: Arc::clone(&self.ground.codec),
            clock: self.ground.clock.clone(),
            access: Arc::clone(&self.ground.access),
            limits,
            shutdown,
        }
    }

    /// Waits until what is queued is committed and the database is closed, so that whoever locks the
    /// directory next finds it whole.
    ///
    /// # Errors
    /// [`Failure`] where the last commit failed.
    pub async fn close(self) -> Result<(), Failure> {
        let Self { dir, ground, core, identities, thread } = self;
        drop((ground, core, identities));
        thread.close().await?;
        drop(dir);
        Ok(())
    }
}
