//! How a phone stands: what it waits to send, as of when it is complete, what went over the wire.

use std::sync::Arc;

use zhijia_client::{Client, status};

use crate::mirror::{Cross, mirror};
use crate::watch::{Watching, heard};
use crate::{Phone, Trouble, ZhijiaError};

mirror! {
    /// The status bar.
    Status from status::SyncStatus {
        /// Always `status`.
        id: String,
        /// Whether the airplane switch is on.
        airplane: bool,
        /// `ok`, `pending`, `offline` or `trouble`.
        tone: String,
        /// In words, in Simplified Chinese.
        text_zh: String,
        /// In words, in English.
        text_en: String,
        /// Actions that wait to be sent.
        to_send: u64,
        /// Actions that were refused and wait in the drawer.
        not_sent: u64,
        /// As of when this phone has everything, in milliseconds; nothing while a live stream keeps it complete.
        complete_as_of_ms: Option<i64>,
        /// What stands in the way.
        trouble: Option<Trouble>,
        /// How far the hub's clock is ahead of this phone's, in milliseconds, where it is more than ten minutes.
        clock_ahead_ms: Option<i64>,
        /// The same in words (`clock-off`), with what to do; the phone goes by the server's time meanwhile.
        clock: Option<Trouble>,
    }
}

mirror! {
    /// What went over the wire.
    Travelled from status::WireUsage {
        /// Bytes sent, as they travelled.
        up_bytes: u64,
        /// Bytes received.
        down_bytes: u64,
        /// Requests made.
        round_trips: u64,
        /// The last exchanges, newest first.
        last: Vec<Trip>,
    }
}

mirror! {
    /// One exchange, or one message of a live stream.
    Trip from status::WireTrip {
        /// When, in milliseconds.
        at_ms: i64,
        /// Bytes sent.
        up: u64,
        /// Bytes received.
        down: u64,
        /// Whether it was a request of its own.
        round_trip: bool,
    }
}

heard!(StatusListener, StatusPut, Status from status::SyncStatus);

#[uniffi::export]
impl Phone {
    /// The status bar.
    pub async fn status(&self) -> Result<Status, ZhijiaError> {
        self.ask(|phone| Ok(phone.status()?.cross())).await
    }

    /// Watches the status bar, as a list of one.
    pub fn watch_status(&self, listener: Arc<dyn StatusListener>) -> Result<Arc<Watching>, ZhijiaError> {
        self.listen(listener, Client::watch_status)
    }

    /// What went over the wire since the phone was opened.
    pub async fn travelled(&self) -> Result<Travelled, ZhijiaError> {
        self.ask(|phone| Ok(phone.travelled().cross())).await
    }
}
