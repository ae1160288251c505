//! One of everything that crosses the border, for the three languages' toolchains:
//! an object, a call, an asynchronous call, an error with fields, a listener with cancellation.

use crate::runtime::Shared;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Why a call of [`Probe`] failed.
#[derive(Debug, thiserror::Error, uniffi::Error)]
#[non_exhaustive]
pub enum ProbeError {
    /// More was asked for than there is.
    #[error("asked for {asked}, at most {allowed}")]
    TooMany {
        /// What the caller asked for.
        asked: u32,
        /// What would have been accepted.
        allowed: u32,
        /// The sentence for the user, in Chinese.
        sentence: String,
    },
    /// The listener raised something that is not part of the interface.
    #[error("the listener failed: {reason}")]
    Listener {
        /// What the host language said.
        reason: String,
    },
    /// The library itself failed.
    #[error("the library failed: {reason}")]
    Internal {
        /// What failed.
        reason: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for ProbeError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        Self::Listener { reason: error.reason }
    }
}

/// Receives ticks in batches: one call across the border for many values.
#[uniffi::export(foreign)]
pub trait TickListener: Send + Sync {
    /// The next numbers, in order.
    fn on_ticks(&self, numbers: Vec<u32>) -> Result<(), ProbeError>;
    /// No more will come: all were delivered, or the watch was cancelled.
    fn on_end(&self) -> Result<(), ProbeError>;
}

/// A running watch. Dropping it cancels it.
#[derive(Debug, uniffi::Object)]
pub struct Ticks {
    cancelled: Arc<AtomicBool>,
}

#[uniffi::export]
impl Ticks {
    /// Ends the watch after the batch that is being delivered.
    pub fn cancel(&self) -> Result<(), ProbeError> {
        self.cancelled.store(true, Ordering::Release);
        Ok(())
    }
}

impl Drop for Ticks {
    fn drop(&mut self) {
        self.cancelled.store(true, Ordering::Release);
    }
}

/// An object that holds the runtime, as the real facade does.
#[derive(Debug, uniffi::Object)]
pub struct Probe {
    shared: Shared,
    allowed: u32,
}

#[uniffi::export]
impl Probe {
    /// Opens a probe that accepts at most `allowed` at once.
    #[uniffi::constructor]
    pub fn open(allowed: u32) -> Result<Arc<Self>, ProbeError> {
        let shared = Shared::start().map_err(|error| ProbeError::Internal { reason: error.to_string() })?;
        Ok(Arc::new(Self { shared, allowed }))
    }

    /// The version of the library.
    pub fn version(&self) -> Result<String, ProbeError> {
        Ok(env!("CARGO_PKG_VERSION").to_owned())
    }

    /// Takes that many; refuses more than allowed.
    pub fn take(&self, asked: u32) -> Result<u32, ProbeError> {
        if asked > self.allowed {
            return Err(ProbeError::TooMany {
                asked,
                allowed: self.allowed,
                sentence: format!("最多可借{}册，您要借{asked}册。", self.allowed),
            });
        }
        Ok(self.allowed - asked)
    }

    /// The same as [`Probe::take`], on a worker of the library.
    pub async fn take_later(self: Arc<Self>, asked: u32) -> Result<u32, ProbeError> {
        let probe = Arc::clone(&self);
        let task = self.shared.spawn(async move { probe.take(asked) });
        match task {
            Some(task) => task.await.unwrap_or_else(|error| Err(ProbeError::Internal { reason: error.to_string() })),
            None => Err(ProbeError::Internal { reason: "the runtime has ended".to_owned() }),
        }
    }

    /// Delivers 0 to `count`, `batch` at a time, until cancelled.
    pub fn watch(&self, count: u32, batch: u32, listener: Arc<dyn TickListener>) -> Result<Arc<Ticks>, ProbeError> {
        let cancelled = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&cancelled);
        self.shared.spawn(async move {
            let batch = batch.max(1);
            let mut from = 0;
            while from < count && !stop.load(Ordering::Acquire) {
                let to = from.saturating_add(batch).min(count);
                let listener = Arc::clone(&listener);
                let delivered = tokio::task::spawn_blocking(move || listener.on_ticks((from..to).collect())).await;
                if !matches!(delivered, Ok(Ok(()))) {
                    break;
                }
                from = to;
            }
            // A listener that fails here has nothing left to be told.
            let _ended = tokio::task::spawn_blocking(move || listener.on_end()).await;
        });
        Ok(Arc::new(Ticks { cancelled }))
    }
}
