//! The phone's side of an exchange: what to send, and what an answer does to the store.
//!
//! Every function works inside one transaction of the caller: a page and its cursor are committed together or not at
//! all. Nothing here blocks on anything else: a record that cannot be applied is parked, a refused change fences only
//! what builds upon it, and uploads never wait for downloads.

use std::collections::BTreeSet;

use zhijia_model::{Actor, ChangeHash, Decoded, Header, IntentId, PartChanges, RecordId, Scope, Witness};

use crate::limits::PROTOCOL;
use crate::wire::{
    Answer, CursorSet, Digest, Entitlements, Entry, Fate, Forget, Frame, Gone, Hello, News, Offer, Page, Ref,
    WireScope, encode_request,
};

mod rewrite;

pub use rewrite::rewrite;

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
    /// The hash of the entitlements; empty for none.
    fn entitlements_hash(&mut self) -> Result<Vec<u8>, Self::Error>;
    /// The houses that are followed on demand.
    fn followed(&mut self) -> Result<Vec<RecordId>, Self::Error>;
    /// The scopes whose digest differed.
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
    /// Notes that a scope's digest differs, so that it is sent again, and counts it.
    fn mark_reset(&mut self, scope: Scope) -> Result<(), Self::Error>;
    /// Removes a scope and what only it gave; unsent work goes to the drawer. `mac` covers the remaining cursors.
    fn forget(&mut self, scope: Scope, mac: [u8; 16], now: i64) -> Result<(), Self::Error>;
}

/// A request, and what it holds.
#[derive(Debug, Clone)]
pub struct Request {
    /// The CBOR sequence, not yet compressed.
    pub body: Vec<u8>,
    /// The changes that it offers. Until the hub has answered they are on their way ([`Store::mark_sent`]).
    pub offers: Vec<ChangeHash>,
    /// Whether there is more to send at once; what is kept back for a while does not count.
    pub more: bool,
}

/// What a frame did, for those who watch and for the driver.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// The records that changed.
    pub records: BTreeSet<RecordId>,
    /// The entitlements changed: roles, scopes or the home union.
    pub entitlements: bool,
    /// The answer ended; true where there is more to fetch or to send again at once.
    pub ended: Option<bool>,
    /// Seconds to wait before the next exchange.
    pub retry_after: Option<u32>,
    /// Changes that were refused.
    pub refused: usize,
    /// Changes that were written again under a new actor.
    pub rewritten: usize,
    /// Entries that could not be applied and were parked.
    pub parked: usize,
    /// Pages that did not start where the phone stands.
    pub skipped: usize,
    /// A scope's digest differed, or something in it was missing: it will be sent from the beginning.
    pub mismatch: bool,
}

impl Effects {
    /// Adds what a later frame did.
    pub fn absorb(&mut self, later: Self) {
        self.records.extend(later.records);
        self.entitlements |= later.entitlements;
        self.ended = later.ended.or(self.ended);
        self.retry_after = later.retry_after.or(self.retry_after);
        self.refused += later.refused;
        self.rewritten += later.rewritten;
        self.parked += later.parked;
        self.skipped += later.skipped;
        self.mismatch |= later.mismatch;
    }
}

/// Builds a request. With `offers_only`, a live stream is open and brings the news.
///
/// # Errors
/// What the store could not do.
pub fn request<S: Store>(store: &mut S, offers_only: bool, now: i64) -> Result<Request, S::Error> {
    if !offers_only {
        // After a whole answer: what it was to bring has come.
        store.settle_unread()?;
        store.forget_unentitled(now)?;
    }
    let outbox = store.outbox(now)?;
    let mut offers = Vec::with_capacity(outbox.changes.len());
    let mut hashes = Vec::with_capacity(outbox.changes.len());
    let mut introduced = BTreeSet::new();
    for change in outbox.changes {
        let header = if introduced.insert(change.record) { store.header(change.record)? } else { None };
        hashes.push(change.hash);
        offers.push(Offer {
            record: change.record,
            header: header.map(|header| header.bytes()),
            part: change.part,
            intent: change.intent,
            change: change.bytes,
        });
    }
    let hello = Hello {
        protocol: PROTOCOL,
        outbox_empty: outbox.complete,
        offers_only,
        entitlements: store.entitlements_hash()?,
        follow: store.followed()?,
        cursors: if offers_only { None } else { store.cursors()? },
        reset: if offers_only { Vec::new() } else { store.to_reset()? },
    };
    Ok(Request { body: encode_request(&hello, &offers), offers: hashes, more: outbox.more })
}

/// Applies one frame of an answer.
///
/// # Errors
/// What the store could not do; what the hub says wrongly is counted, not an error.
pub fn receive<S: Store>(store: &mut S, frame: &Frame, now: i64) -> Result<Effects, S::Error> {
    let mut effects = Effects::default();
    match frame {
        Frame::Welcome(welcome) => {
            store.set_epoch(welcome.epoch)?;
            store.note_clock(welcome.now.saturating_sub(now))?;
            if let Some(entitlements) = &welcome.entitlements {
                store.set_entitlements(entitlements, now)?;
                effects.entitlements = true;
            }
            effects.retry_after = welcome.retry_after;
        }
        Frame::Fates(fates) => {
            for one in fates {
                fate(store, one, now, &mut effects)?;
            }
        }
        Frame::Page(news) => page(store, news, now, &mut effects)?,
        Frame::Forget(Forget { scope, mac }) => {
            store.forget((*scope).into(), *mac, now)?;
            effects.entitlements = true;
        }
        Frame::End { more } => effects.ended = Some(*more),
        Frame::Beat => {}
    }
    Ok(effects)
}

