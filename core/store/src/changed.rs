//! What a committed write touched, for those who watch.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use zhijia_model::{Header, Kind, RecordId};

use crate::error::Result;
use crate::tx::Tx;

/// Where a record stands that a write touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Touched {
    /// Its kind.
    pub kind: Kind,
    /// The record that contains it.
    pub space: RecordId,
    /// The member whom it is about.
    pub owner: Option<RecordId>,
}

impl Touched {
    fn of(header: &Header) -> Option<Self> {
        Some(Self { kind: header.kind()?, space: header.space, owner: header.owner })
    }
}

/// What one committed write touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that lists depend on")]
pub struct Changed {
    /// The records of which anything changed: a part, a view, the verdict, the fact, how far own changes have come,
    /// their being there. Kinds that this version does not know are left out.
    pub records: BTreeMap<RecordId, Touched>,
    /// Everything may read differently now.
    pub all: bool,
    /// The outbox: pending changes and their states.
    pub outbox: bool,
    /// What was not sent, and the cards.
    pub drawer: bool,
    /// Who this device acts for.
    pub entitlements: bool,
    /// Scopes, cursors, what is followed, counters.
    pub status: bool,
}

impl Changed {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether a record of this kind changed in any space.
    pub fn touches(&self, kind: Kind) -> bool {
        self.all || self.records.values().any(|one| one.kind == kind)
    }

    /// Adds what a later write touched.
    pub fn absorb(&mut self, later: &Self) {
        self.records.extend(&later.records);
        self.all |= later.all;
        self.outbox |= later.outbox;
        self.drawer |= later.drawer;
        self.entitlements |= later.entitlements;
        self.status |= later.status;
    }
}

impl Tx<'_> {
    /// Something of a record changed.
    pub(crate) fn changed_record(&mut self, id: RecordId, header: &Header) {
        if let Some(touched) = Touched::of(header) {
            self.changed.records.insert(id, touched);
        }
    }

    /// How far own changes of a record have come is another now.
    pub(crate) fn moved(&mut self, n: i64) {
        self.changed.outbox = true;
        self.moved.insert(n);
    }

    /// Runs a statement over pending changes that gives the records of those that it moved; says whether there were any.
    pub(crate) fn all_moved(&mut self, sql: &str) -> Result<bool> {
        let mut update = self.conn.prepare_cached(sql)?;
        let records = update.query_map([], |row| row.get(0))?.collect::<Result<Vec<i64>, _>>()?;
        for n in &records {
            self.moved(*n);
        }
        Ok(!records.is_empty())
    }

    /// Names the records whose own changes have moved on and of which nothing else changed.
    pub(crate) fn name_moved(&mut self) -> Result<()> {
        for n in core::mem::take(&mut self.moved) {
            let mut find = self.conn.prepare_cached("SELECT header FROM records WHERE n = ?1")?;
            let mut rows = find.query([n])?;
            if let Some(row) = rows.next()?
                && let Some(header) = row.get::<_, Option<Vec<u8>>>(0)?.and_then(|bytes| Header::from_bytes(&bytes))
            {
                self.changed_record(header.id(), &header);
            }
        }
        Ok(())
    }
}

type Callback = Box<dyn Fn(&Changed) + Send + Sync>;
type Callbacks = Mutex<Vec<(u64, Arc<Callback>)>>;

/// Those who want to know.
#[derive(Default)]
pub(crate) struct Subscribers {
    callbacks: Arc<Callbacks>,
    next: std::sync::atomic::AtomicU64,
}

impl Subscribers {
    pub(crate) fn add(&self, callback: Callback) -> Subscription {
        let id = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        self.callbacks.lock().unwrap_or_else(PoisonError::into_inner).push((id, Arc::new(callback)));
        Subscription { id, callbacks: Arc::downgrade(&self.callbacks) }
    }

    pub(crate) fn tell(&self, changed: &Changed) {
        let all: Vec<_> = self.callbacks.lock().unwrap_or_else(PoisonError::into_inner).clone();
        for (_, callback) in all {
            callback(changed);
        }
    }
}

/// Ends the subscription when it is dropped.
#[must_use = "dropping it ends the subscription"]
pub struct Subscription {
    id: u64,
    callbacks: Weak<Callbacks>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        if let Some(callbacks) = self.callbacks.upgrade() {
            callbacks.lock().unwrap_or_else(PoisonError::into_inner).retain(|(id, _)| *id != self.id);
        }
    }
}
