//! One moment of the phone that a list is read at: one snapshot of the store, one time, one state of the connection.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::Ordering;

use jiff::civil::Date;
use zhijia_model::RecordId;
use zhijia_model::calendar::{china_date, start_of_day_ms};
use zhijia_model::intents::Context as _;
use zhijia_model::kinds::event::Participant;
use zhijia_model::kinds::union;
use zhijia_store::{Dao, Progress, StoredRecord};

use crate::error::Error;
use crate::inner::Inner;
use crate::lists::events::NamedRecord;
use crate::perform::Here;
use crate::session::Me;
use crate::words::Stage;

const MINUTE_MS: i64 = 60_000;

/// As of when each scope is complete, to the minute.
pub(crate) type Fresh = BTreeMap<i64, Option<i64>>;

pub(crate) struct Snapshot<'a> {
    pub(crate) dao: &'a Dao<'a>,
    pub(crate) inner: &'a Inner,
    pub(crate) now: i64,
    pub(crate) today: Date,
    me: OnceCell<Option<Me>>,
    participant: OnceCell<Participant>,
    fresh: OnceCell<Fresh>,
    unions: RefCell<HashMap<RecordId, String>>,
    until: Cell<i64>,
}

impl<'a> Snapshot<'a> {
    pub(crate) fn new(dao: &'a Dao<'a>, inner: &'a Inner) -> Self {
        let now = inner.now();
        Self {
            dao,
            inner,
            now,
            today: china_date(now),
            me: OnceCell::new(),
            participant: OnceCell::new(),
            fresh: OnceCell::new(),
            unions: RefCell::default(),
            until: Cell::new(i64::MAX),
        }
    }

    /// A row reads differently from this moment on.
    pub(crate) fn turns_at(&self, ms: i64) {
        if ms > self.now {
            self.until.set(self.until.get().min(ms));
        }
    }

    /// Rows read differently tomorrow.
    pub(crate) fn turns_tomorrow(&self) {
        self.turns_at(start_of_day_ms(self.today.saturating_add(jiff::Span::new().days(1))));
    }

    pub(crate) fn until(&self) -> i64 {
        self.until.get()
    }

    /// Who uses the phone; `None` before joining.
    pub(crate) fn who(&self) -> Result<Option<Me>, Error> {
        if let Some(known) = self.me.get() {
            return Ok(*known);
        }
        let me = self.dao.entitlements()?.map(|known| Me { member: known.member, home: known.home });
        Ok(*self.me.get_or_init(|| me))
    }

    /// Who uses the phone, or why nobody does.
    pub(crate) fn me(&self) -> Result<Me, Error> {
        match self.who()? {
            Some(me) => Ok(me),
            None => crate::perform::me(self.dao),
        }
    }

    /// What this phone knows of who uses it, for events that ask something of those who come.
    pub(crate) fn participant(&self) -> Result<&Participant, Error> {
        if let Some(known) = self.participant.get() {
            return Ok(known);
        }
        let found = match self.who()? {
            Some(me) => Here::new(self.dao, me, self.now).participant(me.member)?,
            None => Participant::default(),
        };
        Ok(self.participant.get_or_init(|| found))
    }

    /// As of when each scope is complete. While a live stream is open, what is here is what there is now.
    pub(crate) fn fresh(&self) -> Result<&Fresh, Error> {
        if let Some(known) = self.fresh.get() {
            return Ok(known);
        }
        let live = self.inner.link.live.load(Ordering::Acquire).then_some(self.now);
        let minute = |at: i64| at - at.rem_euclid(MINUTE_MS);
        let mut fresh = self.dao.completeness()?;
        for at in fresh.values_mut() {
            *at = at.map(|at| minute(live.unwrap_or(at)));
        }
        Ok(self.fresh.get_or_init(|| fresh))
    }

    /// As of when this phone has everything of the scopes that give a record.
    pub(crate) fn as_of(&self, one: &StoredRecord) -> Result<Option<i64>, Error> {
        let fresh = self.fresh()?;
        Ok(one.scopes.iter().filter_map(|scope| *fresh.get(scope)?).max())
    }

    pub(crate) fn union(&self, id: RecordId) -> Result<NamedRecord, Error> {
        if let Some(name) = self.unions.borrow().get(&id) {
            return Ok(NamedRecord { id: id.to_string(), name: name.clone() });
        }
        let name = self.dao.record(id)?.as_ref().map(union::name).unwrap_or_default().to_owned();
        self.unions.borrow_mut().insert(id, name.clone());
        Ok(NamedRecord { id: id.to_string(), name })
    }
}

/// How far own changes are, where they are on their way.
pub(crate) const fn stage(progress: Progress) -> Option<Stage> {
    match progress {
        Progress::Recorded => Some(Stage::Recorded),
        Progress::Sent => Some(Stage::Sent),
        Progress::Accepted => Some(Stage::Accepted),
        Progress::Settled => None,
    }
}
