//! The ledger: the hub's durable, sequenced store, as the gate, the registrar and the feed see it.
//!
//! Every call happens inside one transaction of the caller: the single write transaction, or a read transaction that
//! sees one moment. The trait knows nothing of rules; the suite `conformance` says what each implementation must do.
//! What every record has stands here; what the registrar keeps of a domain stands in a file of the domain, with the
//! same name in `sqlite/` and in `conformance/`.

#![allow(
    clippy::missing_errors_doc,
    reason = "every method fails with what the database could not do, and nothing else"
)]

use zhijia_model::{Audience, ChangeHash, DeviceId, Header, IntentId, Kind, RecordId, Scope};
use zhijia_sync::wire::{Digest, Gone};

pub use crate::db::DbError;

mod aid;
mod claims;
#[cfg(test)]
mod conformance;
mod events;
mod lending;
mod people;
pub mod sqlite;
mod waiting;

pub use aid::Aid;
pub use claims::{ClaimRow, Claims};
pub use events::{EventRow, Events};
pub use lending::{CameBackRow, Lending, LoanRow};
pub use people::{Appointed, People};
pub use waiting::{Waiting, Waits};

/// What the ledger answers; its error never holds a stored value.
pub type Result<T> = std::result::Result<T, DbError>;

/// A record's number in the ledger: the sequence at which it began.
pub type Num = u64;

/// The identity of the ledger's history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Epoch {
    /// The identity.
    pub id: [u8; 16],
    /// The sequence at which it began.
    pub since: u64,
}

/// A record without its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// The number.
    pub num: Num,
    /// The id.
    pub id: RecordId,
    /// The header.
    pub header: Header,
    /// Whom the record is about.
    pub person: Option<RecordId>,
    /// The last verdict, with the sequence at which it was given.
    pub verdict: Option<(Vec<u8>, u64)>,
    /// The fact, with its sequence.
    pub fact: Option<(Vec<u8>, u64)>,
    /// The newest sequence at which a part or a view of it changed; what only got a verdict or a fact did not.
    pub content: u64,
    /// It was erased and never comes back.
    pub erased: bool,
}

/// How the author's role stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Backing {
    /// Held when the change was made and when it arrived.
    Held,
    /// Held when it was made, ended when it arrived: it counts, and is flagged (A-C16).
    EndedSince,
    /// Ended when it was made: a physical fact that waits for a confirmation (A-C16).
    Quarantined,
}

/// An accepted change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// Its sequence.
    pub seq: u64,
    /// The part's number.
    pub part: u8,
    /// SHA-256 of the change.
    pub hash: ChangeHash,
    /// The change.
    pub bytes: Vec<u8>,
    /// By the device's clock, in milliseconds.
    pub claimed: i64,
    /// Rank time R.
    pub rank: i64,
    /// When it arrived, by the hub's clock.
    pub arrived: i64,
    /// The member who wrote it; [`RecordId::CITY`] for the hub.
    pub author: RecordId,
    /// The device.
    pub device: DeviceId,
    /// The intent that it carries out.
    pub intent: IntentId,
    /// How the author's role stood.
    pub standing: Backing,
}

/// An answer other than "accepted".
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedRow {
    /// A refusal's code, or [`UNJUDGED`].
    pub code: String,
    /// Its parameter.
    pub field: Option<String>,
}

/// The code of a change that builds upon a refused one.
pub const UNJUDGED: &str = "unjudged";

/// Which change of which device an answer belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Offered {
    /// The change.
    pub hash: ChangeHash,
    /// Who offered it.
    pub device: DeviceId,
    /// The record.
    pub record: RecordId,
    /// The part's number.
    pub part: u8,
}

/// A scope with its newest sequence and the digest of its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeRow {
    /// Its number in the ledger.
    pub num: u64,
    /// The newest sequence of a row.
    pub head: u64,
    /// Over the rows that have not gone.
    pub digest: Digest,
}

/// Where a record stands in a scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The newest sequence.
    pub seq: u64,
    /// When it entered.
    pub entered: u64,
    /// How it went, where it is gone.
    pub gone: Option<Gone>,
}

/// A row of a scope's feed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedRow {
    /// Where the record stands.
    pub place: Place,
    /// The record.
    pub record: RecordRow,
}

