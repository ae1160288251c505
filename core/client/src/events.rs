//! A member's events: browse, preview, sign up, withdraw.

use serde::Serialize;
use zhijia_model::intents::events::{SignUp, Withdraw};
use zhijia_model::kinds::sign_up::{self, Preview, Status, Wish};
use zhijia_model::kinds::{Record, event, union};
use zhijia_model::{Header, Kind, RecordId};

use crate::error::Error;
use crate::inner::Inner;
use crate::words::{self, StateText, Tone};
use crate::{Client, Row, Watch};

/// An event as a member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventItem {
    /// The record's id.
    pub id: String,
    /// The event's title.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// About it.
    pub about: String,
    /// When it starts, in milliseconds.
    pub starts_ms: Option<i64>,
    /// When sign-up opens.
    pub opens_ms: Option<i64>,
    /// When sign-up closes: planned, or as the organiser closed it.
    pub closes_ms: Option<i64>,
    /// The places; `None` where there is no limit.
    pub capacity: Option<u32>,
    /// The union that holds it.
    pub union: NamedRecord,
    /// How far it is.
    pub phase: EventPhase,
    /// The phase in words.
    pub phase_state: StateText,
    /// Places taken and people waiting, as of when.
    pub places: Option<EventPlaces>,
    /// My sign-up, where there is one.
    pub mine: Option<MySignUp>,
    /// What signing up now would lead to.
    pub preview: Option<StateText>,
    /// Whether signing up makes sense now.
    pub can_sign_up: bool,
    /// The key that lists are sorted by.
    pub order: i64,
}

/// How far an event is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EventPhase {
    /// Not published.
    Draft,
    /// Sign-up has not opened.
    Upcoming,
    /// Open for sign-up.
    Open,
    /// Sign-up is closed.
    Closed,
    /// Cancelled, with a reason.
    Cancelled,
    /// Over.
    Finished,
}

/// A record with its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NamedRecord {
    /// The record's id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// An event's places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct EventPlaces {
    /// Places taken.
    pub taken: u32,
    /// People waiting.
    pub waiting: u32,
    /// In words.
    pub text_zh: String,
    /// In words.
    pub text_en: String,
    /// As of when.
    pub as_of_ms: Option<i64>,
}

/// My sign-up for an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MySignUp {
    /// The sign-up's id.
    pub signup: String,
    /// Where it stands.
    pub state: StateText,
    /// Whether it can be withdrawn.
    pub can_withdraw: bool,
    /// When the organiser saw me at the door, in milliseconds.
    pub arrived_ms: Option<i64>,
    /// The organiser removed me: only the organiser restores me.
    #[serde(skip)]
    pub is_removed: bool,
}

/// One of my sign-ups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignUpItem {
    /// The sign-up's id.
    pub id: String,
    /// The event's id.
    pub event: String,
    /// The event's title.
    pub title: String,
    /// Where it takes place.
    pub place: String,
    /// When it starts.
    pub starts_ms: Option<i64>,
    /// Where the sign-up stands.
    pub state: StateText,
}

impl Row for EventItem {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Row for SignUpItem {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Client {
    /// The events of the own union and of every union above it, soonest first.
    pub fn events(&self) -> Result<Vec<EventItem>, Error> {
        events(&self.0)
    }

    /// Watches [`Client::events`].
    pub fn watch_events(&self) -> Watch<EventItem> {
        self.0.watch(events)
    }

    /// My sign-ups.
    pub fn sign_ups(&self) -> Result<Vec<SignUpItem>, Error> {
        sign_ups(&self.0)
    }

    /// Watches [`Client::sign_ups`].
    pub fn watch_sign_ups(&self) -> Watch<SignUpItem> {
        self.0.watch(sign_ups)
    }

    /// What signing up for an event would lead to, by what this phone knows.
    pub fn preview_sign_up(&self, event: RecordId) -> Result<StateText, Error> {
        let record = self.0.record(event)?;
        let as_of = self.0.as_of(record.as_ref())?;
        Ok(words::preview(&sign_up::preview(record.as_ref(), self.0.now()), as_of))
    }

    /// Signs up. Gives the sign-up's id; repeating it is the same sign-up (E-02).
    pub fn sign_up(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(SignUp { event })?.record)
    }

