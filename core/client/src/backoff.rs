//! How long to wait after a failure: doubling, with full jitter applied behind the cap, so that phones that failed
//! together do not come back together.

use std::time::Duration;

/// The first wait.
const FIRST_MS: u64 = 500;
/// The longest wait.
const CAP_MS: u64 = 60_000;

/// Counts failures in a row.
#[derive(Debug, Default, Clone, Copy)]
pub(crate) struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Everything went well.
    pub(crate) fn reset(&mut self) {
        self.failures = 0;
    }

    /// The wait after one more failure: between half of the step and the whole step. `random` is any number.
    pub(crate) fn after_failure(&mut self, random: u32) -> Duration {
        let step = FIRST_MS.saturating_mul(1_u64 << self.failures.min(16)).min(CAP_MS);
        self.failures = self.failures.saturating_add(1);
        jittered(step, random)
    }
}

/// At least half of `ms`, at most all of it.
pub(crate) fn jittered(ms: u64, random: u32) -> Duration {
    let half = ms / 2;
    Duration::from_millis(half + (ms - half) * u64::from(random) / u64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_start_over() {
        let mut backoff = Backoff::default();
        let longest: Vec<_> = (0..9).map(|_| backoff.after_failure(u32::MAX).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
        assert_eq!(backoff.after_failure(0).as_millis(), 30_000);
        backoff.reset();
        assert_eq!(backoff.after_failure(0).as_millis(), 250);
    }
}
