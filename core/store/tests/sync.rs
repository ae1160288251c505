//! Properties of applying pages, refusals and removals.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{AUTHOR, Hub, act, action, change, open, sign_up, title_view};
use proptest::prelude::*;
use zhijia_model::kinds::sign_up::{Status, status};
use zhijia_model::{Audience, Header, IntentId, Kind, Outcome, Part, PartChanges, RecordId, Scalar, Scope, Verdict};
use zhijia_store::{Acted, Error, IntentState, NotSent, Progress, Store};
use zhijia_sync::engine;
use zhijia_sync::wire::{Answer, Entry, Frame, Gone, Page};

const HOUSE: RecordId = RecordId([0x31; 16]);
const EVENT: RecordId = RecordId([0x32; 16]);

fn title(n: u8) -> Header {
    Header::new(Kind::Title, HOUSE, None, [n; 17])
}

/// Everything that is held of some records and lists, in words.
fn all(store: &Store) -> String {
    store
        .read(|dao| {
            let mut out = Vec::new();
            for n in 0..12 {
                let record = dao.record(title(n).id())?;
                out.push(format!(
                    "{:?}",
                    record.map(|record| (record.parts, record.views, record.verdict, record.queue))
                ));
                out.push(format!("{:?}", dao.title(title(n).id())?));
                out.push(format!("{:?}", dao.verdicts(title(n).id())?));
            }
            out.push(format!("{:?}", dao.titles(HOUSE, 0, 99)?));
            for query in ["书", "书名", "书名一", "sm", "shuming"] {
                out.push(format!("{:?}", dao.find_titles(HOUSE, query, 99)?));
            }
            out.push(format!("{:?}", dao.scopes()?));
            Ok::<_, Error>(out.join("\n"))
        })
        .unwrap()
}

/// One thing that happens at the hub to one of twelve titles.
#[derive(Debug, Clone)]
enum Happens {
    Written { title: u8, by: u8, text: u8 },
    Judged { title: u8, rule: u8 },
    Left { title: u8 },
}

fn happens() -> impl Strategy<Value = Happens> {
    prop_oneof![
        6 => (0..12_u8, 1..3_u8, 0..9_u8).prop_map(|(title, by, text)| Happens::Written { title, by, text }),
        2 => (0..12_u8, 0..4_u8).prop_map(|(title, rule)| Happens::Judged { title, rule }),
        1 => (0..12_u8).prop_map(|title| Happens::Left { title }),
    ]
}

/// The entries that a hub sends for what happens, one for each.
fn entries(hub: &mut Hub, happenings: &[Happens]) -> Vec<Entry> {
    let mut parts = vec![PartChanges::default(); 12];
    let mut out = Vec::new();
    for one in happenings {
        match one {
            Happens::Written { title: n, by, text } => {
                let part = &mut parts[usize::from(*n)];
                let puts =
                    [("title".to_owned(), Scalar::from(format!("书名{}{text}", ["一", "二"][usize::from(text % 2)])))];
                if let Some(bytes) = part.write(&hub::other_actor(*by), i64::from(*text), &puts).unwrap() {
                    part.push(&bytes, None).unwrap();
                    // A record that left comes back with all of its changes.
                    let changes: Vec<_> = part.iter().map(|change| change.bytes.clone()).collect();
                    out.push(hub.changes(&title(*n), Part::Keeper, &changes));
                }
            }
            Happens::Judged { title: n, rule } => {
                let seq = hub.next();
                let verdict =
                    Verdict { judged: seq, rule: format!("L-0{rule}"), outcome: Outcome::Stands, flags: Vec::new() };
                let record = zhijia_sync::wire::Ref::new(&title(*n), RecordId::CITY);
                let verdict = Some(zhijia_sync::wire::encode(&verdict));
                out.push(Entry { record, seq, verdict, ..Entry::default() });
            }
            Happens::Left { title: n } => {
                hub.next();
                out.push(hub.left(title(*n).id(), Gone::Left));
            }
        }
    }
    out
}

