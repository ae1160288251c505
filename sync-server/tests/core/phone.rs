//! A phone without a store: it keeps the changes of each part in memory and is strict with what the hub sends.

use std::collections::{BTreeMap, BTreeSet};

use zhijia_hub::exchange::Caller;
use zhijia_hub::hub::Hub;
use zhijia_model::kinds::{Record, view_keys};
use zhijia_model::view;
use zhijia_model::{
    Actor, Audience, ChangeHash, Decoded, DeviceId, Fact, Header, IntentId, Outcome, Part, PartChanges, RecordId,
    Scalar, Scope, Verdict, Witness,
};
use zhijia_sync::limits::PROTOCOL;
use zhijia_sync::wire::{
    Answer, Cursor, CursorSet, Digest, Entitlements, Entry, Fate, Frame, Gone, Hello, Offer, Page, WireScope,
    decode_frames, encode_request,
};

/// A record as the phone holds it.
#[derive(Debug, Default, Clone)]
pub(crate) struct Held {
    pub(crate) header: Option<Header>,
    pub(crate) parts: BTreeMap<u8, PartChanges>,
    pub(crate) verdict: Option<Verdict>,
    pub(crate) fact: Option<Fact>,
    pub(crate) views: BTreeMap<u8, Vec<u8>>,
    pub(crate) queue: Option<u32>,
    /// The scopes that it stands in, with its sequence there.
    pub(crate) scopes: BTreeMap<Scope, u64>,
}

/// What an exchange brought.
#[derive(Debug, Default)]
pub(crate) struct Brought {
    pub(crate) fates: Vec<Fate>,
    pub(crate) pages: Vec<Page>,
    pub(crate) forgotten: Vec<Scope>,
    pub(crate) entitlements: Option<Entitlements>,
}

impl Brought {
    /// The fate of the only offer.
    pub(crate) fn fate(&self) -> &Answer {
        assert_eq!(self.fates.len(), 1);
        &self.fates[0].answer
    }
}

pub(crate) struct Phone {
    pub(crate) device: DeviceId,
    pub(crate) member: RecordId,
    pub(crate) records: BTreeMap<RecordId, Held>,
    pub(crate) outbox: Vec<Offer>,
    pub(crate) cursors: Option<CursorSet>,
    pub(crate) follow: Vec<RecordId>,
    pub(crate) entitlements: Entitlements,
    intents: u32,
    /// Renewed after a refusal, so that no pair of actor and number names two changes.
    generation: u64,
    /// Accepted, and not come back in a page yet.
    accepted: BTreeSet<ChangeHash>,
}

impl Phone {
    pub(crate) fn new(device: DeviceId, member: RecordId) -> Self {
        Self {
            device,
            member,
            records: BTreeMap::new(),
            outbox: Vec::new(),
            cursors: None,
            follow: Vec::new(),
            entitlements: Entitlements::default(),
            intents: 0,
            generation: 0,
            accepted: BTreeSet::new(),
        }
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::new(self.device, self.generation.to_be_bytes())
    }

    pub(crate) fn intent(&mut self) -> IntentId {
        self.intents += 1;
        let mut id = self.device.0;
        id[0] ^= 0xff;
        id[12..].copy_from_slice(&self.intents.to_be_bytes());
        IntentId(id)
    }

    /// Writes a part of a record, and puts the change into the outbox.
    pub(crate) fn write(&mut self, header: &Header, part: Part, now: i64, puts: &[(&str, Scalar)]) -> IntentId {
        let intent = self.intent();
        self.write_for(intent, header, part, now, puts);
        intent
    }

    pub(crate) fn write_for(
        &mut self,
        intent: IntentId,
        header: &Header,
        part: Part,
        now: i64,
        puts: &[(&str, Scalar)],
    ) {
        let actor = self.actor();
        let id = header.id();
        let held = self.records.entry(id).or_default();
        held.header = Some(header.clone());
        let changes = held.parts.entry(part.number()).or_default();
        let puts: Vec<_> = puts.iter().map(|(key, value)| ((*key).to_owned(), value.clone())).collect();
        // What has no effect makes no change.
        let Some(bytes) = changes.write(&actor, now, &puts).unwrap() else { return };
        changes.push(&bytes, None).unwrap();
        self.outbox.push(Offer {
            record: id,
            header: Some(header.bytes()),
            part: part.number(),
            intent,
            change: bytes,
        });
    }

    /// The request that the phone would send now.
    pub(crate) fn request(&self, offers_only: bool) -> Vec<u8> {
        let hello = Hello {
            protocol: PROTOCOL,
            outbox_empty: true,
            offers_only,
            entitlements: self.entitlements.hash.clone(),
            follow: self.follow.clone(),
            cursors: self.cursors.clone(),
            reset: Vec::new(),
        };
        encode_request(&hello, &self.outbox)
    }

