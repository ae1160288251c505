//! The feed: what a device may follow, and the pages that bring it there.
//!
//! Entitlements and pages come from the same read transaction, so that they belong to one moment of the ledger. The
//! feed holds no state between requests: a phone brings its cursors, and a MAC says that they are the hub's.

use std::collections::BTreeMap;

use ring::hmac;
use zhijia_model::{Audience, DeviceId, RecordId, Scope};
use zhijia_sync::limits::{FOLLOW_MAX, PROTOCOL, SCOPES_MAX};
use zhijia_sync::wire::{Cursor, CursorSet, Entitlements, Entry, Forget, Frame, Hello, Page, Ref, Welcome};

use crate::hub::Keys;
use crate::ledger::{Epoch, Ledger, Result};

mod entitlements;
mod entry;
mod page;
mod pass;
mod position;
mod recent;

pub(crate) use entitlements::chain;
use position::Position;
pub(crate) use recent::{Recent, Since};

/// A device that follows: once for an exchange, or for as long as a live stream is open.
#[derive(Debug, Clone)]
pub(crate) struct Follower {
    device: DeviceId,
    member: RecordId,
    follow: Vec<RecordId>,
    cursors: BTreeMap<Scope, u64>,
    /// The scopes of a cursor set that was taken as none: the phone holds something of them.
    disowned: Vec<Scope>,
    entitlements: Vec<u8>,
    /// The scopes that are followed, in the order of their pages.
    scopes: Vec<Scope>,
    /// The places in waiting lists as they were last sent.
    queues: BTreeMap<RecordId, u32>,
    /// The epoch of the present reading.
    epoch: Epoch,
}

/// What a phone's cursors say.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Begun<T> {
    /// They are taken.
    Here(T),
    /// They are the hub's own and lie ahead of its ledger: the ledger was rolled back, and needs a new epoch.
    Ahead,
}

impl Follower {
    /// Takes up what a phone says in its hello. Cursors of another epoch, or that the hub did not give, are none.
    pub(crate) fn begin(
        ledger: &dyn Ledger,
        key: &hmac::Key,
        (device, member): (DeviceId, RecordId),
        hello: &Hello,
    ) -> Result<Begun<Self>> {
        let epoch = ledger.epoch()?;
        let (mut cursors, mut disowned) = (BTreeMap::new(), Vec::new());
        if let Some(set) = &hello.cursors
            && set.epoch == epoch.id
            && set.cursors.len() <= SCOPES_MAX
        {
            if mac(key, &epoch, set.cursors.iter().copied()) == set.mac {
                cursors.extend(set.cursors.iter().map(|cursor| (Scope::from(cursor.scope), cursor.seq)));
            } else {
                tracing::warn!("a cursor set that this hub did not give was taken as none");
                disowned.extend(set.cursors.iter().map(|cursor| Scope::from(cursor.scope)));
            }
        }
        let seq = ledger.seq()?;
        if cursors.values().any(|token| Position::read(*token).at > seq) {
            return Ok(Begun::Ahead);
        }
        for scope in &hello.reset {
            cursors.remove(&Scope::from(*scope));
        }
        Ok(Begun::Here(Self {
            device,
            member,
            follow: hello.follow.iter().take(FOLLOW_MAX).copied().collect(),
            cursors,
            disowned,
            entitlements: hello.entitlements.clone(),
            scopes: Vec::new(),
            queues: BTreeMap::new(),
            epoch,
        }))
    }

    /// Begins another reading of a ledger that may have gone on.
    pub(crate) fn read_again(&mut self, ledger: &dyn Ledger) -> Result<()> {
        self.epoch = ledger.epoch()?;
        Ok(())
    }

    /// The first frame of an answer.
    pub(crate) fn welcome(&self, now: i64, entitlements: Option<Entitlements>) -> Frame {
        Frame::Welcome(Welcome { protocol: PROTOCOL, epoch: self.epoch.id, now, entitlements, retry_after: None })
    }

    /// The scopes that are followed.
    pub(crate) fn scopes(&self) -> &[Scope] {
        &self.scopes
    }

    /// Computes what the device may follow; gives it where the device does not know it yet.
    pub(crate) fn entitle(
        &mut self,
        ledger: &dyn Ledger,
        (recent, since): (&Recent, Since),
        now: i64,
    ) -> Result<Option<Entitlements>> {
        let rights = recent.rights(ledger, since, self.member, now)?;
        self.scopes = rights.scopes.iter().map(|scope| Scope::from(*scope)).collect();
        for house in &self.follow {
            let public = entitlements::public_of_house(ledger, &rights, *house)?;
            if let Some(public) = public.filter(|scope| !self.scopes.contains(scope)) {
                self.scopes.push(public);
            }
        }
        if rights.hash == self.entitlements {
            return Ok(None);
        }
        self.entitlements.clone_from(&rights.hash);
        Ok(Some(Entitlements::clone(&rights)))
    }

