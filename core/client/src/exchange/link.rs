//! Whether the phone is in touch with its hub, and what makes it begin again.

use std::sync::atomic::{AtomicBool, AtomicI64};

use tokio::sync::{Mutex, Notify, watch};
use tokio_util::sync::CancellationToken;

/// The switches and signals of exchanges.
pub(crate) struct Link {
    /// One exchange at a time.
    pub(crate) exchanging: Mutex<()>,
    /// There is something to send.
    pub(crate) wake: Notify,
    /// The airplane switch, reversed; touched without a change to make the driver begin again.
    pub(crate) online: watch::Sender<bool>,
    pub(crate) live: AtomicBool,
    /// When the live stream last said something, in milliseconds; 0 where none is open.
    pub(crate) heard: AtomicI64,
    pub(crate) started: AtomicBool,
    pub(crate) closing: CancellationToken,
}

impl Default for Link {
    fn default() -> Self {
        Self {
            exchanging: Mutex::default(),
            wake: Notify::new(),
            online: watch::channel(true).0,
            live: AtomicBool::default(),
            heard: AtomicI64::default(),
            started: AtomicBool::default(),
            closing: CancellationToken::new(),
        }
    }
}
