//! The own sign-ups.

use std::collections::BTreeSet;

use serde::Serialize;
use zhijia_model::kinds::{event, sign_up};
use zhijia_model::{Kind, RecordId};
use zhijia_store::StoredRecord;

use super::text;
use crate::error::Error;
use crate::lists::snapshot::Fresh;
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, Reader, StateText};

/// One of my sign-ups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
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
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub starts_ms: Option<i64>,
    /// Where the sign-up stands.
    pub state: StateText,
}

impl Row for SignUpItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What the person signed up for, by the start of the events.
#[derive(Default)]
pub(crate) struct SignUps {
    me: Option<RecordId>,
    fresh: Fresh,
    /// A row says as of when it is known.
    dated: bool,
}

impl List for SignUps {
    type Row = SignUpItem;

    fn needs(&self) -> Needs {
        Needs::default().of(Kind::SignUp, self.me).all(Kind::Event).dated(self.dated)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<SignUpItem>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        self.fresh.clone_from(at.fresh()?);
        self.dated = false;
        let all = at.dao.stored_of(Kind::SignUp, me)?;
        for one in all.into_iter().filter(|one| !sign_up::is_only_prepared(&one.record)) {
            let (key, row) = self.row(at, &one)?;
            out.put(key, row);
        }
        Ok(())
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<SignUpItem>) -> Result<(), Error> {
        if what.as_of() && *at.fresh()? != self.fresh {
            out.whole = true;
            return self.all(at, out);
        }
        let me = at.me()?.member;
        let mine = |event| sign_up::header(event, me).id();
        let of_events = what.of(Kind::Event).map(|(event, _)| mine(event));
        let ids: BTreeSet<_> = what.of(Kind::SignUp).map(|(id, _)| id).chain(of_events).collect();
        for id in ids {
            let one = at.dao.stored(id)?.filter(|one| !sign_up::is_only_prepared(&one.record));
            let row = one.map(|one| self.row(at, &one)).transpose()?;
            out.set(id, row);
        }
        Ok(())
    }
}

impl SignUps {
    fn row(&mut self, at: &Snapshot<'_>, one: &StoredRecord) -> Result<(Key, SignUpItem), Error> {
        let record = &one.record;
        let event = at.dao.stored(record.header.space)?;
        let status = sign_up::status(Some(record), event.as_ref().map(|event| &event.record), at.now);
        let as_of = event.as_ref().map(|event| at.as_of(event)).transpose()?.flatten();
        super::roster::turns(at, &status, event.as_ref());
        let said = event.as_ref().map(|event| event::read(&event.record));
        let starts_ms = said.and_then(|event| event.starts().one());
        let state = words::sign_up(Reader::Concerned, &status, stage(one.progress), as_of);
        self.dated |= super::roster::is_dated(&status, one.progress);
        let row = SignUpItem {
            id: record.id.to_string(),
            event: record.header.space.to_string(),
            title: text(said.and_then(|event| event.title().one())),
            place: text(said.and_then(|event| event.place().one())),
            starts_ms,
            state,
        };
        Ok((Key::new(starts_ms.unwrap_or(i64::MIN), 0, &row.id), row))
    }
}