    /// Withdraws. The place goes to the first who waits.
    pub fn withdraw(&self, event: RecordId) -> Result<RecordId, Error> {
        Ok(self.perform(Withdraw { event })?.record)
    }
}

fn events(inner: &Inner) -> Result<Vec<EventItem>, Error> {
    let me = inner.me().ok();
    let mut items = Vec::new();
    for record in inner.records(Kind::Event)? {
        if event::is_published(&record) {
            items.push(item(inner, &record, me.as_ref().map(|me| me.member))?);
        }
    }
    items.sort_by_key(|item| item.order);
    Ok(items)
}

/// The key of lists of events: what is still to come first, soonest first.
fn order(record: &Record, now: i64) -> i64 {
    let starts = event::read(record).starts().one().unwrap_or(i64::MAX);
    // What is over stands behind everything that is to come.
    if event::over(record).is_some_and(|over| over < now) { i64::MAX / 2 + (now - starts) } else { starts }
}

pub(crate) fn item(inner: &Inner, record: &Record, me: Option<RecordId>) -> Result<EventItem, Error> {
    let now = inner.now();
    let said = event::read(record);
    let admission = event::admission(record);
    let as_of = inner.as_of(Some(record))?;
    let (taken, waiting) = event::seats(record);
    let mine = match me {
        Some(member) => mine(inner, record, member, as_of)?,
        None => None,
    };
    let signed_up = mine.as_ref().is_some_and(|mine| mine.can_withdraw || mine.is_removed);
    let preview = sign_up::preview(Some(record), now);
    let can_sign_up = !signed_up && matches!(preview, Preview::Seat { .. } | Preview::Waiting { .. });
    let (phase, phase_state) = phase(record, now);
    Ok(EventItem {
        id: record.id.to_string(),
        title: text(said.title().one()),
        place: text(said.place().one()),
        about: text(said.about().one()),
        starts_ms: said.starts().one(),
        opens_ms: said.opens().one(),
        closes_ms: Some(admission.closes).filter(|at| *at != i64::MAX),
        capacity: admission.capacity,
        union: named_union(inner, record.header.space)?,
        phase,
        phase_state,
        places: Some(places(admission.capacity, taken, waiting, as_of)),
        mine,
        preview: (!signed_up && can_sign_up).then(|| words::preview(&preview, as_of)),
        can_sign_up,
        order: order(record, now),
    })
}

fn mine(inner: &Inner, event: &Record, member: RecordId, as_of: Option<i64>) -> Result<Option<MySignUp>, Error> {
    let id = Header::new(Kind::SignUp, event.id, Some(member), sign_up::GROUP).id();
    let Some(record) = inner.record(id)? else { return Ok(None) };
    let status = sign_up::status(Some(&record), Some(event), inner.now());
    let stage = inner.stage(id)?;
    let can_withdraw = matches!(sign_up::wish(&record), Wish::In { .. })
        && !matches!(status, Status::Removed { .. } | Status::EventCancelled);
    let as_of = inner.as_of(Some(&record))?.or(as_of);
    Ok(Some(MySignUp {
        signup: id.to_string(),
        state: words::sign_up(&status, stage, as_of),
        can_withdraw,
        arrived_ms: sign_up::arrived(&record),
        is_removed: matches!(status, Status::Removed { .. }),
    }))
}

fn sign_ups(inner: &Inner) -> Result<Vec<SignUpItem>, Error> {
    let me = inner.me()?;
    let mut items = Vec::new();
    for record in inner.records(Kind::SignUp)? {
        if record.header.owner != Some(me.member) {
            continue;
        }
        let event = inner.record(record.header.space)?;
        let status = sign_up::status(Some(&record), event.as_ref(), inner.now());
        let stage = inner.stage(record.id)?;
        let said = event.as_ref().map(event::read);
        items.push(SignUpItem {
            id: record.id.to_string(),
            event: record.header.space.to_string(),
            title: text(said.and_then(|event| event.title().one())),
            place: text(said.and_then(|event| event.place().one())),
            starts_ms: said.and_then(|event| event.starts().one()),
            state: words::sign_up(&status, stage, inner.as_of(event.as_ref())?),
        });
    }
    items.sort_by_key(|item| item.starts_ms);
    Ok(items)
}

pub(crate) fn places(capacity: Option<u32>, taken: u32, waiting: u32, as_of_ms: Option<i64>) -> EventPlaces {
    let (mut zh, mut en) = match capacity {
        Some(capacity) => (format!("{taken} / {capacity} 人"), format!("{taken} of {capacity}")),
        None => (format!("{taken} 人"), format!("{taken} people")),
    };
    if waiting > 0 {
        zh = format!("{zh},候补 {waiting} 人");
        en = format!("{en}, {waiting} waiting");
    }
    EventPlaces { taken, waiting, text_zh: zh, text_en: en, as_of_ms }
}

pub(crate) fn phase(record: &Record, now: i64) -> (EventPhase, StateText) {
    let admission = event::admission(record);
    let said = event::read(record);
    let over = event::over(record).is_some_and(|over| over < now);
    let plain = |zh: &str, en: &str| StateText::new(Tone::Plain, zh, en);
    if admission.cancelled {
        let reason = said.cancel_reason().one().unwrap_or_default();
        let state = StateText::new(Tone::Attention, "已取消", "Cancelled");
        return (EventPhase::Cancelled, if reason.is_empty() { state } else { state.because(reason, reason) });
    }
    if !admission.published {
        return (EventPhase::Draft, plain("草稿,还没有发布", "Draft, not published"));
    }
    if over {
        return (EventPhase::Finished, plain("已结束", "Finished"));
    }
    if now < admission.opens {
        return (EventPhase::Upcoming, plain("报名还没开始", "Sign-up has not opened"));
    }
    if now > admission.closes {
        return (EventPhase::Closed, plain("报名已截止", "Sign-up is closed"));
    }
    (EventPhase::Open, plain("报名中", "Open for sign-up"))
}

pub(crate) fn named_union(inner: &Inner, id: RecordId) -> Result<NamedRecord, Error> {
    let record = inner.record(id)?;
    Ok(NamedRecord { id: id.to_string(), name: record.as_ref().map(union::name).unwrap_or_default().to_owned() })
}

pub(crate) fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}
