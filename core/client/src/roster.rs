//! An organiser's live roster, and the door: check in, undo, remove, walk in.

use serde::Serialize;
use zhijia_model::intents::events::{CheckIn, RemoveSignUp, RestoreSignUp, WalkIn};
use zhijia_model::kinds::Record;
use zhijia_model::kinds::sign_up::{self, Status, Wish};
use zhijia_model::{Kind, Outcome, RecordId};

use crate::error::Error;
use crate::inner::Inner;
use crate::organise::EventCounts;
use crate::words::{self, StateText, Tone};
use crate::{Client, Row, Watch};

/// The groups of a roster, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RosterGroup {
    /// Has a place.
    Seated,
    /// On the waiting list.
    Waiting,
    /// Withdrawn, removed, or of a cancelled event.
    Out,
}

/// One line of a roster.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RosterItem {
    /// The sign-up's id.
    pub id: String,
    /// Where on the roster.
    pub group: RosterGroup,
    /// The place's number, or the place in the waiting list.
    pub place: Option<u32>,
    /// The name as given.
    pub name: String,
    /// The employer as given.
    pub employer: String,
    /// When the sign-up was made, in milliseconds.
    pub at_ms: i64,
    /// When the person was seen at the door.
    pub present_ms: Option<i64>,
    /// Where the sign-up stands.
    pub state: StateText,
    /// Whether the person is here, in words.
    pub present: Option<StateText>,
    /// Whether checking in makes sense.
    pub can_check_in: bool,
    /// Whether removing makes sense.
    pub can_remove: bool,
    /// The key that the roster is sorted by.
    pub order: i64,
}

impl Row for RosterItem {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Client {
    /// The roster of an event: seats by number, then who waits in order, then who left.
    pub fn roster(&self, event: RecordId) -> Result<Vec<RosterItem>, Error> {
        roster(&self.0, event)
    }

    /// Watches [`Client::roster`].
    pub fn watch_roster(&self, event: RecordId) -> Watch<RosterItem> {
        self.0.watch(move |inner| roster(inner, event))
    }

    /// Checks a person in. Presence is a fact: it is recorded whatever the sign-up's state (E-06, E-C19). Gives
    /// the text that undoes it.
    pub fn check_in(&self, sign_up: RecordId) -> Result<String, Error> {
        Ok(self.perform(CheckIn { sign_up })?.undo_text())
    }

    /// Removes a sign-up, with a reason that the person reads.
    pub fn remove_sign_up(&self, sign_up: RecordId, reason: &str) -> Result<(), Error> {
        self.perform(RemoveSignUp { sign_up, reason: reason.to_owned() }).map(drop)
    }

    /// Takes the removal of a sign-up back.
    pub fn restore_sign_up(&self, sign_up: RecordId) -> Result<(), Error> {
        self.perform(RestoreSignUp { sign_up }).map(drop)
    }

    /// Records a person at the door who did not sign up (E-C19). With a member's card it is that member's sign-up.
    pub fn walk_in(
        &self,
        event: RecordId,
        card: Option<RecordId>,
        name: &str,
        employer: &str,
    ) -> Result<RecordId, Error> {
        let (name, employer) = (name.to_owned(), employer.to_owned());
        Ok(self.perform(WalkIn { event, card, name, employer, another: false })?.record)
    }
}

/// A waiting sign-up's order (E-04).
fn rank(record: &Record) -> Option<(i64, RecordId)> {
    match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Waiting { rank, .. }) if matches!(sign_up::wish(record), Wish::In { .. }) => {
            Some((*rank, record.id))
        }
        _ => None,
    }
}

fn roster(inner: &Inner, event: RecordId) -> Result<Vec<RosterItem>, Error> {
    let Some(event) = inner.record(event)? else { return Ok(Vec::new()) };
    let records = inner.records_in(Kind::SignUp, event.id)?;
    let mut waiting: Vec<_> = records.iter().filter_map(rank).collect();
    waiting.sort_unstable();
    let mut items = Vec::new();
    for mut record in records {
        // The roster holds everyone who waits, so the place is counted here.
        let at = rank(&record).and_then(|rank| waiting.binary_search(&rank).ok());
        record.queue = at.and_then(|at| u32::try_from(at + 1).ok());
        items.push(item(inner, &event, &record)?);
    }
    items.sort_by_key(|item| item.order);
    Ok(items)
}

fn item(inner: &Inner, event: &Record, record: &Record) -> Result<RosterItem, Error> {
    let status = sign_up::status(Some(record), Some(event), inner.now());
    let stage = inner.stage(record.id)?;
    let (name, employer) = sign_up::given(record);
    let at_ms = match sign_up::wish(record) {
        Wish::In { rank, .. } => rank,
        Wish::None | Wish::Out { .. } => sign_up::arrived(record).unwrap_or(0),
    };
    let (group, place) = match &status {
        Status::Seat { number } => (RosterGroup::Seated, Some(*number)),
        Status::WalkIn => (RosterGroup::Seated, None),
        Status::Waiting { place, .. } => (RosterGroup::Waiting, *place),
        Status::Preview(_) => (RosterGroup::Waiting, None),
        _ => (RosterGroup::Out, None),
    };
    let present_ms = sign_up::arrived(record);
    let present = present_ms.map(|at| {
        StateText::new(Tone::Decided, format!("{} 到场", words::clock(at)), format!("Here since {}", words::clock(at)))
    });
    let base: i64 = match group {
        RosterGroup::Seated => 0,
        RosterGroup::Waiting => 1 << 32,
        RosterGroup::Out => 1 << 33,
    };
    Ok(RosterItem {
        id: record.id.to_string(),
        group,
        place,
        name: name.to_owned(),
        employer: employer.to_owned(),
        at_ms,
        present_ms,
        state: words::sign_up(&status, stage, inner.as_of(Some(event))?),
        present,
        can_check_in: present_ms.is_none() && group != RosterGroup::Out,
        can_remove: group != RosterGroup::Out && sign_up::removed(record).is_none(),
        order: base + i64::from(place.unwrap_or(u32::MAX >> 1)),
    })
}

/// The numbers of an event over the roster that this phone holds.
pub(crate) fn counts(inner: &Inner, event: &Record) -> Result<EventCounts, Error> {
    let mut counts = EventCounts { seated: 0, waiting: 0, present: 0, as_of_ms: inner.as_of(Some(event))? };
    for record in inner.records_in(Kind::SignUp, event.id)? {
        match sign_up::status(Some(&record), Some(event), inner.now()) {
            Status::Seat { .. } => counts.seated += 1,
            Status::Waiting { .. } | Status::Preview(_) => counts.waiting += 1,
            _ => {}
        }
        counts.present += u32::from(sign_up::present(&record).is_some());
    }
    Ok(counts)
}
