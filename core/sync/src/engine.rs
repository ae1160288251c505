//! The phone's side of an exchange: what to send, and what an answer does to the store.
//!
//! Every function works inside one transaction of the caller: a page and its cursor are committed together or not at
//! all. Nothing here blocks on anything else: a record that cannot be applied is parked, a refused change fences only
//! what builds upon it, and uploads never wait for downloads.

use std::collections::BTreeSet;

use zhijia_model::{ChangeHash, Decoded, RecordId, Scope, Witness};

use crate::limits::PROTOCOL;
use crate::wire::{Answer, Entry, Fate, Frame, Gone, Hello, News, Offer, Page, Ref, encode_request};

mod answering;
mod rewrite;
mod store;

pub use answering::Answering;
pub use rewrite::rewrite;
pub use store::{Fetched, Outbox, PendingChange, Store};

/// A request, and what it holds.
#[derive(Debug, Clone)]
pub struct Request {
    /// The CBOR sequence, not yet compressed.
    pub body: Vec<u8>,
    /// The changes that it offers. Until the hub has answered they are on their way ([`Store::mark_sent`]).
    pub offers: Vec<ChangeHash>,
    /// Whether there is more to send at once; what is kept back for a while does not count.
    pub more: bool,
    /// What the answer is applied with.
    pub answering: Answering,
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
    /// Frames that did not begin where the phone stands: another answer has brought it elsewhere meanwhile.
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
    let answering = Answering::begin(store.epoch()?, &hello);
    Ok(Request { body: encode_request(&hello, &offers), offers: hashes, more: outbox.more, answering })
}

/// Applies one frame of an answer, with what its request left behind. Where this fails, nothing more of the answer
/// can be applied.
///
/// # Errors
/// What the store could not do; what the hub says wrongly is counted, not an error.
pub fn receive<S: Store>(
    store: &mut S,
    answering: &mut Answering,
    frame: &Frame,
    now: i64,
) -> Result<Effects, S::Error> {
    let mut effects = Effects::default();
    match frame {
        Frame::Welcome(welcome) => {
            store.note_clock(welcome.now.saturating_sub(now))?;
            answering.welcome(store, welcome, now, &mut effects)?;
            effects.retry_after = welcome.retry_after;
        }
        Frame::Fates(fates) => {
            for one in fates {
                fate(store, one, now, &mut effects)?;
            }
        }
        Frame::Page(news) => {
            if answering.page(store, news)? {
                page(store, news, now, &mut effects)?;
            } else {
                effects.skipped += 1;
            }
        }
        Frame::Forget(forget) => {
            if answering.forget(store, forget)? {
                store.forget(forget.scope.into(), forget.mac, now)?;
                effects.entitlements = true;
            } else {
                effects.skipped += 1;
            }
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
