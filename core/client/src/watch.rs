//! Live queries: the current value first, then differences by id, coalesced. Dropping a watch cancels it.

use std::sync::Arc;

use tokio::sync::watch;

use crate::error::Error;

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

type Query<T> = Arc<dyn Fn() -> Result<Vec<T>, Error> + Send + Sync>;

/// A list that is kept up to date.
pub struct Watch<T> {
    query: Query<T>,
    changes: watch::Receiver<u64>,
    last: Option<Vec<T>>,
}

impl<T> core::fmt::Debug for Watch<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Watch").finish_non_exhaustive()
    }
}

impl<T: Row> Watch<T> {
    pub(crate) fn new(
        changes: watch::Receiver<u64>,
        query: impl Fn() -> Result<Vec<T>, Error> + Send + Sync + 'static,
    ) -> Self {
        Self { query: Arc::new(query), changes, last: None }
    }

    /// The whole list as of the last news, in its order: where a difference's rows stand.
    pub fn rows(&self) -> &[T] {
        self.last.as_deref().unwrap_or_default()
    }

    /// Waits for the next news; `None` once the client is gone. Safe to cancel.
    pub async fn next(&mut self) -> Option<Result<ListUpdate<T>, Error>> {
        loop {
            if self.last.is_some() {
                self.changes.changed().await.ok()?;
            }
            self.changes.mark_unchanged();
            let query = Arc::clone(&self.query);
            let rows = match tokio::task::spawn_blocking(move || query()).await {
                Ok(Ok(rows)) => rows,
                Ok(Err(error)) => {
                    self.last.get_or_insert_default();
                    return Some(Err(error));
                }
                Err(_) => return None,
            };
            let news = match &self.last {
                None => ListUpdate::Snapshot(rows.clone()),
                Some(last) => ListUpdate::Diff(diff(last, &rows)),
            };
            self.last = Some(rows);
            if news != ListUpdate::Diff(Vec::new()) {
                return Some(Ok(news));
            }
        }
    }
}

/// The differences from `old` to `new`, removals first.
pub fn diff<T: Row>(old: &[T], new: &[T]) -> Vec<Op<T>> {
    use std::collections::HashMap;
    let before: HashMap<&str, &T> = old.iter().map(|row| (row.id(), row)).collect();
    let after: HashMap<&str, &T> = new.iter().map(|row| (row.id(), row)).collect();
    let gone = old.iter().filter(|row| !after.contains_key(row.id())).map(|row| Op::Remove { id: row.id().to_owned() });
    let changed = new.iter().filter_map(|row| match before.get(row.id()) {
        None => Some(Op::Insert { item: row.clone() }),
        Some(was) if *was != row => Some(Op::Update { item: row.clone() }),
        Some(_) => None,
    });
    gone.chain(changed).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]
    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Line(&'static str, u8);
    impl Row for Line {
        fn id(&self) -> &str {
            self.0
        }
    }

    #[test]
    fn differences_by_id() {
        let (old, new) = ([Line("a", 1), Line("b", 1)], [Line("b", 2), Line("c", 1)]);
        let ops = diff(&old, &new);
        assert_eq!(
            ops,
            [Op::Remove { id: "a".to_owned() }, Op::Update { item: Line("b", 2) }, Op::Insert { item: Line("c", 1) }]
        );
        assert!(diff(&new, &new).is_empty());
    }

    #[tokio::test]
    async fn the_current_value_first_and_then_what_changed() {
        let (tell, changes) = watch::channel(0);
        let rows = Arc::new(std::sync::Mutex::new(vec![Line("a", 1)]));
        let shared = Arc::clone(&rows);
        let mut watch = Watch::new(changes, move || Ok(shared.lock().unwrap().clone()));
        assert_eq!(watch.next().await.unwrap().unwrap(), ListUpdate::Snapshot(vec![Line("a", 1)]));
        rows.lock().unwrap().push(Line("b", 1));
        tell.send_replace(1);
        tell.send_replace(2);
        assert_eq!(watch.next().await.unwrap().unwrap(), ListUpdate::Diff(vec![Op::Insert { item: Line("b", 1) }]));
        assert_eq!(watch.rows(), [Line("a", 1), Line("b", 1)]);
        drop(tell);
        assert!(watch.next().await.is_none());
    }
}
