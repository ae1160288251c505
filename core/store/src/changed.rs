//! What a committed write touched, for those who watch.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use zhijia_model::{Kind, RecordId};

/// What one committed write touched.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Changed {
    /// The records of which anything changed: a part, a view, the verdict, the fact, their being there.
    pub records: BTreeSet<RecordId>,
    /// The lists that may read differently now: a kind, in a space.
    pub lists: BTreeSet<(Kind, RecordId)>,
    /// The outbox: pending changes, their states, the drawer, the cards.
    pub outbox: bool,
    /// Scopes, cursors, entitlements, counters.
    pub status: bool,
}

impl Changed {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.records.is_empty() && self.lists.is_empty() && !self.outbox && !self.status
    }

    /// Whether a list of this kind changed in any space.
    pub fn touches(&self, kind: Kind) -> bool {
        self.lists.iter().any(|(one, _)| *one == kind)
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
