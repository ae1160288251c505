//! The hub's clock, as an argument: tests set it, nothing else reads the time.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// 2025-01-01 UTC: a clock that stands before it was never set.
const UNSET_MS: i64 = 1_735_689_600_000;

/// Tells the time in milliseconds since 1970-01-01 UTC.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> i64 + Send + Sync>);

impl Clock {
    /// The computer's clock.
    pub fn system() -> Self {
        Self::new(|| {
            SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|since| i64::try_from(since.as_millis()).ok())
                .unwrap_or(0)
        })
    }

    /// Any other source of time.
    pub fn new(now_ms: impl Fn() -> i64 + Send + Sync + 'static) -> Self {
        Self(Arc::new(now_ms))
    }

    /// False where the clock was never set (an empty battery, no time server yet). What is written
    /// then would be dated wrongly for good.
    pub fn is_set(&self) -> bool {
        self.now_ms() >= UNSET_MS
    }

    /// Now.
    pub fn now_ms(&self) -> i64 {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Clock")
    }
}
