//! How a phone stands: what it waits to send, as of when it is complete, what went over the wire.

use std::sync::PoisonError;

use crate::error::Error;
pub use crate::exchange::traffic::{WireTrip, WireUsage};
use crate::lists::phone::status::StatusBar;
pub use crate::lists::phone::status::{SyncStatus, SyncTone};
use crate::{Client, Watch};

impl Client {
    /// The status bar.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn status(&self) -> Result<SyncStatus, Error> {
        self.0.list(StatusBar)?.pop().ok_or_else(Error::not_found)
    }

    /// Watches the status bar, as a list of one.
    pub fn watch_status(&self) -> Watch<SyncStatus> {
        self.0.watch(StatusBar)
    }

    /// What went over the wire since the client was opened.
    pub fn travelled(&self) -> WireUsage {
        let log = self.0.told.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        WireUsage {
            up_bytes: log.up,
            down_bytes: log.down,
            round_trips: log.round_trips,
            last: log.last.iter().cloned().collect(),
        }
    }
}
