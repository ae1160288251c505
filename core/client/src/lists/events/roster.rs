//! Who comes to an event: the organiser's roster.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use zhijia_model::intents::events::NotHere;
use zhijia_model::kinds::event::{Absence, AskedQuestion};
use zhijia_model::kinds::sign_up::{self, AtDoor, SignUpStatus, Wish};
use zhijia_model::kinds::{Record, event};
use zhijia_model::{Intent, Kind, Outcome, RecordId};
use zhijia_store::{Progress, StoredRecord};

use crate::error::Error;
use crate::lists::events::{AnswerItem, answers, text};
use crate::lists::snapshot::Fresh;
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, Reader, StateText};

/// The groups of a roster, in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
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
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[allow(clippy::struct_excessive_bools, reason = "each is a button of its own")]
pub struct RosterItem {
    /// The sign-up's id.
    pub id: String,
    /// Where on the roster.
    pub group: RosterGroup,
    /// The place's number, or the place in the waiting list.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub place: Option<u32>,
    /// The name as given.
    pub name: String,
    /// The employer as given.
    pub employer: String,
    /// When the sign-up was made, or withdrawn, or the person came without one; in milliseconds.
    pub at_ms: i64,
    /// Which number the sign-up has in the order in which the hub took them; `None` while it is on its way.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub came: Option<u64>,
    /// When the person was seen at the door.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub present_ms: Option<i64>,
    /// Where the sign-up stands.
    pub state: StateText,
    /// Whether the person is here, in words.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub present: Option<StateText>,
    /// What the person answered to what the event asks.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub answers: Vec<AnswerItem>,
    /// Whether the person agreed to what the event says; `None` where it says nothing.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub waiver: Option<StateText>,
    /// Why the organiser should look at it: the person does not meet the event's conditions (E-C13).
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub flag: Option<StateText>,
    /// Whether checking in makes sense.
    pub can_check_in: bool,
    /// Whether the person is inside now.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub inside: bool,
    /// What is to be known of it besides: one code at two gates, what was handed out, who did not come.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub notes: Vec<StateText>,
    /// What undoes the arrival, at any time, for [`Client::undo`](crate::Client::undo): every scan that this phone knows.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub undo_check_in: Option<String>,
    /// Whether the organiser removed the person, and can put them back.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub can_restore: bool,
    /// Whether the organiser's word is needed: the person asked after the close, or the organiser decides on everyone.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub can_admit: bool,
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

/// A waiting sign-up's order (E-04).
type Rank = (i64, RecordId);

/// The roster of an event: seats by number, then who waits in order, then who left.
pub(crate) struct Roster {
    event: RecordId,
    /// What every row follows from; `None` where the phone does not hold the event.
    rules: Option<Rules>,
    fresh: Fresh,
    /// What the event asks, and the version of what one agrees to: in every row.
    asked: Vec<AskedQuestion>,
    waiver: Option<String>,
    /// Who waits, with the row where it follows from the place alone.
    waiting: BTreeMap<Rank, Option<Waits>>,
    ranks: BTreeMap<RecordId, Rank>,
    /// Whose rows say what would come of an ask, or as of when it is known: they follow the event's places too.
    dated: BTreeSet<RecordId>,
}

/// Whether the event was cancelled, how many places it has, until when nothing is settled, and whether it may be said
/// that somebody did not come.
type Rules = (bool, Option<u32>, Option<i64>, bool);

fn rules(at: &Snapshot<'_>, event: &StoredRecord) -> Rules {
    let admission = event::admission(&event.record);
    let absence = event::absence(&event.record, at.now);
    if let Absence::NotBefore(from) = absence {
        at.turns_at(from);
    }
    (admission.cancelled, admission.capacity, event::settles(&event.record), absence == Absence::Known)
}

/// A row of the waiting list.
struct Waits {
    item: RosterItem,
    status: SignUpStatus,
}

/// Whether a row shows as of when it is known.
pub(super) const fn is_dated(status: &SignUpStatus, progress: Progress) -> bool {
    matches!(status, SignUpStatus::Preview(_)) || !matches!(progress, Progress::Settled)
}

/// A preview reads differently when the event's window opens or closes.
pub(super) fn turns(at: &Snapshot<'_>, status: &SignUpStatus, event: Option<&StoredRecord>) {
    if let (SignUpStatus::Preview(_), Some(event)) = (status, event) {
        let admission = event::admission(&event.record);
        at.turns_at(admission.opens);
        at.turns_at(admission.closes.saturating_add(1));
        at.turns_at(event::over(&event.record).map_or(i64::MAX, |over| over.saturating_add(1)));
    }
}

/// What an event asks, and the version of what one agrees to.
fn asked(event: &Record) -> (Vec<AskedQuestion>, Option<String>) {
    (event::questions(event), event::waiver(event).map(|waiver| waiver.version))
}

fn rank(record: &Record) -> Option<Rank> {
    match record.verdict.as_ref().map(|verdict| &verdict.outcome) {
        Some(Outcome::Waiting { rank, .. }) if matches!(sign_up::wish(record), Wish::In { .. }) => {
            Some((*rank, record.id))
        }
        _ => None,
    }
}

impl List for Roster {
    type Row = RosterItem;