fn fate<S: Store>(store: &mut S, fate: &Fate, now: i64, effects: &mut Effects) -> Result<(), S::Error> {
    let Some(pending) = store.pending(fate.change)? else {
        return match fate.answer {
            Answer::Accepted { seq } => store.note_accepted(fate.change, seq),
            _ => Ok(()),
        };
    };
    effects.records.insert(pending.record);
    match &fate.answer {
        Answer::Accepted { seq } => store.note_accepted(fate.change, *seq),
        Answer::Later { why } => store.hold_back(fate.change, why, now),
        // This database was restored from a copy: what it wrote is right, only its numbering was used before. The
        // person has nothing to do with it.
        Answer::Refused { code, .. } if code == zhijia_model::Code::Forked.as_str() => {
            store.renew_generation()?;
            rewrite(store, pending.record, pending.part, effects)
        }
        Answer::Refused { code, field } => {
            store.refuse(fate.change, code, field.as_deref(), now)?;
            effects.refused += 1;
            rewrite(store, pending.record, pending.part, effects)
        }
        // Its ancestor's refusal has rewritten it already, unless that answer was lost.
        Answer::Unjudged => rewrite(store, pending.record, pending.part, effects),
    }
}

fn page<S: Store>(store: &mut S, page: &Page, now: i64, effects: &mut Effects) -> Result<(), S::Error> {
    let scope = Scope::from(page.scope);
    if page.from == 0 {
        store.begin_scope(scope)?;
    } else if store.cursor(scope)? != page.from {
        effects.skipped += 1;
        return Ok(());
    }
    let mut complete = true;
    for entry in &page.entries {
        complete &= apply(store, scope, page, entry, effects)?;
    }
    if page.digest.is_some() {
        for record in store.not_seen_again(scope)? {
            store.leave(scope, record)?;
            effects.records.insert(record);
        }
    }
    store.advance(scope, page.to, page.mac, page.digest.is_some(), now)?;
    let differs = page.digest.is_some() && page.digest != Some(store.digest(scope)?);
    // A digest counts records, so it does not see a change that is missing inside of one.
    if differs || !complete {
        store.mark_reset(scope)?;
        effects.mismatch = true;
    }
    Ok(())
}

/// Applies one entry; false where something that it builds upon is not here, so that the scope is to be sent again.
fn apply<S: Store>(
    store: &mut S,
    scope: Scope,
    page: &Page,
    entry: &Entry,
    effects: &mut Effects,
) -> Result<bool, S::Error> {
    let record = entry.record.id(scope.space);
    effects.records.insert(record);
    match entry.gone {
        Some(Gone::Left) => {
            store.leave(scope, record)?;
            return Ok(true);
        }
        Some(Gone::Erased) => {
            store.leave(scope, record)?;
            store.erase(record)?;
            return Ok(true);
        }
        None => {}
    }
    if let Some(header) = entry.record.header(scope.space)
        && header.well_formed()
    {
        store.put_header(&header)?;
    }
    let mut worst = Taken::Whole;
    for news in &entry.changes {
        worst = worst.max(take(store, record, page, entry, news)?);
    }
    if worst != Taken::Whole {
        effects.parked += 1;
        store.park(scope, record, &crate::wire::encode(entry))?;
    }
    store.put_values(scope, record, entry)?;
    store.enter(scope, record, entry.seq)?;
    Ok(worst != Taken::Missing)
}

/// What became of a change of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Taken {
    /// It is stored.
    Whole,
    /// It cannot be used, and asking again would bring no more: this version cannot read it (a newer one will), or the
    /// record came whole and yet without it.
    Unusable,
    /// What it builds upon, or the bytes of this device's own change, are not here though the hub takes them for held
    /// (a database restored from a copy, a scope that was forgotten and given again).
    Missing,
}

/// Takes one change, of an unknown part too (X-C5); where it cannot, the entry is parked.
fn take<S: Store>(store: &mut S, record: RecordId, page: &Page, entry: &Entry, news: &News) -> Result<Taken, S::Error> {
    let author = usize::try_from(news.author).ok().and_then(|at| page.authors.get(at)).copied();
    let Some(author) = author else { return Ok(Taken::Unusable) };
    let seq = entry.seq.saturating_sub(news.behind);
    if let Ok(hash) = <[u8; 32]>::try_from(news.change.as_slice()) {
        // An own change: the pending row has the bytes and the claimed time. From the beginning the bytes come.
        let missing = if page.from == 0 { Taken::Unusable } else { Taken::Missing };
        let hash = ChangeHash(hash);
        let part = store.part(record, news.part)?;
        let claimed = part.iter().find(|change| change.decoded.hash == hash).map(|change| change.decoded.claimed);
        let Some(claimed) = claimed else { return Ok(missing) };
        let witness = Witness { seq, rank: claimed.saturating_add(news.rank_after_claim), author };
        let known = store.accept(record, news.part, hash, None, witness)?;
        return Ok(if known { Taken::Whole } else { missing });
    }
    let Ok(decoded) = Decoded::read(&news.change) else { return Ok(Taken::Unusable) };
    for dep in &decoded.deps {
        if !store.has_change(record, news.part, *dep)? {
            let held = matches!(entry.record, Ref::Known(_));
            return Ok(if held { Taken::Missing } else { Taken::Unusable });
        }
    }
    let witness = Witness { seq, rank: decoded.claimed.saturating_add(news.rank_after_claim), author };
    let fetched = Fetched { bytes: &news.change, decoded: &decoded };
    store.accept(record, news.part, decoded.hash, Some(fetched), witness)?;
    Ok(Taken::Whole)
}
