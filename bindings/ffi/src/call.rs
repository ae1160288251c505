//! One call that takes long: how far it is, and a way to stop it.

use std::sync::Arc;

use tokio::sync::watch::{self, Receiver, Sender};
use tokio_util::sync::CancellationToken;

use crate::ZhijiaError;

/// Goes with one call that takes long (joining, an exchange, an import): it tells how far the call is, and stops it.
///
/// A cancelled coroutine (Kotlin) or task (Python) stops its call by itself, and so does a Swift task in the package's
/// own methods; this handle is for a button.
#[derive(Debug, uniffi::Object)]
pub struct CallHandle {
    stop: CancellationToken,
    told: Sender<Step>,
    hears: tokio::sync::Mutex<Receiver<Step>>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Step {
    progress: Option<CallProgress>,
    over: bool,
}

/// How far a call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Record)]
pub struct CallProgress {
    /// Steps done.
    pub done: u64,
    /// Steps in all.
    pub total: u64,
}

#[uniffi::export]
impl CallHandle {
    /// For one call: it is passed to the call, which may end only once.
    #[uniffi::constructor]
    pub fn new() -> Arc<Self> {
        let (told, hears) = watch::channel(Step::default());
        Arc::new(Self { stop: CancellationToken::new(), told, hears: hears.into() })
    }

    /// Stops the call: it ends with `Stopped`, and what it had begun is not kept. A call that is over is not touched.
    pub fn cancel(&self) -> Result<(), ZhijiaError> {
        self.stop.cancel();
        Ok(())
    }

    /// Waits for the next step; nothing when the call is over. Steps are left out where nobody asks for them.
    pub async fn next_progress(&self) -> Result<Option<CallProgress>, ZhijiaError> {
        let mut hears = self.hears.lock().await;
        loop {
            let step = *hears.borrow_and_update();
            if step.over {
                return Ok(None);
            }
            if hears.changed().await.is_err() {
                return Ok(None);
            }
            if let Step { progress: Some(progress), over: false } = *hears.borrow() {
                return Ok(Some(progress));
            }
        }
    }
}

/// The call's own side of its handle; when it goes away, whatever the reason, the call is over and stopped.
#[derive(Debug)]
pub(crate) struct Running {
    handle: Arc<CallHandle>,
}

impl Running {
    /// For a call that came with a handle, or without.
    pub(crate) fn new(handle: Option<Arc<CallHandle>>) -> Self {
        Self { handle: handle.unwrap_or_else(CallHandle::new) }
    }

    /// What may outlive the call: it tells how far the work is and answers whether to go on.
    pub(crate) fn teller(&self) -> impl Fn(usize, usize) -> bool + Send + 'static {
        let handle = Arc::clone(&self.handle);
        move |done, total| {
            let progress = Some(CallProgress { done: done as u64, total: total as u64 });
            handle.told.send_modify(|step| step.progress = progress);
            !handle.stop.is_cancelled()
        }
    }

    /// Waits until somebody stops the call.
    pub(crate) async fn stopped(&self) {
        self.handle.stop.cancelled().await;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.handle.stop.cancel();
        self.handle.told.send_modify(|step| step.over = true);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[tokio::test]
    async fn a_call_tells_its_latest_step_and_then_that_it_is_over() {
        let handle = CallHandle::new();
        let running = Running::new(Some(Arc::clone(&handle)));
        let go_on = running.teller();
        assert!(go_on(1, 9) && go_on(2, 9));
        let hears = Arc::clone(&handle);
        let next = tokio::spawn(async move { hears.next_progress().await });
        tokio::task::yield_now().await;
        assert!(go_on(3, 9));
        assert_eq!(next.await.unwrap().unwrap(), Some(CallProgress { done: 3, total: 9 }));
        handle.cancel().unwrap();
        assert!(!go_on(4, 9), "a stopped call does not go on");
        drop(running);
        assert_eq!(handle.next_progress().await.unwrap(), None);
    }

    #[test]
    fn a_call_that_its_host_drops_is_stopped() {
        let running = Running::new(None);
        let go_on = running.teller();
        drop(running);
        assert!(!go_on(1, 2));
    }
}
