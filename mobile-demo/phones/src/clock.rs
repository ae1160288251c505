//! The town's clock. Founding a town plays weeks in seconds, so hub and phones read one clock that is an argument.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's clock, shifted by what the town says.
#[derive(Clone, Debug, Default)]
pub struct TownClock(Arc<AtomicI64>);

impl TownClock {
    /// Now in the town, in milliseconds since the Unix epoch.
    pub fn now(&self) -> i64 {
        system_now() + self.0.load(Ordering::Acquire)
    }

    /// Goes on from `ms`, but never back: an hour that is over stays over.
    pub fn go_to(&self, ms: i64) {
        let shift = (ms - system_now()).min(0);
        self.0.fetch_max(shift, Ordering::AcqRel);
    }

    /// Begins at `ms`, before anyone has read the clock.
    pub fn begin_at(&self, ms: i64) {
        self.0.store((ms - system_now()).min(0), Ordering::Release);
    }

    /// The present, from now on.
    pub fn go_to_present(&self) {
        self.0.store(0, Ordering::Release);
    }

    /// For a phone.
    pub fn for_phone(&self) -> zhijia_client::Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }

    /// For the hub.
    pub fn for_hub(&self) -> zhijia_hub::clock::Clock {
        let clock = self.clone();
        zhijia_hub::clock::Clock::new(move || clock.now())
    }
}

/// The system's clock, in milliseconds since the Unix epoch.
pub fn system_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_goes_forward_and_never_into_the_future() {
        let clock = TownClock::default();
        let start = system_now() - 1_000_000;
        clock.begin_at(start);
        assert!((start..start + 10_000).contains(&clock.now()));
        clock.go_to(start - 500_000);
        assert!(clock.now() >= start);
        clock.go_to(system_now() + 1_000_000);
        assert!(clock.now() <= system_now());
    }
}
