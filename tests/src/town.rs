//! A town: a hub in memory or on disk, phones with their own encrypted stores, a clock that moves by hand, and a
//! network between them that loses, repeats and reorders what it is told to.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use zhijia_client::Done;
use zhijia_hub::exchange::Caller;
use zhijia_hub::hub::{Hub, Keys};
use zhijia_hub::identity::Appointment;
use zhijia_hub::identity::members::NewMember;
use zhijia_model::kinds::{Record, sign_up, title};
use zhijia_model::title_key::TitleFields;
use zhijia_model::{
    Audience, DeviceId, Fact, Header, Intent, IntentId, Kind, Outcome, Part, RecordId, Role, Scalar, Scope, Verdict,
};
use zhijia_store::{Action, Options, Store};
use zhijia_sync::engine::{self, Answering, Store as _};
use zhijia_sync::wire::{Entitlements, Frame, decode_frames, decode_request};

/// 2026-03-02, 08:00 in China.
pub const T: i64 = 1_772_409_600_000;
pub const MINUTE: i64 = 60_000;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;

/// The header of a title that is described by its name and volume.
pub fn title_of(house: RecordId, title: &str, volume: &str) -> Header {
    title::header(house, &TitleFields { title, volume, ..TitleFields::default() })
}

/// What the network does to one exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weather {
    /// Both ways arrive.
    Fair,
    /// The request is lost.
    RequestLost,
    /// The hub acts, the answer is lost.
    AnswerLost,
    /// The request arrives twice; the second answer is the one that comes back.
    Twice,
    /// Only the first frames of the answer arrive.
    Cut(u8),
    /// The answer arrives after the next exchange's answer.
    Late,
    /// Answers that are late arrive among the frames of this one, in an order that the number says.
    Mixed(u16),
    /// The hub does not know the phone's cursors any more, and only the first frames of the answer arrive.
    Disowned(u8),
}

/// A phone: a member's device with a real store in its own folder.
pub struct Phone {
    pub device: DeviceId,
    pub member: RecordId,
    pub home: RecordId,
    pub store: Store,
    dir: TempDir,
    opened: u8,
    /// Whether the hub takes the cursors as none, until a whole answer has come.
    disowned: bool,
    /// Answers that are still on their way.
    late: Vec<(Answering, VecDeque<Frame>)>,
    intents: u64,
}

/// The town.
pub struct Town {
    pub hub: Hub,
    /// Where the hub keeps its ledger, where that is a file.
    file: Option<PathBuf>,
    pub union: RecordId,
    pub now: i64,
    pub phones: Vec<Phone>,
}

impl Town {
    pub fn new() -> Self {
        Self::with(in_memory(), None)
    }

    /// A town whose hub keeps its ledger in a file.
    pub fn on_disk(path: &Path) -> Self {
        Self::with(on_disk(path), Some(path.to_owned()))
    }

    fn with(hub: Hub, file: Option<PathBuf>) -> Self {
        let (union, _) = hub.found("城东区总工会", T).unwrap();
        Self { hub, file, union, now: T, phones: Vec::new() }
    }

    /// The hub ends and is started again, where it keeps its ledger in a file.
    pub fn restart_hub(&mut self) {
        if let Some(file) = self.file.clone() {
            drop(std::mem::replace(&mut self.hub, in_memory()));
            self.hub = on_disk(&file);
        }
    }

    /// A member with roles in the union joins with a new phone; gives the phone's number.
    pub fn join(&mut self, roles: &[Role]) -> usize {
        let device = DeviceId([u8::try_from(self.phones.len() + 1).unwrap(); 16]);
        let roles = roles.iter().map(|role| Appointment { role: role.name().to_owned(), space: self.union.0 });
        let member = NewMember {
            home: self.union.0,
            name: Some("张三".to_owned()),
            roles: roles.collect(),
            device: device.0,
            now_ms: self.now,
        };
        let member = self.hub.join(&member).unwrap();
        self.phones.push(Phone::new(device, member, self.union, self.now));
        self.phones.len() - 1
    }

