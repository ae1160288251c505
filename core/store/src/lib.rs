//! The phone's store: one encrypted SQLite file with one writer and separate readers.
//!
//! What the user did is durable before [`Store::write`] returns. [`Tx`] is the write transaction: local actions
//! ([`Tx::act`]) and, as [`zhijia_sync::engine::Store`], the pages of the hub. [`Dao`] reads a consistent snapshot.
//!
//! ```
//! use zhijia_model::kinds::event::{self, Event};
//! use zhijia_model::{DeviceId, Header, IntentId, Kind, Part, RecordId};
//! use zhijia_store::{Acted, Action, Options, Store};
//!
//! # let dir = tempfile::tempdir()?;
//! let options = Options { dir: dir.path().into(), key: [1; 32], device: DeviceId([2; 16]), random: [3; 32] };
//! let store = Store::open(options)?;
//! let union = RecordId([4; 16]);
//! let header = Header::new(Kind::Event, union, None, [5; 16]);
//! let action = Action {
//!     intent: IntentId([6; 16]),
//!     code: "create-event".into(),
//!     version: 1,
//!     header: header.clone(),
//!     part: Part::Organiser,
//!     puts: Event::write().title("篮球赛").puts(),
//!     input: Vec::new(),
//!     seen: Vec::new(),
//! };
//! assert!(matches!(store.write(|tx| tx.act(&action, 0))?, Acted::Written(_)));
//! let record = store.read(|dao| dao.record(header.id()))?.ok_or("nothing")?;
//! assert_eq!(event::read(&record).title().one(), Some("篮球赛"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod actions;
mod changed;
mod connection;
mod damage;
mod engine_impl;
mod erase;
mod error;
mod meta;
mod migrate;
mod projections;
mod queries;
mod records;
mod search;
mod store;
mod stored;
#[cfg(test)]
mod tests;
mod tx;

pub use actions::{Acted, ActedAll, Action};
pub use changed::{Changed, Subscription, Touched};
pub use damage::Recovery;
pub use engine_impl::Revoked;
pub use error::{Error, Result};
pub use projections::Progress;
pub use projections::loans::{ListedLoan, LoanState};
pub use projections::members::MemberRow;
pub use projections::titles::{CopyRow, TitleRow};
pub use queries::history::{HistoryChange, HistoryValue, PastVerdict};
pub use queries::outbox::{DrawerItem, IntentRow, IntentState, NotSentReason, PendingItem};
pub use queries::status::{ScopeStatus, StoreStatus};
pub use records::Dao;
pub use store::{Options, Store};
pub use stored::StoredRecord;
pub use tx::Tx;
