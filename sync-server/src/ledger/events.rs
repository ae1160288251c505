//! Events and their places.

use zhijia_model::kinds::event::Admission;

use super::{Num, Result};

/// How an event's places stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventRow {
    /// What admission needs to know.
    pub admission: Admission,
    /// When it is over, in milliseconds; `i64::MAX` where nothing is said.
    pub over: i64,
    /// Places taken.
    pub taken: u32,
    /// People waiting.
    pub waiting: u32,
    /// The greatest place number that is taken.
    pub top: u32,
}

/// Events and their places.
pub trait Events {
    /// How an event stands.
    fn event(&self, record: Num) -> Result<Option<EventRow>>;
    /// Sets how an event stands.
    fn set_event(&self, record: Num, row: &EventRow) -> Result<()>;
    /// The smallest place number that nobody has.
    fn free_seat(&self, event: Num) -> Result<u32>;
    /// Gives a place.
    fn add_seat(&self, event: Num, number: u32, record: Num) -> Result<()>;
    /// Frees a place; gives the greatest number that is still taken.
    fn free_up(&self, event: Num, number: u32) -> Result<u32>;
}
