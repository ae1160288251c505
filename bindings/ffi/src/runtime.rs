//! The runtime that all exported objects share a handle to.

use std::future::Future;
use tokio::runtime::{Builder, Runtime};
use tokio::task::JoinHandle;

/// A multi-thread runtime that may be dropped anywhere.
///
/// The last reference to an exported object may go away on a thread of the host, inside a callback, or on a worker
/// of this very runtime. Tokio panics when a runtime that waits for its tasks is dropped on a worker, so this one
/// never waits.
#[derive(Debug)]
pub(crate) struct Shared(Option<Runtime>);

impl Shared {
    /// Starts the workers.
    pub(crate) fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("zhijia").enable_all().build()?;
        Ok(Self(Some(runtime)))
    }

    /// Runs a future on the workers; `None` only while the runtime is being dropped.
    pub(crate) fn spawn<F>(&self, future: F) -> Option<JoinHandle<F::Output>>
    where
        F: Future + Send + 'static,
        F::Output: Send + 'static,
    {
        self.0.as_ref().map(|runtime| runtime.spawn(future))
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
    use super::*;
    use std::sync::Arc;

    #[test]
    fn the_last_reference_may_go_away_on_a_worker() {
        let shared = Arc::new(Shared::start().unwrap());
        let inner = Arc::clone(&shared);
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (done, seen) = std::sync::mpsc::channel();
        shared
            .spawn(async move {
                wait.recv().unwrap();
                // The only reference that is left: the runtime ends on its own worker.
                drop(inner);
                done.send(()).unwrap();
            })
            .unwrap();
        drop(shared);
        go.send(()).unwrap();
        seen.recv().expect("the worker that dropped the runtime went on");
    }
}
