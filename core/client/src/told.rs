//! What those who watch are told of: changes of lists, trouble, what went over the wire.

use std::sync::{Arc, Mutex};

use crate::error::Error;
use crate::exchange::traffic::TrafficLog;
use crate::lists::Observers;

/// What there is to tell, and whom.
#[derive(Default)]
pub(crate) struct Told {
    /// Who watches lists.
    pub(crate) observers: Arc<Observers>,
    pub(crate) trouble: Mutex<Option<Error>>,
    pub(crate) traffic: Mutex<TrafficLog>,
}
