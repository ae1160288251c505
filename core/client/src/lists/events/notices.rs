//! What has become of the own sign-ups since the person last looked: a promotion, a removal, a place that turned into a
//! wait, another time or place. A card stays until it was seen.

use serde::{Deserialize, Serialize};
use zhijia_model::kinds::event::draw::{self, Draw, Hash};
use zhijia_model::kinds::sign_up::{self, Preview, SignUpStatus, Wish};
use zhijia_model::kinds::{Record, event};
use zhijia_model::{Kind, RecordId};

use crate::error::Error;
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;
use crate::words::{self, Reader, StateText};

/// What is new about one sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Notice {
    /// The sign-up's id.
    pub id: String,
    /// The event's id.
    pub event: String,
    /// The event's title.
    pub title: String,
    /// What is new, line by line.
    pub lines: Vec<StateText>,
}

impl Row for Notice {
    fn id(&self) -> &str {
        &self.id
    }
}

/// How a sign-up stood when the person last saw it. Kept on this phone alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Seen {
    stand: Stand,
    place: String,
    starts: Option<i64>,
    /// How often a removal had been taken back.
    #[serde(default)]
    restored: usize,
    /// The seal of the event's draw as it was first seen: what is revealed has to fit it.
    #[serde(default)]
    sealed: Option<Hash>,
}

impl Seen {
    /// The seal of the event's draw as this phone first saw it.
    pub(crate) const fn sealed(&self) -> Option<Hash> {
        self.sealed
    }

    /// A seal that was seen before is the one that counts.
    pub(crate) fn keeping(mut self, before: Option<&Self>) -> Self {
        self.sealed = before.and_then(Self::sealed).or(self.sealed);
        self
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stand {
    Seat,
    Entered,
    Waiting,
    Removed,
    Cancelled,
    Out,
}

pub(crate) fn seen(record: &Record, event: Option<&Record>, now: i64) -> Seen {
    let stand = match sign_up::status(Some(record), event, now) {
        SignUpStatus::Seat { .. } | SignUpStatus::Preview(Preview::Seat { .. }) | SignUpStatus::WalkIn { .. } => {
            Stand::Seat
        }
        SignUpStatus::Entered(_)
        | SignUpStatus::UnderReview { .. }
        | SignUpStatus::Preview(Preview::Entered(_) | Preview::UnderReview { .. }) => Stand::Entered,
        SignUpStatus::Waiting { .. } | SignUpStatus::Preview(_) => Stand::Waiting,
        SignUpStatus::Removed { .. } => Stand::Removed,
        SignUpStatus::EventCancelled { .. } => Stand::Cancelled,
        SignUpStatus::NotSignedUp | SignUpStatus::Withdrawn { .. } => Stand::Out,
    };
    let place = event.and_then(|event| event::read(event).place().one()).unwrap_or_default();
    let starts = event.and_then(|event| event::read(event).starts().one());
    let restored = sign_up::door(record).removals().filter(|removal| !removal.undone().is_absent()).count();
    let sealed = event.and_then(draw::draw).and_then(|draw| match draw {
        Draw::Sealed(seal) => Some(*seal),
        Draw::Revealed { .. } => None,
    });
    Seen { stand, place: place.to_owned(), starts, restored, sealed }
}

/// What counts as seen of a sign-up that was made for the person, or on another phone: that there was one. Who lost the
/// place before the event is told so all the same.
fn never_noted(record: &Record, event: Option<&Record>, now: i64) -> Seen {
    let mut as_it_is = seen(record, event, now);
    let lost = matches!(as_it_is.stand, Stand::Removed | Stand::Cancelled);
    let to_come = event.and_then(event::over).is_none_or(|over| now <= over);
    if lost && to_come && matches!(sign_up::wish(record), Wish::In { .. }) {
        as_it_is.stand = Stand::Seat;
    }
    as_it_is
}

/// What is new and was not seen yet.
#[derive(Default)]
pub(crate) struct Notices {
    me: Option<RecordId>,
}

impl List for Notices {
    type Row = Notice;

    fn needs(&self) -> Needs {
        // What was seen is told as a change of the phone's own state.
        Needs::default().of(Kind::SignUp, self.me).all(Kind::Event).scopes()
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<Notice>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        for one in at.dao.stored_of(Kind::SignUp, me)? {
            let record = &one.record;
            let before = at.dao.seen(record.id)?.and_then(|bytes| serde_json::from_slice::<Seen>(&bytes).ok());
            let event = at.dao.record(record.header.space)?;
            let before = before.unwrap_or_else(|| never_noted(record, event.as_ref(), at.now));
            at.turns_at(event.as_ref().and_then(event::over).map_or(i64::MAX, |over| over.saturating_add(1)));
            let lines = news(at.now, record, event.as_ref(), &before);
            if lines.is_empty() {
                continue;
            }
            let row = Notice {
                id: record.id.to_string(),
                event: record.header.space.to_string(),
                title: event.as_ref().and_then(|event| event::read(event).title().one()).unwrap_or_default().to_owned(),
                lines,
            };
            out.put(Key::text(&row.title, &row.id), row);
        }
        at.turns_tomorrow();
        Ok(())
    }
}

/// What differs from what was seen.
fn news(now: i64, record: &Record, event: Option<&Record>, before: &Seen) -> Vec<StateText> {
    let status = sign_up::status(Some(record), event, now);
    let after = seen(record, event, now);
    let mut lines = Vec::new();
    match (before.stand, after.stand) {
        (Stand::Removed, Stand::Seat | Stand::Entered | Stand::Waiting) => lines.push(words::restored()),
        // Nobody may have looked while the sign-up was off the list.
        (Stand::Seat | Stand::Entered | Stand::Waiting, Stand::Seat | Stand::Entered | Stand::Waiting)
            if after.restored > before.restored =>
        {
            lines.push(words::restored());
        }
        (Stand::Entered, Stand::Seat) => lines.push(words::settled_in()),
        (Stand::Entered, Stand::Waiting) => lines.push(words::settled_waiting()),
        (Stand::Waiting, Stand::Seat) if matches!(status, SignUpStatus::Seat { .. }) => lines.push(words::moved_up()),
        (Stand::Seat, Stand::Waiting) => lines.push(words::waiting_after_all()),
        (from, to @ (Stand::Removed | Stand::Cancelled)) if from != to && from != Stand::Out => {
            lines.push(words::sign_up(Reader::Concerned, &status, None, None));
        }
        _ => {}
    }
    if matches!(after.stand, Stand::Seat | Stand::Entered | Stand::Waiting) && before.stand != Stand::Out {
        if after.place != before.place {
            lines.push(words::place_now(&after.place));
        }
        if let (Some(at), true) = (after.starts, after.starts != before.starts) {
            lines.push(words::starts_now(at, now));
        }
    }
    lines
}
