//! Turns: the requests of one device have their offers judged one after the other, so that however many a device sends
//! at once, no more than a slice of one of them stands before the requests of others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as Turn, OwnedMutexGuard};
use zhijia_model::DeviceId;

/// Devices that nobody waits for any more are forgotten when there are so many.
const SWEEP: usize = 1024;

/// Whose turn it is, device by device.
#[derive(Default)]
pub(super) struct Turns(Mutex<HashMap<DeviceId, Weak<Turn<()>>>>);

impl Turns {
    /// Waits until the device's earlier requests had their turn.
    pub(super) async fn of(&self, device: DeviceId) -> OwnedMutexGuard<()> {
        self.get(device).lock_owned().await
    }

    fn get(&self, device: DeviceId) -> Arc<Turn<()>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(turn) = all.get(&device).and_then(Weak::upgrade) {
            return turn;
        }
        if all.len() >= SWEEP {
            all.retain(|_, turn| turn.strong_count() > 0);
        }
        let turn = Arc::default();
        all.insert(device, Arc::downgrade(&turn));
        turn
    }
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt as _;

    use super::*;

    #[tokio::test]
    async fn a_device_has_one_turn_and_others_do_not_wait_for_it() {
        let turns = Turns::default();
        let first = turns.of(DeviceId([1; 16])).await;
        assert!(turns.of(DeviceId([1; 16])).now_or_never().is_none());
        assert!(turns.of(DeviceId([2; 16])).now_or_never().is_some());
        drop(first);
        assert!(turns.of(DeviceId([1; 16])).now_or_never().is_some());
    }
}
