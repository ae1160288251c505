//! A damaged file is moved aside, never deleted, and what is readable of the unsent work goes into a new one.
//!
//! What the hub gave is fetched again. What was authored here is read row by row: a row on a damaged page is lost, the
//! others are not.

use std::cell::Cell;
use std::path::{Path, PathBuf};

use rusqlite::config::DbConfig;
use rusqlite::{Connection, Row, params};
use zhijia_model::Header;

use crate::connection::{self, FILE, Key};
use crate::error::{Error, Result};

/// Its presence asks the next opening for a check of every page.
const SUSPECT: &str = "main.suspect";
/// Numbers beyond the last readable one that are tried where the last number is not known.
const BLIND: i64 = 2_000;
/// Rows of a table that could not be read, after which the rest is given up.
const FAILURES_MAX: usize = 2_000;

thread_local! {
    /// Set where this thread met a damaged page since it was last asked.
    static MET: Cell<bool> = const { Cell::new(false) };
}

/// Notes that this thread met a damaged page.
pub(crate) fn met() {
    MET.with(|met| met.set(true));
}

/// Where this thread met a damaged page, asks the next opening for a check; says whether it did.
pub(crate) fn note(dir: &Path) -> bool {
    let met = MET.with(Cell::take);
    if met {
        // Should this fail, the next reading of the page asks again.
        let _ = std::fs::write(dir.join(SUSPECT), b"");
    }
    met
}

/// What became of a damaged file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recovery {
    /// Where the damaged file lies now.
    pub moved_to: PathBuf,
    /// Unsent changes that were recovered; they will be sent.
    pub pending: usize,
    /// Intents that were recovered.
    pub intents: usize,
    /// Items of the "not sent" drawer that were recovered.
    pub drawer: usize,
    /// Rows of these three that could not be read.
    pub unreadable: usize,
}

/// Opens the file and lets `settle` make it ready (it is told whether the file was recovered); where it is damaged,
/// moves it aside and begins a new one with what can be recovered.
pub(crate) fn open_or_recover(
    dir: &Path,
    key: &Key,
    settle: impl Fn(&mut Connection, bool) -> Result<()>,
) -> Result<(Connection, Option<Recovery>)> {
    let path = connection::path(dir);
    let fits = connection::key_fits(dir, key)?;
    if fits == Some(false) {
        return Err(Error::WrongKey);
    }
    MET.with(Cell::take);
    let opened = open_whole(dir, &path, key).and_then(|mut conn| settle(&mut conn, false).map(|()| conn));
    MET.with(Cell::take);
    let (conn, recovery) = match opened {
        Ok(conn) => (conn, None),
        // Without the check file, a wrong key and a damaged beginning look alike: nothing is moved.
        Err(Error::Damaged) if fits.is_none() => return Err(Error::WrongKey),
        Err(Error::Damaged) => {
            let moved_to = move_aside(dir)?;
            let mut conn = connection::open(&path, key, true)?;
            crate::migrate::run(&mut conn)?;
            let recovery = salvage(&mut conn, &moved_to, key)?;
            settle(&mut conn, true)?;
            (conn, Some(recovery))
        }
        Err(other) => return Err(other),
    };
    match std::fs::remove_file(dir.join(SUSPECT)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error.into()),
        _ => {}
    }
    if fits.is_none() {
        connection::write_check(dir, key)?;
    }
    Ok((conn, recovery))
}

fn open_whole(dir: &Path, path: &Path, key: &Key) -> Result<Connection> {
    let mut conn = connection::open(path, key, true)?;
    crate::migrate::run(&mut conn)?;
    if dir.join(SUSPECT).exists() {
        check(&conn)?;
    } else {
        // The tables that hold what exists nowhere else are small: each is read once.
        for table in ["pending", "intents", "drawer", "meta", "scopes"] {
            let sql = format!("SELECT count(*) FROM {table} NOT INDEXED");
            let _: i64 = conn.query_row(&sql, [], |row| row.get(0))?;
        }
    }
    Ok(conn)
}