    pub(crate) fn caller(&self) -> Caller {
        Caller { device: self.device.0, member: self.member.0 }
    }

    /// One exchange, applied.
    pub(crate) fn sync(&mut self, hub: &Hub, now: i64) -> Brought {
        let answer = hub.exchange(self.caller(), &self.request(false), now).unwrap();
        self.outbox.clear();
        let brought = self.apply(&answer);
        self.drop_unreadable();
        brought
    }

    /// Applies an answer, and checks everything that a phone relies upon.
    pub(crate) fn apply(&mut self, answer: &[u8]) -> Brought {
        let frames = decode_frames(answer).unwrap();
        assert!(matches!(frames.first(), Some(Frame::Welcome(_))));
        self.frames(frames)
    }

    /// Applies frames, of an answer or of a live stream.
    pub(crate) fn frames(&mut self, frames: Vec<Frame>) -> Brought {
        let mut brought = Brought::default();
        let mut moved = BTreeSet::new();
        for frame in frames {
            match frame {
                Frame::Welcome(welcome) => {
                    let set = self.cursors.get_or_insert_with(CursorSet::default);
                    if set.epoch != welcome.epoch {
                        *set = CursorSet { epoch: welcome.epoch, ..CursorSet::default() };
                    }
                    if let Some(entitlements) = welcome.entitlements {
                        self.entitlements = entitlements.clone();
                        brought.entitlements = Some(entitlements);
                    }
                }
                Frame::Fates(fates) => {
                    let accepted = fates.iter().filter(|fate| matches!(fate.answer, Answer::Accepted { .. }));
                    self.accepted.extend(accepted.map(|fate| fate.change));
                    self.drop_refused(&fates);
                    brought.fates = fates;
                }
                Frame::Page(page) => {
                    if page.from == 0 && self.cursor(page.scope.into()) > 0 {
                        // The hub took the set as none: what this answer has not moved stands nowhere.
                        self.cursors.as_mut().unwrap().cursors.retain(|cursor| moved.contains(&cursor.scope));
                    }
                    moved.insert(page.scope);
                    self.page(&page);
                    brought.pages.push(page);
                }
                Frame::Forget(forget) => {
                    let scope = Scope::from(forget.scope);
                    let set = self.cursors.as_mut().unwrap();
                    set.cursors.retain(|cursor| cursor.scope != forget.scope);
                    set.mac = forget.mac;
                    for held in self.records.values_mut() {
                        held.scopes.remove(&scope);
                    }
                    self.drop_unscoped();
                    brought.forgotten.push(scope);
                }
                Frame::End { .. } | Frame::Beat => {}
            }
        }
        brought
    }

    pub(crate) fn cursor(&self, scope: Scope) -> u64 {
        let set = self.cursors.iter().flat_map(|set| &set.cursors);
        set.filter(|cursor| cursor.scope == WireScope::from(scope)).map(|cursor| cursor.seq).next().unwrap_or(0)
    }

    fn page(&mut self, page: &Page) {
        let scope = Scope::from(page.scope);
        if page.from == 0 {
            // A run from the beginning: what does not come again has left.
            for held in self.records.values_mut() {
                held.scopes.remove(&scope);
            }
        } else {
            assert_eq!(page.from, self.cursor(scope), "a page begins where the phone stands");
        }
        let mut last = 0;
        for entry in &page.entries {
            assert!(entry.seq > last, "entries are in the order of their sequences, and none is there twice");
            last = entry.seq;
            self.entry(scope, page, entry);
        }
        let set = self.cursors.as_mut().unwrap();
        set.cursors.retain(|cursor| cursor.scope != page.scope);
        set.cursors.push(Cursor { scope: page.scope, seq: page.to });
        set.cursors.sort_unstable();
        set.mac = page.mac;
        if let Some(digest) = page.digest {
            self.drop_unscoped();
            assert_eq!(digest, self.digest(scope), "the digest is that of the rows");
        }
    }

    pub(crate) fn digest(&self, scope: Scope) -> Digest {
        let mut digest = Digest::default();
        for (id, held) in &self.records {
            if let Some(seq) = held.scopes.get(&scope) {
                digest.add(id, *seq);
            }
        }
        digest
    }

