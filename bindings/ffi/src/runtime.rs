//! The runtime that one phone owns.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// How long an end waits for listeners and for work that cannot be interrupted, each.
const PATIENCE: Duration = Duration::from_secs(5);

/// A multi-thread runtime that may be dropped anywhere.
///
/// The last reference to an exported object may go away on a thread of the host, inside a callback, or on a worker
/// of this very runtime. Tokio panics when a runtime that waits for its tasks is dropped on a worker, so dropping this
/// one never waits; [`Shared::end`] waits, on a thread of its own.
#[derive(Debug)]
pub(crate) struct Shared {
    runtime: Option<Runtime>,
    /// What is waited for at the end: the tasks that tell listeners.
    telling: Mutex<Vec<JoinHandle<()>>>,
}

impl Shared {
    /// Starts the workers.
    pub(crate) fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("zhijia").enable_all().build()?;
        Ok(Self { runtime: Some(runtime), telling: Mutex::default() })
    }

    /// For calls: they keep no runtime alive. `None` only while it is being dropped.
    pub(crate) fn handle(&self) -> Option<Handle> {
        self.runtime.as_ref().map(|runtime| runtime.handle().clone())
    }

    /// Runs what tells a listener; the end waits for it.
    pub(crate) fn tell(&self, task: impl Future<Output = ()> + Send + 'static) {
        let Some(handle) = self.handle() else { return };
        let mut telling = self.telling.lock().unwrap_or_else(PoisonError::into_inner);
        telling.retain(|task| !task.is_finished());
        telling.push(handle.spawn(task));
    }

    /// Waits for the listeners' last word and for running work, then drops `last` (what the work used) and the
    /// runtime. The answer comes when all is gone; nobody needs to wait for it.
    pub(crate) fn end<T: Send + 'static>(mut self, last: T) -> oneshot::Receiver<()> {
        let (done, ended) = oneshot::channel();
        let telling = std::mem::take(self.telling.get_mut().unwrap_or_else(PoisonError::into_inner));
        let end = move || {
            if let Some(runtime) = self.runtime.take() {
                let all = async {
                    for task in telling {
                        // One that panicked has told what it could.
                        let _told = task.await;
                    }
                };
                // A listener that does not come back is left behind.
                let _late = runtime.block_on(async { tokio::time::timeout(PATIENCE, all).await });
                drop(last);
                runtime.shutdown_timeout(PATIENCE);
            }
            // Nobody waits where the phone was merely dropped.
            let _unheard = done.send(());
        };
        // Where no thread can be had, the closure is dropped and everything ends without waiting.
        let _unstarted = std::thread::Builder::new().name("zhijia-end".to_owned()).spawn(end);
        ended
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
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
        shared.handle().unwrap().spawn(async move {
            wait.recv().unwrap();
            // The only reference that is left: the runtime ends on its own worker.
            drop(inner);
            done.send(()).unwrap();
        });
        drop(shared);
        go.send(()).unwrap();
        seen.recv().expect("the worker that dropped the runtime went on");
    }

    #[test]
    fn the_end_waits_for_what_listeners_are_still_told() {
        let shared = Shared::start().unwrap();
        let (told, heard) = std::sync::mpsc::channel();
        let (go, wait) = oneshot::channel::<()>();
        shared.tell(async move {
            wait.await.unwrap();
            tokio::task::spawn_blocking(move || told.send("the last word").unwrap()).await.unwrap();
        });
        let ended = shared.end(());
        go.send(()).unwrap();
        ended.blocking_recv().unwrap();
        assert_eq!(heard.try_recv(), Ok("the last word"));
    }
}
