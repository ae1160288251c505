//! Watches: a host asks for the next update of a list, so that one that is slow gets fewer and larger ones, and one
//! that has gone holds nothing.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::task::AbortHandle;
use tokio_util::sync::CancellationToken;
use zhijia_client::{ListUpdate, Op, Row, Watch};

use crate::ZhijiaError;
use crate::phone::finished;

/// What every watch of the interface is inside.
pub(crate) struct Following<T> {
    watch: Arc<tokio::sync::Mutex<Watch<T>>>,
    handle: Handle,
    stop: CancellationToken,
}

impl<T> core::fmt::Debug for Following<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Following").finish_non_exhaustive()
    }
}

impl<T> Drop for Following<T> {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl<T: Row> Following<T> {
    pub(crate) fn new(watch: Watch<T>, handle: Handle, stop: CancellationToken) -> Self {
        Self { watch: Arc::new(watch.into()), handle, stop }
    }

    pub(crate) fn cancel(&self) {
        self.stop.cancel();
    }

    /// The next update; `None` when the watch was cancelled or the phone was shut down. Dropping the future loses
    /// nothing.
    pub(crate) async fn next(&self) -> Result<Option<Update<T>>, ZhijiaError> {
        let watch = Arc::clone(&self.watch);
        let task = self.handle.spawn(async move {
            let mut watch = watch.lock().await;
            let told = watch.next().await;
            told.map(|told| told.map(|told| update(told, |id| watch.place(id)))).transpose()
        });
        let _with_this_future = Aborting(task.abort_handle());
        tokio::select! {
            biased;
            () = self.stop.cancelled() => Ok(None),
            told = task => match told {
                Err(gone) if gone.is_cancelled() => Ok(None),
                told => finished(told),
            },
        }
    }
}

/// Ends a task with the future that waits for it.
pub(crate) struct Aborting(pub(crate) AbortHandle);

impl Drop for Aborting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// An update with the places of its rows: to follow the list, take out what is removed and what is put, then insert
/// what is put, each at its place, in this order. A whole list is one that puts every row.
#[derive(Debug)]
pub(crate) struct Update<T> {
    pub(crate) whole: bool,
    pub(crate) removed: Vec<String>,
    pub(crate) put: Vec<T>,
    pub(crate) at: Vec<u32>,
    pub(crate) is_new: Vec<bool>,
}

fn update<T: Row>(told: ListUpdate<T>, place: impl Fn(&str) -> Option<usize>) -> Update<T> {
    match told {
        ListUpdate::Snapshot(put) => Update {
            whole: true,
            removed: Vec::new(),
            at: (0..).take(put.len()).collect(),
            is_new: vec![true; put.len()],
            put,
        },
        ListUpdate::Diff(ops) => placed(ops, place),
    }
}

fn placed<T: Row>(ops: Vec<Op<T>>, place: impl Fn(&str) -> Option<usize>) -> Update<T> {
    let mut removed = Vec::new();
    let mut put: Vec<(u32, bool, T)> = Vec::new();
    for op in ops {
        let (is_new, item) = match op {
            Op::Insert { item } => (true, item),
            Op::Update { item } => (false, item),
            Op::Remove { id } => {
                removed.push(id);
                continue;
            }
        };
        let at = place(item.id()).and_then(|at| u32::try_from(at).ok());
        put.push((at.unwrap_or(u32::MAX), is_new, item));
    }
    put.sort_by_key(|one| one.0);
    let mut all = Update { whole: false, removed, put: Vec::new(), at: Vec::new(), is_new: Vec::new() };
    for (at, is_new, item) in put {
        all.at.push(at);
        all.is_new.push(is_new);
        all.put.push(item);
    }
    all
}

/// Declares the watch of one type of rows and what it tells. From these two, `cargo xtask bindings` writes the flows,
/// sequences and iterators of the languages.
macro_rules! watched {
    ($watch:ident, $update:ident, $row:ident) => {
        /// What a watch tells. To follow the list, take out what is removed (by id) and what is put, then insert what
        /// is put, each at its place, in this order.
        #[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
        pub struct $update {
            /// This is the list whole, and not what changed.
            pub whole: bool,
            /// The ids of rows that went.
            pub removed: Vec<String>,
            /// Rows that are new or have changed.
            pub put: Vec<$row>,
            /// Where each of these stands in the list as it is now, from 0.
            pub at: Vec<u32>,
            /// Whether each of these was not in the list before.
            pub is_new: Vec<bool>,
        }

        /// A list that is kept up to date, for as long as this is kept.
        #[derive(Debug, uniffi::Object)]
        pub struct $watch($crate::watch::Following<$row>);

        #[uniffi::export]
        impl $watch {
            /// Waits for the next update: the list whole at first, then what changed. Nothing when the watch was
            /// cancelled or the phone was shut down. An error says that the list cannot be read now; asking again
            /// waits until something has changed.
            pub async fn next(&self) -> Result<Option<$update>, $crate::ZhijiaError> {
                Ok(self.0.next().await?.map(|one| $update {
                    whole: one.whole,
                    removed: one.removed,
                    put: one.put,
                    at: one.at,
                    is_new: one.is_new,
                }))
            }

            /// Ends the watch, and the wait for its next update.
            pub fn cancel(&self) -> Result<(), $crate::ZhijiaError> {
                self.0.cancel();
                Ok(())
            }
        }

        impl $watch {
            pub(crate) fn new(following: $crate::watch::Following<$row>) -> std::sync::Arc<Self> {
                std::sync::Arc::new(Self(following))
            }
        }
    };
}
pub(crate) use watched;

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, Clone, PartialEq, Eq)]
    struct Line(&'static str, u8);

    impl Row for Line {
        fn id(&self) -> &str {
            self.0
        }
    }

    /// What the layers do with an update.
    fn follow(list: &[Line], told: Update<Line>) -> Vec<Line> {
        let gone = |row: &Line| told.removed.iter().any(|id| id == row.0) || told.put.iter().any(|one| one.0 == row.0);
        let mut list: Vec<Line> = list.iter().filter(|row| !told.whole && !gone(row)).cloned().collect();
        for (at, one) in told.at.into_iter().zip(told.put) {
            list.insert(at as usize, one);
        }
        list
    }

    #[test]
    fn following_the_updates_gives_the_list_in_its_order() {
        let before = [Line("a", 1), Line("b", 1), Line("c", 1), Line("d", 1)];
        assert_eq!(follow(&[Line("x", 1)], update(ListUpdate::Snapshot(before.to_vec()), |_| None)), before);
        // `d` moved to the front, `e` came in between, `b` went, `c` changed where it stood.
        let now = [Line("d", 2), Line("a", 1), Line("e", 1), Line("c", 2)];
        let ops = vec![
            Op::Remove { id: "b".to_owned() },
            Op::Update { item: Line("c", 2) },
            Op::Insert { item: Line("e", 1) },
            Op::Update { item: Line("d", 2) },
        ];
        let told = update(ListUpdate::Diff(ops), |id| now.iter().position(|row| row.0 == id));
        assert_eq!(follow(&before, told), now);
    }
}
