//! A phone of an organiser, keeper and member without a hub, and what can happen to its store.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use zhijia_model::intents::members::Join;
use zhijia_model::kinds::sign_up;
use zhijia_model::{
    Actor, Audience, Decoded, DeviceId, Header, Kind, Outcome, Part, RecordId, Scalar, Scope, Verdict, Witness,
};
use zhijia_store::Action;
use zhijia_sync::engine::{Fetched, Store as _};
use zhijia_sync::wire::Entry;

use crate::{Client, Options};

/// 2026-03-02, 08:00 in China.
pub(super) const T: i64 = 1_772_409_600_000;
pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

pub(super) struct Town {
    _dir: tempfile::TempDir,
    pub(super) client: Client,
    pub(super) clock: Arc<AtomicI64>,
    pub(super) union: RecordId,
    pub(super) me: RecordId,
    pub(super) events: [RecordId; 2],
    pub(super) house: RecordId,
    pub(super) plan: RecordId,
    pub(super) seq: u64,
}

impl Town {
    pub(super) fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let clock = Arc::new(AtomicI64::new(T));
        let told = Arc::clone(&clock);
        let clock_of_phone: crate::Clock = Arc::new(move || told.load(Ordering::Acquire));
        let hub = "http://127.0.0.1:9".to_owned();
        let options = Options { dir: dir.path().into(), key: [5; 32], hub, ca: None, clock: Some(clock_of_phone) };
        let client = Client::open(options).unwrap();
        let member = Header::new(Kind::Member, RecordId::CITY, None, [2; 16]);
        let union = Header::new(Kind::Union, RecordId::CITY, None, [1; 16]);
        let me = member.id();
        let own = Join { name: "王小明".to_owned(), mobile: String::new() };
        client.0.joined_as(own, &member, union.id(), &[7; 32]).unwrap();
        let within = |kind, salt| Header::new(kind, union.id(), None, [salt; 16]);
        let (events, house, plan) =
            ([within(Kind::Event, 3), within(Kind::Event, 4)], within(Kind::House, 5), within(Kind::Plan, 6));
        let ids = [events[0].id(), events[1].id()];
        let mut town = Self {
            _dir: dir,
            client,
            clock,
            union: union.id(),
            me,
            events: ids,
            house: house.id(),
            plan: plan.id(),
            seq: 0,
        };
        town.foreign(&union, Part::Staff, Audience::Public, &[("name".to_owned(), "城东区总工会".into())]);
        for event in &events {
            let puts = [("title", "篮球赛".into()), ("starts", Scalar::Int(T + DAY)), ("published", Scalar::Int(T))];
            town.foreign(event, Part::Organiser, Audience::Organiser, &owned(puts));
        }
        town.foreign(&house, Part::Keeper, Audience::Keeper, &[("name".to_owned(), "城东职工书屋".into())]);
        let puts = [
            ("name", "住院互助".into()),
            ("payer", "union".into()),
            ("period_from", "2026-04-01".into()),
            ("period_to", "2027-03-31".into()),
            ("closes", Scalar::Int(T + 2 * DAY)),
        ];
        town.foreign(&plan, Part::Office, Audience::Public, &owned(puts));
        town
    }

    pub(super) fn now(&self) -> i64 {
        self.clock.load(Ordering::Acquire)
    }

    pub(super) fn header(&self, id: RecordId) -> Option<Header> {
        self.client.0.store.read::<_, zhijia_store::Error>(|dao| dao.header(id)).unwrap()
    }

    /// The scope in which this phone follows a record.
    pub(super) fn scope(&self, header: &Header, audience: Audience) -> Scope {
        match header.kind() {
            Some(Kind::Member | Kind::Enrolment | Kind::Appointment) => Scope::new(self.me, Audience::Mine),
            Some(Kind::Loan | Kind::Hold) => Scope::new(self.house, audience),
            _ => Scope::new(self.union, audience),
        }
    }

    /// A page brings what another device wrote.
    pub(super) fn foreign(&mut self, header: &Header, part: Part, audience: Audience, puts: &[(String, Scalar)]) {
        self.seq += 1;
        let (id, seq, now) = (header.id(), self.seq, self.now());
        let scope = self.scope(header, audience);
        let write = self.client.0.store.write_fetched::<_, zhijia_store::Error>(|tx| {
            tx.put_header(header)?;
            let changes = tx.part(id, part.number())?;
            let actor = Actor::new(DeviceId([9; 16]), [u8::try_from(seq % 251).unwrap(); 8]);
            if let Some(bytes) = changes.write(&actor, now, puts)? {
                let decoded = Decoded::read(&bytes)?;
                let witness = Witness { seq, rank: now, author: RecordId([8; 16]) };
                let fetched = Fetched { bytes: &bytes, decoded: &decoded };
                tx.accept(id, part.number(), decoded.hash, Some(fetched), witness)?;
            }
            tx.enter(scope, id, seq)
        });
        // What was erased for good takes nothing any more.
        let _erased = write;
    }

    /// The hub says something of a record that is here.
    pub(super) fn told(&mut self, id: RecordId, audience: Audience, entry: Entry) {
        let Some(header) = self.header(id) else { return };
        self.seq += 1;
        let entry = Entry { seq: self.seq, ..entry };
        let scope = self.scope(&header, audience);
        let write = self.client.0.store.write_fetched::<_, zhijia_store::Error>(|tx| {
            tx.put_values(scope, id, &entry)?;
            tx.enter(scope, id, entry.seq)
        });
        write.unwrap();
    }

    pub(super) fn judged(&mut self, id: RecordId, audience: Audience, outcome: Outcome) {
        let verdict = Verdict { judged: self.seq, rule: "E-C1".to_owned(), outcome, flags: Vec::new() };
        self.told(id, audience, Entry { verdict: Some(minicbor::to_vec(verdict).unwrap()), ..Entry::default() });
    }

    /// The person of this phone does something.
    pub(super) fn own(&self, header: Header, part: Part, puts: Vec<(String, Scalar)>) {
        let intent = self.client.0.intent();
        let (input, seen) = (Vec::new(), Vec::new());
        let action = Action { intent, code: "test".to_owned(), version: 1, header, part, puts, input, seen };
        // What was erased cannot be written any more.
        let _erased = self.client.0.store.write_fetched(|tx| tx.act(&action, self.now()));
    }

    pub(super) fn title(&self) -> Header {
        Header::new(Kind::Title, self.house, None, [60; 16])
    }

    pub(super) fn sign_up(&self, event: u8, person: u8) -> Header {
        let event = self.events[usize::from(event)];
        match person {
            0 => Header::new(Kind::SignUp, event, Some(self.me), sign_up::GROUP),
            1..4 => Header::new(Kind::SignUp, event, Some(RecordId([person; 16])), sign_up::GROUP),
            _ => Header::new(Kind::SignUp, event, None, [person; 16]),
        }
    }
}

pub(super) fn owned<const N: usize>(puts: [(&str, Scalar); N]) -> Vec<(String, Scalar)> {
    puts.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