    /// One exchange of a phone in some weather. Gives whether the phone should come again at once.
    pub fn exchange(&mut self, phone: usize, weather: Weather) -> bool {
        self.now += 1000;
        let now = self.now;
        let phone = &mut self.phones[phone];
        let caller = Caller { device: phone.device.0, member: phone.member.0 };
        if let Weather::Disowned(_) = weather {
            phone.disown(now);
        }
        let request = phone.store.write(|tx| engine::request(tx, false, now)).unwrap();
        if weather == Weather::RequestLost {
            return true;
        }
        let mut answer = self.hub.exchange(caller, &request.body, now).unwrap();
        if weather == Weather::Twice {
            answer = self.hub.exchange(caller, &request.body, now).unwrap();
        }
        let mut frames = decode_frames(&answer).unwrap();
        phone.keeps_the_hubs_cursors(&request.body, &frames);
        match weather {
            Weather::AnswerLost => return true,
            Weather::Cut(after) | Weather::Disowned(after) => frames.truncate(usize::from(after)),
            Weather::Late => {
                phone.late.push((request.answering, frames.into()));
                return true;
            }
            _ => {}
        }
        let mut again = request.more || weather != Weather::Fair;
        let mut answers = std::mem::take(&mut phone.late);
        answers.push((request.answering, frames.into()));
        // The newest first, or mixed.
        let mut order = if let Weather::Mixed(order) = weather { usize::from(order) } else { 0 };
        while !answers.is_empty() {
            let at = answers.len() - 1 - order % answers.len();
            order = order.rotate_right(3);
            let (exchange, frames) = &mut answers[at];
            let Some(frame) = frames.pop_front() else {
                answers.remove(at);
                continue;
            };
            let effects = phone.store.write_fetched(|tx| engine::receive(tx, exchange, &frame, now)).unwrap();
            again |= effects.ended == Some(true) || effects.rewritten > 0 || effects.mismatch || effects.skipped > 0;
            assert_eq!(effects.parked, 0, "nothing honest is parked");
        }
        // A whole answer has come, and what is late has not undone it.
        phone.disowned &= weather != Weather::Fair;
        again
    }

    /// Fair weather until no phone has anything to do; gives the number of rounds.
    pub fn quiet(&mut self) -> usize {
        for round in 1..=12 {
            let mut again = false;
            for phone in 0..self.phones.len() {
                again |= self.exchange(phone, Weather::Fair);
            }
            if !again && round > 2 {
                return round;
            }
        }
        panic!("the town does not come to rest");
    }

    /// What must be true after quiet: no work is left, and every phone holds what the hub would send to one that begins.
    pub fn agrees(&self) {
        for n in 0..self.phones.len() {
            let phone = &self.phones[n];
            let status = phone.store.read(|dao| dao.status()).unwrap();
            assert_eq!(status.recorded + status.sent + status.accepted, 0, "phone {n} still has work: {status:?}");
            assert_eq!(status.parked, 0, "phone {n}");
            let (ours, fresh) = (phone.holdings(), self.fresh_copy(n).holdings());
            let missing: BTreeSet<_> = fresh.keys().filter(|id| !ours.contains_key(id)).collect();
            assert!(missing.is_empty(), "phone {n} lacks {missing:?}");
            for (id, holding) in &ours {
                assert_eq!(Some(holding), fresh.get(id), "phone {n} holds {id} otherwise than the hub");
            }
        }
    }

    /// What the hub would send to a device of this member that has nothing yet.
    pub fn fresh_copy(&self, phone: usize) -> Phone {
        let phone = &self.phones[phone];
        // A device that wrote nothing gets every change in full.
        let mut copy = Phone::new(DeviceId([0xee; 16]), phone.member, phone.home, self.now);
        for house in phone.store.write(|tx| tx.followed()).unwrap() {
            copy.store.write(|tx| tx.follow(house)).unwrap();
        }
        for _ in 0..4 {
            let mut request = copy.store.write(|tx| engine::request(tx, false, self.now)).unwrap();
            let caller = Caller { device: copy.device.0, member: copy.member.0 };
            let answer = self.hub.exchange(caller, &request.body, self.now).unwrap();
            for frame in decode_frames(&answer).unwrap() {
                copy.store.write(|tx| engine::receive(tx, &mut request.answering, &frame, self.now)).unwrap();
            }
            copy.intents += 1;
        }
        copy
    }
}

impl Default for Town {
    fn default() -> Self {
        Self::new()
    }
}

impl Phone {
    fn new(device: DeviceId, member: RecordId, home: RecordId, now: i64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = open(dir.path(), device, 1);
        let mine = Scope::new(member, Audience::Mine);
        let first = Entitlements { hash: Vec::new(), member, home: Some(home), scopes: vec![mine.into()] };
        store.write(|tx| tx.set_entitlements(&first, now)).unwrap();
        Self { device, member, home, store, dir, opened: 1, disowned: false, late: Vec::new(), intents: 0 }
    }

    /// The process ends and the app is opened again.
    pub fn restart(&mut self) {
        self.opened = self.opened.wrapping_add(1);
        self.late.clear();
        // The old store must be gone before the lock is free again.
        let elsewhere = tempfile::tempdir().unwrap();
        let placeholder = open(elsewhere.path(), self.device, 0);
        drop(std::mem::replace(&mut self.store, placeholder));
        self.store = open(self.dir.path(), self.device, self.opened);
    }

    /// Closes the store and names its database files.
    pub fn files(&mut self) -> Vec<std::path::PathBuf> {
        self.restart();
        let entries = std::fs::read_dir(self.dir.path()).unwrap().map(|entry| entry.unwrap().path());
        let databases = entries.filter(|path| path.extension().is_some_and(|end| end == "db" || end == "sqlite"));
        databases.collect()
    }

    /// From now on the hub takes this phone's cursors as none, as after a change of the hub's key.
    pub fn disown(&mut self, now: i64) {
        let scopes = self.store.read(|dao| dao.scopes()).unwrap();
        let Some(one) = scopes.first() else { return };
        let mut mac = [0xbb; 16];
        mac[..8].copy_from_slice(&now.to_be_bytes());
        self.disowned = true;
        self.store.write(|tx| tx.advance(one.scope, one.cursor, mac, false, now)).unwrap();
    }

