//! Keys, locks, versions, damage, sudden ends.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::Path;

use hub::{DEVICE, Hub, act, action, open, sign_up, title_view, try_open};
use zhijia_model::{Audience, DeviceId, Header, IntentId, Kind, Part, RecordId, Scalar, Scope};
use zhijia_store::{Error, Options, Store};
use zhijia_sync::engine;

fn event(n: u8) -> Header {
    Header::new(Kind::Event, RecordId([1; 16]), None, [n; 16])
}

fn write_event(store: &Store, n: u8) {
    act(store, &action(n, event(n), Part::Organiser, &[("title", Scalar::from("篮球赛"))]), i64::from(n));
}

fn has(store: &Store, n: u8) -> bool {
    store.read(|dao| dao.record(event(n).id())).unwrap().is_some()
}

#[test]
fn another_key_opens_nothing_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    write_event(&open(dir.path()), 1);
    let before = std::fs::read(dir.path().join("main.db")).unwrap();
    assert!(matches!(try_open(dir.path(), [8; 32]), Err(Error::WrongKey)));
    assert_eq!(std::fs::read(dir.path().join("main.db")).unwrap(), before);
    // The check file may be lost: a wrong key still moves nothing.
    std::fs::remove_file(dir.path().join("main.check")).unwrap();
    assert!(matches!(try_open(dir.path(), [8; 32]), Err(Error::WrongKey)));
    assert!(has(&open(dir.path()), 1));
}

#[test]
fn nothing_readable_stands_in_the_files() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write_event(&store, 1);
    for file in std::fs::read_dir(dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        for text in ["篮球赛".as_bytes(), b"SQLite format", b"organiser"] {
            assert!(!bytes.windows(text.len()).any(|window| window == text));
        }
    }
}

#[test]
fn a_second_store_is_refused_until_the_first_is_closed_or_paused() {
    let dir = tempfile::tempdir().unwrap();
    let first = open(dir.path());
    assert!(matches!(try_open(dir.path(), [7; 32]), Err(Error::Locked)));
    write_event(&first, 1);
    first.pause().unwrap();
    assert!(matches!(first.read(|dao| dao.status()), Err(Error::Paused)));
    assert!(matches!(first.write(|tx| tx.rebuild()), Err(Error::Paused)));
    let second = open(dir.path());
    assert!(matches!(first.resume(), Err(Error::Locked)));
    write_event(&second, 2);
    drop(second);
    first.resume().unwrap();
    assert!(has(&first, 1) && has(&first, 2));
}

/// What a kill at this moment leaves: the files as they are, while a transaction is under way.
fn killed(from: &Path, to: &Path) {
    for file in ["main.db", "main.db-wal", "main.check"] {
        std::fs::copy(from.join(file), to.join(file)).unwrap();
    }
}

#[test]
fn a_kill_leaves_the_last_commit() {
    let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let store = open(here.path());
    write_event(&store, 1);
    let house = RecordId([3; 16]);
    let scope = Scope::new(house, Audience::Public);
    let mut hub = Hub::new();
    let header = Header::new(Kind::Title, house, None, [2; 17]);
    let entry = hub.value(&header, title_view("活着", "余华"));
    let page = zhijia_sync::wire::Frame::Page(hub.make_page(scope, 0, vec![entry], true));
    let _ = store.write(|tx| {
        let mut exchange = engine::request(tx, false, 0)?.answering;
        engine::receive(tx, &mut exchange, &page, 1)?;
        tx.act(&action(2, event(2), Part::Organiser, &[("title", Scalar::from("羽毛球赛"))]), 2)?;
        killed(here.path(), there.path());
        Err::<(), Error>(Error::Paused)
    });
    for store in [open(there.path()), store] {
        assert!(has(&store, 1) && !has(&store, 2));
        assert_eq!(store.read(|dao| dao.find_titles(house, "活着", 9)).unwrap(), []);
        // The page was not applied, nor its cursor: it applies now.
        let effects = hub.receive(&store, &page, 1);
        assert!(!effects.mismatch && effects.skipped == 0);
        assert_eq!(store.read(|dao| dao.find_titles(house, "活着", 9)).unwrap().len(), 1);
        assert!(store.recovery().is_none());
    }
}

#[test]
fn a_new_device_key_writes_unsent_work_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write_event(&store, 1);
    act(&store, &action(2, event(1), Part::Organiser, &[("place", Scalar::from("体育馆"))]), 9);
    drop(store);
    let other = DeviceId([0xEE; 16]);
    let options = Options { dir: dir.path().into(), key: [7; 32], device: other, random: [200; 32] };
    let store = Store::open(options).unwrap();
    let offers = Hub::new().take_offers(&store, 10);
    let decoded: Vec<_> = offers.iter().map(|offer| zhijia_model::Decoded::read(&offer.change).unwrap()).collect();
    assert_eq!(decoded.len(), 2);
    assert!(decoded.iter().all(|change| change.actor.device() == other && change.actor.device() != DEVICE));
    assert_eq!((decoded[0].claimed, decoded[1].claimed, decoded[1].seq), (1, 9, 2));
    assert_eq!(decoded[1].deps, [decoded[0].hash]);
    let record = store.read(|dao| dao.record(event(1).id())).unwrap().unwrap();
    assert_eq!(record.part(Part::Organiser).text("place").one(), Some("体育馆"));
}

fn files(dir: &Path) -> Vec<String> {
    let names = std::fs::read_dir(dir).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<_> = names.filter(|name| name.contains("damaged")).collect();
    names.sort();
    names
}