/// The entries in pages of these sizes.
fn pages(scope: Scope, entries: &[Entry], sizes: &[usize]) -> Vec<Page> {
    let mut hub = Hub::new();
    let (mut at, mut from, mut out) = (0, 0, Vec::new());
    let mut sizes = sizes.iter().copied().cycle();
    while at < entries.len() {
        let end = (at + sizes.next().unwrap_or(1).max(1)).min(entries.len());
        hub.seq = entries[end - 1].seq;
        out.push(hub.make_page(scope, from, entries[at..end].to_vec(), end == entries.len()));
        (from, at) = (hub.seq, end);
    }
    out
}

fn apply(store: &Store, page: &Page) -> engine::Effects {
    store.write_fetched(|tx| engine::receive(tx, &Frame::Page(page.clone()), 5)).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// However the news is cut into pages, whatever is repeated, wherever the app ends in between: the same state; and
    /// rebuilt read tables say the same.
    #[test]
    fn pages_lead_to_one_state(
        happenings in prop::collection::vec(happens(), 1..40),
        sizes in prop::collection::vec(1..8_usize, 1..4),
        repeats in prop::collection::vec(any::<bool>(), 40),
        ends in prop::collection::vec(prop::bool::weighted(0.2), 40),
    ) {
        let scope = Scope::new(HOUSE, Audience::Keeper);
        let entries = entries(&mut Hub::new(), &happenings);
        prop_assume!(!entries.is_empty());
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let whole = open(one.path());
        for page in pages(scope, &entries, &[1000]) {
            prop_assert!(!apply(&whole, &page).mismatch);
        }
        let mut split = open(other.path());
        for (at, page) in pages(scope, &entries, &sizes).iter().enumerate() {
            if ends[at % ends.len()] {
                // The app ends while the page is being applied.
                let _ = split.write_fetched(|tx| {
                    engine::receive(tx, &Frame::Page(page.clone()), 5)?;
                    Err::<(), Error>(Error::Paused)
                });
                drop(split);
                split = open(other.path());
            }
            let effects = apply(&split, page);
            prop_assert!(!effects.mismatch && effects.skipped == 0 && effects.parked == 0);
            if repeats[at % repeats.len()] && page.from > 0 {
                let before = all(&split);
                prop_assert_eq!(apply(&split, page).skipped, 1);
                prop_assert_eq!(all(&split), before);
            }
        }
        let state = all(&whole);
        // The past verdicts of a record that came to be within one page are not asked of it.
        prop_assert_eq!(without_history(&all(&split)), without_history(&state));
        split.write(|tx| tx.rebuild()).unwrap();
        prop_assert_eq!(without_history(&all(&split)), without_history(&state));
        // From the beginning again, as after a digest that differed: what is not sent again goes.
        let current = current(&entries);
        let mut hub = Hub::new();
        hub.seq = entries.last().unwrap().seq;
        let effects = hub.page(&split, scope, 0, current, true);
        prop_assert!(!effects.mismatch, "{:?}", effects);
        prop_assert_eq!(titles(&split), titles(&whole));
    }

    /// Reading shows accepted and pending together, and an own change that comes back alters nothing but its witness.
    #[test]
    fn own_changes_come_back(texts in prop::collection::vec(0..5_u8, 1..10), settled in 0..10_usize) {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path());
        let mut hub = Hub::new();
        let scope = Scope::new(HOUSE, Audience::Keeper);
        let mut last = None;
        for (n, text) in texts.iter().enumerate() {
            let name = format!("书名{text}");
            let same = last.as_ref() == Some(&name);
            let one = action(u8::try_from(n).unwrap(), title(1), Part::Keeper, &[("title", Scalar::from(name.clone()))]);
            prop_assert_eq!(act(&store, &one, 1) == Acted::NoEffect, same);
            let intent = store.read(|dao| dao.intent(one.intent)).unwrap();
            prop_assert_eq!(intent.is_none(), same);
            last = Some(name);
        }
        let offers = hub.take_offers(&store, 2);
        let before = store.read(|dao| dao.title(title(1).id())).unwrap().unwrap();
        prop_assert_eq!(&before.title, last.as_ref().unwrap());
        hub.accept(&store, &offers, 3);
        let mut from = 0;
        for (at, offer) in offers.iter().enumerate().take(settled) {
            hub.seq = 100 + u64::try_from(at).unwrap();
            let mut entry = hub.own(&offers[0], None);
            entry.changes[0].change = zhijia_model::Decoded::read(&offer.change).unwrap().hash.0.to_vec();
            prop_assert_eq!(hub.page(&store, scope, from, vec![entry], true).parked, 0);
            from = hub.seq;
            prop_assert_eq!(store.read(|dao| dao.intent(offer.intent)).unwrap().unwrap().state, IntentState::Settled);
        }
        let after = store.read(|dao| dao.title(title(1).id())).unwrap().unwrap();
        prop_assert_eq!(&after.title, &before.title);
        prop_assert_eq!(after.progress == Progress::Settled, settled >= offers.len());
        prop_assert_eq!(store.read(|dao| dao.pending()).unwrap().len(), offers.len().saturating_sub(settled));
        let history = store.read(|dao| dao.history(title(1).id())).unwrap();
        prop_assert_eq!(history.len(), offers.len());
        prop_assert_eq!(history.iter().filter(|entry| entry.values[0].shown).count(), 1);
    }
}

