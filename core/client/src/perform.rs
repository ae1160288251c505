//! Doing what a person asks: check, authority and write in one transaction on the phone's store.

use zhijia_model::intents::{self, Context, Writes};
use zhijia_model::kinds::Record;
use zhijia_model::{Code, Intent, IntentId, Kind, RecordId};
use zhijia_store::{Dao, Tx};

use crate::error::Error;
use crate::session::Me;
use crate::{Client, asked, revoked};

/// What was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done {
    /// The record.
    pub record: RecordId,
    /// What takes it back, where something does.
    pub undo: Option<Intent>,
}

impl Done {
    /// The undo as a text for [`Client::undo`]; empty where there is none.
    pub fn undo_text(&self) -> String {
        self.undo.as_ref().map(Intent::to_text).unwrap_or_default()
    }
}

/// What intents read on a phone: one transaction of its store.
pub(crate) struct Here<'a> {
    pub(crate) dao: &'a Dao<'a>,
    pub(crate) me: Me,
    pub(crate) now: i64,
}

impl Context for Here<'_> {
    type Error = Error;

    fn me(&self) -> RecordId {
        self.me.member
    }

    fn now(&self) -> i64 {
        self.now
    }

    fn home(&self, member: RecordId) -> Result<Option<RecordId>, Error> {
        if member == self.me.member {
            return Ok(self.me.home);
        }
        // Of others it is the union with whose cards the member came.
        Ok(self.dao.home_of(member)?)
    }

    fn record(&self, id: RecordId) -> Result<Option<Record>, Error> {
        Ok(self.dao.record(id)?)
    }

    fn records_of(&self, kind: Kind, person: RecordId) -> Result<Vec<Record>, Error> {
        Ok(self.dao.records_of(kind, person)?)
    }

    fn loans_of_copy(&self, house: RecordId, title: RecordId, copy: &str) -> Result<Vec<Record>, Error> {
        Ok(self.dao.loans_of_copy(house, title, copy)?)
    }
}

impl Client {
    /// Does what a person asks, or says why not: nothing is written then. What is written is durable when this
    /// returns, and is sent when the hub can be reached.
    ///
    /// # Errors
    /// The intent's refusal, the refusal of who may not do it, or what stops the phone from writing.
    pub fn perform(&self, intent: impl Into<Intent>) -> Result<Done, Error> {
        let (inner, intent) = (&self.0, intent.into());
        let (id, now) = (inner.intent(), inner.now());
        let done = inner.store.write(|tx| perform(tx, &intent, id, now))?;
        inner.link.wake.notify_one();
        Ok(done)
    }

    /// Takes back what was done, by the text that came with it.
    ///
    /// # Errors
    /// `not-found` for a text that is no undo; else as [`Client::perform`].
    pub fn undo(&self, undo: &str) -> Result<(), Error> {
        let intent = Intent::from_text(undo).ok_or_else(|| Error::from(Code::NotFound))?;
        self.perform(intent).map(drop)
    }

    /// Asks for something that is only read.
    pub(crate) fn here<T>(&self, ask: impl FnOnce(&Here<'_>) -> Result<T, Error>) -> Result<T, Error> {
        let now = self.0.now();
        self.0.store.read(|dao| ask(&Here { dao, me: me(dao)?, now }))
    }
}

/// Who uses this phone.
pub(crate) fn me(dao: &Dao<'_>) -> Result<Me, Error> {
    if let Some(ended) = dao.revoked()?.and_then(|revoked| revoked::error(&revoked.code)) {
        return Err(ended);
    }
    let known = dao.entitlements()?.ok_or_else(Error::not_joined)?;
    Ok(Me { member: known.member, home: known.home })
}

/// Does it inside a transaction, so that nobody comes between the check and the write.
pub(crate) fn perform(tx: &mut Tx<'_>, intent: &Intent, id: IntentId, now: i64) -> Result<Done, Error> {
    let write = {
        let dao = tx.dao();
        let here = Here { dao: &dao, me: me(&dao)?, now };
        match intent.writes(&here, id)? {
            Writes::Nothing(record) => return Ok(Done { record, undo: None }),
            Writes::This(write) => {
                intents::authorize(&here, &write)?;
                write
            }
        }
    };
    let record = write.header.id();
    let before = tx.record(record)?;
    tx.act(&asked::action(intent, id, write, before.as_ref()), now)?;
    Ok(Done { record, undo: intent.undo(record, id) })
}
