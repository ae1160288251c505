//! How a phone stands: what it waits to send, as of when it is complete, what went over the wire.

use std::collections::VecDeque;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use serde::Serialize;

use crate::error::{Error, Trouble};
use crate::inner::Inner;
use crate::words::moment;
use crate::{Client, Row, Watch, clock};

/// The status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SyncStatus {
    /// Always `status`.
    pub id: String,
    /// Whether the airplane switch is on.
    pub airplane: bool,
    /// How things stand in one word.
    pub tone: SyncTone,
    /// In words.
    pub text_zh: String,
    /// In words.
    pub text_en: String,
    /// Actions that wait to be sent.
    pub to_send: u64,
    /// Actions that were refused and wait in the drawer.
    pub not_sent: u64,
    /// As of when this phone has everything, in milliseconds.
    pub complete_as_of_ms: Option<i64>,
    /// What stands in the way.
    pub trouble: Option<Trouble>,
    /// How far the hub's clock is ahead of this phone's, in milliseconds, where it is more than ten minutes (X-C3).
    pub clock_ahead_ms: Option<i64>,
    /// The same in words (`clock-off`), with what to do. The phone goes by the hub's time meanwhile.
    pub clock: Option<Trouble>,
}

impl Row for SyncStatus {
    fn id(&self) -> &str {
        &self.id
    }
}

/// How a phone and its hub stand, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SyncTone {
    /// Nothing waits to be sent.
    Ok,
    /// Something is on its way.
    Pending,
    /// There is no connection; everything works on.
    Offline,
    /// Something stands in the way: see `trouble`.
    Trouble,
}

/// What went over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
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
    up: u64,
    down: u64,
    round_trips: u64,
    last: VecDeque<WireTrip>,
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

impl Client {
    /// The status bar.
    pub fn status(&self) -> Result<SyncStatus, Error> {
        status(&self.0)
    }

    /// Watches the status bar, as a list of one.
    pub fn watch_status(&self) -> Watch<SyncStatus> {
        self.0.watch(|inner| Ok(vec![status(inner)?]))
    }

    /// What went over the wire since the client was opened.
    pub fn travelled(&self) -> WireUsage {
        let log = self.0.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        WireUsage {
            up_bytes: log.up,
            down_bytes: log.down,
            round_trips: log.round_trips,
            last: log.last.iter().cloned().collect(),
        }
    }
}

fn status(inner: &Inner) -> Result<SyncStatus, Error> {
    let counts = inner.store.read(|dao| dao.status())?;
    let to_send = counts.to_send();
    let airplane = !*inner.online.borrow();
    let live = inner.live.load(Ordering::Acquire);
    let trouble = inner.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let complete = if live { Some(inner.now()) } else { counts.complete_as_of };
    let offline = airplane || trouble.as_ref().is_some_and(|error| error.code == "hub-unreachable");
    let (mut zh, mut en) = match complete {
        Some(ms) => {
            let (zh, en) = moment(ms, inner.now());
            (format!("截至 {zh} 齐全"), format!("Complete as of {en}"))
        }
        None => ("还没有取齐".to_owned(), "Not complete yet".to_owned()),
    };
    if to_send > 0 {
        zh = format!("{zh},{to_send} 件待送");
        en = format!("{en}, {to_send} to send");
    }
    let clock = clock::notice(counts.clock_ahead);
    let tone = match (&trouble, offline, to_send) {
        (Some(_), false, _) => SyncTone::Trouble,
        (_, true, _) => SyncTone::Offline,
        (_, _, 0) => SyncTone::Ok,
        _ => SyncTone::Pending,
    };
    Ok(SyncStatus {
        id: "status".to_owned(),
        airplane,
        tone,
        text_zh: zh,
        text_en: en,
        to_send,
        not_sent: counts.cards,
        // A live stream is complete at any moment; a value that moves with the clock would be a difference each time.
        complete_as_of_ms: if live { None } else { counts.complete_as_of },
        trouble: trouble.filter(|error| error.code != "hub-unreachable").map(Trouble::from),
        clock_ahead_ms: clock.as_ref().map(|_| counts.clock_ahead),
        clock: clock.map(Trouble::from),
    })
}
