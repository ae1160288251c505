//! How a phone stands: what it waits to send, as of when it is complete, what went over the wire.

use std::collections::VecDeque;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use serde::Serialize;

use crate::error::Error;
use crate::inner::Inner;
use crate::words::moment;
use crate::{Client, Row, Watch, clock};

/// The status bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// Always `status`.
    pub id: String,
    /// Whether the airplane switch is on.
    pub airplane: bool,
    /// `ok`, `pending`, `offline` or `trouble`.
    pub tone: &'static str,
    /// In words.
    pub text_zh: String,
    /// In words.
    pub text_en: String,
    /// Actions that wait to be sent.
    pub to_send: usize,
    /// Actions that were refused and wait in the drawer.
    pub not_sent: usize,
    /// As of when this phone has everything, in milliseconds.
    pub complete_as_of_ms: Option<i64>,
    /// What stands in the way.
    pub trouble: Option<Error>,
    /// How far the hub's clock is ahead of this phone's, in milliseconds, where it is more than ten minutes (X-C3).
    pub clock_ahead_ms: Option<i64>,
    /// The same in words (`clock-off`), with what to do. The phone goes by the hub's time meanwhile.
    pub clock: Option<Error>,
}

impl Row for Status {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What went over the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Travelled {
    /// Bytes sent, as they travelled.
    pub up_bytes: u64,
    /// Bytes received.
    pub down_bytes: u64,
    /// Requests made.
    pub round_trips: u64,
    /// The last exchanges, newest first.
    pub last: Vec<Trip>,
}

/// One exchange, or one message of a live stream.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trip {
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
    last: VecDeque<Trip>,
}

impl TrafficLog {
    pub(crate) fn count(&mut self, up: usize, down: usize, round_trip: bool, at_ms: i64) {
        self.up += up as u64;
        self.down += down as u64;
        self.round_trips += u64::from(round_trip);
        self.last.push_front(Trip { at_ms, up: up as u64, down: down as u64, round_trip });
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
    pub fn status(&self) -> Result<Status, Error> {
        status(&self.0)
    }

    /// Watches the status bar, as a list of one.
    pub fn watch_status(&self) -> Watch<Status> {
        self.0.watch(|inner| Ok(vec![status(inner)?]))
    }

    /// What went over the wire since the client was opened.
    pub fn travelled(&self) -> Travelled {
        let log = self.0.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        Travelled {
            up_bytes: log.up,
            down_bytes: log.down,
            round_trips: log.round_trips,
            last: log.last.iter().cloned().collect(),
        }
    }
}

fn status(inner: &Inner) -> Result<Status, Error> {
    let counts = inner.store.read(|dao| dao.status())?;
    let to_send = usize::try_from(counts.to_send()).unwrap_or(usize::MAX);
    let airplane = !*inner.online.borrow();
    let live = inner.live.load(Ordering::Acquire);
    let trouble = inner.trouble.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let complete = if live { Some(inner.now()) } else { counts.complete_as_of };
    let offline = airplane || trouble.as_ref().is_some_and(|error| &*error.code == "hub-unreachable");
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
        (Some(_), false, _) => "trouble",
        (_, true, _) => "offline",
        (_, _, 0) => "ok",
        _ => "pending",
    };
    Ok(Status {
        id: "status".to_owned(),
        airplane,
        tone,
        text_zh: zh,
        text_en: en,
        to_send,
        not_sent: usize::try_from(counts.cards).unwrap_or(usize::MAX),
        // A live stream is complete at any moment; a value that moves with the clock would be a difference each time.
        complete_as_of_ms: if live { None } else { counts.complete_as_of },
        trouble: trouble.filter(|error| &*error.code != "hub-unreachable"),
        clock_ahead_ms: clock.as_ref().map(|_| counts.clock_ahead),
        clock,
    })
}
