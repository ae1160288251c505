//! How long to wait after a failure: doubling, with full jitter applied behind the cap, so that phones that failed
//! together do not come back together.

use std::time::Duration;

/// The first wait.
const FIRST_MS: u64 = 500;
/// The longest wait.
const CAP_MS: u64 = 60_000;
/// The longest time that a hub can ask a phone to stay away, in seconds. More is a mistake.
const ASKED_MAX_S: u32 = 3600;

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
    ///
    /// Where the hub has `asked` to be left alone for some seconds, at least these and at most twice as long, so that
    /// phones that were sent away together do not come back together.
    pub(crate) fn after_failure(&mut self, asked: Option<u32>, random: u32) -> Duration {
        let step = FIRST_MS.saturating_mul(1_u64 << self.failures.min(16)).min(CAP_MS);
        self.failures = self.failures.saturating_add(1);
        let own = jittered(step, random);
        asked.map_or(own, |seconds| own.max(after_asked(seconds, random)))
    }
}

/// What the hub has asked for, within reason, and up to as much again.
pub(crate) fn after_asked(seconds: u32, random: u32) -> Duration {
    jittered(u64::from(seconds.min(ASKED_MAX_S)) * 2000, random)
}

/// At least half of `ms`, at most all of it.
fn jittered(ms: u64, random: u32) -> Duration {
    let half = ms / 2;
    Duration::from_millis(half + (ms - half) * u64::from(random) / u64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_cap_and_start_over() {
        let mut backoff = Backoff::default();
        let longest: Vec<_> = (0..9).map(|_| backoff.after_failure(None, u32::MAX).as_millis()).collect();
        assert_eq!(longest, [500, 1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]);
        assert_eq!(backoff.after_failure(None, 0).as_millis(), 30_000);
        backoff.reset();
        assert_eq!(backoff.after_failure(None, 0).as_millis(), 250);
    }

    #[test]
    fn a_phone_stays_away_for_as_long_as_the_hub_asks_and_at_most_twice_as_long() {
        let mut backoff = Backoff::default();
        assert_eq!(backoff.after_failure(Some(20), 0).as_secs(), 20);
        assert_eq!(backoff.after_failure(Some(20), u32::MAX).as_secs(), 40);
        for _ in 0..8 {
            backoff.after_failure(None, 0);
        }
        assert_eq!(backoff.after_failure(Some(1), 0).as_secs(), 30, "its own wait is longer");
        assert_eq!(backoff.after_failure(Some(u32::MAX), 0).as_secs(), 3600);
    }
}