fn without_history(state: &str) -> String {
    state.lines().filter(|line| !line.starts_with("[PastVerdict")).collect::<Vec<_>>().join("\n")
}

fn titles(store: &Store) -> String {
    format!("{:?}", store.read(|dao| dao.titles(HOUSE, 0, 99)).unwrap())
}

/// One entry for each record that is there at the end, as a hub sends it from the beginning.
fn current(entries: &[Entry]) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    for entry in entries {
        let id = entry.record.id(RecordId::CITY);
        let before = out.iter().position(|one| one.record.id(RecordId::CITY) == id).map(|at| out.remove(at));
        if entry.gone.is_some() {
            continue;
        }
        let mut entry = entry.clone();
        if let Some(before) = before {
            entry.verdict = entry.verdict.or(before.verdict);
            if entry.changes.is_empty() {
                let later = entry.seq - before.seq;
                entry.changes = before.changes;
                entry.changes.iter_mut().for_each(|news| news.behind += later);
            }
        }
        out.push(entry);
    }
    out
}

#[test]
fn a_refusal_moves_one_change_and_the_others_go_on() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    for n in 1..=3 {
        act(&store, &sign_up(EVENT, AUTHOR, n, if n == 2 { "out" } else { "in" }), i64::from(n));
    }
    let offers = hub.take_offers(&store, 10);
    // The first is accepted, the second refused, the third builds upon the second.
    hub.accept(&store, &offers[..1], 11);
    let refused = Answer::Refused { code: "closed".into(), field: None };
    let effects = hub.answer(&store, &offers[1], refused.clone(), 12);
    assert_eq!((effects.refused, effects.rewritten), (1, 1));
    hub.answer(&store, &offers[2], Answer::Unjudged, 12);
    // Repeating the answers changes nothing.
    hub.answer(&store, &offers[1], refused, 13);
    let again = hub.take_offers(&store, 14);
    assert_eq!(again.len(), 1);
    let (first, third) = (decoded(&offers[0].change), decoded(&again[0].change));
    assert_eq!(again[0].intent, offers[2].intent);
    assert_eq!(third.deps, [first.hash]);
    assert_ne!(third.actor, first.actor);
    let cards = store.read(|dao| dao.cards()).unwrap();
    assert_eq!(cards.len(), 1);
    assert_eq!(cards[0].why, NotSent::Refused { code: "closed".into(), field: None });
    assert_eq!(cards[0].intent.as_ref().unwrap().input, [2]);
    assert!(cards[0].puts.iter().any(|(key, _)| key.ends_with("/is")));
    store.write(|tx| tx.put_away(cards[0].number)).unwrap();
    assert!(store.read(|dao| dao.cards()).unwrap().is_empty());
    assert_eq!(store.read(|dao| dao.drawer()).unwrap().len(), 1);
    // Both come back: the accepted one was left as it was.
    hub.accept(&store, &again, 15);
    let scope = Scope::new(AUTHOR, Audience::Mine);
    let mut entry = hub.own(&offers[0], None);
    let mut second = entry.changes[0].clone();
    second.change = third.hash.0.to_vec();
    entry.changes.push(second);
    assert_eq!(hub.page(&store, scope, 0, vec![entry], true).parked, 0);
    assert!(store.read(|dao| dao.pending()).unwrap().is_empty());
    let record = store.read(|dao| dao.record(sign_up(EVENT, AUTHOR, 1, "in").header.id())).unwrap().unwrap();
    assert_eq!(record.part(Part::Member).elements("ask").len(), 2);
}

