//! Why a sign-up stands where it stands, line by line: the rule of the event, when the person asked as that counts, what
//! followed, a draw that this phone checks for itself, and what an organiser did about it, with the reason.

use serde::Serialize;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::event::draw::{self, Draw};
use zhijia_model::kinds::sign_up::{self, Wish};
use zhijia_model::{Kind, RecordId};

use super::notices::Seen;
use crate::error::Error;
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, Reader, StateText};

/// One line of an explanation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Reason {
    /// What it is about: `giving`, `asked`, `stands`, `draw`, `removed`.
    pub id: String,
    /// In words, with why.
    pub text: StateText,
}

impl Row for Reason {
    fn id(&self) -> &str {
        &self.id
    }
}

/// Why one sign-up stands where it stands.
pub(crate) struct Why {
    sign_up: RecordId,
    event: Option<RecordId>,
}

impl Why {
    pub(crate) const fn new(sign_up: RecordId) -> Self {
        Self { sign_up, event: None }
    }
}

impl List for Why {
    type Row = Reason;

    fn needs(&self) -> Needs {
        let needs = Needs::default().one(Kind::SignUp, self.sign_up).dated(true);
        self.event.map_or(needs.clone(), |event| needs.one(Kind::Event, event))
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<Reason>) -> Result<(), Error> {
        let Some(one) = at.dao.stored(self.sign_up)?.filter(|one| one.record.header.kind() == Some(Kind::SignUp))
        else {
            return Ok(());
        };
        let record = &one.record;
        self.event = Some(record.header.space);
        let Some(event) = at.dao.stored(record.header.space)? else { return Ok(()) };
        let own = at.who()?.is_some_and(|me| record.header.owner == Some(me.member));
        let to = if own { Reader::Concerned } else { Reader::Staff };
        let status = sign_up::status(Some(record), Some(&event.record), at.now);
        super::roster::turns(at, &status, Some(&event));
        let as_of = at.as_of(&event)?;
        let seen = at.dao.seen(record.id)?.and_then(|bytes| serde_json::from_slice::<Seen>(&bytes).ok());
        let lines = [
            ("giving", Some(words::how_places_are_given(&event.record).unwrap_or_else(words::given_at_once))),
            ("asked", asked(record, at.now)),
            ("stands", Some(words::sign_up(to, &status, stage(one.progress), as_of))),
            ("draw", drawn(&event.record, record, seen.as_ref())),
            ("removed", sign_up::removed(record).map(words::removed_because)),
        ];
        for (n, (id, text)) in (0..).zip(lines) {
            if let Some(text) = text {
                out.put(Key::new(n, 0, id), Reason { id: id.to_owned(), text });
            }
        }
        Ok(())
    }
}

/// When the person asked, as it counts.
fn asked(record: &Record, now: i64) -> Option<StateText> {
    match sign_up::wish(record) {
        Wish::In { rank, pending } => Some(words::asked_at(rank, pending, now)),
        Wish::None | Wish::Out { .. } => None,
    }
}

/// What this phone finds of a draw.
fn drawn(event: &Record, record: &Record, seen: Option<&Seen>) -> Option<StateText> {
    match draw::draw(event)? {
        Draw::Sealed(seal) => Some(words::sealed(seal)),
        Draw::Revealed { .. } => {
            let sealed = seen.and_then(Seen::sealed);
            Some(
                draw::check(event, record, sealed.as_ref()).map_or_else(words::not_drawn, |found| words::drawn(&found)),
            )
        }
    }
}
