//! The exchange: offers are judged slice by slice, then the answer is read. It is written once ([`Exchanges::run`]),
//! for the hub that is served and for the one on a test's thread; they differ in where they run it ([`Executor`]).

use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use zhijia_model::{DeviceId, RecordId};
use zhijia_sync::limits::ANSWER_BYTES_TARGET;
use zhijia_sync::wire::{Fate, Frame, Hello};

use super::shared::Shared;
use super::turns::Turns;
use super::{HubError, Keys};
use crate::codec::MUCH;
use crate::exchange;
use crate::feed::{self, Begun, Follower, Recent};
use crate::gate::{self, Author, Read};
use crate::ledger::{Epoch, Ledger, Result};
use crate::registrar;

/// The offers that a device's request may have judged before others get their turn: some milliseconds of work. The rest
/// goes into a later commit.
const SLICE: usize = 128;
/// As much work as one offer: so many stored changes that are read for it.
const CHANGES: usize = 16;

/// Offers that wait to be judged.
type Offers = std::vec::IntoIter<Read>;

/// Who asks.
#[derive(Debug, Clone, Copy)]
struct Caller {
    device: DeviceId,
    member: RecordId,
}

impl From<exchange::Caller> for Caller {
    fn from(caller: exchange::Caller) -> Self {
        Self { device: DeviceId(caller.device), member: RecordId(caller.member) }
    }
}

/// Where an exchange runs.
pub(crate) trait Executor {
    /// Runs what needs no stored state; where it is much, apart from what others wait for.
    fn compute<T: Send + 'static>(
        &self,
        much: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send;

    /// Runs a job in the write transaction, beside those of others; the answer comes after the commit.
    fn write<T: Send + 'static>(
        &self,
        weight: usize,
        job: impl FnOnce(&dyn Ledger) -> Result<T> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send;

    /// Reads at one moment of the ledger; where it is much, apart from what others wait for.
    fn read<T: Send + 'static>(
        &self,
        much: bool,
        read: impl FnOnce(&dyn Ledger) -> Result<T> + Send + 'static,
    ) -> impl Future<Output = Result<T>> + Send;
}

/// What all exchanges of a hub share.
pub(crate) struct Exchanges {
    pub(crate) shared: Arc<Shared>,
    pub(crate) keys: Keys,
    turns: Turns,
    epoch: Mutex<[u8; 16]>,
}

impl Exchanges {
    /// Those of a hub whose ledger is in an epoch.
    pub(crate) fn new(shared: Arc<Shared>, keys: Keys, epoch: [u8; 16]) -> Arc<Self> {
        shared.draw_by(keys.draw.clone());
        Arc::new(Self { shared, keys, turns: Turns::default(), epoch: Mutex::new(epoch) })
    }

