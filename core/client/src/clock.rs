//! What time it is on a phone whose own clock may be wrong.
//!
//! The hub's clock decides (§14 of the protocol). Once the hub has told its time, a phone whose clock is clearly off
//! reads its own clock with that difference: a sign-up is then previewed and claimed by the time that will be judged,
//! and the person is told to set the clock (X-C3).

use std::sync::atomic::{AtomicI64, Ordering};

use zhijia_model::Code;

use crate::Clock;
use crate::error::Error;
use crate::words;

/// A clock that differs by more than this is worth a word, in milliseconds.
const TOLERANCE_MS: i64 = 10 * 60 * 1000;

/// The device's clock, and what is known of its error.
pub(crate) struct PhoneClock {
    device: Clock,
    /// Hub time minus device time, as last told.
    ahead: AtomicI64,
    /// The latest moment that the hub has told: no time before it can be right.
    told: AtomicI64,
}

impl PhoneClock {
    /// With what an earlier run of the app learnt: the difference, and as of when the hub had told everything.
    pub(crate) fn new(device: Clock, ahead: i64, told: Option<i64>) -> Self {
        Self { device, ahead: AtomicI64::new(ahead), told: AtomicI64::new(told.unwrap_or(i64::MIN)) }
    }

    /// The device's own time.
    pub(crate) fn device(&self) -> i64 {
        (self.device)()
    }

    /// The hub has told its time.
    pub(crate) fn note(&self, hub: i64) {
        self.ahead.store(hub.saturating_sub(self.device()), Ordering::Release);
        self.told.store(hub, Ordering::Release);
    }

    /// The time to act by.
    pub(crate) fn now(&self) -> i64 {
        let device = self.device();
        let ahead = self.ahead.load(Ordering::Acquire);
        let told = self.told.load(Ordering::Acquire);
        let can_be = |time: &i64| *time >= told.saturating_sub(TOLERANCE_MS);
        let corrected = if ahead.abs() <= TOLERANCE_MS { device } else { device.saturating_add(ahead) };
        // Before what the hub has told already: somebody has set the clock since, and the difference is of yesterday.
        // Where the clock itself says what cannot be, as one does that has lost its battery, it is at least that time.
        [corrected, device].into_iter().find(can_be).unwrap_or(told)
    }
}

/// What a person is told of a clock that is off by this much (hub time minus device time, in milliseconds); `None`
/// where it is right enough.
pub(crate) fn notice(ahead: i64) -> Option<Error> {
    if ahead.abs() <= TOLERANCE_MS {
        return None;
    }
    let (zh, en) = words::off(ahead);
    Some(Error::filled(Code::ClockOff, &zh, &en))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use super::*;

    const T: i64 = 1_772_409_600_000;
    const MINUTE_MS: i64 = 60 * 1000;
    const HOUR_MS: i64 = 60 * MINUTE_MS;
    const DAY: i64 = 24 * HOUR_MS;

    fn at(device: &Arc<AtomicI64>) -> PhoneClock {
        let device = Arc::clone(device);
        PhoneClock::new(Arc::new(move || device.load(Ordering::Acquire)), 0, None)
    }

    #[test]
    fn a_clock_that_is_a_day_off_is_read_with_its_error_until_it_is_set() {
        for wrong in [DAY, -DAY] {
            let device = Arc::new(AtomicI64::new(T + wrong));
            let clock = at(&device);
            assert_eq!(clock.now(), T + wrong, "nobody has told yet");
            clock.note(T);
            device.fetch_add(HOUR_MS, Ordering::AcqRel);
            assert_eq!(clock.now(), T + HOUR_MS);
            device.store(T + 2 * HOUR_MS, Ordering::Release);
            clock.note(T + 2 * HOUR_MS);
            assert_eq!(clock.now(), T + 2 * HOUR_MS);
        }
    }

    #[test]
    fn a_fast_clock_that_was_set_back_without_a_network_is_believed() {
        let device = Arc::new(AtomicI64::new(T + DAY));
        let clock = at(&device);
        clock.note(T);
        device.store(T + HOUR_MS, Ordering::Release);
        assert_eq!(clock.now(), T + HOUR_MS);
    }

    #[test]
    fn a_clock_that_begins_again_in_1970_is_read_as_what_the_hub_told_last() {
        for ahead in [0, DAY] {
            let device = Arc::new(AtomicI64::new(T - ahead));
            let clock = at(&device);
            clock.note(T);
            device.store(HOUR_MS, Ordering::Release);
            assert_eq!(clock.now(), T);
        }
    }

    #[test]
    fn a_few_minutes_are_not_worth_a_word() {
        let device = Arc::new(AtomicI64::new(T));
        let clock = at(&device);
        clock.note(T + TOLERANCE_MS);
        assert_eq!(clock.now(), T);
        assert_eq!(notice(TOLERANCE_MS), None);
    }

    #[test]
    fn the_word_says_which_way_and_how_much() {
        let said = |ahead| notice(ahead).map(|error| format!("{} / {}", error.zh, error.en)).unwrap();
        assert_eq!(said(DAY), "这台手机的时间慢了约 24 小时 / This phone's clock is about 24 hours behind");
        assert_eq!(said(-DAY), "这台手机的时间快了约 24 小时 / This phone's clock is about 24 hours ahead");
        assert_eq!(
            said(11 * MINUTE_MS),
            "这台手机的时间慢了约 11 分钟 / This phone's clock is about 11 minutes behind"
        );
        assert_eq!(said(-HOUR_MS), "这台手机的时间快了约 1 小时 / This phone's clock is about 1 hour ahead");
        assert_eq!(said(30 * DAY), "这台手机的时间慢了约 30 天 / This phone's clock is about 30 days behind");
    }
}
