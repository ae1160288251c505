//! A list that is asked now and then, by calls that do not wait: what it has read is kept in between.

use std::sync::Arc;

use crate::error::Error;
use crate::inner::Inner;
use crate::lists::{Asked, List, Observer, Query, Rows};
use crate::watch::Op;

/// A list with its rows as of the last time that it was asked.
pub(crate) struct Kept<L: List> {
    asked: Asked<L>,
    observer: Arc<Observer>,
    rows: Rows<L::Row>,
    begun: bool,
}

impl<L: List> Kept<L> {
    pub(crate) fn new(inner: &Inner, list: L) -> Self {
        Self { asked: Asked::new(list), observer: inner.told.observers.add(), rows: Rows::default(), begun: false }
    }

    /// The rows in their order.
    pub(crate) fn rows(&self) -> &[L::Row] {
        self.rows.as_slice()
    }

    /// Where a row stands.
    #[cfg(test)]
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.rows.place(id)
    }

    /// Brings the rows up to now; gives what changed.
    pub(crate) fn refresh(&mut self, inner: &Inner) -> Result<Vec<Op<L::Row>>, Error> {
        let happened = self.observer.take();
        if self.begun && happened.is_none() && inner.now() < self.asked.until() {
            return Ok(Vec::new());
        }
        let what = self.begun.then(|| happened.unwrap_or_default());
        let answer = self.asked.ask(inner, what.as_ref());
        self.observer.set_needs(self.asked.needs());
        let ops = self.rows.apply(answer?);
        self.begun = true;
        Ok(ops)
    }
}
