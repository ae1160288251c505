//! What the engine asks of the phone's store.

use zhijia_model::{Actor, ChangeHash, Decoded, Header, IntentId, PartChanges, RecordId, Scope, Witness};

use crate::wire::{CursorSet, Digest, Entitlements, Entry, WireScope};

/// A pending change as the store holds it.
#[derive(Debug, Clone)]
pub struct PendingChange {
    /// The record.
    pub record: RecordId,
    /// The part's number.
    pub part: u8,
    /// The intent that it carries out.
    pub intent: IntentId,
    /// The change's hash.
    pub hash: ChangeHash,
    /// The change.
    pub bytes: Vec<u8>,
    /// Whether the hub has accepted it; then it only waits to come back in a page.
    pub accepted: bool,
}

/// A change as a page brought it.
#[derive(Debug, Clone, Copy)]
pub struct Fetched<'a> {
    /// The change.
    pub bytes: &'a [u8],
    /// The same, read.
    pub decoded: &'a Decoded,
}

/// What the store has to send.
#[derive(Debug, Clone, Default)]
pub struct Outbox {
    /// The changes, in the order in which they were made; those that wait for a `later` are left out.
    pub changes: Vec<PendingChange>,
    /// Whether these are all that the hub has not accepted yet: none is kept back, none is beyond the limits.
    pub complete: bool,
    /// Whether there are more that could be sent at once.
    pub more: bool,
}

/// The phone's store inside one transaction.
///
/// Every method is idempotent: repeating an exchange after a lost answer changes nothing.
#[allow(clippy::missing_errors_doc, reason = "every method fails with what the store could not do, and nothing else")]
pub trait Store {
    /// The store's error; it never says anything personal.
    type Error: std::error::Error + Send + Sync + 'static;

    /// The cursors, with the MAC of the last page applied; `None` at a first start.
    fn cursors(&mut self) -> Result<Option<CursorSet>, Self::Error>;
    /// The ledger's epoch; `None` before the first exchange.
    fn epoch(&mut self) -> Result<Option<[u8; 16]>, Self::Error>;
    /// The MAC of the last page or forget applied; `None` where no cursor stands.
    fn mac(&mut self) -> Result<Option<[u8; 16]>, Self::Error>;
    /// The hash of the entitlements; empty for none.
    fn entitlements_hash(&mut self) -> Result<Vec<u8>, Self::Error>;
    /// The houses that are followed on demand.
    fn followed(&mut self) -> Result<Vec<RecordId>, Self::Error>;
    /// The scopes that are to be sent from the beginning.
    fn to_reset(&mut self) -> Result<Vec<WireScope>, Self::Error>;
    /// What is to be sent at `now`, up to the limits of [`crate::limits`].
    fn outbox(&mut self, now: i64) -> Result<Outbox, Self::Error>;
    /// Notes that these changes are on their way (state "sent"). They may have been answered meanwhile.
    fn mark_sent(&mut self, changes: &[ChangeHash], now: i64) -> Result<(), Self::Error>;

    /// A record's header, where the store has it.
    fn header(&mut self, record: RecordId) -> Result<Option<Header>, Self::Error>;
    /// Notes a record's header.
    fn put_header(&mut self, header: &Header) -> Result<(), Self::Error>;
    /// Takes over new entitlements.
    fn set_entitlements(&mut self, entitlements: &Entitlements, now: i64) -> Result<(), Self::Error>;
    /// Takes over the ledger's epoch; all cursors of another epoch start again at 0, pending work stays.
    fn set_epoch(&mut self, epoch: [u8; 16]) -> Result<(), Self::Error>;
    /// Notes how far the hub's clock is from this device's: hub time minus `now`, in milliseconds.
    fn note_clock(&mut self, ahead: i64) -> Result<(), Self::Error>;