    /// Says which scopes the device is to forget: those that it has and may not have any more.
    pub(crate) fn forget(&mut self, key: &hmac::Key, out: &mut Vec<u8>) {
        let held = self.cursors.keys().copied().chain(std::mem::take(&mut self.disowned));
        let gone: Vec<_> = held.filter(|scope| !self.scopes.contains(scope)).collect();
        for scope in gone {
            self.cursors.remove(&scope);
            let mac = self.mac(key);
            write(out, &Frame::Forget(Forget { scope: scope.into(), mac }));
        }
    }

    /// Writes the pages of the scopes that have news, up to so many bytes; true where there is more.
    /// `only` narrows it to scopes that are known to have moved.
    pub(crate) fn news(
        &mut self,
        ledger: &dyn Ledger,
        (keys, recent): (&Keys, &Recent),
        only: Option<&[Scope]>,
        limit: usize,
        out: &mut Vec<u8>,
    ) -> Result<bool> {
        let key = &keys.cursor;
        let scopes = std::mem::take(&mut self.scopes);
        let mine = self.mine();
        let mut queues = BTreeMap::new();
        if scopes.contains(&mine) {
            for waits in ledger.waits(self.member)? {
                queues.insert(waits.id, ledger.queue(waits)?);
            }
        }
        let mut more = false;
        for scope in scopes.iter().filter(|scope| only.is_none_or(|only| only.contains(scope))) {
            while let Some(mut page) = page::build(ledger, recent, self, *scope)? {
                if out.len() >= limit {
                    more = true;
                    break;
                }
                self.cursors.insert(*scope, page.to);
                if *scope == mine {
                    for entry in &mut page.entries {
                        let id = entry.record.id(scope.space);
                        entry.queue = queues.get(&id).copied();
                        if let Some(pass) = pass::of(ledger, &keys.pass, self.member, id, entry)? {
                            entry.fact = Some(pass);
                        }
                        self.queues.extend(entry.queue.map(|place| (id, place)));
                    }
                }
                page.mac = self.mac(key);
                write(out, &Frame::Page(page));
            }
        }
        self.scopes = scopes;
        self.queues(ledger, key, queues, out)?;
        Ok(more)
    }

    const fn mine(&self) -> Scope {
        Scope::new(self.member, Audience::Mine)
    }

    /// Writes where the member stands in waiting lists now. Who goes ahead or drops out moves everybody behind, whose
    /// records did not change: so the place travels without a sequence, in a page that moves no cursor.
    fn queues(
        &mut self,
        ledger: &dyn Ledger,
        key: &hmac::Key,
        now: BTreeMap<RecordId, u32>,
        out: &mut Vec<u8>,
    ) -> Result<()> {
        let mine = self.mine();
        let Some(at) = self.cursors.get(&mine).copied().filter(|at| Position::read(*at).is_complete()) else {
            return Ok(());
        };
        let moved: Vec<_> = now.iter().filter(|(id, place)| self.queues.get(id) != Some(place)).collect();
        let scope = if moved.is_empty() { None } else { ledger.scope(mine)? };
        let mut entries = Vec::new();
        for (id, place) in moved {
            let (Some(scope), Some(record)) = (scope, ledger.record(*id)?) else { continue };
            let Some(row) = ledger.place(scope.num, record.num)? else { continue };
            entries.push(Entry { record: Ref::Known(*id), seq: row.seq, queue: Some(*place), ..Entry::default() });
        }
        entries.sort_unstable_by_key(|entry| entry.seq);
        self.queues = now;
        if let (false, Some(scope)) = (entries.is_empty(), scope) {
            let (mac, digest) = (self.mac(key), Some(scope.digest));
            let page = Page { scope: mine.into(), from: at, to: at, mac, digest, authors: Vec::new(), entries };
            write(out, &Frame::Page(page));
        }
        Ok(())
    }

    fn mac(&self, key: &hmac::Key) -> [u8; 16] {
        let cursors = self.cursors.iter().map(|(scope, seq)| Cursor { scope: (*scope).into(), seq: *seq });
        mac(key, &self.epoch, cursors)
    }
}

/// Writes one frame.
pub(crate) fn write(out: &mut Vec<u8>, frame: &Frame) {
    // Writing into a Vec cannot fail.
    let _ = minicbor::encode(frame, out);
}

/// HMAC-SHA256 over a cursor set, the first 16 bytes.
fn mac(key: &hmac::Key, epoch: &Epoch, cursors: impl Iterator<Item = Cursor>) -> [u8; 16] {
    let cursors: Vec<_> = cursors.collect();
    let tag = hmac::sign(key, &CursorSet::signed_bytes(&epoch.id, &cursors));
    tag.as_ref().first_chunk().copied().unwrap_or_default()
}
