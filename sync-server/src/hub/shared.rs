//! What the parts of the core share in memory: little, and nothing that is lost with it.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zhijia_model::DeviceId;

use super::live::Registry;
use crate::ledger::{Ledger, Result};
use crate::work::Moved;

/// How often what time alone brings about is looked for, in milliseconds.
const SWEEP_MS: i64 = 60 * 60 * 1000;

/// Shared state. After a restart it is empty, and nothing is wrong.
#[derive(Default)]
pub(crate) struct Shared {
    /// Arrivals with an empty outbox that are not in the ledger yet: an exchange without offers writes nothing. What is
    /// lost here only lets a claimed time be believed for longer, up to its grace.
    empties: Mutex<HashMap<DeviceId, i64>>,
    /// The scopes that moved in the group that is not committed yet.
    moved: Mutex<Moved>,
    /// When what time alone brings about was last looked for.
    swept: Mutex<i64>,
    /// Who follows live.
    pub(crate) registry: Registry,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Every value here is whole at each moment, whoever panicked while holding it.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shared {
    /// Whether an hour has passed since this last said so.
    pub(crate) fn sweep_is_due(&self, now: i64) -> bool {
        let mut swept = lock(&self.swept);
        let due = now.saturating_sub(*swept) >= SWEEP_MS;
        if due {
            *swept = now;
        }
        due
    }

    /// Notes that a device declared its outbox empty.
    pub(crate) fn note_empty(&self, device: DeviceId, now: i64) {
        lock(&self.empties).insert(device, now);
    }

    /// What [`Self::note_empty`] noted of a device and is not in the ledger yet.
    pub(crate) fn empty(&self, device: DeviceId) -> Option<i64> {
        lock(&self.empties).get(&device).copied()
    }

    /// Writes the arrivals to the ledger.
    pub(crate) fn flush_empties(&self, ledger: &dyn Ledger) -> Result<()> {
        let all = std::mem::take(&mut *lock(&self.empties));
        for (device, at) in all {
            ledger.note_outbox_empty(device, at)?;
        }
        Ok(())
    }

    /// Notes what a job of the present group has moved.
    pub(crate) fn note_moved(&self, moved: Moved) {
        let mut all = lock(&self.moved);
        for (scope, only_fact) in moved {
            *all.entry(scope).or_insert(true) &= only_fact;
        }
    }

    /// The group is committed: followers hear of it.
    pub(crate) fn publish(&self) {
        let moved = std::mem::take(&mut *lock(&self.moved));
        if !moved.is_empty() {
            self.registry.publish(&moved);
        }
    }

    /// The group was rolled back.
    pub(crate) fn discard(&self) {
        lock(&self.moved).clear();
    }
}
