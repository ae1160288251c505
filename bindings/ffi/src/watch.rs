//! Watches: a listener gets a list whole, then what changed, in batches; a handle ends it.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;
use zhijia_client::{ListUpdate, Op, Row, Watch};

use crate::error::{Trouble, ZhijiaError};
use crate::mirror::Cross;

/// A running watch. It ends by [`Watching::cancel`], when it is dropped, when the phone is shut down, and when its
/// listener fails.
#[derive(Debug, uniffi::Object)]
pub struct Watching {
    stop: CancellationToken,
}

#[uniffi::export]
impl Watching {
    /// Ends the watch after the batch that is being delivered. Once is enough; more does no harm.
    pub fn cancel(&self) -> Result<(), ZhijiaError> {
        self.stop.cancel();
        Ok(())
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

impl Watching {
    pub(crate) fn new(stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self { stop })
    }
}

/// A row with its place.
pub(crate) struct Placed<T> {
    /// Where it stands in the list as it is now.
    pub(crate) at: u32,
    /// It was not there before.
    pub(crate) is_new: bool,
    /// The row.
    pub(crate) item: T,
}

/// What every listener is, whatever its rows are.
pub(crate) trait Hears<T>: Clone + Send + Sync + 'static {
    fn snapshot(&self, rows: Vec<T>) -> Result<(), ZhijiaError>;
    fn diff(&self, removed: Vec<String>, put: Vec<Placed<T>>) -> Result<(), ZhijiaError>;
    fn trouble(&self, trouble: Trouble) -> Result<(), ZhijiaError>;
    fn end(&self) -> Result<(), ZhijiaError>;
}

/// Delivers until someone ends it. A slow listener makes batches larger, not more.
pub(crate) async fn deliver<T: Row, L: Hears<T>>(mut watch: Watch<T>, listener: L, stop: CancellationToken) {
    loop {
        let news = tokio::select! {
            biased;
            () = stop.cancelled() => break,
            news = watch.next() => news,
        };
        let Some(news) = news else { break };
        let hearing = listener.clone();
        // A host's listener may block, and may call back in: never on a worker, never under a lock.
        let delivered = match news {
            Ok(ListUpdate::Snapshot(rows)) => tokio::task::spawn_blocking(move || hearing.snapshot(rows)).await,
            Ok(ListUpdate::Diff(ops)) => {
                let (removed, put) = placed(ops, |id| watch.place(id));
                tokio::task::spawn_blocking(move || hearing.diff(removed, put)).await
            }
            Err(error) => {
                tokio::task::spawn_blocking(move || hearing.trouble(zhijia_client::Trouble::from(error).cross())).await
            }
        };
        if !matches!(delivered, Ok(Ok(()))) {
            break;
        }
    }
    // A listener that fails here has nothing left to be told.
    let _ended = tokio::task::spawn_blocking(move || listener.end()).await;
}

/// The differences with the places of their rows. To follow a list: take out what is removed and what is put, then
/// insert what is put in this order.
fn placed<T: Row>(ops: Vec<Op<T>>, place: impl Fn(&str) -> Option<usize>) -> (Vec<String>, Vec<Placed<T>>) {
    let place = |item: &T| place(item.id()).and_then(|at| u32::try_from(at).ok()).unwrap_or(u32::MAX);
    let (mut removed, mut put) = (Vec::new(), Vec::new());
    for op in ops {
        match op {
            Op::Insert { item } => put.push(Placed { at: place(&item), is_new: true, item }),
            Op::Update { item } => put.push(Placed { at: place(&item), is_new: false, item }),
            Op::Remove { id } => removed.push(id),
        }
    }
    put.sort_by_key(|one| one.at);
    (removed, put)
}

/// Declares the listener of one type of rows, and the row with its place.
macro_rules! heard {
    ($listener:ident, $put:ident, $item:ident from $row:ty) => {
        /// A row that is new or has changed.
        #[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
        pub struct $put {
            /// Where it stands in the list as it is now, from 0.
            pub at: u32,
            /// It was not in the list before.
            pub is_new: bool,
            /// The row as it is now.
            pub item: $item,
        }

        /// Is told a list whole, then what changed. Called on threads of the library, one call at a time, with no
        /// lock held: it may call the phone.
        #[uniffi::export(foreign)]
        pub trait $listener: Send + Sync {
            /// The whole list, in its order: the first news, unless there is trouble.
            fn on_snapshot(&self, rows: Vec<$item>) -> Result<(), $crate::ZhijiaError>;
            /// What changed. To follow the list, take out what is removed (by id) and what is put, then insert what
            /// is put, each at its place, in this order.
            fn on_diff(&self, removed: Vec<String>, put: Vec<$put>) -> Result<(), $crate::ZhijiaError>;
            /// The list cannot be read now; differences go on when it can. Before the first news it counts as empty.
            fn on_trouble(&self, trouble: $crate::Trouble) -> Result<(), $crate::ZhijiaError>;
            /// No more will come.
            fn on_end(&self) -> Result<(), $crate::ZhijiaError>;
        }

        impl $crate::watch::Hears<$row> for std::sync::Arc<dyn $listener> {
            fn snapshot(&self, rows: Vec<$row>) -> Result<(), $crate::ZhijiaError> {
                self.on_snapshot($crate::mirror::Cross::cross(rows))
            }

            fn diff(
                &self,
                removed: Vec<String>,
                put: Vec<$crate::watch::Placed<$row>>,
            ) -> Result<(), $crate::ZhijiaError> {
                let put = put.into_iter().map(|one| $put {
                    at: one.at,
                    is_new: one.is_new,
                    item: $crate::mirror::Cross::cross(one.item),
                });
                self.on_diff(removed, put.collect())
            }

            fn trouble(&self, trouble: $crate::Trouble) -> Result<(), $crate::ZhijiaError> {
                self.on_trouble(trouble)
            }

            fn end(&self) -> Result<(), $crate::ZhijiaError> {
                self.on_end()
            }
        }
    };
}
pub(crate) use heard;

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

    /// What the layers do with a difference.
    fn follow(list: &[Line], removed: &[String], put: Vec<Placed<Line>>) -> Vec<Line> {
        let gone = |row: &Line| removed.iter().any(|id| id == row.0) || put.iter().any(|one| one.item.0 == row.0);
        let mut list: Vec<Line> = list.iter().filter(|row| !gone(row)).cloned().collect();
        for one in put {
            list.insert(one.at as usize, one.item);
        }
        list
    }

    #[test]
    fn following_the_differences_gives_the_list_in_its_order() {
        let before = [Line("a", 1), Line("b", 1), Line("c", 1), Line("d", 1)];
        // `d` moved to the front, `e` came in between, `b` went, `c` changed where it stood.
        let now = [Line("d", 2), Line("a", 1), Line("e", 1), Line("c", 2)];
        let ops = vec![
            Op::Remove { id: "b".to_owned() },
            Op::Update { item: Line("c", 2) },
            Op::Insert { item: Line("e", 1) },
            Op::Update { item: Line("d", 2) },
        ];
        let (removed, put) = placed(ops, |id| now.iter().position(|row| row.0 == id));
        assert_eq!(follow(&before, &removed, put), now);
    }
}
