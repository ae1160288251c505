//! The events of the own union and of every union above it.

use std::collections::BTreeSet;

use serde::Serialize;
use zhijia_model::intents::events::EventDraft;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::event::{self, EVERYBODY, Eligibility};
use zhijia_model::kinds::sign_up::{self, Preview, SignUpStatus, Wish};
use zhijia_model::{Kind, RecordId};
use zhijia_store::StoredRecord;

use super::{AnswerItem, EventPhase, EventPlaces, NamedRecord, answers, order, phase, places};
use crate::error::Error;
use crate::lists::snapshot::Fresh;
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, Reader, StateText};

/// An event as a member sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct EventItem {
    /// The record's id.
    pub id: String,
    /// What its organisers say of it.
    #[serde(flatten)]
    pub details: EventDraft,
    /// The union that holds it.
    pub union: NamedRecord,
    /// How far it is.
    pub phase: EventPhase,
    /// The phase in words.
    pub phase_state: StateText,
    /// How places are given, with why and when; `None` where it is at once, in the order of arrival.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub giving: Option<StateText>,
    /// EventPlaces taken and people waiting, as of when.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub places: Option<EventPlaces>,
    /// My sign-up, where there is one.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub mine: Option<MySignUp>,
    /// What signing up now would lead to.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub preview: Option<StateText>,
    /// Whether I may take part, or cannot and why, by what this phone knows; `None` where nothing is asked.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub eligibility: Option<StateText>,
    /// The version of what one agrees to by signing up; `None` where there is nothing to agree to.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub waiver_version: Option<String>,
    /// Whether signing up makes sense now.
    pub can_sign_up: bool,
    /// The key that lists are sorted by.
    pub order: i64,
}

/// My sign-up for an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MySignUp {
    /// The sign-up's id.
    pub signup: String,
    /// Where it stands.
    pub state: StateText,
    /// Whether it can be withdrawn.
    pub can_withdraw: bool,
    /// My answers to what the event asks.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub answers: Vec<AnswerItem>,
    /// Whether I agreed to what the event says now.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub agreed: bool,
    /// When the organiser saw me at the door, in milliseconds.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub arrived_ms: Option<i64>,
    /// Whether this phone has the pass to show at the door.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub has_pass: bool,
}

impl Row for EventItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Published events, soonest first.
#[derive(Default)]
pub(crate) struct Events {
    me: Option<RecordId>,
    fresh: Fresh,
    shown: BTreeSet<RecordId>,
}

impl List for Events {
    type Row = EventItem;

    fn needs(&self) -> Needs {
        let needs = Needs::default().all(Kind::Event).all(Kind::Union).of(Kind::SignUp, self.me);
        let needs = self.me.into_iter().fold(needs, |needs, me| needs.one(Kind::Member, me));
        needs.dated(!self.shown.is_empty())
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<EventItem>) -> Result<(), Error> {
        self.me = at.who()?.map(|me| me.member);
        self.fresh.clone_from(at.fresh()?);
        self.shown.clear();
        for one in at.dao.stored_of_kind(Kind::Event)? {
            self.set(at, one.record.id, Some(&one), out)?;
        }
        Ok(())
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<EventItem>) -> Result<(), Error> {
        // A union's new name, what is known of the person, and another minute as of which the places are known stand in
        // every row.
        let of_all = what.changed.touches(Kind::Union) || what.changed.touches(Kind::Member);
        if of_all || (what.as_of() && *at.fresh()? != self.fresh) {
            out.whole = true;
            return self.all(at, out);
        }
        let signed_up = what.of(Kind::SignUp).map(|(_, one)| one.space);
        let ids: BTreeSet<_> = what.of(Kind::Event).map(|(id, _)| id).chain(signed_up).collect();
        for id in ids {
            let one = at.dao.stored(id)?;
            self.set(at, id, one.as_ref(), out)?;
        }
        Ok(())
    }
}