    /// The epoch of the ledger.
    pub(crate) fn epoch(&self) -> [u8; 16] {
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One exchange: the answer's frames, and who has read them.
    pub(crate) async fn run(
        self: &Arc<Self>,
        on: &impl Executor,
        who: exchange::Caller,
        body: Bytes,
        now: i64,
    ) -> std::result::Result<(Vec<u8>, Box<Follower>), HubError> {
        let caller = Caller::from(who);
        let request = on.compute(body.len() > MUCH, move || gate::read_request(&body)).await?;
        let request = request.map_err(|_| HubError::Malformed)?;
        let hello = Arc::new(request.hello);
        let fates = Arc::new(self.offer(on, caller, &hello, request.offers.into_iter(), now).await?);
        // A cold start reads much.
        let mut much = hello.cursors.is_none() && !hello.offers_only;
        loop {
            let (this, hello, fates) = (Arc::clone(self), Arc::clone(&hello), Arc::clone(&fates));
            let limit = if much { ANSWER_BYTES_TARGET } else { MUCH };
            let read = move |ledger: &dyn Ledger| {
                let asked = Asked { caller, hello: &hello, fates: &fates, now };
                answer(ledger, (&this.keys, &this.shared.recent), &asked, limit)
            };
            match on.read(much, read).await? {
                // More than may hold up others: it is read again, apart.
                Reading::Answer { more: true, .. } if !much => much = true,
                Reading::Answer { out, follower, .. } => return Ok((out, follower)),
                Reading::Ahead => {
                    let this = Arc::clone(self);
                    let epoch = on.write(1, move |ledger| this.begin_epoch(ledger, now)).await?;
                    *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = epoch;
                }
            }
        }
    }

    /// Has the offers judged, slice by slice; a device has one slice at a time among those that wait.
    async fn offer(
        &self,
        on: &impl Executor,
        caller: Caller,
        hello: &Arc<Hello>,
        mut offers: Offers,
        now: i64,
    ) -> Result<Vec<Fate>> {
        if offers.as_slice().is_empty() {
            // An empty outbox is noted without writing.
            if hello.outbox_empty {
                self.shared.note_empty(caller.device, now);
            }
            // Whoever comes hears what time has brought about, also while nobody writes.
            self.sweep(on, now).await?;
            return Ok(Vec::new());
        }
        let _turn = self.turns.of(caller.device).await;
        let mut fates = Vec::new();
        while !offers.as_slice().is_empty() {
            let (shared, hello, slice) = (Arc::clone(&self.shared), Arc::clone(hello), offers);
            let weight = slice.as_slice().len().min(SLICE);
            let judge = move |ledger: &dyn Ledger| judge(&shared, ledger, caller, &hello, slice, now);
            let (judged, left) = on.write(weight, judge).await?;
            fates.extend(judged);
            offers = left;
        }
        Ok(fates)
    }

    /// Judges what time alone brings about, where that is due.
    pub(crate) async fn sweep(&self, on: &impl Executor, now: i64) -> Result<()> {
        if let Some(sweep) = self.shared.sweep_that_is_due(now) {
            let shared = Arc::clone(&self.shared);
            on.write(1, move |ledger| shared.work(ledger, now, |work| registrar::sweep(work, sweep))).await?;
        }
        Ok(())
    }

    /// Begins a new epoch, because a phone has seen more of the present one than the ledger holds.
    fn begin_epoch(&self, ledger: &dyn Ledger, now: i64) -> Result<[u8; 16]> {
        self.shared.settle(ledger)?;
        let before = ledger.epoch()?;
        let since = ledger.seq()?;
        let mut text = before.id.to_vec();
        text.extend_from_slice(&since.to_be_bytes());
        text.extend_from_slice(&now.to_be_bytes());
        let tag = ring::hmac::sign(&self.keys.salt, &text);
        let id = tag.as_ref().first_chunk().copied().unwrap_or_default();
        tracing::error!(
            since,
            "the ledger lies behind what a phone has seen of it: it was restored; a new epoch begins"
        );
        ledger.set_epoch(Epoch { id, since })?;
        Ok(id)
    }
}

/// Judges a slice of the offers inside the write transaction, and gives back the others. What was changed is written by
/// [`Shared::settle`] at its end.
fn judge(
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
        if let Some(sweep) = shared.sweep_that_is_due(now) {
            registrar::sweep(work, sweep)?;
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
struct Asked<'a> {
    /// Who asks.
    caller: Caller,
    /// What the phone says first.
    hello: &'a Hello,
    /// What became of its offers.
    fates: &'a [Fate],
    /// The hub's clock at the arrival, in milliseconds.
    now: i64,
}

/// What became of reading.
enum Reading {
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
fn answer(ledger: &dyn Ledger, (keys, recent): (&Keys, &Recent), asked: &Asked<'_>, limit: usize) -> Result<Reading> {
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
        more = follower.news(ledger, (keys, recent), None, limit, &mut out)?;
    }
    feed::write(&mut out, &Frame::End { more });
    Ok(Reading::Answer { out, more, follower: Box::new(follower) })
}
