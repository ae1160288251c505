//! Opening, pausing, reading and writing.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, TransactionBehavior};
use zhijia_model::DeviceId;
use zhijia_sync::engine;

use crate::changed::{Changed, Subscribers, Subscription};
use crate::connection::{self, Key};
use crate::damage::{self, Recovery};
use crate::error::{Error, Result};
use crate::meta;
use crate::records::Dao;
use crate::tx::{Draws, Tx};

/// Idle read connections that are kept.
const READERS: usize = 4;

/// How to open a store. The key is wiped from this value when the store has taken it.
pub struct Options {
    /// The directory, made where it is missing; nothing else may write into it.
    pub dir: PathBuf,
    /// The database's key, 32 random bytes that the host app keeps in Keystore or Keychain.
    pub key: [u8; 32],
    /// The device that writes.
    pub device: DeviceId,
    /// Fresh random bytes, other ones at every opening: new actor generations are drawn from them.
    pub random: [u8; 32],
}

/// Prints the directory only.
impl core::fmt::Debug for Options {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Options").field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// The phone's store. Clones share it; it closes with the last one.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

impl core::fmt::Debug for Store {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Store").field("dir", &self.inner.dir).finish_non_exhaustive()
    }
}

struct Inner {
    dir: PathBuf,
    key: Key,
    device: DeviceId,
    draws: Draws,
    writer: Mutex<Option<Writer>>,
    readers: Mutex<Readers>,
    subscribers: Subscribers,
    recovery: Mutex<Option<Recovery>>,
}

/// Connection first: it is closed before the lock is released.
struct Writer {
    conn: Connection,
    _lock: connection::Lock,
}

#[derive(Default)]
struct Readers {
    idle: Vec<Connection>,
    /// Counts pauses, so that a connection that was out during one is not kept.
    pauses: u64,
    paused: bool,
}