impl Events {
    fn set(
        &mut self,
        at: &Snapshot<'_>,
        id: RecordId,
        one: Option<&StoredRecord>,
        out: &mut Answer<EventItem>,
    ) -> Result<(), Error> {
        let shown = one.filter(|one| one.record.header.kind() == Some(Kind::Event) && event::is_published(&one.record));
        let row = shown.map(|one| item(at, one, self.me)).transpose()?;
        if row.is_some() {
            self.shown.insert(id)
        } else {
            self.shown.remove(&id)
        };
        out.set(id, row.map(|row| (Key::new(row.order, 0, &row.id), row)));
        Ok(())
    }
}

/// The row of an event; with the own sign-up where `me` is told.
pub(super) fn item(at: &Snapshot<'_>, one: &StoredRecord, me: Option<RecordId>) -> Result<EventItem, Error> {
    let record = &one.record;
    let admission = event::admission(record);
    let as_of = at.as_of(one)?;
    let (taken, waiting) = event::seats(record);
    let (mine, removed) = match me {
        Some(member) => mine(at, one, member, as_of)?,
        None => (None, false),
    };
    at.turns_at(admission.opens);
    at.turns_at(admission.closes.saturating_add(1));
    at.turns_at(event::over(record).map_or(i64::MAX, |over| over.saturating_add(1)));
    let signed_up = mine.as_ref().is_some_and(|mine| mine.can_withdraw);
    let preview = sign_up::preview(Some(record), at.now);
    let eligibility = me.map(|_| eligibility(at, record)).transpose()?.flatten();
    let barred = eligibility.as_ref().is_some_and(|(eligibility, _)| matches!(eligibility, Eligibility::Cannot(_)));
    let window = !matches!(preview, Preview::Refused(_) | Preview::UnknownHere);
    let can_sign_up = !signed_up && !removed && !barred && window;
    let (phase, phase_state) = phase(record, at.now);
    Ok(EventItem {
        id: record.id.to_string(),
        details: EventDraft::of(record),
        union: at.union(record.header.space)?,
        phase,
        phase_state,
        giving: words::how_places_are_given(record),
        places: Some(places(admission.capacity, taken, waiting, as_of)),
        mine,
        preview: (!signed_up && can_sign_up).then(|| words::preview(&preview, as_of)),
        eligibility: eligibility.map(|(_, text)| text),
        waiver_version: event::waiver(record).map(|waiver| waiver.version),
        can_sign_up,
        order: order(record, at.now),
    })
}

/// Whether the person who uses the phone may take part, with its words; `None` where the event asks nothing.
fn eligibility(at: &Snapshot<'_>, event: &Record) -> Result<Option<(Eligibility, StateText)>, Error> {
    let asked = event::conditions(event, EVERYBODY);
    if !asked.any() {
        return Ok(None);
    }
    let judged = event::eligibility(event, EVERYBODY, at.participant()?);
    let union = asked.union.map(|union| at.union(union)).transpose()?;
    let text = words::eligibility(&judged, &asked, union.as_ref().map(|union| union.name.as_str()), at.today);
    Ok(Some((judged, text)))
}

/// The own sign-up, and whether the organiser removed it.
fn mine(
    at: &Snapshot<'_>,
    event: &StoredRecord,
    member: RecordId,
    as_of: Option<i64>,
) -> Result<(Option<MySignUp>, bool), Error> {
    let id = sign_up::header(event.record.id, member).id();
    let Some(one) = at.dao.stored(id)? else { return Ok((None, false)) };
    let record = &one.record;
    let status = sign_up::status(Some(record), Some(&event.record), at.now);
    let can_withdraw = matches!(sign_up::wish(record), Wish::In { .. })
        && !matches!(status, SignUpStatus::Removed { .. } | SignUpStatus::EventCancelled { .. });
    let as_of = at.as_of(&one)?.or(as_of);
    let mine = MySignUp {
        signup: id.to_string(),
        state: words::sign_up(Reader::Concerned, &status, stage(one.progress), as_of),
        can_withdraw,
        answers: answers(&event::questions(&event.record), record),
        agreed: event::waiver(&event.record).is_some_and(|waiver| sign_up::agreed(record) == Some(&waiver.version)),
        arrived_ms: sign_up::arrived(record),
        has_pass: sign_up::pass(record).is_some(),
    };
    Ok((Some(mine), sign_up::removed(record).is_some()))
}
