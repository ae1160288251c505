//! A hub that takes everything and says what a test tells it to say.
#![allow(dead_code, unreachable_pub, clippy::unused_self, reason = "each test uses a part of it")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::BTreeMap;
use std::path::Path;

use zhijia_model::kinds::{Record, sign_up, view_bytes};
use zhijia_model::{
    Actor, Audience, Decoded, DeviceId, Header, IntentId, Kind, Part, PartChanges, RecordId, Scalar, Scope, Verdict,
};
use zhijia_store::{Acted, Action, Error, Options, Store};
use zhijia_sync::engine::{self, Answering, Effects, Store as _};
use zhijia_sync::wire::{
    Answer, Digest, Entitlements, Entry, Fate, Forget, Frame, Gone, News, Offer, Page, Ref, Welcome, decode_request,
};

pub const DEVICE: DeviceId = DeviceId([0xD0; 16]);
pub const AUTHOR: RecordId = RecordId([0xA0; 16]);

/// The store of a directory.
pub fn open(dir: &Path) -> Store {
    try_open(dir, [7; 32]).unwrap()
}

pub fn try_open(dir: &Path, key: [u8; 32]) -> Result<Store, Error> {
    static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(0);
    let random = [NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed); 32];
    Store::open(Options { dir: dir.into(), key, device: DEVICE, random })
}

pub fn act(store: &Store, action: &Action, now: i64) -> Acted {
    store.write(|tx| tx.act(action, now)).unwrap()
}

/// An action of a test.
pub fn action(intent: u8, header: Header, part: Part, puts: &[(&str, Scalar)]) -> Action {
    Action {
        intent: IntentId([intent; 16]),
        code: "test".into(),
        version: 1,
        header,
        part,
        puts: puts.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect(),
        input: vec![intent],
        seen: Vec::new(),
    }
}

pub fn sign_up(event: RecordId, person: RecordId, intent: u8, is: &str) -> Action {
    let header = Header::new(Kind::SignUp, event, Some(person), sign_up::GROUP);
    let id = IntentId([intent; 16]);
    action(
        intent,
        header,
        Part::Member,
        &[(&format!("ask/{id}/is"), is.into()), (&format!("ask/{id}/at"), Scalar::Int(i64::from(intent)))],
    )
}

pub fn other_actor(n: u8) -> Actor {
    Actor::new(DeviceId([n; 16]), [n; 8])
}

/// A change by another device.
pub fn change(part: &mut PartChanges, by: u8, now: i64, puts: &[(&str, Scalar)]) -> Vec<u8> {
    let puts: Vec<_> = puts.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
    let bytes = part.write(&other_actor(by), now, &puts).unwrap().unwrap();
    part.push(&bytes, None).unwrap();
    bytes
}

/// The view of a title.
pub fn title_view(title: &str, author: &str) -> Vec<u8> {
    let mut record = Record::new(Header::new(Kind::Title, RecordId::CITY, None, [1]));
    let mut state = zhijia_model::PartState::default();
    state.set("title", title);
    state.set("author", author);
    state.set("count", 1_i64);
    record.parts.insert(Part::Keeper, state);
    view_bytes(&record, Audience::Public).unwrap()
}

/// The exchange that the phone would begin now.
pub fn asks(store: &Store) -> Answering {
    let request = store.write(|tx| {
        if tx.epoch()?.is_none() {
            tx.set_epoch([1; 16])?;
        }
        engine::request(tx, false, 0)
    });
    request.unwrap().answering
}

/// What the hub has said so far.
#[derive(Default)]
pub struct Hub {
    pub seq: u64,
    pub rows: BTreeMap<Scope, BTreeMap<RecordId, u64>>,
}

impl Hub {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn next(&mut self) -> u64 {
        self.seq += 1;
        self.seq
    }

    /// What the phone sends.
    pub fn take_offers(&self, store: &Store, now: i64) -> Vec<Offer> {
        let request = store.write(|tx| engine::request(tx, false, now)).unwrap();
        decode_request(&request.body).unwrap().1
    }

    pub fn receive(&self, store: &Store, frame: &Frame, now: i64) -> Effects {
        let mut exchange = asks(store);
        store.write_fetched(|tx| engine::receive(tx, &mut exchange, frame, now)).unwrap()
    }

    pub fn welcome(&self, store: &Store, epoch: u8, scopes: &[Scope]) -> Effects {
        self.receive(store, &Frame::Welcome(self.say(epoch, scopes)), 0)
    }