/// Every page: its code, and what SQLite says of its structure.
fn check(conn: &Connection) -> Result<()> {
    let mut find = conn.prepare("PRAGMA cipher_integrity_check")?;
    if find.query([])?.next()?.is_some() {
        return Err(Error::Damaged);
    }
    let said: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if said == "ok" { Ok(()) } else { Err(Error::Damaged) }
}

/// Moves the file and its log to the first free `main.db.damaged-N`.
fn move_aside(dir: &Path) -> Result<PathBuf> {
    let free = |n: &u32| !dir.join(format!("{FILE}.damaged-{n}")).exists();
    let n = (1..=u32::MAX).find(free).unwrap_or(u32::MAX);
    let to = dir.join(format!("{FILE}.damaged-{n}"));
    for suffix in ["-wal", ""] {
        let from = dir.join(format!("{FILE}{suffix}"));
        let to = dir.join(format!("{FILE}.damaged-{n}{suffix}"));
        match std::fs::rename(from, &to) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !suffix.is_empty() => {}
            Err(source) => return Err(Error::NotMoved { to, source }),
            Ok(()) => {}
        }
    }
    // An index over the log, made anew by whoever opens the file.
    let _ = std::fs::remove_file(dir.join(format!("{FILE}-shm")));
    Ok(to)
}

/// The damaged file. SQLCipher answers everything with an error once it met a damaged page, so that after each the file
/// is opened again.
struct Old<'a> {
    path: &'a Path,
    key: &'a Key,
    conn: Connection,
}

impl<'a> Old<'a> {
    fn open(path: &'a Path, key: &'a Key) -> Result<Self> {
        let conn = connection::open(path, key, false)?;
        // The damaged file stays as it is.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
        Ok(Self { path, key, conn })
    }

    fn again(&mut self) -> Result<()> {
        self.conn = Self::open(self.path, self.key)?.conn;
        Ok(())
    }
}

fn salvage(conn: &mut Connection, from: &Path, key: &Key) -> Result<Recovery> {
    let mut recovery = Recovery { moved_to: from.to_owned(), pending: 0, intents: 0, drawer: 0, unreadable: 0 };
    let Ok(mut old) = Old::open(from, key) else { return Ok(recovery) };
    let tx = conn.transaction()?;
    let unreadable = &mut recovery.unreadable;
    recovery.pending = rows(&mut old, "pending", "ord", PENDING, unreadable, |row| put_pending(&tx, row))?;
    recovery.intents = rows(&mut old, "intents", "n", INTENTS, unreadable, |row| put_intent(&tx, row))?;
    recovery.drawer = rows(&mut old, "drawer", "n", DRAWER, unreadable, |row| put_drawer(&tx, row))?;
    // What can be asked for again does not have to be whole.
    if let Ok(mut find) = old.conn.prepare("SELECT house FROM follows")
        && let Ok(mut rows) = find.query([])
    {
        while let Ok(Some(row)) = rows.next() {
            let Ok(house) = row.get::<_, [u8; 16]>(0) else { continue };
            tx.execute("INSERT OR IGNORE INTO follows (house) VALUES (?1)", [house])?;
        }
    }
    tx.commit()?;
    Ok(recovery)
}

const INTENTS: &str = "id, record, code, version, input, seen, created, state";
const PENDING: &str = "part, intent, hash, bytes, header";
const DRAWER: &str = "why, intent, record, header, part, hash, bytes, code, field, at, attention";

