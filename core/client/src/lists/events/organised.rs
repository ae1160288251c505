//! The events that this phone organises, with how many come.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Serialize;
use zhijia_model::kinds::sign_up::{self, SignUpStatus};
use zhijia_model::kinds::{Record, event};
use zhijia_model::{Kind, Part, RecordId};
use zhijia_store::StoredRecord;

use super::browse::{EventItem, item};
use crate::error::Error;
use crate::lists::snapshot::Fresh;
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, StateText};

/// An event as its organiser sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct OrganisedEvent {
    /// The event's id, as in `event`: every row of a list has one.
    #[serde(skip)]
    pub id: String,
    /// What a member sees of it too.
    #[serde(flatten)]
    pub event: EventItem,
    /// How many of how many.
    pub counts: EventCounts,
    /// Whether what was written has arrived.
    pub state: StateText,
    /// Whether the places can be settled now.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub can_settle: bool,
}

/// The numbers of an event, counted over the roster that this phone holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EventCounts {
    /// People with a place.
    pub seated: u32,
    /// People who wait.
    pub waiting: u32,
    /// People seen at the door and not removed.
    pub present: u32,
    /// As of when.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub as_of_ms: Option<i64>,
}

impl Row for OrganisedEvent {
    fn id(&self) -> &str {
        &self.id
    }
}

/// The events of which this phone holds the organiser's part, soonest first.
#[derive(Default)]
pub(crate) struct Organised {
    fresh: Fresh,
    events: BTreeMap<RecordId, Line>,
}

/// An event with what each of its sign-ups counts for.
struct Line {
    event: StoredRecord,
    people: HashMap<RecordId, Counted>,
    counts: EventCounts,
}

/// What one sign-up counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Counted {
    seated: bool,
    waiting: bool,
    present: bool,
}

impl Counted {
    /// Of a cancelled event nobody is seated or waits.
    fn of(record: &Record, cancelled: bool) -> Self {
        let status = sign_up::status(Some(record), None, 0);
        Self {
            seated: !cancelled && matches!(status, SignUpStatus::Seat { .. }),
            waiting: !cancelled && status.waits(),
            present: sign_up::arrived(record).is_some() && !matches!(status, SignUpStatus::Removed { .. }),
        }
    }
}

impl Line {
    fn read(at: &Snapshot<'_>, event: StoredRecord) -> Result<Self, Error> {
        let cancelled = event::is_cancelled(&event.record);
        let counts = EventCounts { seated: 0, waiting: 0, present: 0, as_of_ms: None };
        let mut line = Self { event, people: HashMap::new(), counts };
        for one in at.dao.stored_in(Kind::SignUp, line.event.record.id)? {
            line.count(one.record.id, Counted::of(&one.record, cancelled));
        }
        Ok(line)
    }

    fn count(&mut self, id: RecordId, now: Counted) {
        let was = if now == Counted::default() { self.people.remove(&id) } else { self.people.insert(id, now) };
        let was = was.unwrap_or_default();
        let step = |count: &mut u32, was: bool, now: bool| *count = *count + u32::from(now) - u32::from(was);
        step(&mut self.counts.seated, was.seated, now.seated);
        step(&mut self.counts.waiting, was.waiting, now.waiting);
        step(&mut self.counts.present, was.present, now.present);
    }

    fn row(&mut self, at: &Snapshot<'_>) -> Result<(Key, OrganisedEvent), Error> {
        self.counts.as_of_ms = at.as_of(&self.event)?;
        let state = stage(self.event.progress).map_or_else(words::accepted, words::pending);
        let event = item(at, &self.event, None)?;
        let can_settle = event::may_settle(&self.event.record, at.now);
        let row = OrganisedEvent { id: event.id.clone(), event, counts: self.counts, state, can_settle };
        Ok((Key::new(row.event.order, 0, &row.id), row))
    }
}

impl List for Organised {
    type Row = OrganisedEvent;

    fn needs(&self) -> Needs {
        let needs = Needs::default().all(Kind::Event).all(Kind::Union);
        let needs = self.events.keys().fold(needs, |needs, event| needs.within(Kind::SignUp, *event));
        needs.dated(!self.events.is_empty())
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<OrganisedEvent>) -> Result<(), Error> {
        self.fresh.clone_from(at.fresh()?);
        self.events.clear();
        for one in at.dao.stored_of_kind(Kind::Event)?.into_iter().filter(is_organised) {
            let mut line = Line::read(at, one)?;
            let (key, row) = line.row(at)?;
            self.events.insert(line.event.record.id, line);
            out.put(key, row);
        }
        Ok(())
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<OrganisedEvent>) -> Result<(), Error> {
        let mut ids = BTreeSet::new();
        for (id, _) in what.of(Kind::Event) {
            ids.insert(id);
            match at.dao.stored(id)?.filter(is_organised) {
                None => drop(self.events.remove(&id)),
                Some(event) => match self.events.get_mut(&id) {
                    Some(line) if event::is_cancelled(&line.event.record) == event::is_cancelled(&event.record) => {
                        line.event = event;
                    }
                    _ => drop(self.events.insert(id, Line::read(at, event)?)),
                },
            }
        }
        for (id, one) in what.of(Kind::SignUp) {
            let Some(line) = self.events.get_mut(&one.space) else { continue };
            let cancelled = event::is_cancelled(&line.event.record);
            let record = at.dao.record(id)?;
            line.count(id, record.map(|record| Counted::of(&record, cancelled)).unwrap_or_default());
            ids.insert(one.space);
        }
        // A union's new name, or another minute as of which all is known, stands in every row.
        if what.changed.touches(Kind::Union) || (what.as_of() && *at.fresh()? != self.fresh) {
            self.fresh.clone_from(at.fresh()?);
            ids.extend(self.events.keys());
        }
        for id in ids {
            let row = self.events.get_mut(&id).map(|line| line.row(at)).transpose()?;
            out.set(id, row);
        }
        Ok(())
    }
}

/// Only an organiser's phone holds the part itself.
fn is_organised(one: &StoredRecord) -> bool {
    one.record.parts.contains_key(&Part::Organiser)
}
