//! The day of an event at its door: how many of those who are expected are here, whether this phone is ready, who
//! stands at which gate.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::event::{self, Absence, DeskState};
use zhijia_model::kinds::sign_up::{self, SignUpStatus};
use zhijia_model::{Kind, Outcome, RecordId};
use zhijia_store::StoredRecord;

use super::text;
use crate::error::Error;
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words::{self, StateText};

/// An event at its door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EventDay {
    /// The event's id.
    pub id: String,
    /// People with a place.
    pub expected: u32,
    /// How many of them are here, or were.
    pub here: u32,
    /// People who are here, or were, without a place.
    pub walk_ins: u32,
    /// People who are inside now.
    pub inside: u32,
    /// Whether this phone knows of everybody, and as of when: to be looked at before the doors open.
    pub readiness: StateText,
    /// Whether it does.
    pub ready: bool,
    /// The check-in lists, by name.
    pub lists: Vec<String>,
    /// The phones at the door.
    pub desks: Vec<DeskItem>,
    /// At which list this phone stands; none where it is not at the door. Empty where there is one list.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub at_list: Option<String>,
    /// Whether it may be said that somebody did not come, and why not yet.
    pub absence: StateText,
    /// How many did not come, where that may be said.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub absent: Option<u32>,
    /// What was handed out.
    pub handed_out: Vec<HandedOut>,
}

/// A phone at the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DeskItem {
    /// The phone's id.
    pub device: String,
    /// It is this phone.
    pub mine: bool,
    /// At which list; empty where there is one.
    pub list: String,
    /// Since when, in milliseconds.
    pub opened_ms: i64,
    /// How it stands.
    pub state: StateText,
    /// Whether it is waited for, and may be done without.
    pub can_waive: bool,
}

/// How often something was handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HandedOut {
    /// What.
    pub what: String,
    /// How often, to whomever.
    pub count: u32,
}

impl Row for EventDay {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What one sign-up counts for.
#[derive(Debug, Default)]
#[allow(clippy::struct_excessive_bools, reason = "each is a number of its own")]
struct Counted {
    held: bool,
    expected: bool,
    here: bool,
    inside: bool,
    gifts: Vec<String>,
}

impl Counted {
    fn of(record: &Record, event: &Record) -> Self {
        let status = sign_up::status(Some(record), Some(event), 0);
        let verdict = record.verdict.as_ref().map(|verdict| &verdict.outcome);
        Self {
            held: matches!(verdict, Some(Outcome::Seat { .. } | Outcome::Waiting { .. })),
            expected: matches!(status, SignUpStatus::Seat { .. }),
            here: sign_up::present(record).is_some(),
            inside: sign_up::present(record).is_some() && sign_up::at_door(record).inside,
            gifts: sign_up::handed_out(record).into_iter().map(|(_, what, _)| text(Some(what))).collect(),
        }
    }
}

/// One row: the event, with what each of its sign-ups counts for.
pub(crate) struct Day {
    event: RecordId,
    /// Whether the event was cancelled; `None` where the phone does not hold it.
    cancelled: Option<bool>,
    people: HashMap<RecordId, Counted>,
}

impl Day {
    pub(crate) fn new(event: RecordId) -> Self {
        Self { event, cancelled: None, people: HashMap::new() }
    }

    fn sum(&self, of: impl Fn(&Counted) -> bool) -> u32 {
        u32::try_from(self.people.values().filter(|one| of(one)).count()).unwrap_or(u32::MAX)
    }

    fn row(&self, at: &Snapshot<'_>, one: &StoredRecord) -> Result<EventDay, Error> {
        let record = &one.record;
        let (taken, waiting) = event::seats(record);
        let (held, of) = (self.sum(|one| one.held), taken.saturating_add(waiting));
        let as_of = at.as_of(one)?;
        let device = at.inner.device();
        let desks = event::desks(record);
        let mine = desks.iter().find(|desk| desk.device == device && desk.state == DeskState::Open);
        let absence = event::absence(record, at.now);
        if let Absence::NotBefore(from) = absence {
            at.turns_at(from);
        }
        let absent = (absence == Absence::Known).then(|| self.sum(|one| one.expected && !one.here));
        let mut handed: BTreeMap<&str, u32> = BTreeMap::new();
        for what in self.people.values().flat_map(|one| &one.gifts) {
            *handed.entry(what).or_default() += 1;
        }
        let item = |desk: &event::AtDesk<'_>| DeskItem {
            device: desk.device.to_string(),
            mine: desk.device == device,
            list: text(Some(desk.list)),
            opened_ms: desk.opened,
            state: words::desk(desk.state),
            can_waive: desk.state == DeskState::Open && desk.device != device,
        };
        Ok(EventDay {
            id: record.id.to_string(),
            expected: self.sum(|one| one.expected),
            here: self.sum(|one| one.expected && one.here),
            walk_ins: self.sum(|one| !one.expected && one.here),
            inside: self.sum(|one| one.inside),
            readiness: words::readiness(held, of, as_of),
            ready: held >= of && as_of.is_some(),
            lists: event::check_in_lists(record),
            desks: desks.iter().map(item).collect(),
            at_list: mine.map(|desk| text(Some(desk.list))),
            absence: words::absence(&absence, absent),
            absent,
            handed_out: handed.into_iter().map(|(what, count)| HandedOut { what: what.to_owned(), count }).collect(),
        })
    }

    fn held(&self, at: &Snapshot<'_>) -> Result<Option<StoredRecord>, Error> {
        Ok(at.dao.stored(self.event)?.filter(|one| one.record.header.kind() == Some(Kind::Event)))
    }

    fn put(&self, at: &Snapshot<'_>, event: &StoredRecord, out: &mut Answer<EventDay>) -> Result<(), Error> {
        let row = self.row(at, event)?;
        out.put(Key::new(0, 0, &row.id), row);
        Ok(())
    }
}

impl List for Day {
    type Row = EventDay;

    fn needs(&self) -> Needs {
        Needs::default().one(Kind::Event, self.event).within(Kind::SignUp, self.event).dated(true)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<EventDay>) -> Result<(), Error> {
        self.people.clear();
        let event = self.held(at)?;
        self.cancelled = event.as_ref().map(|event| event::is_cancelled(&event.record));
        let Some(event) = event else { return Ok(()) };
        for one in at.dao.stored_in(Kind::SignUp, self.event)? {
            self.people.insert(one.record.id, Counted::of(&one.record, &event.record));
        }
        self.put(at, &event, out)
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<EventDay>) -> Result<(), Error> {
        let event = self.held(at)?;
        let cancelled = event.as_ref().map(|event| event::is_cancelled(&event.record));
        let Some(event) = event.filter(|_| cancelled == self.cancelled) else {
            out.whole = true;
            return self.all(at, out);
        };
        for (id, _) in what.of(Kind::SignUp) {
            match at.dao.record(id)? {
                Some(record) => drop(self.people.insert(id, Counted::of(&record, &event.record))),
                None => drop(self.people.remove(&id)),
            }
        }
        self.put(at, &event, out)
    }
}
