//! The runtime that one phone owns, and how it ends.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{oneshot, watch};

/// How long an end waits for work that cannot be interrupted.
const PATIENCE: Duration = Duration::from_secs(5);

/// A multi-thread runtime that may be dropped anywhere.
///
/// The last reference to an exported object may go away on a thread of the host, inside a callback, or on a worker
/// of this very runtime. Tokio panics when a runtime that waits for its tasks is dropped on a worker, so dropping this
/// one never waits; [`Shared::end`] waits, on a thread of its own.
#[derive(Debug)]
pub(crate) struct Shared {
    runtime: Option<Runtime>,
}

impl Shared {
    /// Starts the workers.
    pub(crate) fn start() -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).thread_name("zhijia").enable_all().build()?;
        Ok(Self { runtime: Some(runtime) })
    }

    /// For calls: they keep no runtime alive. `None` only while it is being dropped.
    pub(crate) fn handle(&self) -> Option<Handle> {
        self.runtime.as_ref().map(|runtime| runtime.handle().clone())
    }

    /// Waits for running work, then does the `last` of it, which lets go of the data in `dir`. The answer comes when
    /// all is gone; nobody needs to wait for it.
    pub(crate) fn end<T: Send + 'static>(
        mut self,
        dir: &Path,
        last: impl FnOnce() -> T + Send + 'static,
    ) -> oneshot::Receiver<T> {
        let (done, ended) = oneshot::channel();
        let leaving = Leaving::of(dir);
        let end = move || {
            if let Some(runtime) = self.runtime.take() {
                runtime.shutdown_timeout(PATIENCE);
            }
            let said = last();
            drop(leaving);
            // Nobody waits where the phone was merely dropped.
            let _unheard = done.send(said);
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

/// The folders whose data are being closed, so that opening one again waits for that.
static LEAVING: Mutex<Vec<(PathBuf, watch::Receiver<()>)>> = Mutex::new(Vec::new());

/// A folder that is being left; left when this is dropped.
struct Leaving {
    dir: PathBuf,
    _until: watch::Sender<()>,
}

impl Leaving {
    fn of(dir: &Path) -> Self {
        let (until, left) = watch::channel(());
        LEAVING.lock().unwrap_or_else(PoisonError::into_inner).push((dir.to_owned(), left));
        Self { dir: dir.to_owned(), _until: until }
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        // One folder is open once at a time, so it stands here once.
        LEAVING.lock().unwrap_or_else(PoisonError::into_inner).retain(|(dir, _)| *dir != self.dir);
    }
}

/// Waits until an earlier phone has let go of the data in `dir`, however it was ended.
pub(crate) async fn left(dir: &Path) {
    let leaving: Vec<_> = {
        let all = LEAVING.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().filter(|(one, _)| one == dir).map(|(_, left)| left.clone()).collect()
    };
    for mut one in leaving {
        // The sender sends nothing: it goes away when the folder has been left.
        let _gone = one.changed().await;
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
    fn the_end_waits_for_work_and_an_opening_waits_for_the_end() {
        let dir = Path::new("a folder");
        let shared = Shared::start().unwrap();
        let (begin, running) = std::sync::mpsc::channel();
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let (told, heard) = std::sync::mpsc::channel();
        let word = told.clone();
        shared.handle().unwrap().spawn_blocking(move || {
            begin.send(()).unwrap();
            wait.recv().unwrap();
            word.send("the work").unwrap();
        });
        running.recv().unwrap();
        let ended = shared.end(dir, move || told.send("the last").unwrap());
        go.send(()).unwrap();
        tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(left(dir));
        assert_eq!([heard.try_recv(), heard.try_recv()], [Ok("the work"), Ok("the last")]);
        ended.blocking_recv().unwrap();
    }
}
