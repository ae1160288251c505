//! Properties of applying pages, and what pages of another version or another judgement do.
#![allow(clippy::redundant_closure_for_method_calls, reason = "the method is not general enough over the lifetime")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod hub;

use hub::{AUTHOR, Hub, act, action, asks, change, contains, open, pages, plain_bytes, sign_up, title_view};
use proptest::prelude::*;
use zhijia_model::kinds::sign_up::{Given, SignUpStatus, status};
use zhijia_model::{Audience, Header, Kind, Outcome, Part, PartChanges, RecordId, Scalar, Scope, Verdict};
use zhijia_store::{Acted, Error, IntentState, Progress, Store};
use zhijia_sync::engine::{self, Answering, Store as _};
use zhijia_sync::wire::{Entry, Frame, Gone, Page};

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

fn apply(store: &Store, page: &Page) -> engine::Effects {
    apply_for(store, &mut asks(store), page)
}

fn apply_for(store: &Store, exchange: &mut Answering, page: &Page) -> engine::Effects {
    store.write_fetched(|tx| engine::receive(tx, exchange, &Frame::Page(page.clone()), 5)).unwrap()
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
                let mut exchange = asks(&split);
                let _ = split.write_fetched(|tx| {
                    engine::receive(tx, &mut exchange, &Frame::Page(page.clone()), 5)?;
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
        let third = tempfile::tempdir().unwrap();
        let grouped = open(third.path());
        for group in pages(scope, &entries, &sizes).chunks(3) {
            // An answer's pages may share a transaction.
            let mut exchange = asks(&grouped);
            grouped
                .write_fetched(|tx| {
                    for page in group {
                        let effects = engine::receive(tx, &mut exchange, &Frame::Page(page.clone()), 5)?;
                        assert!(!effects.mismatch && effects.skipped == 0 && effects.parked == 0, "{effects:?}");
                    }
                    Ok::<_, Error>(())
                })
                .unwrap();
        }
        let state = all(&whole);
        prop_assert_eq!(without_history(&all(&grouped)), without_history(&state));
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

/// One thing that happens between a phone and its hub.
#[derive(Debug, Clone)]
enum Moves {
    /// The hub's ledger goes on.
    Hub,
    /// The phone asks, of a hub that may take its cursor as none; the answer is on its way.
    Ask { disowns: bool },
    /// One of the answers arrives. Some never do.
    Arrives(u8),
}

fn moves() -> impl Strategy<Value = Moves> {
    prop_oneof![
        Just(Moves::Hub),
        any::<bool>().prop_map(|disowns| Moves::Ask { disowns }),
        any::<u8>().prop_map(Moves::Arrives)
    ]
}

/// The records. Lists put what is alike in the order in which it came.
fn held(store: &Store) -> String {
    all(store).lines().filter(|line| !line.starts_with('[')).collect()
}

/// The page that a hub at `to` gives to a phone at `from`, both counted in entries.
fn answer(scope: Scope, entries: &[Entry], from: usize, to: usize) -> Page {
    let at = |n: usize| if n == 0 { 0 } else { entries[n - 1].seq };
    let mut hub = Hub::new();
    hub.make_page(scope, 0, entries[..from].to_vec(), true);
    hub.seq = at(to);
    let news = if from == 0 { current(&entries[..to]) } else { entries[from..to].to_vec() };
    hub.make_page(scope, at(from), news, true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// In whatever order answers arrive, and whichever are lost: a phone shows what the hub once was, and never again
    /// what it was before that.
    #[test]
    fn no_late_answer_takes_a_phone_back(
        happenings in prop::collection::vec(happens(), 4..12),
        moves in prop::collection::vec(moves(), 10..40),
    ) {
        let scope = Scope::new(HOUSE, Audience::Keeper);
        let entries = entries(&mut Hub::new(), &happenings);
        prop_assume!(!entries.is_empty());
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let told = open(one.path());
        let mut states = vec![held(&told)];
        for n in 0..entries.len() {
            apply(&told, &answer(scope, &entries, n, n + 1));
            states.push(held(&told));
        }
        let phone = open(other.path());
        let (mut head, mut stands) = (1, 0);
        let mut on_their_way: Vec<(usize, Answering, Page)> = Vec::new();
        for one in moves {
            match one {
                Moves::Hub => head = (head + 1).min(entries.len()),
                Moves::Ask { disowns } => {
                    let from = if disowns { 0 } else { stands };
                    on_their_way.insert(0, (head, asks(&phone), answer(scope, &entries, from, head)));
                }
                Moves::Arrives(late) if !on_their_way.is_empty() => {
                    let late = usize::from(late) % on_their_way.len();
                    let (as_of, mut exchange, page) = on_their_way.remove(late);
                    let effects = apply_for(&phone, &mut exchange, &page);
                    prop_assert_eq!((effects.parked, effects.mismatch), (0, false));
                    if effects.skipped == 0 {
                        prop_assert!(as_of >= stands, "from {} back to {}", stands, as_of);
                        stands = as_of;
                    }
                    prop_assert_eq!(held(&phone), states[stands].as_str());
                }
                Moves::Arrives(_) => {}
            }
        }
    }
}

#[test]
fn an_answer_counts_where_the_phone_stands_as_it_did_when_it_asked() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let scope = Scope::new(HOUSE, Audience::Keeper);
    let mut hub = Hub::new();
    let both = [1, 2].map(|n| hub.value(&title(n), title_view("活着", "余华")));
    let (older, newer) = (answer(scope, &both, 0, 1), answer(scope, &both, 0, 2));
    let holds = |n| store.read(|dao| dao.record(title(n).id())).unwrap().is_some();
    let mut late = asks(&store);
    assert_eq!(apply(&store, &newer).skipped, 0);
    assert_eq!(apply_for(&store, &mut late, &older).skipped, 1);
    assert!(holds(2));
    // Whoever has the cursors of another history, or of a scope that was forgotten since, is not the phone of now.
    let mut late = asks(&store);
    hub.welcome(&store, 2, &[scope]);
    assert_eq!(apply_for(&store, &mut late, &older).skipped, 1);
    apply(&store, &newer);
    let mut late = asks(&store);
    hub.forget(&store, scope);
    assert_eq!(apply_for(&store, &mut late, &older).skipped, 1);
    assert!(!holds(1));
    // The ledger was restored together with another key, and has less: what it says now counts.
    apply(&store, &newer);
    assert_eq!(apply(&store, &older).skipped, 0);
    assert!(holds(1) && !holds(2));
}

#[test]
fn a_late_word_of_what_may_be_followed_or_of_the_epoch_does_not_count() {
    let dir = tempfile::tempdir().unwrap();
    let store = open(dir.path());
    let hub = Hub::new();
    let scopes = [Audience::Keeper, Audience::Public].map(|audience| Scope::new(HOUSE, audience));
    let mut late = asks(&store);
    hub.welcome(&store, 2, &scopes);
    let mut told = |epoch, scopes: &[Scope]| {
        let welcome = Frame::Welcome(hub.say(epoch, scopes));
        store.write_fetched(|tx| engine::receive(tx, &mut late, &welcome, 0)).unwrap();
        let known = store.read(|dao| dao.entitlements()).unwrap().unwrap();
        (store.write(|tx| tx.epoch()).unwrap(), known.scopes.len())
    };
    assert_eq!(told(1, &scopes[..1]), (Some([2; 16]), 2));
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
    // A verdict whose outcome has a number that is not known yet.
    let verdict = [&[0x84, 1, 0x64][..], b"X-C5", &[0x82, 0x18, 99, 0x80, 0x80]].concat();
    entry.verdict = Some(verdict.clone());
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
    assert!(contains(&plain, &[1, 2, 3]) && contains(&plain, &verdict));
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
    assert_eq!(shown(&store), SignUpStatus::Waiting { place: Some(4), late: false });
    assert_eq!(store.read(|dao| dao.records_of(Kind::SignUp, AUTHOR)).unwrap()[0].queue, Some(4));
    let (from, seq) = (hub.seq, hub.next());
    let seat = Verdict { judged: 1, rule: "E-04".into(), outcome: Outcome::Seat { number: 9 }, flags: vec![] };
    let record = zhijia_sync::wire::Ref::Known(id);
    let verdict = Some(zhijia_sync::wire::encode(&seat));
    hub.page(&store, mine, from, vec![Entry { record, seq, verdict, ..Entry::default() }], true);
    assert_eq!(shown(&store), SignUpStatus::Seat { number: 9, given: Given::MovedUp });
    assert_eq!(store.read(|dao| dao.records_in(Kind::SignUp, EVENT)).unwrap()[0].queue, None);
    let past = store.read(|dao| dao.verdicts(id)).unwrap();
    assert_eq!(past.into_iter().map(|one| one.verdict.unwrap()).collect::<Vec<_>>(), [seat, waiting]);
}