    /// How an answer begins.
    pub fn say(&self, epoch: u8, scopes: &[Scope]) -> Welcome {
        let entitlements = Entitlements {
            hash: vec![epoch],
            member: AUTHOR,
            home: None,
            scopes: scopes.iter().map(|scope| (*scope).into()).collect(),
        };
        Welcome { protocol: 1, epoch: [epoch; 16], now: 0, entitlements: Some(entitlements), retry_after: None }
    }

    /// Accepts all offers.
    pub fn accept(&mut self, store: &Store, offers: &[Offer], now: i64) {
        let fates = offers.iter().map(|offer| {
            self.seq += 1;
            Fate { change: Decoded::read(&offer.change).unwrap().hash, answer: Answer::Accepted { seq: self.seq } }
        });
        let fates = fates.collect();
        self.receive(store, &Frame::Fates(fates), now);
    }

    /// Answers one offer.
    pub fn answer(&self, store: &Store, offer: &Offer, answer: Answer, now: i64) -> Effects {
        let change = Decoded::read(&offer.change).unwrap().hash;
        self.receive(store, &Frame::Fates(vec![Fate { change, answer }]), now)
    }

    /// The entry that brings an own change back.
    pub fn own(&self, offer: &Offer, verdict: Option<&Verdict>) -> Entry {
        let header = Header::from_bytes(offer.header.as_ref().unwrap()).unwrap();
        let decoded = Decoded::read(&offer.change).unwrap();
        Entry {
            record: Ref::new(&header, RecordId::CITY),
            seq: self.seq,
            changes: vec![News {
                part: offer.part,
                behind: 0,
                rank_after_claim: 0,
                author: 0,
                change: decoded.hash.0.to_vec(),
            }],
            verdict: verdict.map(zhijia_sync::wire::encode),
            ..Entry::default()
        }
    }

    /// An entry with changes of another device.
    pub fn changes(&mut self, header: &Header, part: Part, changes: &[Vec<u8>]) -> Entry {
        let seqs: Vec<u64> = changes.iter().map(|_| self.next()).collect();
        let news = changes.iter().zip(&seqs).map(|(change, seq)| News {
            part: part.number(),
            behind: self.seq - seq,
            rank_after_claim: 0,
            author: 0,
            change: change.clone(),
        });
        Entry { record: Ref::new(header, RecordId::CITY), seq: self.seq, changes: news.collect(), ..Entry::default() }
    }

    /// An entry with a view.
    pub fn value(&mut self, header: &Header, view: Vec<u8>) -> Entry {
        let seq = self.next();
        Entry { record: Ref::new(header, RecordId::CITY), seq, view: Some(view), ..Entry::default() }
    }

    /// A page with the digest of what the hub has said.
    pub fn make_page(&mut self, scope: Scope, from: u64, entries: Vec<Entry>, head: bool) -> Page {
        let rows = self.rows.entry(scope).or_default();
        for entry in &entries {
            let id = entry.record.id(scope.space);
            if entry.gone.is_some() {
                rows.remove(&id);
            } else {
                rows.insert(id, entry.seq);
            }
        }
        let mut digest = Digest::default();
        for (id, seq) in rows.iter() {
            digest.add(id, *seq);
        }
        Page {
            scope: scope.into(),
            from,
            to: self.seq,
            mac: [u8::try_from(self.seq % 251).unwrap(); 16],
            digest: head.then_some(digest),
            authors: vec![AUTHOR],
            entries,
        }
    }

    pub fn page(&mut self, store: &Store, scope: Scope, from: u64, entries: Vec<Entry>, head: bool) -> Effects {
        let page = self.make_page(scope, from, entries, head);
        self.receive(store, &Frame::Page(page), 100)
    }

    pub fn left(&self, id: RecordId, gone: Gone) -> Entry {
        Entry { record: Ref::Known(id), seq: self.seq, gone: Some(gone), ..Entry::default() }
    }

    pub fn forget(&self, store: &Store, scope: Scope) -> Effects {
        self.receive(store, &Frame::Forget(Forget { scope: scope.into(), mac: [9; 16] }), 200)
    }
}

/// The entries in pages of these sizes.
pub fn pages(scope: Scope, entries: &[Entry], sizes: &[usize]) -> Vec<Page> {
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

pub fn contains(bytes: &[u8], text: &[u8]) -> bool {
    bytes.windows(text.len()).any(|window| window == text)
}

/// Every row of every table, the search index's own tables included.
pub fn plain_bytes(store: &Store) -> Vec<u8> {
    store.read(|dao| dao.dump()).unwrap()
}
