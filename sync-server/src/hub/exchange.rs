//! One exchange: the write, and the answer.

use zhijia_model::{DeviceId, RecordId};
use zhijia_sync::wire::{Fate, Frame, Hello};

use super::shared::Shared;
use super::{HubError, Keys};
use crate::exchange;
use crate::feed::{self, Begun, Follower, Recent};
use crate::gate::{self, Author, Read, Request};
use crate::ledger::{Epoch, Ledger, Result};
use crate::registrar;

/// The offers that a device's request may have judged before others get their turn: some milliseconds of work. The rest
/// goes into a later commit.
pub(crate) const SLICE: usize = 128;
/// As much work as one offer: so many stored changes that are read for it.
const CHANGES: usize = 16;

/// Offers that wait to be judged.
pub(crate) type Offers = std::vec::IntoIter<Read>;

/// Who asks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Caller {
    pub(crate) device: DeviceId,
    pub(crate) member: RecordId,
}

impl From<exchange::Caller> for Caller {
    fn from(caller: exchange::Caller) -> Self {
        Self { device: DeviceId(caller.device), member: RecordId(caller.member) }
    }
}

/// Reads a request, without stored state.
pub(crate) fn read_request(body: &[u8]) -> std::result::Result<Request, HubError> {
    gate::read_request(body).map_err(|_| HubError::Malformed)
}

/// Notes an empty outbox without writing.
pub(crate) fn note_empty(shared: &Shared, caller: Caller, hello: &Hello, now: i64) {
    if hello.outbox_empty {
        shared.note_empty(caller.device, now);
    }
}

/// Judges a slice of the offers inside the write transaction, and gives back the others. What was changed is written by
/// [`Shared::settle`] at its end.
pub(crate) fn write(
    shared: &Shared,
    ledger: &dyn Ledger,
    caller: Caller,
    hello: &Hello,
    mut offers: Offers,
    now: i64,
) -> Result<(Vec<Fate>, Offers)> {
    shared.work(ledger, now, |work| {
        if let Some(at) = shared.empty(caller.device) {
            work.note_empty(caller.device, at);
        }
        let author = Author { device: caller.device, member: Some(caller.member) };
        let mut fates = Vec::with_capacity(offers.len().min(SLICE));
        while fates.len() + work.read / CHANGES < SLICE
            && let Some(offer) = offers.next()
        {
            fates.push(gate::judge(work, &author, offer)?);
        }
        registrar::settle(work)?;
        if shared.sweep_is_due(now) {
            registrar::sweep(work)?;
        }
        // Nothing of the request is left: the outbox was empty behind it.
        if hello.outbox_empty && offers.as_slice().is_empty() {
            ledger.note_outbox_empty(caller.device, now)?;
            work.note_empty(caller.device, now);
        }
        Ok((fates, offers))
    })
}

/// What an answer is about.
#[derive(Clone, Copy)]
pub(crate) struct Asked<'a> {
    /// Who asks.
    pub(crate) caller: Caller,
    /// What the phone says first.
    pub(crate) hello: &'a Hello,
    /// What became of its offers.
    pub(crate) fates: &'a [Fate],
    /// The hub's clock at the arrival, in milliseconds.
    pub(crate) now: i64,
}

/// What became of reading.
pub(crate) enum Reading {
    /// An answer.
    Answer {
        /// Its frames.
        out: Vec<u8>,
        /// Whether there is more than fits.
        more: bool,
        /// The follower who has read them.
        follower: Box<Follower>,
    },
    /// The phone proves that the ledger was rolled back.
    Ahead,
}

/// Writes the answer inside a read transaction that sees what was written: pages up to so many bytes.
pub(crate) fn answer(
    ledger: &dyn Ledger,
    (keys, recent): (&Keys, &Recent),
    asked: &Asked<'_>,
    limit: usize,
) -> Result<Reading> {
    let Asked { caller, hello, fates, now } = *asked;
    let since = recent.since();
    let begun = Follower::begin(ledger, &keys.cursor, (caller.device, caller.member), hello)?;
    let Begun::Here(mut follower) = begun else { return Ok(Reading::Ahead) };
    let mut out = Vec::new();
    let entitlements = if hello.offers_only { None } else { follower.entitle(ledger, (recent, since), now)? };
    feed::write(&mut out, &follower.welcome(now, entitlements));
    if !fates.is_empty() {
        feed::write(&mut out, &Frame::Fates(fates.to_vec()));
    }
    let mut more = false;
    if !hello.offers_only {
        follower.forget(&keys.cursor, &mut out);
        more = follower.news(ledger, (&keys.cursor, recent), None, limit, &mut out)?;
    }
    feed::write(&mut out, &Frame::End { more });
    Ok(Reading::Answer { out, more, follower: Box::new(follower) })
}

/// Begins a new epoch, because a phone has seen more of the present one than the ledger holds.
pub(crate) fn new_epoch(shared: &Shared, ledger: &dyn Ledger, keys: &Keys, now: i64) -> Result<()> {
    shared.settle(ledger)?;
    let before = ledger.epoch()?;
    let since = ledger.seq()?;
    let mut text = before.id.to_vec();
    text.extend_from_slice(&since.to_be_bytes());
    text.extend_from_slice(&now.to_be_bytes());
    let tag = ring::hmac::sign(&keys.salt, &text);
    let id = tag.as_ref().first_chunk().copied().unwrap_or_default();
    tracing::error!(since, "the ledger lies behind what a phone has seen of it: it was restored; a new epoch begins");
    ledger.set_epoch(Epoch { id, since })
}
