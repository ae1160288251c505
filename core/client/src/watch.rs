//! Live queries: the current value first, then differences by id, coalesced. Dropping a watch cancels it.

use std::sync::{Arc, Weak};
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::error::Error;
use crate::inner::Inner;
use crate::lists::{Answer, Happened, Noted, Observer, Query, Rows};

/// A row of a list.
pub trait Row: Clone + PartialEq + Send + Sync + 'static {
    /// What identifies the row.
    fn id(&self) -> &str;
}

/// What a watch gives.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "is", content = "rows")]
pub enum ListUpdate<T> {
    /// The whole list, in its order: always the first.
    Snapshot(Vec<T>),
    /// What changed since the last time; never empty.
    Diff(Vec<Op<T>>),
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case", tag = "op")]
pub enum Op<T> {
    /// A new row.
    Insert {
        /// The row.
        item: T,
    },
    /// A row that changed.
    Update {
        /// The row as it is now.
        item: T,
    },
    /// A row that went.
    Remove {
        /// Its id.
        id: String,
    },
}

/// How long a list that could not be read waits before it is tried again, where nothing happens meanwhile.
const RETRY_MS: i64 = 60 * 1000;

/// The longest time until the clock is looked at again: the device's may be set while a list waits for it.
const LOOK_MS: i64 = 60 * 60 * 1000;

/// A query that was asked, with its answer; no answer where the client is gone.
type Answered<T> = (Box<dyn Query<T>>, Option<Result<Answer<T>, Error>>);

/// A query that runs on a thread of its own.
type Running<T> = JoinHandle<Answered<T>>;

/// Where the query is.
enum Asking<T> {
    Idle(Box<dyn Query<T>>),
    Runs(Running<T>),
    /// The query failed in a way that no list can go on from.
    Over,
}

/// A list that is kept up to date.
pub struct Watch<T> {
    inner: Weak<Inner>,
    observer: Arc<Observer>,
    asking: Asking<T>,
    rows: Rows<T>,
    /// The query has been asked before.
    asked: bool,
    /// There was news, or trouble instead of it.
    told: bool,
}

impl<T> core::fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl<T: Row> Watch<T> {
    pub(crate) fn new(inner: &Arc<Inner>, query: Box<dyn Query<T>>) -> Self {
        Self {
            inner: Arc::downgrade(inner),
            observer: inner.told.observers.add(),
            asking: Asking::Idle(query),
            rows: Rows::default(),
            asked: false,
            told: false,
        }
    }

    /// The whole list as of the last news, in its order: where a difference's rows stand.
    pub fn rows(&self) -> &[T] {
        self.rows.as_slice()
    }

    /// Where a row stands in [`Watch::rows`].
    pub fn place(&self, id: &str) -> Option<usize> {
        self.rows.place(id)
    }

    /// Waits for the next news; `None` once the client is gone. Safe to cancel.
    pub async fn next(&mut self) -> Option<Result<ListUpdate<T>, Error>> {
        loop {
            let mut at_once = None;
            if let Asking::Idle(query) = &self.asking {
                let what = if self.asked { Some(self.happened(query.until()).await?) } else { None };
                at_once = self.begin(what);
            }
            // Where this is cancelled the query runs on, and the next call takes its answer.
            let (query, answer) = match (at_once, &mut self.asking) {
                (Some(answered), _) => answered,
                (None, Asking::Runs(running)) => {
                    let done = running.await;
                    self.asking = Asking::Over;
                    done.ok()?
                }
                _ => return None,
            };
            self.observer.set_needs(query.needs());
            self.asking = Asking::Idle(query);
            match self.take(answer?) {
                Ok(ListUpdate::Diff(ops)) if ops.is_empty() => {}
                news => return Some(news),
            }
        }
    }

    /// Waits for something that concerns the list, or for the moment at which it reads differently by itself.
    async fn happened(&self, until: i64) -> Option<Happened> {
        let now = self.inner.upgrade()?.now();
        // What could not be read is to be asked for again, whatever the time is.
        let wait = if until == i64::MIN { RETRY_MS } else { until.saturating_sub(now).clamp(1, LOOK_MS) };
        let moment = async {
            if until < i64::MAX {
                tokio::time::sleep(Duration::from_millis(wait.unsigned_abs())).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            noted = self.observer.noted() => match noted {
                Noted::Happened(happened) => Some(happened),
                Noted::Closed => None,
            },
            () = moment => Some(Happened::default()),
        }
    }

    /// Asks; gives the answer where that takes no longer than to tell another thread of it.
    fn begin(&mut self, what: Option<Happened>) -> Option<Answered<T>> {
        if what.is_none() {
            self.observer.begin();
        }
        self.asked = true;
        let inner = Weak::clone(&self.inner);
        let Asking::Idle(mut query) = core::mem::replace(&mut self.asking, Asking::Over) else { return None };
        let short = self.is_short(what.as_ref(), query.until());
        let work = move || {
            let answer = inner.upgrade().map(|inner| query.ask(&inner, what.as_ref()));
            (query, answer)
        };
        if short {
            return Some(work());
        }
        self.asking = Asking::Runs(tokio::task::spawn_blocking(work));
        None
    }

    /// Whether asking takes less time than another thread to begin: a few rows, and nobody to wait for.
    fn is_short(&self, what: Option<&Happened>, until: i64) -> bool {
        let Some(inner) = self.inner.upgrade() else { return true };
        what.is_some_and(|what| what.is_small() && inner.now() < until)
            && inner.told.observers.is_idle()
            && inner.store.is_idle()
    }

    fn take(&mut self, answer: Result<Answer<T>, Error>) -> Result<ListUpdate<T>, Error> {
        let told = core::mem::replace(&mut self.told, true);
        let answer = answer?;
        if told {
            return Ok(ListUpdate::Diff(self.rows.apply(answer)));
        }
        self.rows.fill(answer.put);
        Ok(ListUpdate::Snapshot(self.rows().to_vec()))
    }
}