/// The identity of the history and its sequence.
pub trait History {
    /// The identity of the history.
    fn epoch(&self) -> Result<Epoch>;
    /// Begins a new history: what phones hold of the old one is not continued.
    fn set_epoch(&self, epoch: Epoch) -> Result<()>;
    /// The last sequence that was given.
    fn seq(&self) -> Result<u64>;
    /// Notes the last sequence that was given.
    fn set_seq(&self, seq: u64) -> Result<()>;
}

/// Records, their changes, verdicts and views.
pub trait Records {
    /// A record by its id.
    fn record(&self, id: RecordId) -> Result<Option<RecordRow>>;
    /// A record by its number.
    fn record_at(&self, num: Num) -> Result<Option<RecordRow>>;
    /// What contains a record: the space of its header.
    fn container(&self, id: RecordId) -> Result<Option<RecordId>>;
    /// Adds a record.
    fn add_record(&self, row: &RecordRow) -> Result<()>;
    /// Replaces what is not immutable in a record: person, verdict, fact, content, erased.
    fn set_record(&self, row: &RecordRow) -> Result<()>;
    /// The unions, houses or events that a space contains, but for those that were over by a time.
    fn contained(&self, space: RecordId, kind: Kind, over_after: i64) -> Result<Vec<RecordId>>;
    /// A record's changes after a sequence, in order.
    fn changes(&self, record: Num, after: u64) -> Result<Vec<ChangeRow>>;
    /// Adds a change.
    fn add_change(&self, record: Num, row: &ChangeRow) -> Result<()>;
    /// The accepted change of a device's intent in a part: its sequence.
    fn change_of_intent(&self, device: DeviceId, intent: IntentId, record: Num, part: u8) -> Result<Option<u64>>;
    /// Keeps a verdict that was replaced, with its sequence.
    fn add_past_verdict(&self, record: Num, seq: u64, verdict: &[u8]) -> Result<()>;
    /// The verdicts that were replaced, oldest first.
    fn past_verdicts(&self, record: Num) -> Result<Vec<(u64, Vec<u8>)>>;
    /// The view for an audience, with the sequence at which it became so.
    fn view(&self, record: Num, audience: Audience) -> Result<Option<(Vec<u8>, u64)>>;
    /// Sets or removes the view for an audience.
    fn set_view(&self, record: Num, audience: Audience, view: Option<(&[u8], u64)>) -> Result<()>;
}

/// The gate's other answers, and arrivals.
pub trait Answers {
    /// The answer that a change got, where it was not accepted.
    fn refused(&self, offered: &Offered) -> Result<Option<RefusedRow>>;
    /// Keeps an answer.
    fn add_refused(&self, offered: &Offered, row: &RefusedRow, at: i64) -> Result<()>;
    /// When a device's intent arrived first, where it was noted.
    fn arrival(&self, device: DeviceId, intent: IntentId) -> Result<Option<i64>>;
    /// Notes when an intent arrived, unless an earlier arrival is noted.
    fn note_arrival(&self, device: DeviceId, intent: IntentId, at: i64) -> Result<()>;
    /// When a device last declared its outbox empty.
    fn outbox_empty(&self, device: DeviceId) -> Result<Option<i64>>;
    /// Notes that a device declared its outbox empty.
    fn note_outbox_empty(&self, device: DeviceId, at: i64) -> Result<()>;
}

/// Scopes and the feed.
pub trait Scopes {
    /// A scope; `None` while nothing ever stood in it.
    fn scope(&self, scope: Scope) -> Result<Option<ScopeRow>>;
    /// Adds a scope with nothing in it.
    fn add_scope(&self, scope: Scope) -> Result<ScopeRow>;
    /// Replaces a scope's head and digest.
    fn set_scope(&self, row: &ScopeRow) -> Result<()>;
    /// Where a record stands in a scope.
    fn place(&self, scope: u64, record: Num) -> Result<Option<Place>>;
    /// Adds a record to a scope.
    fn add_place(&self, scope: u64, record: Num, place: &Place) -> Result<()>;
    /// Moves a record's one row within a scope.
    fn set_place(&self, scope: u64, record: Num, place: &Place) -> Result<()>;
    /// The rows of a scope after a sequence, in order, at most `limit`.
    fn feed(&self, scope: u64, after: u64, limit: usize) -> Result<Vec<FeedRow>>;
}

/// The store behind the hub, inside one transaction.
pub trait Ledger: History + Records + Answers + Scopes + People + Waiting + Events + Lending + Aid + Claims {}

impl<T: History + Records + Answers + Scopes + People + Waiting + Events + Lending + Aid + Claims> Ledger for T {}