    fn needs(&self) -> Needs {
        let needs = Needs::default().one(Kind::Event, self.event).within(Kind::SignUp, self.event);
        needs.dated(!self.dated.is_empty())
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<RosterItem>) -> Result<(), Error> {
        self.fresh.clone_from(at.fresh()?);
        self.waiting.clear();
        self.ranks.clear();
        self.dated.clear();
        let event = at.dao.stored(self.event)?;
        self.rules = event.as_ref().map(|event| rules(at, event));
        let Some(event) = event else { return Ok(()) };
        (self.asked, self.waiver) = asked(&event.record);
        let all = at.dao.stored_in(Kind::SignUp, self.event)?;
        for one in &all {
            self.line_up(one);
        }
        let places = self.places();
        for one in all {
            let place = self.ranks.get(&one.record.id).and_then(|rank| places.get(rank)).copied();
            self.set(at, &event, one, place, out)?;
        }
        Ok(())
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<RosterItem>) -> Result<(), Error> {
        let event = at.dao.stored(self.event)?;
        if self.rules != event.as_ref().map(|event| rules(at, event)) {
            out.whole = true;
            return self.all(at, out);
        }
        let Some(event) = event else { return Ok(()) };
        if what.of(Kind::Event).next().is_some() && asked(&event.record) != (self.asked.clone(), self.waiver.clone()) {
            out.whole = true;
            return self.all(at, out);
        }
        let mut ids: BTreeSet<_> = what.of(Kind::SignUp).map(|(id, _)| id).collect();
        let moved_on = what.as_of() && *at.fresh()? != self.fresh;
        if moved_on || what.of(Kind::Event).next().is_some() {
            self.fresh.clone_from(at.fresh()?);
            ids.extend(&self.dated);
        }
        let mut lined_up = false;
        let mut changed = Vec::with_capacity(ids.len());
        for id in ids {
            let one = at.dao.stored(id)?;
            lined_up |= match &one {
                Some(one) => self.line_up(one),
                None => self.forget(id),
            };
            changed.push((id, one));
        }
        let ranked = changed.iter().any(|(id, _)| self.ranks.contains_key(id));
        let places = if lined_up || ranked { self.places() } else { BTreeMap::new() };
        let mut again = Vec::new();
        if lined_up {
            again = self.move_up(&places, out);
        }
        for (id, one) in changed {
            let place = self.ranks.get(&id).and_then(|rank| places.get(rank)).copied();
            match one {
                Some(one) => self.set(at, &event, one, place, out)?,
                None => out.gone.push(id.to_string()),
            }
            again.retain(|other| *other != id);
        }
        for id in again {
            let place = self.ranks.get(&id).and_then(|rank| places.get(rank)).copied();
            if let Some(one) = at.dao.stored(id)? {
                self.set(at, &event, one, place, out)?;
            }
        }
        Ok(())
    }
}

impl Roster {
    pub(crate) const fn new(event: RecordId) -> Self {
        Self {
            event,
            rules: None,
            fresh: Fresh::new(),
            asked: Vec::new(),
            waiver: None,
            waiting: BTreeMap::new(),
            ranks: BTreeMap::new(),
            dated: BTreeSet::new(),
        }
    }

    /// Notes whether, and where, a sign-up waits; says whether places may have moved.
    fn line_up(&mut self, one: &StoredRecord) -> bool {
        let id = one.record.id;
        let rank = rank(&one.record);
        if self.ranks.get(&id) == rank.as_ref() {
            // The row is about to be made anew.
            if let Some(waits) = rank.and_then(|rank| self.waiting.get_mut(&rank)) {
                *waits = None;
            }
            return false;
        }
        self.forget(id);
        if let Some(rank) = rank {
            self.ranks.insert(id, rank);
            self.waiting.insert(rank, None);
        }
        true
    }

    fn forget(&mut self, id: RecordId) -> bool {
        self.dated.remove(&id);
        let rank = self.ranks.remove(&id);
        rank.is_some_and(|rank| self.waiting.remove(&rank).is_some())
    }

    /// The place of each who waits, from 1: the roster holds everyone, so it is counted here.
    fn places(&self) -> BTreeMap<Rank, u32> {
        self.waiting.keys().copied().zip(1..).collect()
    }

    /// Gives those who wait their places as they are now; names those whose rows have to be read for it.
    fn move_up(&mut self, places: &BTreeMap<Rank, u32>, out: &mut Answer<RosterItem>) -> Vec<RecordId> {
        let mut again = Vec::new();
        for (rank, waits) in &mut self.waiting {
            let place = places.get(rank).copied();
            match waits {
                Some(waits) if waits.item.place == place => {}
                Some(waits) => {
                    waits.item.place = place;
                    waits.item.order = order(RosterGroup::Waiting, place);
                    waits.item.state = words::sign_up(Reader::Staff, &waits.status.clone().at(place), None, None);
                    out.put(key(&waits.item), waits.item.clone());
                }
                None => again.push(rank.1),
            }
        }
        again
    }