fn decoded(bytes: &[u8]) -> zhijia_model::Decoded {
    zhijia_model::Decoded::read(bytes).unwrap()
}

#[test]
fn a_fork_heals_without_the_person() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let hub = Hub::new();
    act(&store, &sign_up(EVENT, AUTHOR, 1, "in"), 1);
    act(&store, &action(2, title(1), Part::Keeper, &[("title", Scalar::from("活着"))]), 2);
    let offers = hub.take_offers(&store, 3);
    hub.answer(&store, &offers[0], Answer::Refused { code: "forked".into(), field: None }, 4);
    let again = hub.take_offers(&store, 5);
    assert_eq!(again.iter().map(|offer| offer.intent).collect::<Vec<_>>(), [IntentId([1; 16]), IntentId([2; 16])]);
    assert_ne!(decoded(&again[0].change).actor, decoded(&offers[0].change).actor);
    assert_eq!(decoded(&again[0].change).claimed, 1);
    assert!(store.read(|dao| dao.drawer()).unwrap().is_empty());
    // What is written from now on, anywhere, is another actor's.
    act(&store, &action(3, title(2), Part::Keeper, &[("title", Scalar::from("活着"))]), 6);
    let last = hub.take_offers(&store, 7);
    assert_ne!(decoded(&last[2].change).actor, decoded(&offers[1].change).actor);
}

#[test]
fn what_is_kept_back_holds_its_part_alone_and_comes_again() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let hub = Hub::new();
    act(&store, &sign_up(EVENT, AUTHOR, 1, "in"), 1);
    act(&store, &sign_up(EVENT, AUTHOR, 2, "out"), 2);
    act(&store, &action(3, title(1), Part::Keeper, &[("title", Scalar::from("活着"))]), 3);
    let offers = hub.take_offers(&store, 4);
    assert_eq!(offers.len(), 3);
    hub.answer(&store, &offers[0], Answer::Later { why: "rate".into() }, 1_000);
    let request = store.write(|tx| engine::request(tx, true, 2_000)).unwrap();
    // Nothing more to send at once, and the outbox is not empty either.
    assert!(!request.more);
    let (hello, now) = zhijia_sync::wire::decode_request(&request.body).unwrap();
    assert!(!hello.outbox_empty);
    assert_eq!(now.iter().map(|offer| offer.intent).collect::<Vec<_>>(), [IntentId([3; 16])]);
    assert_eq!(store.read(|dao| dao.status()).unwrap().kept_back, 1);
    assert_eq!(hub.take_offers(&store, 31_000).len(), 3);
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
    let view = zhijia_model::view::encode(zhijia_model::kinds::loan::MINE, &state);
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
    assert!(told.lock().unwrap().iter().any(|changed| changed.records.contains(&known.id())));
    assert!(told.lock().unwrap().iter().any(|changed| changed.touches(Kind::Title)));
    drop(subscription);

    assert!(store.read(|dao| dao.record(known.id())).unwrap().is_none());
    assert!(store.read(|dao| dao.titles(HOUSE, 0, 9)).unwrap().is_empty());
    assert!(store.read(|dao| dao.find_titles(HOUSE, "秘密", 9)).unwrap().is_empty());
    assert!(store.read(|dao| dao.history(known.id())).unwrap().is_empty());
    assert!(store.read(|dao| dao.intent(IntentId([1; 16]))).unwrap().is_none());
    let kept = store.read(|dao| dao.drawer()).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].why, NotSent::Forgotten);
    assert_eq!(kept[0].puts[0].1, Scalar::from("没送出的作者"));
    assert_eq!(kept[0].intent.as_ref().unwrap().state, IntentState::NotSent);
    // The loan is the borrower's too: the keeper's part is gone, the view and the own part stay.
    let record = store.read(|dao| dao.record(loan.id())).unwrap().unwrap();
    assert!(!record.parts.contains_key(&Part::Keeper));
    assert_eq!(record.part(Part::Keeper).text("title_name").one(), Some("活着"));
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

fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// Every row of every table, the search index's own tables included.
fn plain_bytes(store: &Store) -> Vec<u8> {
    store.read(|dao| dao.dump()).unwrap()
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
fn what_a_newer_hub_says_is_kept_and_counted() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let scope = Scope { space: HOUSE, audience: 77 };
    let odd = Header { kind: 99, space: HOUSE, owner: None, salt: vec![1] };
    let bytes = change(&mut PartChanges::default(), 1, 0, &[("x", "y".into())]);
    let mut entry = hub.changes(&odd, Part::Keeper, &[bytes]);
    entry.changes[0].part = 200;
    entry.view = Some(vec![0xa0]);
    entry.verdict = Some(vec![0xf6]);
    let mut broken = hub.value(&title(1), title_view("活着", "余华"));
    broken.changes.push(zhijia_sync::wire::News {
        part: 5,
        behind: 0,
        rank_after_claim: 0,
        author: 0,
        change: vec![1, 2, 3],
    });
    let effects = hub.page(&store, scope, 0, vec![entry, broken], true);
    assert_eq!((effects.parked, effects.mismatch), (1, false));
    let record = store.read(|dao| dao.record(odd.id())).unwrap().unwrap();
    assert!(record.parts.is_empty() && record.views.is_empty() && record.verdict.is_none());
    assert_eq!(store.read(|dao| dao.status()).unwrap().parked, 1);
    assert_eq!(store.read(|dao| dao.history(odd.id())).unwrap()[0].part, None);
    let plain = plain_bytes(&store);
    assert!(contains(&plain, &[1, 2, 3]));
}

#[test]
fn a_verdict_replaces_another_and_the_past_stays() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let mut hub = Hub::new();
    let mine = Scope::new(AUTHOR, Audience::Mine);
    let ask = sign_up(EVENT, AUTHOR, 1, "in");
    act(&store, &ask, 1);
    let offers = hub.take_offers(&store, 2);
    hub.accept(&store, &offers, 3);
    let waiting =
        Verdict { judged: 1, rule: "E-C1".into(), outcome: Outcome::Waiting { rank: 1, late: false }, flags: vec![] };
    let mut entry = hub.own(&offers[0], Some(&waiting));
    entry.queue = Some(4);
    hub.page(&store, mine, 0, vec![entry], true);
    let id = ask.header.id();
    let shown = |store: &Store| status(store.read(|dao| dao.record(id)).unwrap().as_ref(), None, 5);
    assert_eq!(shown(&store), Status::Waiting { place: Some(4), late: false });
    let row = store.read(|dao| dao.sign_ups_of(AUTHOR)).unwrap().remove(0);
    assert_eq!((row.place, row.seat, row.wants_in), (Some(4), None, Some(true)));
    let (from, seq) = (hub.seq, hub.next());
    let seat = Verdict { judged: 1, rule: "E-04".into(), outcome: Outcome::Seat { number: 9 }, flags: vec![] };
    let record = zhijia_sync::wire::Ref::Known(id);
    let verdict = Some(zhijia_sync::wire::encode(&seat));
    hub.page(&store, mine, from, vec![Entry { record, seq, verdict, ..Entry::default() }], true);
    assert_eq!(shown(&store), Status::Seat { number: 9 });
    let row = store.read(|dao| dao.roster(EVENT)).unwrap().remove(0);
    assert_eq!((row.place, row.seat), (None, Some(9)));
    let past = store.read(|dao| dao.verdicts(id)).unwrap();
    assert_eq!(past.into_iter().map(|one| one.verdict.unwrap()).collect::<Vec<_>>(), [seat, waiting]);
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
