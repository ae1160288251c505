//! What only the inside can bring about: a full disk, a newer schema, the frozen schema.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::fmt::Write as _;

use zhijia_model::{DeviceId, Header, IntentId, Kind, Part, RecordId, Scalar};

use crate::connection::{self, Key};
use crate::{Action, Error, Options, Store, migrate};

fn open(dir: &std::path::Path) -> Result<Store, Error> {
    Store::open(Options { dir: dir.into(), key: [7; 32], device: DeviceId([1; 16]), random: [2; 32] })
}

fn action(n: u8, text: &str) -> Action {
    Action {
        intent: IntentId([n; 16]),
        code: "test".into(),
        version: 1,
        header: Header::new(Kind::Event, RecordId([1; 16]), None, [n; 16]),
        part: Part::Organiser,
        puts: vec![("about".into(), Scalar::from(text))],
        input: Vec::new(),
        seen: Vec::new(),
    }
}

#[test]
fn a_full_disk_keeps_what_was_and_nothing_half() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    store.write(|tx| tx.act(&action(1, "一"), 1)).unwrap();
    store
        .write(|tx| {
            let pages: i64 = tx.conn.query_row("PRAGMA page_count", [], |row| row.get(0))?;
            tx.conn.query_row(&format!("PRAGMA max_page_count = {}", pages + 2), [], |_| Ok(()))?;
            Ok::<_, Error>(())
        })
        .unwrap();
    let long = "长".repeat(1300);
    let many: Vec<_> = (10..60).map(|n| action(n, &long)).collect();
    let full = store.write(|tx| tx.act_all(&many, 2));
    assert!(matches!(full, Err(Error::DiskFull)), "{full:?}");
    assert_eq!(store.read(|dao| dao.pending()).unwrap().len(), 1);
    store.write(|tx| Ok::<_, Error>(tx.conn.query_row("PRAGMA max_page_count = 100000", [], |_| Ok(()))?)).unwrap();
    let all = store.write(|tx| tx.act_all(&many, 3)).unwrap();
    assert_eq!(all.written, 50);
    // Once more: every intent is known.
    assert_eq!(store.write(|tx| tx.act_all(&many, 4)).unwrap().repeated, 50);
}

#[test]
fn a_newer_file_is_refused_untouched() {
    let dir = tempfile::tempdir().unwrap();
    drop(open(dir.path()).unwrap());
    let mut key = [7; 32];
    let conn = connection::open(&connection::path(dir.path()), &Key::new(&mut key), true).unwrap();
    assert_eq!(key, [0; 32]);
    conn.pragma_update(None, "user_version", migrate::known() + 1).unwrap();
    drop(conn);
    let before = std::fs::read(dir.path().join("main.db")).unwrap();
    let known = migrate::known();
    assert!(matches!(open(dir.path()), Err(Error::Newer { found, known: k }) if found == known + 1 && k == known));
    assert_eq!(std::fs::read(dir.path().join("main.db")).unwrap(), before);
}

/// `schema.sql` is the schema as text: it changes only together with a new migration.
#[test]
fn the_migrations_make_the_frozen_schema() {
    let mut conn = rusqlite::Connection::open_in_memory().unwrap();
    assert!(migrate::run(&mut conn).unwrap());
    let mut find = conn.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name").unwrap();
    let all = find.query_map([], |row| row.get::<_, String>(0)).unwrap();
    let mut schema: String = all.map(|sql| sql.unwrap() + ";\n").collect();
    schema.insert_str(0, &format!("-- user_version {}\n", migrate::known()));
    if std::env::var_os("WRITE_SCHEMA").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/schema.sql"), &schema).unwrap();
    }
    assert_eq!(schema, std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/schema.sql")).unwrap());
}

/// A phone's file of the first schema, upgraded by being opened: what was written and not sent stays, what lists and
/// search read is made anew.
#[test]
fn a_file_of_the_first_schema_keeps_everything() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    let house = RecordId([9; 16]);
    let title = Action {
        header: Header::new(Kind::Title, house, None, [2; 17]),
        part: Part::Keeper,
        puts: vec![
            ("title".into(), Scalar::from("活着")),
            ("copy/FN0001/barcode".into(), Scalar::from("FN0001")),
            ("copy/FN0001/accession".into(), Scalar::from("2019-0042")),
        ],
        ..action(1, "")
    };
    store.write(|tx| tx.act(&title, 1)).unwrap();
    store.write(|tx| tx.act(&action(2, "一"), 2)).unwrap();
    let kept = |store: &Store| {
        store
            .read::<_, Error>(|dao| {
                let about = dao.record(action(2, "").header.id())?.map(|record| format!("{record:?}"));
                Ok((format!("{:?}", dao.pending()?), about, dao.title(title.header.id())?))
            })
            .unwrap()
    };
    let before = kept(&store);
    drop(store);
    // The read tables as the first schema had them, empty: nothing that a phone has written is in them.
    let mut key = [7; 32];
    let conn = connection::open(&connection::path(dir.path()), &Key::new(&mut key), true).unwrap();
    conn.execute_batch("DROP TABLE titles").unwrap();
    let gone = ["titles", "title_keys", "events", "sign_ups", "enrolments"];
    for statement in migrate::MIGRATIONS[0].split_inclusive(';') {
        let about = |table: &&str| {
            statement.contains(&format!("TABLE {table} (")) || statement.contains(&format!(" ON {table} ("))
        };
        if gone.iter().any(about) {
            conn.execute_batch(statement).unwrap();
        }
    }
    conn.pragma_update(None, "user_version", 1).unwrap();
    drop(conn);

    let store = open(dir.path()).unwrap();
    assert_eq!(kept(&store), before);
    for query in ["huozhe", "FN0001", "2019-0042"] {
        assert_eq!(store.read(|dao| dao.find_titles(house, query, 9)).unwrap().len(), 1, "{query}");
    }
    assert_eq!(store.read(|dao| dao.titles(house, 0, 9)).unwrap().len(), 1);
}

#[test]
fn every_connection_has_a_stable_planner() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path()).unwrap();
    let stable = rusqlite::config::DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG;
    assert!(store.read(|dao| Ok::<_, Error>(dao.conn.db_config(stable)?)).unwrap());
    assert!(store.write(|tx| Ok::<_, Error>(tx.conn.db_config(stable)?)).unwrap());
}

#[test]
fn no_error_or_debug_line_shows_the_key() {
    let dir = tempfile::tempdir().unwrap();
    let options = Options { dir: dir.path().into(), key: [0xAB; 32], device: DeviceId([1; 16]), random: [2; 32] };
    let mut shown = format!("{options:?}");
    drop(Store::open(options).unwrap());
    let wrong = open(dir.path()).unwrap_err();
    shown.push_str(&wrong.to_string());
    write!(shown, "{wrong:?}").unwrap();
    assert!(!shown.to_lowercase().contains("abab") && !shown.contains("171, 171"), "{shown}");
}
