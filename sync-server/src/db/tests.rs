#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use super::*;
use std::sync::{Arc, Mutex};

fn writer(path: &Path, hooks: Box<dyn Hooks>) -> (WriteQueue, writer::WriterThread) {
    let connection = create(path).unwrap();
    connection.execute_batch("CREATE TABLE t (x INTEGER UNIQUE)").unwrap();
    WriteQueue::start(connection, hooks).unwrap()
}

fn count(path: &Path) -> u32 {
    Readers::new(path).with(|c| Ok::<u32, DbError>(c.query_row("SELECT count(*) FROM t", [], |r| r.get(0))?)).unwrap()
}

fn put(connection: &Connection, x: i64) -> Result<(), DbError> {
    connection.execute("INSERT INTO t VALUES (?1)", [x])?;
    Ok(())
}

#[test]
fn every_connection_is_durable_and_has_a_stable_planner() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    drop(create(&path).unwrap());
    let connection = open(&path).unwrap();
    let text = |pragma: &str| -> String {
        connection
            .pragma_query_value(None, pragma, |row| row.get::<_, rusqlite::types::Value>(0))
            .map(|value| format!("{value:?}"))
            .unwrap()
    };
    assert_eq!(text("journal_mode"), "Text(\"wal\")");
    assert_eq!(text("synchronous"), "Integer(2)");
    assert_eq!(text("foreign_keys"), "Integer(1)");
    assert!(connection.db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG).unwrap());
    let reader = open_reader(&path).unwrap();
    assert!(reader.db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG).unwrap());
    assert!(reader.execute_batch("DELETE FROM meta").is_err());
}

#[test]
fn a_newer_or_foreign_file_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    assert_eq!(open(&path).unwrap_err(), DbError::Missing);

    let connection = create(&path).unwrap();
    connection.pragma_update(None, "user_version", 9999).unwrap();
    connection.pragma_update(None, "journal_mode", "DELETE").unwrap();
    drop(connection);
    let before = std::fs::read(&path).unwrap();
    assert_eq!(open(&path).unwrap_err(), DbError::Newer { found: 9999, known: migrations::newest() });
    assert_eq!(std::fs::read(&path).unwrap(), before);

    let other = dir.path().join("other.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
    assert_eq!(open(&other).unwrap_err(), DbError::Foreign);
    let noise = dir.path().join("noise.db");
    std::fs::write(&noise, vec![7; 8192]).unwrap();
    assert_eq!(open(&noise).unwrap_err(), DbError::Foreign);
}

#[tokio::test]
async fn a_job_that_fails_or_panics_undoes_only_itself() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    let (writer, thread) = writer(&path, Box::new(()));
    let good = writer.write(|c| put(c, 1));
    let bad = writer.write(|c| {
        put(c, 2)?;
        put(c, 1)
    });
    let worse = writer.write(|c| -> Result<(), DbError> {
        put(c, 3)?;
        panic!("on purpose")
    });
    let also_good = writer.write(|c| put(c, 4));
    let (good, bad, worse, also_good) = tokio::join!(good, bad, worse, also_good);
    assert_eq!(good, Ok(()));
    assert!(matches!(bad, Err(DbError::Other(_))), "{bad:?}");
    assert_eq!(worse, Err(DbError::Panicked));
    assert_eq!(also_good, Ok(()));
    assert_eq!(count(&path), 2);
    thread.close().await.unwrap();
    assert_eq!(writer.write(|c| put(c, 5)).await, Err(DbError::Closed));
}

/// Counts commits, and fails the group when told to.
struct Counting {
    commits: Arc<Mutex<Vec<&'static str>>>,
    fail: bool,
}

impl Hooks for Counting {
    fn before_commit(&mut self, connection: &Connection) -> Result<(), DbError> {
        self.commits.lock().unwrap().push("before");
        put(connection, 1000)?;
        if self.fail { Err(DbError::Full) } else { Ok(()) }
    }

    fn after_commit(&mut self, _: &Connection) {
        self.commits.lock().unwrap().push("after");
    }

    fn rolled_back(&mut self, _: &Connection) {
        self.commits.lock().unwrap().push("back");
    }
}

#[tokio::test]
async fn jobs_that_wait_together_share_one_commit() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (writer, _thread) = writer(&path, Box::new(Counting { commits: Arc::clone(&seen), fail: false }));
    // The first job holds the writer until the others stand in the queue.
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let first = writer.write(move |c| {
        wait.recv().unwrap();
        put(c, 1)
    });
    let others = async {
        let others = (2..=20).map(|x| writer.write(move |c| put(c, x)));
        let mut others: Vec<_> = others.map(Box::pin).collect();
        for other in &mut others {
            // One poll puts the job into the queue.
            let pending = futures_util::poll!(other.as_mut());
            assert!(pending.is_pending());
        }
        go.send(()).unwrap();
        futures_util::future::join_all(others).await
    };
    let (first, others) = tokio::join!(first, others);
    assert_eq!(first, Ok(()));
    assert!(others.iter().all(Result::is_ok), "{others:?}");
    assert_eq!(*seen.lock().unwrap(), ["before", "after"]);
    assert_eq!(count(&path), 21);
}

#[tokio::test]
async fn a_commit_ends_with_the_job_that_makes_it_much() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    let seen = Arc::new(Mutex::new(0));
    let (writer, _thread) = writer(&path, Box::new(Once(Arc::clone(&seen))));
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let first = writer.write_much(1, move |_| {
        wait.recv().unwrap();
        Ok::<_, DbError>(1)
    });
    let others = async {
        let weights = [511, 1, 600, 3, 4];
        let mut others: Vec<_> =
            weights.map(|weight| Box::pin(writer.write_much(weight, move |_| Ok::<_, DbError>(weight)))).into();
        for other in &mut others {
            assert!(futures_util::poll!(other.as_mut()).is_pending());
        }
        go.send(()).unwrap();
        futures_util::future::join_all(others).await
    };
    let (_, others) = tokio::join!(first, others);
    assert!(others.iter().all(Result::is_ok));
    assert_eq!(*seen.lock().unwrap(), 3, "1 + 511, then 1 + 600, then the rest");
}

/// Counts commits.
struct Once(Arc<Mutex<u32>>);

impl Hooks for Once {
    fn after_commit(&mut self, _: &Connection) {
        *self.0.lock().unwrap() += 1;
    }
}

#[tokio::test]
async fn a_group_that_cannot_be_committed_is_answered_so_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("hub.db");
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (writer, _thread) = writer(&path, Box::new(Counting { commits: Arc::clone(&seen), fail: true }));
    assert_eq!(writer.write(|c| put(c, 1)).await, Err(DbError::Full));
    assert_eq!(*seen.lock().unwrap(), ["before", "back"]);
    assert_eq!(count(&path), 0);
}