    /// Notes that the hub has the change (state "accepted"). It stays pending until it comes back in a page. Where it
    /// went to the drawer with its scope while it was on its way, it is not unsent any more.
    fn note_accepted(&mut self, change: ChangeHash, seq: u64) -> Result<(), Self::Error>;
    /// Ends the accepted changes that no followed scope brings back (a role that ended, a space whose parts others
    /// read): their intents are settled, and what this device may not hold is removed.
    fn settle_unread(&mut self) -> Result<(), Self::Error>;
    /// Forgets the scopes that the entitlements do not name and whose cursor stands at 0: of these the hub cannot know
    /// that this device has anything (a new epoch began, and the role has ended). Waits for as long as there is
    /// something to send.
    fn forget_unentitled(&mut self, now: i64) -> Result<(), Self::Error>;
    /// Moves a pending change to the "not sent" drawer with its refusal, and opens a needs-attention card.
    fn refuse(&mut self, change: ChangeHash, code: &str, field: Option<&str>, now: i64) -> Result<(), Self::Error>;
    /// Keeps a pending change back for a while; counts how often.
    fn hold_back(&mut self, change: ChangeHash, why: &str, now: i64) -> Result<(), Self::Error>;
    /// What a change that went to the drawer had built upon; nothing where it is not there.
    fn below(&mut self, aside: ChangeHash) -> Result<Vec<ChangeHash>, Self::Error>;
    /// A pending change by its hash.
    fn pending(&mut self, change: ChangeHash) -> Result<Option<PendingChange>, Self::Error>;
    /// The pending changes of a part, in order.
    fn pending_of(&mut self, record: RecordId, part: u8) -> Result<Vec<PendingChange>, Self::Error>;
    /// The accepted and pending changes of a part.
    fn part(&mut self, record: RecordId, part: u8) -> Result<PartChanges, Self::Error>;
    /// Draws a new generation for a part and gives the actor to write with from now on. The random bytes were handed
    /// to the store when the transaction began.
    fn renew_actor(&mut self, record: RecordId, part: u8) -> Result<Actor, Self::Error>;
    /// Draws a new generation for everything that this device writes from now on: another copy of this database has
    /// used the old one.
    fn renew_generation(&mut self) -> Result<(), Self::Error>;
    /// Replaces a pending change by another one that carries out the same intent; the old one is kept in the drawer's
    /// history.
    fn replace_pending(&mut self, old: ChangeHash, new: Option<(ChangeHash, &[u8])>) -> Result<(), Self::Error>;

    /// Stores an accepted change; removes it from the pending ones, whose intent is then settled.
    /// `news` is `None` for an own change that came back as its hash: false where the store does not have it.
    fn accept(
        &mut self,
        record: RecordId,
        part: u8,
        change: ChangeHash,
        news: Option<Fetched<'_>>,
        witness: Witness,
    ) -> Result<bool, Self::Error>;
    /// Whether an accepted or pending change is there.
    fn has_change(&mut self, record: RecordId, part: u8, change: ChangeHash) -> Result<bool, Self::Error>;
    /// Stores what a scope gives of a record besides its changes. `None` leaves what is there.
    fn put_values(&mut self, scope: Scope, record: RecordId, entry: &Entry) -> Result<(), Self::Error>;
    /// Notes that the record stands in the scope with its newest sequence; gives the sequence that it had there.
    fn enter(&mut self, scope: Scope, record: RecordId, seq: u64) -> Result<Option<u64>, Self::Error>;
    /// Takes a record out of a scope; what no other scope gives is removed, unsent work kept.
    fn leave(&mut self, scope: Scope, record: RecordId) -> Result<Option<u64>, Self::Error>;
    /// Deletes a record for good, unsent work moved to the drawer.
    fn erase(&mut self, record: RecordId) -> Result<(), Self::Error>;
    /// Keeps an entry that could not be applied, raw, to be replayed by a newer version; counts it.
    fn park(&mut self, scope: Scope, record: RecordId, entry: &[u8]) -> Result<(), Self::Error>;
    /// The records that stood in the scope before it was sent from the beginning, and were not sent again.
    fn not_seen_again(&mut self, scope: Scope) -> Result<Vec<RecordId>, Self::Error>;
    /// Begins a scope from 0: marks its rows as not seen.
    fn begin_scope(&mut self, scope: Scope) -> Result<(), Self::Error>;
    /// The cursor of a scope.
    fn cursor(&mut self, scope: Scope) -> Result<u64, Self::Error>;
    /// Moves a cursor, with the MAC over all of them; `head` where the scope is complete as of `now`.
    fn advance(&mut self, scope: Scope, to: u64, mac: [u8; 16], head: bool, now: i64) -> Result<(), Self::Error>;
    /// The digest of the scope's rows.
    fn digest(&mut self, scope: Scope) -> Result<Digest, Self::Error>;
    /// Sets a cursor to 0: the hub does not count on it. What the scope gave stays until it comes again.
    fn lose_cursor(&mut self, scope: Scope) -> Result<(), Self::Error>;
    /// Notes that a scope's digest differs, so that it is sent again, and counts it.
    fn mark_reset(&mut self, scope: Scope) -> Result<(), Self::Error>;
    /// Removes a scope and what only it gave; unsent work goes to the drawer. `mac` covers the remaining cursors.
    fn forget(&mut self, scope: Scope, mac: [u8; 16], now: i64) -> Result<(), Self::Error>;
}
