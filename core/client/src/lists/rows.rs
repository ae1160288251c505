//! The rows of a watch in their order, and how an answer becomes differences.

use std::collections::HashMap;
use std::sync::Arc;

use crate::lists::Answer;
use crate::watch::{Op, Row};

/// What a list is sorted by: numbers first, then text. No two rows of a list have the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Key(i64, i64, Arc<str>);

impl Key {
    /// By numbers, then by id.
    pub(crate) fn new(first: i64, second: i64, id: &str) -> Self {
        Self(first, second, id.into())
    }

    /// By text, then by id.
    pub(crate) fn text(text: &str, id: &str) -> Self {
        Self(0, 0, format!("{text}\0{id}").into())
    }
}

/// Rows in their order; keys and rows stand at the same places.
pub(crate) struct Rows<T> {
    keys: Vec<Key>,
    items: Vec<T>,
    by_id: HashMap<String, Key>,
}

impl<T> Default for Rows<T> {
    fn default() -> Self {
        Self { keys: Vec::new(), items: Vec::new(), by_id: HashMap::new() }
    }
}

impl<T: Row> Rows<T> {
    /// Takes these rows and no others.
    pub(crate) fn fill(&mut self, mut put: Vec<(Key, T)>) {
        put.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        self.by_id = put.iter().map(|(key, row)| (row.id().to_owned(), key.clone())).collect();
        (self.keys, self.items) = put.into_iter().unzip();
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        &self.items
    }

    pub(crate) fn into_rows(self) -> Vec<T> {
        self.items
    }

    /// Where a row stands.
    pub(crate) fn place(&self, id: &str) -> Option<usize> {
        self.keys.binary_search(self.by_id.get(id)?).ok()
    }

    /// Takes an answer in; gives the differences: removals first, then rows in their order.
    pub(crate) fn apply(&mut self, answer: Answer<T>) -> Vec<Op<T>> {
        if answer.whole {
            return self.replace(answer.put);
        }
        let mut ops: Vec<_> = answer.gone.into_iter().filter_map(|id| self.remove(id)).collect();
        let mut put = answer.put;
        put.sort_unstable_by(|(a, _), (b, _)| a.cmp(b));
        ops.extend(put.into_iter().filter_map(|(key, row)| self.put(key, row)));
        ops
    }

    fn replace(&mut self, put: Vec<(Key, T)>) -> Vec<Op<T>> {
        let old = core::mem::take(self);
        self.fill(put);
        let gone = old.items.iter().filter(|row| !self.by_id.contains_key(row.id()));
        let mut ops: Vec<_> = gone.map(|row| Op::Remove { id: row.id().to_owned() }).collect();
        for row in &self.items {
            match old.place(row.id()).and_then(|at| old.items.get(at)) {
                None => ops.push(Op::Insert { item: row.clone() }),
                Some(was) if was != row => ops.push(Op::Update { item: row.clone() }),
                Some(_) => {}
            }
        }
        ops
    }

    fn remove(&mut self, id: String) -> Option<Op<T>> {
        self.take(&id)?;
        Some(Op::Remove { id })
    }

    fn take(&mut self, id: &str) -> Option<T> {
        let at = self.place(id)?;
        self.by_id.remove(id);
        self.keys.remove(at);
        Some(self.items.remove(at))
    }

    fn put(&mut self, key: Key, row: T) -> Option<Op<T>> {
        let known = self.by_id.get(row.id());
        if known == Some(&key)
            && let Some(was) = self.place(row.id()).and_then(|at| self.items.get_mut(at))
        {
            if *was == row {
                return None;
            }
            was.clone_from(&row);
            return Some(Op::Update { item: row });
        }
        let moved = self.take(row.id()).is_some();
        let at = self.keys.binary_search(&key).unwrap_or_else(|at| at);
        self.by_id.insert(row.id().to_owned(), key.clone());
        self.keys.insert(at, key);
        self.items.insert(at, row.clone());
        Some(if moved { Op::Update { item: row } } else { Op::Insert { item: row } })
    }
}