fn guard<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Store {
    /// Opens the store of a directory, and makes it where there is none.
    ///
    /// # Errors
    /// [`Error::Locked`], [`Error::WrongKey`], [`Error::Newer`] leave everything untouched.
    pub fn open(mut options: Options) -> Result<Self> {
        let key = Key::new(&mut options.key);
        std::fs::create_dir_all(&options.dir)?;
        let lock = connection::lock(&options.dir)?;
        let draws = Draws::new(options.random);
        let (conn, recovery) = open_writer(&options.dir, &key, options.device, &draws)?;
        let inner = Inner {
            dir: options.dir,
            key,
            device: options.device,
            draws,
            writer: Mutex::new(Some(Writer { conn, _lock: lock })),
            readers: Mutex::default(),
            subscribers: Subscribers::default(),
            recovery: Mutex::new(recovery),
        };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// What became of a damaged file that the last opening found, to be told to the user; `None` where it was whole.
    pub fn recovery(&self) -> Option<Recovery> {
        guard(&self.inner.recovery).clone()
    }

    /// Writes in one transaction: all of it or nothing is kept, and what is kept is on the disk when this returns.
    ///
    /// # Errors
    /// What `work` fails with, or [`Error`] where the commit failed; nothing is written then.
    pub fn write<T, E: From<Error>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.transact(true, work)
    }

    /// Like [`Store::write`], for what the hub can send again: it survives the end of the app at any time, but the
    /// last transactions may be missing after the device lost power.
    ///
    /// # Errors
    /// As [`Store::write`].
    pub fn write_fetched<T, E: From<Error>>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        self.transact(false, work)
    }

    fn transact<T, E: From<Error>>(&self, full: bool, work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>) -> Result<T, E> {
        let mut writer = guard(&self.inner.writer);
        let conn = &mut writer.as_mut().ok_or(Error::Paused)?.conn;
        let done = self.transact_on(conn, full, work);
        if done.is_err() {
            damage::note(&self.inner.dir);
        }
        done
    }

    fn transact_on<T, E: From<Error>>(
        &self,
        conn: &mut Connection,
        full: bool,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let sql = |error: rusqlite::Error| E::from(Error::from(error));
        conn.pragma_update(None, "synchronous", if full { "FULL" } else { "NORMAL" }).map_err(sql)?;
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(sql)?;
        let mut tx = Tx::begin(&transaction, &self.inner.draws, self.inner.device)?;
        let out = work(&mut tx)?;
        let changed = tx.finish()?;
        transaction.commit().map_err(sql)?;
        // Still under the writer's lock, so that those who watch are told in the order of the commits.
        if !changed.is_empty() {
            self.inner.subscribers.tell(&changed);
        }
        Ok(out)
    }

    /// Reads a consistent snapshot, beside other readers, and beside the writer while one is writing.
    ///
    /// # Errors
    /// What `work` fails with, or [`Error`] where the database cannot be read.
    pub fn read<T, E: From<Error>>(&self, work: impl FnOnce(&Dao<'_>) -> Result<T, E>) -> Result<T, E> {
        // The writer's connection knows its own commits: it keeps its pages decrypted, while a reader has to read all
        // of them again after each commit.
        if let Ok(mut writer) = self.inner.writer.try_lock() {
            let conn = &mut writer.as_mut().ok_or(Error::Paused)?.conn;
            let out = read_on(conn, work);
            if out.is_err() && damage::note(&self.inner.dir) {
                // After a damaged page a connection answers nothing any more; writing goes on where it can.
                *conn = connection::open(&connection::path(&self.inner.dir), &self.inner.key, true)?;
            }
            return out;
        }
        let (conn, pauses) = self.reader()?;
        let out = read_on(&conn, work);
        if out.is_err() {
            damage::note(&self.inner.dir);
            return out;
        }
        let mut readers = guard(&self.inner.readers);
        if readers.pauses == pauses && readers.idle.len() < READERS {
            readers.idle.push(conn);
        }
        out
    }

    fn reader(&self) -> Result<(Connection, u64)> {
        let mut readers = guard(&self.inner.readers);
        if readers.paused {
            return Err(Error::Paused);
        }
        let pauses = readers.pauses;
        let idle = readers.idle.pop();
        drop(readers);
        let conn = match idle {
            Some(conn) => conn,
            None => connection::open(&connection::path(&self.inner.dir), &self.inner.key, false)?,
        };
        Ok((conn, pauses))
    }

    /// Whether nobody is writing: a short piece of work would not have to wait for another one's.
    pub fn is_idle(&self) -> bool {
        self.inner.writer.try_lock().is_ok()
    }

    /// Calls back after every commit that changed something, until the subscription is dropped.
    ///
    /// The callback runs on the writing thread while the writer is locked: it must only take a note (send on a
    /// channel), and neither write nor pause.
    pub fn subscribe(&self, callback: impl Fn(&Changed) + Send + Sync + 'static) -> Subscription {
        self.inner.subscribers.add(Box::new(callback))
    }

    /// Writes everything into the main file, closes it and releases the lock, before the system suspends the app (a
    /// suspended app that holds a lock is killed). Until [`Store::resume`], everything answers [`Error::Paused`].
    ///
    /// # Errors
    /// [`Error`] where the database cannot be closed.
    pub fn pause(&self) -> Result<()> {
        let mut writer = guard(&self.inner.writer);
        let Some(open) = writer.take() else { return Ok(()) };
        self.pause_readers();
        // Busy readers may keep it from truncating the log: the next opening reads it.
        let _ = open.conn.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        drop(open);
        Ok(())
    }

    fn pause_readers(&self) {
        let mut readers = guard(&self.inner.readers);
        readers.paused = true;
        readers.pauses += 1;
        readers.idle.clear();
    }

    /// Closes everything as [`Store::pause`] does, if `may` agrees, and does `last` with the directory while the lock
    /// is still held.
    pub(crate) fn taken_out<E: From<Error>>(
        &self,
        may: impl FnOnce(&Dao<'_>) -> Result<(), E>,
        last: impl FnOnce(&std::path::Path) -> Result<()>,
    ) -> Result<(), E> {
        let mut writer = guard(&self.inner.writer);
        read_on(&writer.as_ref().ok_or(Error::Paused)?.conn, may)?;
        let Some(Writer { conn, _lock: lock }) = writer.take() else { return Ok(()) };
        self.pause_readers();
        drop(conn);
        let done = last(&self.inner.dir);
        drop(lock);
        Ok(done?)
    }

    /// Takes the lock again after [`Store::pause`].
    ///
    /// # Errors
    /// As [`Store::open`]; the store stays paused.
    pub fn resume(&self) -> Result<()> {
        let mut writer = guard(&self.inner.writer);
        if writer.is_some() {
            return Ok(());
        }
        let lock = connection::lock(&self.inner.dir)?;
        let Inner { dir, key, device, draws, .. } = &*self.inner;
        let (conn, recovery) = open_writer(dir, key, *device, draws)?;
        if recovery.is_some() {
            *guard(&self.inner.recovery) = recovery;
        }
        *writer = Some(Writer { conn, _lock: lock });
        guard(&self.inner.readers).paused = false;
        Ok(())
    }
}

/// Reads in one transaction. Where it fails, the connection may be of no more use.
fn read_on<T, E: From<Error>>(conn: &Connection, work: impl FnOnce(&Dao<'_>) -> Result<T, E>) -> Result<T, E> {
    let sql = |error: rusqlite::Error| E::from(Error::from(error));
    let run = |text: &str| conn.prepare_cached(text).and_then(|mut statement| statement.execute([])).map_err(sql);
    run("BEGIN")?;
    let out = work(&Dao { conn });
    let ended = run("ROLLBACK");
    let out = out?;
    ended?;
    Ok(out)
}

/// Opens the writer's connection and brings the file up to this version and this device.
fn open_writer(
    dir: &std::path::Path,
    key: &Key,
    device: DeviceId,
    draws: &Draws,
) -> Result<(Connection, Option<Recovery>)> {
    damage::open_or_recover(dir, key, |conn, recovered| {
        let transaction = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut tx = Tx::begin(&transaction, draws, device)?;
        tx.settle_in(recovered)?;
        tx.finish()?;
        Ok(transaction.commit()?)
    })
}

/// The code whose read tables and whose understanding of entries the file has. The number behind the version moves with
/// the form of the search columns.
const CODE: &str = concat!(env!("CARGO_PKG_VERSION"), "/2");

impl Tx<'_> {
    /// After opening: a generation of this device's own, and what a newer code can read better.
    fn settle_in(&mut self, recovered: bool) -> Result<()> {
        let device: Option<[u8; 16]> = meta::get(self.conn, meta::DEVICE)?;
        if device != Some(self.device.0) {
            self.new_generation()?;
            meta::set(self.conn, meta::DEVICE, self.device.0)?;
            // Registered anew under another key: what an older device of this phone wrote and did not send is
            // written again, because the hub takes changes from their own device alone.
            if !recovered {
                self.rewrite_all()?;
            }
        }
        let code: Option<String> = meta::get(self.conn, meta::CODE)?;
        if code.as_deref() != Some(CODE) || recovered {
            self.rebuild()?;
            let sql = "UPDATE scopes SET reset = 1 WHERE n IN (SELECT scope FROM parked)";
            self.conn.execute(sql, [])?;
            meta::set(self.conn, meta::CODE, CODE)?;
        }
        Ok(())
    }

    fn rewrite_all(&mut self) -> Result<()> {
        let sql = "SELECT DISTINCT id, part FROM pending JOIN records ON records.n = pending.record";
        let mut find = self.conn.prepare(sql)?;
        let parts = find.query_map([], |row| Ok((crate::records::id_at(row, 0)?, row.get(1)?)))?;
        for (record, part) in parts.collect::<Result<Vec<_>, _>>()? {
            engine::rewrite(self, record, part, &mut engine::Effects::default())?;
        }
        Ok(())
    }
}
