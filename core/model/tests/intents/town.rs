//! Records in memory, and one person after another who acts on them.

use std::collections::BTreeMap;

use zhijia_model::calendar::china_date;
use zhijia_model::intents::events::{CreateEvent, EventDraft};
use zhijia_model::intents::members::Join;
use zhijia_model::intents::{Context, Intent, Writes};
use zhijia_model::kinds::{Record, hold, loan};
use zhijia_model::{
    Actor, Code, DeviceId, Header, IntentId, Kind, Outcome, Part, PartChanges, RecordId, Refusal, Verdict, Witness,
};

pub(crate) const T: i64 = 1_772_409_600_000;
pub(crate) const HOUR: i64 = 3_600_000;
pub(crate) const DAY: i64 = 24 * HOUR;
pub(crate) const UNION: RecordId = RecordId([1; 16]);

/// Records in memory, and one person after another who acts on them.
pub(crate) struct Town {
    pub(crate) device: u8,
    pub(crate) me: RecordId,
    pub(crate) now: i64,
    pub(crate) ids: u8,
    pub(crate) records: BTreeMap<RecordId, Record>,
    pub(crate) parts: BTreeMap<(RecordId, Part), PartChanges>,
}

impl Context for Town {
    type Error = Refusal;

    fn me(&self) -> RecordId {
        self.me
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn home(&self, _: RecordId) -> Result<Option<RecordId>, Refusal> {
        Ok(Some(UNION))
    }

    fn record(&self, id: RecordId) -> Result<Option<Record>, Refusal> {
        Ok(self.records.get(&id).cloned())
    }

    fn records_of(&self, kind: Kind, person: RecordId) -> Result<Vec<Record>, Refusal> {
        let of = |one: &&Record| one.header.kind() == Some(kind) && one.header.owner == Some(person);
        Ok(self.records.values().filter(of).cloned().collect())
    }

    fn loans_of_copy(&self, house: RecordId, title: RecordId, copy: &str) -> Result<Vec<Record>, Refusal> {
        let of = |one: &&Record| {
            one.header.kind() == Some(Kind::Loan)
                && one.header.space == house
                && loan::copy(one) == copy
                && one.part(Part::Keeper).id("title").one() == Some(title)
        };
        Ok(self.records.values().filter(of).cloned().collect())
    }

    fn out_of_title(&self, house: RecordId, title: RecordId) -> Result<u32, Refusal> {
        let of = |one: &&Record| {
            one.header.kind() == Some(Kind::Loan)
                && one.header.space == house
                && loan::read(one).title().one() == Some(title)
                && matches!(loan::status(one, china_date(self.now)), loan::LoanStatus::Out { .. })
        };
        Ok(u32::try_from(self.records.values().filter(of).count()).unwrap())
    }

    fn holds_of(&self, house: RecordId, title: RecordId) -> Result<Vec<Record>, Refusal> {
        let of = |one: &&Record| {
            one.header.kind() == Some(Kind::Hold)
                && one.header.space == house
                && hold::title_of(&one.header) == Some(title)
        };
        Ok(self.records.values().filter(of).cloned().collect())
    }
}

impl Town {
    pub(crate) fn new() -> Self {
        let mut town =
            Self { device: 1, me: RecordId::CITY, now: T, ids: 0, records: BTreeMap::new(), parts: BTreeMap::new() };
        town.become_member("王小明");
        town
    }

    pub(crate) fn become_member(&mut self, name: &str) -> RecordId {
        self.ids += 1;
        let header = Header::new(Kind::Member, RecordId::CITY, None, [self.ids; 16]);
        self.me = header.id();
        self.records.insert(self.me, Record::new(header));
        self.act(Join { name: name.to_owned(), mobile: String::new() }).unwrap()
    }

    /// Does it, and gives the record.
    pub(crate) fn act(&mut self, intent: impl Into<Intent>) -> Result<RecordId, Refusal> {
        Ok(self.act_as(intent)?.0)
    }

    /// Does it, and gives the record with what undoes it.
    pub(crate) fn act_as(&mut self, intent: impl Into<Intent>) -> Result<(RecordId, Option<Intent>), Refusal> {
        let intent = intent.into();
        self.ids += 1;
        let id = IntentId([self.ids; 16]);
        let write = match intent.writes(self, id)? {
            Writes::Nothing(write) => return Ok((write.header.id(), None)),
            Writes::This(write) => write,
        };
        let record = write.header.id();
        let part = self.parts.entry((record, write.part)).or_default();
        let actor = Actor::new(DeviceId([self.device; 16]), [self.ids; 8]);
        if let Some(bytes) = part.write(&actor, self.now, &write.puts).unwrap() {
            let witness = Witness { seq: u64::from(self.ids), rank: self.now, author: self.me };
            part.push(&bytes, Some(witness)).unwrap();
        }
        let state = part.state();
        self.records.entry(record).or_insert_with(|| Record::new(write.header)).parts.insert(write.part, state);
        Ok((record, intent.undo(record, id)))
    }

    pub(crate) fn at(&self, id: RecordId) -> &Record {
        self.records.get(&id).unwrap()
    }

    pub(crate) fn verdict(&mut self, id: RecordId, outcome: Outcome) {
        let verdict = Verdict { judged: u64::MAX, rule: String::new(), outcome, flags: Vec::new() };
        self.records.get_mut(&id).unwrap().verdict = Some(verdict);
    }

    pub(crate) fn event(&mut self, draft: EventDraft) -> RecordId {
        self.act(CreateEvent { union: UNION, draft, publish: true }).unwrap()
    }
}

impl Town {
    /// What another phone wrote arrives.
    pub(crate) fn hears(&mut self, other: &Self) {
        for ((record, part), changes) in &other.parts {
            let mine = self.parts.entry((*record, *part)).or_default();
            for change in changes.iter() {
                mine.push(&change.bytes, change.witness).unwrap();
            }
            let state = mine.state();
            let header = other.at(*record).header.clone();
            self.records.entry(*record).or_insert_with(|| Record::new(header)).parts.insert(*part, state);
        }
    }
}

pub(crate) fn code<T>(done: Result<T, Refusal>) -> Code {
    done.err().map(|refusal| refusal.code).unwrap()
}
