//! Lists: each is one query over one snapshot of the store. It says what it depends on, and from what changed there
//! gives the rows that changed.
//!
//! A list that is not concerned is not even asked. One that is reads the records that changed, and what follows from
//! them; the whole is only read again where the clock, or who uses the phone, makes everything read differently.

pub(crate) mod aid;
pub(crate) mod claims;
pub(crate) mod events;
mod kept;
pub(crate) mod lending;
pub(crate) mod members;
mod needs;
pub(crate) mod phone;
mod rows;
mod snapshot;
#[cfg(test)]
mod tests;

pub(crate) use kept::Kept;
pub(crate) use needs::{Happened, Needs, Noted, Observer, Observers};
pub(crate) use rows::{Key, Rows};
pub(crate) use snapshot::{Snapshot, stage};

use zhijia_model::RecordId;

use crate::error::Error;
use crate::inner::Inner;
use crate::watch::Row;

/// What a query gives: rows with their places in the order, and the ids of those that went.
pub(crate) struct Answer<T> {
    /// These are all rows that there are.
    pub(crate) whole: bool,
    pub(crate) put: Vec<(Key, T)>,
    pub(crate) gone: Vec<String>,
}

impl<T> Default for Answer<T> {
    fn default() -> Self {
        Self { whole: false, put: Vec::new(), gone: Vec::new() }
    }
}

impl<T: Row> Answer<T> {
    pub(crate) fn put(&mut self, key: Key, row: T) {
        self.put.push((key, row));
    }

    /// A row as it is now, or that it went.
    pub(crate) fn set(&mut self, id: RecordId, row: Option<(Key, T)>) {
        match row {
            Some((key, row)) => self.put(key, row),
            None => self.gone.push(id.to_string()),
        }
    }
}

/// One list.
pub(crate) trait List: Send + Sync + 'static {
    type Row: Row;

    /// What it depends on, as of the last answer.
    fn needs(&self) -> Needs;

    /// All rows.
    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<Self::Row>) -> Result<(), Error>;

    /// The rows that may have changed with what happened. A list of a handful of rows has no more to say than all.
    fn some(&mut self, at: &Snapshot<'_>, _what: &Happened, out: &mut Answer<Self::Row>) -> Result<(), Error> {
        out.whole = true;
        self.all(at, out)
    }
}

/// A list with what it takes to ask it again.
pub(crate) trait Query<T>: Send + Sync {
    /// Asks for what changed; for everything where `what` is `None`.
    fn ask(&mut self, inner: &Inner, what: Option<&Happened>) -> Result<Answer<T>, Error>;
    /// What it depends on now.
    fn needs(&self) -> Needs;
    /// From when on rows may read differently though nothing happens, in milliseconds.
    fn until(&self) -> i64;
}

pub(crate) struct Asked<L> {
    list: L,
    until: i64,
}

impl<L: List> Asked<L> {
    pub(crate) const fn new(list: L) -> Self {
        Self { list, until: i64::MIN }
    }
}

impl<L: List> Query<L::Row> for Asked<L> {
    fn ask(&mut self, inner: &Inner, what: Option<&Happened>) -> Result<Answer<L::Row>, Error> {
        let _turn = inner.told.observers.turn();
        let asked = inner.store.read(|dao| {
            let at = Snapshot::new(dao, inner);
            let mut out = Answer::default();
            let same_time = at.now < self.until;
            let by_rows = what.filter(|what| same_time && !what.changed.all && !what.changed.entitlements);
            if let Some(what) = by_rows {
                self.list.some(&at, what, &mut out)?;
            } else {
                out.whole = true;
                self.list.all(&at, &mut out)?;
            }
            let before = if out.whole { i64::MAX } else { self.until };
            self.until = before.min(at.until());
            Ok(out)
        });
        if asked.is_err() {
            // What it remembers may be of half a query: everything is asked again.
            self.until = i64::MIN;
        }
        asked
    }

    fn needs(&self) -> Needs {
        self.list.needs()
    }

    fn until(&self) -> i64 {
        self.until
    }
}

impl Inner {
    /// A list as it is now.
    pub(crate) fn list<L: List>(&self, list: L) -> Result<Vec<L::Row>, Error> {
        let mut asked = Asked::new(list);
        let mut rows = Rows::default();
        rows.fill(asked.ask(self, None)?.put);
        Ok(rows.into_rows())
    }

    /// Reads at one moment of the phone.
    pub(crate) fn at<T>(&self, work: impl FnOnce(&Snapshot<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.store.read(|dao| work(&Snapshot::new(dao, self)))
    }

    /// A list that is kept up to date.
    pub(crate) fn watch<L: List>(self: &std::sync::Arc<Self>, list: L) -> crate::Watch<L::Row> {
        crate::Watch::new(self, Box::new(Asked::new(list)))
    }
}