/// Overwrites pages from the `from`th on, counted from 0.
fn spoil(dir: &Path, pages: impl IntoIterator<Item = u64>) {
    let mut file = std::fs::OpenOptions::new().write(true).open(dir.join("main.db")).unwrap();
    for page in pages {
        file.seek(SeekFrom::Start(page * 4096 + 1000)).unwrap();
        file.write_all(&[0x5A; 64]).unwrap();
    }
}

fn filled(dir: &Path) -> u64 {
    let store = open(dir);
    for n in 1..=60 {
        let header = Header::new(Kind::Event, RecordId([1; 16]), None, [n; 16]);
        let about = "说明".repeat(120);
        act(&store, &action(n, header, Part::Organiser, &[("about", Scalar::from(about))]), i64::from(n));
    }
    store.pause().unwrap();
    drop(store);
    std::fs::metadata(dir.join("main.db")).unwrap().len() / 4096
}

#[test]
fn a_damaged_beginning_is_moved_aside() {
    let dir = tempfile::tempdir().unwrap();
    filled(dir.path());
    spoil(dir.path(), [0]);
    let store = open(dir.path());
    let recovery = store.recovery().unwrap();
    assert_eq!(recovery.moved_to, dir.path().join("main.db.damaged-1"));
    assert_eq!(recovery.pending, 0);
    write_event(&store, 1);
    drop(store);
    // A second time, under the next name; the first one stays.
    spoil(dir.path(), [0]);
    assert_eq!(open(dir.path()).recovery().unwrap().moved_to, dir.path().join("main.db.damaged-2"));
    assert_eq!(files(dir.path()), ["main.db.damaged-1", "main.db.damaged-2"]);
}

#[test]
fn whatever_page_is_damaged_most_of_the_unsent_work_is_recovered() {
    let whole = tempfile::tempdir().unwrap();
    let pages = filled(whole.path());
    assert!(pages > 40, "{pages}");
    let (mut recovered, mut untouched) = (0, 0);
    for page in 1..pages {
        let dir = tempfile::tempdir().unwrap();
        for file in ["main.db", "main.check"] {
            std::fs::copy(whole.path().join(file), dir.path().join(file)).unwrap();
        }
        spoil(dir.path(), [page]);
        let store = open(dir.path());
        let Some(recovery) = store.recovery() else {
            // Found only when something reads it; whoever reads it gets an error, and the next opening repairs.
            untouched += 1;
            let read = store.read(|dao| {
                for n in 1..=60 {
                    dao.record(event(n).id())?;
                    dao.intent(IntentId([n; 16]))?;
                }
                dao.records_in(Kind::Event, RecordId([1; 16])).map(drop)
            });
            drop(store);
            if let Err(error) = read {
                assert!(matches!(error, Error::Damaged), "page {page}: {error:?}");
                let store = open(dir.path());
                assert!(store.recovery().unwrap().pending >= 50, "page {page}");
            }
            continue;
        };
        recovered += 1;
        let offers = Hub::new().take_offers(&store, 100);
        assert_eq!(offers.len(), recovery.pending, "page {page}");
        if recovery.pending == 0 {
            // An inner page: the way to every row is lost. There are few of them.
            recovered -= 1;
            continue;
        }
        assert!(recovery.pending >= 40, "page {page}: {recovery:?}");
        // What is written from now on is another actor's.
        let store_actor = |n: u8| {
            act(&store, &action(100 + n, event(n), Part::Organiser, &[("place", Scalar::from("馆"))]), 500);
        };
        store_actor(1);
        let offers = Hub::new().take_offers(&store, 501);
        let last = zhijia_model::Decoded::read(&offers.last().unwrap().change).unwrap();
        assert_eq!(last.seq, 1, "page {page}");
    }
    assert!(recovered > 10 && untouched > 10, "{pages} pages: {recovered} recovered, {untouched} not noticed");
}

#[test]
fn unsent_work_survives_a_full_restart_of_the_hub() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let mine = Scope::new(hub::AUTHOR, Audience::Mine);
    hub.welcome(&store, 1, &[mine]);
    let action = sign_up(RecordId([1; 16]), hub::AUTHOR, 1, "in");
    act(&store, &action, 1);
    let offers = hub.take_offers(&store, 2);
    hub.accept(&store, &offers, 3);
    assert!(hub.take_offers(&store, 4).is_empty());
    // The ledger was restored from a backup that does not have it.
    hub.welcome(&store, 2, &[mine]);
    assert_eq!(hub.take_offers(&store, 5), offers);
    assert_eq!(store.read(|dao| dao.scopes()).unwrap()[0].cursor, 0);
}

#[test]
fn what_is_erased_leaves_no_file_and_asks_first() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    write_event(&store, 1);
    let unsent = |dao: &zhijia_store::Dao<'_>| if dao.status()?.to_send() > 0 { Err(Error::Locked) } else { Ok(()) };
    assert!(matches!(store.erase(false, unsent), Err(Error::Locked)));
    assert!(has(&store, 1), "nothing was removed");

    std::fs::write(dir.path().join("main.db.damaged-1"), b"what could not be recovered").unwrap();
    store.erase(false, |_| Ok::<_, Error>(())).unwrap();
    assert!(matches!(store.read(|dao| dao.status()), Err(Error::Paused)));
    drop(store);
    let left = || -> Vec<String> {
        let entries = std::fs::read_dir(dir.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    assert_eq!(left(), ["main.db.damaged-1", "main.lock"]);

    // Another person may take the phone, with another key.
    let store = try_open(dir.path(), [8; 32]).unwrap();
    assert!(!has(&store, 1));
    store.erase(true, |_| Ok::<_, Error>(())).unwrap();
    assert_eq!(left(), ["main.lock"]);
}