    fn entry(&mut self, scope: Scope, page: &Page, entry: &Entry) {
        let id = entry.record.id(scope.space);
        if entry.gone == Some(Gone::Left) {
            self.records.get_mut(&id).unwrap().scopes.remove(&scope);
            self.drop_unscoped();
            return;
        }
        let held = self.records.entry(id).or_default();
        match entry.record.header(scope.space) {
            Some(header) => held.header = Some(header),
            None => assert!(held.scopes.contains_key(&scope), "a record without header is known in the scope"),
        }
        for news in &entry.changes {
            let seq = entry.seq - news.behind;
            let author = page.authors[usize::try_from(news.author).unwrap()];
            let changes = held.parts.entry(news.part).or_default();
            if let Ok(hash) = <[u8; 32]>::try_from(news.change.as_slice()) {
                let own = changes.iter().find(|change| change.decoded.hash == ChangeHash(hash));
                let own = own.expect("an own change that comes as its hash is there");
                let witness = Witness { seq, rank: own.decoded.claimed + news.rank_after_claim, author };
                let (bytes, decoded) = (own.bytes.clone(), own.decoded.clone());
                changes.push_decoded(bytes, decoded, Some(witness));
            } else {
                let decoded = Decoded::read(&news.change).unwrap();
                let known: BTreeSet<_> = changes.iter().map(|change| change.decoded.hash).collect();
                assert!(decoded.deps.iter().all(|dep| known.contains(dep)), "no dependency is missing");
                let witness = Witness { seq, rank: decoded.claimed + news.rank_after_claim, author };
                changes.push_decoded(news.change.clone(), decoded, Some(witness));
            }
        }
        if let Some(view) = &entry.view {
            held.views.insert(scope.audience, view.clone());
        }
        if let Some(verdict) = &entry.verdict {
            held.verdict = Some(minicbor::decode(verdict).unwrap());
        }
        if let Some(fact) = &entry.fact {
            held.fact = Some(minicbor::decode(fact).unwrap());
        }
        held.queue = entry.queue;
        held.scopes.insert(scope, entry.seq);
    }

    /// What was not accepted goes, with what builds upon it.
    fn drop_refused(&mut self, fates: &[Fate]) {
        let refused = fates.iter().filter(|fate| !matches!(fate.answer, Answer::Accepted { .. }));
        let refused: BTreeSet<_> = refused.map(|fate| fate.change).collect();
        if refused.is_empty() {
            return;
        }
        self.generation += 1;
        for changes in self.records.values_mut().flat_map(|held| held.parts.values_mut()) {
            let mut kept = PartChanges::default();
            for change in changes.iter().filter(|change| !refused.contains(&change.decoded.hash)) {
                kept.push_decoded(change.bytes.clone(), change.decoded.clone(), change.witness);
            }
            *changes = kept;
        }
    }

    /// What no scope gives goes, but for what is pending.
    fn drop_unscoped(&mut self) {
        self.records.retain(|_, held| {
            let pending = held.parts.values().flat_map(PartChanges::iter).any(|change| change.witness.is_none());
            !held.scopes.is_empty() || pending
        });
    }

    /// What was accepted and belongs to no scope that is followed any more goes with the scope.
    fn drop_unreadable(&mut self) {
        let accepted = std::mem::take(&mut self.accepted);
        for held in self.records.values_mut() {
            let Some(kind) = held.header.as_ref().and_then(Header::kind) else { continue };
            let audiences: Vec<_> = held.scopes.keys().filter_map(Scope::audience).collect();
            held.views.retain(|number, _| audiences.iter().any(|audience| audience.number() == *number));
            held.parts.retain(|number, changes| {
                let readers = Part::from_number(*number).map_or(&[][..], |part| kind.readers(part));
                let open = |hash: &ChangeHash| !accepted.contains(hash);
                let pending = changes.iter().any(|change| change.witness.is_none() && open(&change.decoded.hash));
                pending || readers.iter().any(|audience| audiences.contains(audience))
            });
        }
        self.drop_unscoped();
    }

    /// A record as rules see it.
    pub(crate) fn record(&self, id: RecordId) -> Record {
        let held = self.held(id);
        let mut record = Record::known(id, held.header.clone().unwrap());
        let part = |(number, changes): (&u8, &PartChanges)| Some((Part::from_number(*number)?, changes.state()));
        record.parts = held.parts.iter().filter_map(part).collect();
        let kind = record.header.kind().unwrap();
        let view = |(number, bytes): (&u8, &Vec<u8>)| {
            let audience = Audience::from_number(*number)?;
            Some((audience, view::decode(view_keys(kind, audience), bytes).unwrap()))
        };
        record.views = held.views.iter().filter_map(view).collect();
        record.verdict.clone_from(&held.verdict);
        record
    }

    pub(crate) fn held(&self, id: RecordId) -> &Held {
        self.records.get(&id).expect("the phone holds it")
    }

    pub(crate) fn outcome(&self, id: RecordId) -> &Outcome {
        &self.held(id).verdict.as_ref().expect("there is a verdict").outcome
    }
}
