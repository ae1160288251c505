//! Waiting lists: records that wait for something of another record, in the order (rank, id).

use zhijia_model::RecordId;

use super::{Num, Result};

/// Where a record waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Waits {
    /// The list: the number of the record that is waited for.
    pub list: Num,
    /// Its rank.
    pub rank: i64,
    /// The record that waits.
    pub id: RecordId,
}

/// Waiting lists.
pub trait Waiting {
    /// Puts a record on a list; the person is whom it is about.
    fn add_waiting(&self, waits: Waits, person: Option<RecordId>) -> Result<()>;
    /// Takes a record from a list.
    fn remove_waiting(&self, waits: Waits) -> Result<()>;
    /// The first of a list.
    fn first_waiting(&self, list: Num) -> Result<Option<Waits>>;
    /// Who waits with a rank after one time and not after another, in order.
    fn waiting_between(&self, list: Num, after: i64, until: i64) -> Result<Vec<Waits>>;
    /// The place in the list, from 1.
    fn queue(&self, waits: Waits) -> Result<u32>;
    /// Where a person waits.
    fn waits(&self, person: RecordId) -> Result<Vec<Waits>>;
}
