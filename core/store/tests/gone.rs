//! What leaves a phone leaves it whole, and unsent work stays.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{AUTHOR, Hub, act, action, change, contains, open, pages, plain_bytes, title_view};
use zhijia_model::kinds::{loan, view_keys};
use zhijia_model::{Audience, Header, IntentId, Kind, Part, PartChanges, RecordId, Scalar, Scope};
use zhijia_store::{Error, IntentState, NotSentReason};
use zhijia_sync::wire::{Entry, Frame, Gone};

const HOUSE: RecordId = RecordId([0x31; 16]);

fn title(n: u8) -> Header {
    Header::new(Kind::Title, HOUSE, None, [n; 17])
}

#[test]
fn a_forgotten_scope_leaves_nothing_but_unsent_work() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let (keeper, mine) = (Scope::new(HOUSE, Audience::Keeper), Scope::new(AUTHOR, Audience::Mine));
    hub.welcome(&store, 1, &[keeper, mine]);
    let note = "只给管理员看的话";
    let loan = Header::new(Kind::Loan, HOUSE, Some(AUTHOR), [5; 16]);
    let mut part = PartChanges::default();
    let lent = change(&mut part, 1, 0, &[("note", note.into()), ("title_name", "活着".into())]);
    let asked = change(&mut PartChanges::default(), 2, 0, &[("ask/00/at", Scalar::Int(7))]);
    let mut entry = hub.changes(&loan, Part::Keeper, &[lent]);
    let borrower = hub.changes(&loan, Part::Borrower, std::slice::from_ref(&asked));
    entry.seq = borrower.seq;
    entry.changes[0].behind = 1;
    entry.changes.extend(borrower.changes);
    hub.page(&store, keeper, 0, vec![entry.clone()], true);
    // The borrower sees a view of the keeper's part, and the own part.
    let mut state = zhijia_model::PartState::default();
    state.set("title_name", "活着");
    let view = zhijia_model::view::encode(view_keys(Kind::Loan, Audience::Mine), &state);
    let own = Entry { changes: vec![entry.changes[1].clone()], view: Some(view), ..entry };
    hub.page(&store, mine, 0, vec![own], true);
    // Settled own work and unsent work in the scope.
    let known = title(1);
    act(&store, &action(1, known.clone(), Part::Keeper, &[("title", Scalar::from("秘密书名"))]), 1);
    let offers = hub.take_offers(&store, 2);
    hub.accept(&store, &offers, 3);
    let from = store.read(|dao| dao.scopes()).unwrap()[0].cursor;
    let own = hub.own(&offers[0], None);
    hub.page(&store, keeper, from, vec![own], true);
    act(&store, &action(2, known.clone(), Part::Keeper, &[("author", Scalar::from("没送出的作者"))]), 4);
    assert_eq!(store.read(|dao| dao.find_titles(HOUSE, "秘密书名", 9)).unwrap().len(), 1);

    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let subscription = store.subscribe({
        let told = told.clone();
        move |changed| told.lock().unwrap().push(changed.clone())
    });
    hub.forget(&store, keeper);
    assert!(told.lock().unwrap().iter().any(|changed| changed.records.contains_key(&known.id())));
    assert!(told.lock().unwrap().iter().any(|changed| changed.touches(Kind::Title)));
    drop(subscription);

    assert!(store.read(|dao| dao.record(known.id())).unwrap().is_none());
    assert!(store.read(|dao| dao.titles(HOUSE, 0, 9)).unwrap().is_empty());
    assert!(store.read(|dao| dao.find_titles(HOUSE, "秘密", 9)).unwrap().is_empty());
    assert!(store.read(|dao| dao.history(known.id())).unwrap().is_empty());
    assert!(store.read(|dao| dao.intent(IntentId([1; 16]))).unwrap().is_none());
    let kept = store.read(|dao| dao.drawer()).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].why, NotSentReason::Forgotten);
    assert_eq!(kept[0].puts[0].1, Scalar::from("没送出的作者"));
    assert_eq!(kept[0].intent.as_ref().unwrap().state, IntentState::NotSent);
    // The loan is the borrower's too: the keeper's part is gone, the view and the own part stay.
    let record = store.read(|dao| dao.record(loan.id())).unwrap().unwrap();
    assert!(!record.parts.contains_key(&Part::Keeper));
    assert_eq!(loan::read(&record).title_name().one(), Some("活着"));
    assert_eq!(record.part(Part::Borrower).int("ask/00/at").one(), Some(7));
    assert_eq!(store.read(|dao| dao.loans_of(AUTHOR)).unwrap().len(), 1);
    assert_eq!(store.read(|dao| dao.scopes()).unwrap().len(), 1);

    // Not even someone with the key finds it in the file: every page, deleted ones included.
    let plain = plain_bytes(&store);
    // The end of a trigram: its beginning is shared with its neighbour in the index.
    for text in [note, "秘密书名", "书名"] {
        assert!(!contains(&plain, text.as_bytes()), "{text}");
    }
    assert!(contains(&plain, "没送出的作者".as_bytes()) && contains(&plain, "活着".as_bytes()));
}