    /// Puts the row of a sign-up.
    fn set(
        &mut self,
        at: &Snapshot<'_>,
        event: &StoredRecord,
        mut one: StoredRecord,
        place: Option<u32>,
        out: &mut Answer<RosterItem>,
    ) -> Result<(), Error> {
        one.record.queue = place;
        let id = one.record.id;
        // Who has answered questions and not asked for a place yet is on no roster.
        if sign_up::is_only_prepared(&one.record) {
            out.gone.push(id.to_string());
            return Ok(());
        }
        let status = sign_up::status(Some(&one.record), Some(&event.record), at.now);
        turns(at, &status, Some(event));
        let dated = is_dated(&status, one.progress);
        if dated {
            self.dated.insert(id)
        } else {
            self.dated.remove(&id)
        };
        let known = self.rules.is_some_and(|(.., known)| known);
        let mut item = item(&one, &status, at.as_of(event)?, known);
        item.answers = answers(&self.asked, &one.record);
        item.waiver =
            event::waiver(&event.record).map(|waiver| words::waiver(sign_up::agreed(&one.record), &waiver.version));
        if let Some(waits) = self.ranks.get(&id).and_then(|rank| self.waiting.get_mut(rank)) {
            *waits = match &status {
                SignUpStatus::Waiting { .. } | SignUpStatus::Entered(_) if !dated => {
                    Some(Waits { item: item.clone(), status: status.clone() })
                }
                _ => None,
            };
        }
        out.put(key(&item), item);
        Ok(())
    }
}

fn key(item: &RosterItem) -> Key {
    Key::new(item.order, item.at_ms, &item.id)
}

fn order(group: RosterGroup, place: Option<u32>) -> i64 {
    let base: i64 = match group {
        RosterGroup::Seated => 0,
        RosterGroup::Waiting => 1 << 32,
        RosterGroup::Out => 1 << 33,
    };
    base + i64::from(place.unwrap_or(u32::MAX >> 1))
}

/// What is to be known of a person besides the state.
fn notes(record: &Record, door: &AtDoor<'_>, absent: bool) -> Vec<StateText> {
    let gifts: Vec<_> = sign_up::handed_out(record).into_iter().map(|(_, what, _)| what).collect();
    let all = [
        door.two_places.then(words::two_places),
        sign_up::handed_twice(record).then(words::handed_twice),
        (!gifts.is_empty()).then(|| words::handed_out(&gifts)),
        absent.then(words::absent),
    ];
    all.into_iter().flatten().collect()
}

/// A row; `known`: it may be said who did not come.
fn item(one: &StoredRecord, status: &SignUpStatus, as_of: Option<i64>, known: bool) -> RosterItem {
    let record = &one.record;
    let (name, employer) = sign_up::given(record);
    let at_ms = match sign_up::wish(record) {
        Wish::In { rank, .. } => Some(rank),
        Wish::Out { .. } => sign_up::withdrew(record),
        Wish::None => sign_up::arrived(record),
    };
    let (group, place) = match status {
        SignUpStatus::Seat { number, .. } => (RosterGroup::Seated, Some(*number)),
        SignUpStatus::WalkIn { .. } => (RosterGroup::Seated, None),
        SignUpStatus::Waiting { place, .. } => (RosterGroup::Waiting, *place),
        SignUpStatus::Entered(entered) => (RosterGroup::Waiting, entered.place),
        SignUpStatus::UnderReview { .. } | SignUpStatus::Preview(_) => (RosterGroup::Waiting, None),
        _ => (RosterGroup::Out, None),
    };
    let present_ms = sign_up::arrived(record);
    let door = sign_up::at_door(record);
    let undo = present_ms.map(|_| Intent::from(NotHere { sign_up: record.id }).to_text());
    let present = present_ms.map(|since| words::here(since, &door));
    let absent = known && present_ms.is_none() && matches!(status, SignUpStatus::Seat { .. });
    RosterItem {
        id: record.id.to_string(),
        group,
        place,
        name: text(Some(name)),
        employer: text(Some(employer)),
        at_ms: at_ms.unwrap_or(0),
        came: sign_up::came(record),
        present_ms,
        state: words::sign_up(Reader::Staff, status, stage(one.progress), as_of),
        present,
        answers: Vec::new(),
        waiver: None,
        flag: sign_up::not_eligible(record).filter(|_| group != RosterGroup::Out).map(words::not_eligible),
        // Who gave the place back and comes is a walk-in (E-C19).
        can_check_in: present_ms.is_none() && !matches!(status, SignUpStatus::EventCancelled { .. }),
        inside: door.inside,
        notes: notes(record, &door, absent),
        undo_check_in: undo,
        can_restore: matches!(status, SignUpStatus::Removed { .. }),
        can_admit: matches!(status, SignUpStatus::Waiting { late: true, .. } | SignUpStatus::UnderReview { .. }),
        can_remove: group != RosterGroup::Out && sign_up::removed(record).is_none(),
        order: order(group, place),
    }
}