    /// Whatever came in which order: what the phone says of where it stands is what the hub said of it, so that nothing
    /// comes from the beginning without need.
    fn keeps_the_hubs_cursors(&self, request: &[u8], answer: &[Frame]) {
        let (hello, _) = decode_request(request).unwrap();
        let cursors = hello.cursors.filter(|_| !self.disowned).map(|set| set.cursors).unwrap_or_default();
        for page in answer.iter().filter_map(|frame| if let Frame::Page(page) = frame { Some(page) } else { None }) {
            let stood = cursors.iter().any(|cursor| cursor.scope == page.scope) && !hello.reset.contains(&page.scope);
            assert!(page.from > 0 || !stood, "the hub does not know the phone's cursors");
        }
    }

    /// An intent that no other action has.
    pub fn intent(&mut self) -> IntentId {
        self.intents += 1;
        let mut id = self.device.0;
        id[0] ^= 0xff;
        id[8..].copy_from_slice(&self.intents.to_be_bytes());
        IntentId(id)
    }

    /// Writes one part of one record.
    pub fn act(&mut self, header: &Header, part: Part, now: i64, puts: Vec<(String, Scalar)>) -> RecordId {
        let action = Action {
            intent: self.intent(),
            code: "test".to_owned(),
            version: 1,
            header: header.clone(),
            part,
            puts,
            input: Vec::new(),
            seen: Vec::new(),
        };
        self.store.write(|tx| tx.act(&action, now)).unwrap();
        header.id()
    }

    /// Does what a person can do; an error says what stands in the way, and nothing is written then.
    pub fn perform(&mut self, intent: &Intent, now: i64) -> Result<(IntentId, Done), zhijia_client::Error> {
        let id = self.intent();
        self.store.write(|tx| zhijia_client::perform(tx, intent, id, now)).map(|done| (id, done))
    }

    /// Signs up for an event, or withdraws.
    pub fn ask(&mut self, event: RecordId, wants_in: bool, now: i64) -> RecordId {
        let header = Header::new(Kind::SignUp, event, Some(self.member), sign_up::GROUP);
        let ask = self.intent();
        let is = if wants_in { "in" } else { "out" };
        let puts = vec![
            (format!("ask/{ask}/is"), is.into()),
            (format!("ask/{ask}/at"), now.into()),
            ("name".to_owned(), "张三".into()),
        ];
        self.act(&header, Part::Member, now, puts)
    }

    /// A record as this phone holds it.
    pub fn record(&self, id: RecordId) -> Option<Record> {
        self.store.read(|dao| dao.record(id)).unwrap()
    }

    /// All that this phone holds of the kinds that can be read, in a form that can be compared: accepted and pending
    /// parts by their changes, views, verdict.
    pub fn holdings(&self) -> BTreeMap<RecordId, Holding> {
        let mut out = BTreeMap::new();
        for kind in Kind::ALL {
            for record in self.store.read(|dao| dao.records_of_kind(*kind)).unwrap() {
                let mut changes = BTreeSet::new();
                for part in kind.parts() {
                    for change in self.store.read(|dao| dao.part(record.id, *part)).unwrap().iter() {
                        changes.insert((part.number(), change.decoded.hash, change.witness.map(|w| (w.seq, w.rank))));
                    }
                }
                let views = record.views.iter().map(|(audience, state)| (*audience, format!("{state:?}"))).collect();
                let waits =
                    matches!(record.verdict.as_ref().map(|verdict| &verdict.outcome), Some(Outcome::Waiting { .. }));
                let queue = record.queue.filter(|_| waits);
                // A pass is made of what is true when its page is built.
                let (verdict, fact) = (record.verdict, record.fact.filter(|fact| !matches!(fact, Fact::Pass { .. })));
                out.insert(record.id, Holding { changes, views, verdict, fact, queue });
            }
        }
        out
    }
}

/// One change of a part: the part, the change, and the sequence and rank where the hub has it.
pub type Written = (u8, zhijia_model::ChangeHash, Option<(u64, i64)>);

/// What a phone holds of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holding {
    /// Part, change, and what the hub said of it: sequence and rank.
    pub changes: BTreeSet<Written>,
    pub views: BTreeMap<Audience, String>,
    pub verdict: Option<Verdict>,
    pub fact: Option<Fact>,
    pub queue: Option<u32>,
}

fn in_memory() -> Hub {
    Hub::memory(Keys::from_seed(&[7; 32]), [9; 16]).unwrap()
}

fn on_disk(path: &Path) -> Hub {
    Hub::open(path, Keys::from_seed(&[7; 32]), [9; 16]).unwrap()
}

fn open(dir: &Path, device: DeviceId, opened: u8) -> Store {
    let mut random = [opened; 32];
    random[0] = device.0[0];
    Store::open(Options { dir: dir.into(), key: [5; 32], device, random }).unwrap()
}
