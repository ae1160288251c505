//! What went over the wire, counted since the client was opened.

use std::collections::VecDeque;

use serde::Serialize;

/// What went over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WireUsage {
    /// Bytes sent, as they travelled.
    pub up_bytes: u64,
    /// Bytes received.
    pub down_bytes: u64,
    /// Requests made.
    pub round_trips: u64,
    /// The last exchanges, newest first.
    pub last: Vec<WireTrip>,
}

/// One exchange, or one message of a live stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct WireTrip {
    /// When, in milliseconds.
    pub at_ms: i64,
    /// Bytes sent.
    pub up: u64,
    /// Bytes received.
    pub down: u64,
    /// Whether it was a request of its own.
    pub round_trip: bool,
}

/// Counters since the client was opened.
#[derive(Debug, Default)]
pub(crate) struct TrafficLog {
    pub(crate) up: u64,
    pub(crate) down: u64,
    pub(crate) round_trips: u64,
    pub(crate) last: VecDeque<WireTrip>,
}

impl TrafficLog {
    pub(crate) fn count(&mut self, up: usize, down: usize, round_trip: bool, at_ms: i64) {
        self.up += up as u64;
        self.down += down as u64;
        self.round_trips += u64::from(round_trip);
        self.last.push_front(WireTrip { at_ms, up: up as u64, down: down as u64, round_trip });
        self.last.truncate(20);
    }

    /// Bytes received that are no exchange of their own; `answering` the newest exchange, they are its answer.
    pub(crate) fn count_down(&mut self, down: usize, answering: bool) {
        self.down += down as u64;
        if answering && let Some(newest) = self.last.front_mut() {
            newest.down += down as u64;
        }
    }
}
