//! What an app holds: one [`Client`] for one phone.
//!
//! Every action is durable on the phone before it returns, with or without a network; [`Client::start`] keeps the
//! phone in touch with the hub in the background. Lists are read at once or watched: the current value first, then
//! differences. Everything that a person reads comes in Simplified Chinese and English.

#![allow(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of the store's snapshot is not general enough over its lifetime"
)]
#![cfg_attr(feature = "uniffi", allow(unsafe_code, reason = "the conversions that uniffi derives are unsafe impls"))]

pub mod aid;
mod asked;
pub mod claims;
mod clock;
mod error;
pub mod events;
mod exchange;
mod inner;
pub mod lending;
mod lists;
pub mod members;
mod perform;
pub mod phone;
mod session;
mod told;
pub mod watch;
pub mod words;

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();

pub use aid::batches;
pub use error::{Error, Trouble};
pub use events::{door, making, notices, organise, roster};
pub use lending::{catalogue, import, loans, settle};
pub use members::{desk, profile, who};
pub use perform::{Done, perform};
pub use phone::{calendar, history, not_sent, status};
pub use watch::{ListUpdate, Op, Row, Watch};
pub use words::{Prospect, Stage, StateText, Tone};
pub use zhijia_model::{Code, Intent, IntentId, Kind, RecordId, Refusal, Role, intents};

use crate::inner::Inner;
use crate::lists::events::find::Search;

/// The time in milliseconds since the Unix epoch; the app's own clock, or a test's.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// What it takes to open a phone.
#[derive(Clone)]
pub struct Options {
    /// The folder of this phone's database; made where it is missing.
    pub dir: PathBuf,
    /// The database's key, kept by the host app in Keystore or Keychain.
    pub key: [u8; 32],
    /// The hub's address, such as `https://hub.example.org`.
    pub hub: String,
    /// Further root certificates in PEM, for a hub of the union's own.
    pub ca: Option<Vec<u8>>,
    /// The clock; `None` for the system's.
    pub clock: Option<Clock>,
}

impl core::fmt::Debug for Options {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Options").field("dir", &self.dir).field("hub", &self.hub).finish_non_exhaustive()
    }
}

/// One phone. Cheap to clone; the last clone that is dropped closes the database.
#[derive(Clone)]
pub struct Client(pub(crate) Arc<Inner>, Arc<Mutex<Option<Search>>>);

impl core::fmt::Debug for Client {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Client").finish_non_exhaustive()
    }
}

impl Client {
    /// Opens or makes the phone's database. Nothing is sent yet.
    ///
    /// # Errors
    /// [`Error`] where the key is wrong, the directory is in use, or the store cannot be read or written.
    pub fn open(options: Options) -> Result<Self, Error> {
        Ok(Self(Arc::new(Inner::open(options)?), Arc::default()))
    }

    /// Keeps the phone in touch with the hub from now on, on the caller's tokio runtime. Calling it twice is the same
    /// as once.
    pub fn start(&self) {
        if !self.0.link.started.swap(true, std::sync::atomic::Ordering::AcqRel) {
            tokio::spawn(exchange::driver::run(Arc::clone(&self.0)));
        }
    }

    /// The airplane switch: `false` cuts every connection until it is `true` again.
    pub fn set_online(&self, online: bool) {
        self.0.set_online(online);
    }

    /// The network may be back: try at once instead of waiting for the next attempt.
    pub fn poke(&self) {
        self.0.link.online.send_modify(|_| ());
        self.0.link.wake.notify_one();
    }

    /// One whole exchange now: sends what is pending and fetches the news, again until nothing is left.
    ///
    /// # Errors
    /// [`Error`] where the hub cannot be reached, or does not let this phone in.
    pub async fn sync(&self) -> Result<(), Error> {
        // An exchange moves on in every round, so this bound is only a guard against a hub that misbehaves.
        for _ in 0..64 {
            if self.0.exchange(exchange::Reading::All).await?.ended != Some(true) {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Releases the database's locks before the system suspends the app.
    ///
    /// # Errors
    /// [`Error`] where the store cannot be closed.
    pub fn pause(&self) -> Result<(), Error> {
        Ok(self.0.store.pause()?)
    }

    /// Takes the locks again.
    ///
    /// # Errors
    /// As [`Client::open`].
    pub fn resume(&self) -> Result<(), Error> {
        self.0.store.resume()?;
        // Lists that could not be read meanwhile are read again.
        self.0.told.observers.changed(&zhijia_store::Changed { all: true, ..Default::default() });
        Ok(())
    }

    /// Ends the background work and closes every connection. What is pending stays on the phone.
    pub fn close(&self) {
        self.0.link.closing.cancel();
    }
}