#[test]
fn an_erased_record_never_comes_back() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let scope = Scope::new(HOUSE, Audience::Public);
    let entry = hub.value(&title(1), title_view("活着", "余华"));
    hub.page(&store, scope, 0, vec![entry.clone()], true);
    let from = hub.seq;
    hub.next();
    let gone = hub.left(title(1).id(), Gone::Erased);
    assert!(!hub.page(&store, scope, from, vec![gone], true).mismatch);
    assert!(store.read(|dao| dao.record(title(1).id())).unwrap().is_none());
    hub.receive(&store, &Frame::Page(pages(scope, &[entry], &[1]).remove(0)), 9);
    assert!(store.read(|dao| dao.record(title(1).id())).unwrap().is_none());
    assert!(store.read(|dao| dao.titles(HOUSE, 0, 9)).unwrap().is_empty());
    let again = action(1, title(1), Part::Keeper, &[("title", Scalar::from("活着"))]);
    assert!(matches!(store.write(|tx| tx.act(&again, 1)), Err(Error::Refused(_))));
}

#[test]
fn unsent_work_stays_where_its_record_leaves_and_goes_with_the_receipt() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let scope = Scope::new(HOUSE, Audience::Keeper);
    let first = change(&mut PartChanges::default(), 1, 0, &[("title", "活着".into())]);
    let entry = hub.changes(&title(1), Part::Keeper, &[first]);
    hub.page(&store, scope, 0, vec![entry], true);
    act(&store, &action(1, title(1), Part::Keeper, &[("author", Scalar::from("余华"))]), 1);
    let from = hub.seq;
    hub.next();
    let left = hub.left(title(1).id(), Gone::Left);
    assert!(!hub.page(&store, scope, from, vec![left], true).mismatch);
    assert_eq!(store.read(|dao| dao.title(title(1).id())).unwrap().unwrap().title, "活着");
    let offers = hub.take_offers(&store, 5);
    assert_eq!(offers.len(), 1);
    hub.accept(&store, &offers, 6);
    assert!(store.read(|dao| dao.pending()).unwrap().is_empty());
    assert!(store.read(|dao| dao.record(title(1).id())).unwrap().is_none());
    assert_eq!(store.read(|dao| dao.titles(HOUSE, 0, 9)).unwrap(), []);
}

#[test]
fn a_forgotten_catalogue_leaves_no_word_and_the_other_house_is_found() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let other = RecordId([0x77; 16]);
    for (house, name) in [(HOUSE, "忘记的书"), (other, "留下的书")] {
        let header = |n: u8| Header::new(Kind::Title, house, None, [n; 17]);
        let entries = (0..80).map(|n| hub.value(&header(n), title_view(&format!("{name}{n}"), "余华"))).collect();
        hub.page(&store, Scope::new(house, Audience::Public), 0, entries, true);
    }
    hub.forget(&store, Scope::new(HOUSE, Audience::Public));
    assert_eq!(store.read(|dao| dao.find_titles(HOUSE, "的书", 99)).unwrap(), []);
    assert_eq!(store.read(|dao| dao.find_titles(other, "下的书", 99)).unwrap().len(), 80);
    assert_eq!(store.read(|dao| dao.find_titles(other, "liuxiade", 99)).unwrap().len(), 80);
    let plain = plain_bytes(&store);
    assert!(!contains(&plain, "忘记".as_bytes()) && !contains(&plain, "记的".as_bytes()));
    assert!(contains(&plain, "留下的书".as_bytes()));
}