/// Hands over every readable row: in order up to the first that is not, then one by one. Gives how many were put.
fn rows(
    old: &mut Old<'_>,
    table: &str,
    number: &str,
    columns: &str,
    unreadable: &mut usize,
    mut put: impl FnMut(&Row<'_>) -> Result<bool>,
) -> Result<usize> {
    let (mut count, mut last) = (0, 0);
    let in_order = format!("SELECT {columns}, {number} FROM {table} NOT INDEXED ORDER BY {number}");
    if in_order_of(&old.conn, &in_order, columns.split(',').count(), &mut last, &mut count, &mut put)? {
        return Ok(count);
    }
    if old.again().is_err() {
        return Ok(count);
    }
    let greatest =
        old.conn.query_row("SELECT seq FROM sqlite_sequence WHERE name = ?1", [table], |row| row.get::<_, i64>(0));
    if greatest.is_err() && old.again().is_err() {
        return Ok(count);
    }
    let greatest = greatest.unwrap_or_else(|_| last.saturating_add(BLIND));
    let one = format!("SELECT {columns} FROM {table} NOT INDEXED WHERE {number} = ?1");
    let mut failures = 0;
    for number in last.saturating_add(1)..=greatest {
        let found = old.conn.prepare_cached(&one).and_then(|mut find| {
            let mut rows = find.query([number])?;
            Ok(rows.next()?.map(&mut put))
        });
        match found {
            Ok(Some(done)) => count += usize::from(done?),
            Ok(None) => {}
            Err(_) => {
                *unreadable += 1;
                failures += 1;
                if failures > FAILURES_MAX || old.again().is_err() {
                    break;
                }
            }
        }
    }
    Ok(count)
}

/// Hands over rows in their order; true where all could be read.
fn in_order_of(
    conn: &Connection,
    sql: &str,
    number: usize,
    last: &mut i64,
    count: &mut usize,
    put: &mut impl FnMut(&Row<'_>) -> Result<bool>,
) -> Result<bool> {
    let Ok(mut find) = conn.prepare(sql) else { return Ok(false) };
    let Ok(mut rows) = find.query([]) else { return Ok(false) };
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                let Ok(number) = row.get(number) else { return Ok(false) };
                *last = number;
                *count += usize::from(put(row)?);
            }
            Ok(None) => return Ok(true),
            Err(_) => return Ok(false),
        }
    }
}

fn blob(row: &Row<'_>, at: usize) -> Option<Vec<u8>> {
    row.get(at).ok()
}

fn put_intent(new: &Connection, row: &Row<'_>) -> Result<bool> {
    let sql = "INSERT OR IGNORE INTO intents (id, record, code, version, input, seen, created, state)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    Ok(copy(new, sql, row, 8)? == 1)
}

fn put_drawer(new: &Connection, row: &Row<'_>) -> Result<bool> {
    let sql = "INSERT INTO drawer (why, intent, record, header, part, hash, bytes, code, field, at, attention)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
    Ok(copy(new, sql, row, 11)? == 1)
}

fn copy(new: &Connection, sql: &str, row: &Row<'_>, columns: usize) -> Result<usize> {
    let values = (0..columns).map(|at| row.get::<_, rusqlite::types::Value>(at)).collect::<Result<Vec<_>, _>>();
    let Ok(values) = values else { return Ok(0) };
    Ok(new.prepare_cached(sql)?.execute(rusqlite::params_from_iter(values))?)
}

/// A pending change is offered again, whatever had become of it: repeating does no harm.
fn put_pending(new: &Connection, row: &Row<'_>) -> Result<bool> {
    let Ok(part) = row.get::<_, u8>(0) else { return Ok(false) };
    let (Some(intent), Some(hash), Some(bytes)) = (blob(row, 1), blob(row, 2), blob(row, 3)) else { return Ok(false) };
    let Some(header) = blob(row, 4).and_then(|bytes| Header::from_bytes(&bytes)) else { return Ok(false) };
    let (id, owner) = (header.id(), header.owner.map(|owner| owner.0));
    let sql = "INSERT OR IGNORE INTO records (id, kind, space, owner, header) VALUES (?1, ?2, ?3, ?4, ?5)";
    let values = params![id.as_bytes(), header.kind, header.space.as_bytes(), owner, header.bytes()];
    new.prepare_cached(sql)?.execute(values)?;
    let sql = "INSERT OR IGNORE INTO pending (record, part, intent, hash, bytes, header)
               SELECT n, ?2, ?3, ?4, ?5, header FROM records WHERE id = ?1";
    Ok(new.prepare_cached(sql)?.execute(params![id.as_bytes(), part, intent, hash, bytes])? == 1)
}
