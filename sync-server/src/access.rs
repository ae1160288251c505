//! Nonces, session tokens and revocations: what is checked with every request, without a look-up.
//!
//! A nonce is `time (8) ‖ random (16) ‖ MAC (16)`. The hub keeps none that it gave out, only those
//! that came back, until they would be too old anyway. Only the hub's own clock is used, so a phone
//! whose clock is off by a day joins like any other.
//! A token is `version (1) ‖ device (16) ‖ member (16) ‖ end (8) ‖ MAC (32)`, base64url.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, PoisonError, RwLock};

use data_encoding::BASE64URL_NOPAD;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use tokio::sync::watch;

use crate::exchange::Caller;
use crate::identity::Whom;
use crate::key::{HubKey, Purpose};
use crate::problem::{Problem, ProblemCode};

/// How far ahead of the clock a nonce may lie: the hub's clock was set back a little meanwhile.
const AHEAD_MS: i64 = 60_000;

/// How many used nonces are remembered; more joins and sessions in two minutes are overload.
const REMEMBERED: usize = 200_000;

const TOKEN_VERSION: u8 = 1;
const TOKEN_FIELDS: usize = 1 + 16 + 16 + 8;

/// How long things last, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lifetimes {
    /// A nonce.
    pub nonce_ms: i64,
    /// A session token.
    pub token_ms: i64,
}

impl Default for Lifetimes {
    fn default() -> Self {
        Self { nonce_ms: 2 * 60_000, token_ms: 10 * 60_000 }
    }
}

/// The hub's doorkeeper.
pub struct Access {
    nonces: hmac::Key,
    tokens: hmac::Key,
    random: SystemRandom,
    lifetimes: Lifetimes,
    used: Mutex<Used>,
    revoked: RwLock<HashSet<Whom>>,
    changed: watch::Sender<()>,
}

#[derive(Default)]
struct Used {
    /// Random part of each used nonce, with the time at which it is too old anyway.
    until: HashMap<[u8; 16], i64>,
    swept_ms: i64,
}

impl Access {
    /// With keys derived from the hub's, and nothing revoked yet.
    pub fn new(key: &HubKey, lifetimes: Lifetimes) -> Self {
        Self {
            nonces: key.mac(Purpose::Nonce),
            tokens: key.mac(Purpose::Token),
            random: SystemRandom::new(),
            lifetimes,
            used: Mutex::default(),
            revoked: RwLock::default(),
            changed: watch::Sender::new(()),
        }
    }

    /// A fresh nonce.
    ///
    /// # Errors
    /// A [`Problem`] where no randomness can be had.
    pub fn nonce(&self, now_ms: i64) -> Result<Vec<u8>, Problem> {
        let mut random = [0; 16];
        self.random.fill(&mut random).map_err(|_| Problem::from(ProblemCode::Internal))?;
        Ok(self.nonce_of(random, now_ms))
    }

    /// The nonce that these random bytes make: for the protocol's page, whose exchange is the same each time.
    pub fn nonce_of(&self, random: [u8; 16], now_ms: i64) -> Vec<u8> {
        let mut out = Vec::with_capacity(40);
        out.extend_from_slice(&now_ms.to_be_bytes());
        out.extend_from_slice(&random);
        let tag = hmac::sign(&self.nonces, &out);
        out.extend(tag.as_ref().iter().take(16));
        out
    }

    /// Takes a nonce back, once. Call it after the signature was found good.
    ///
    /// # Errors
    /// A [`Problem`] for a nonce that was not given, was used, or is too old.
    pub fn use_nonce(&self, nonce: &[u8], now_ms: i64) -> Result<(), Problem> {
        let stale = || Problem::from(ProblemCode::StaleNonce);
        let (fields, tag) = nonce.split_at_checked(24).ok_or_else(stale)?;
        let expected = hmac::sign(&self.nonces, fields);
        let expected = expected.as_ref().get(..16).ok_or_else(stale)?;
        if !same(expected, tag) {
            return Err(stale());
        }
        let (time, random) = fields.split_at_checked(8).ok_or_else(stale)?;
        let made_ms = <[u8; 8]>::try_from(time).map(i64::from_be_bytes).map_err(|_| stale())?;
        let random = <[u8; 16]>::try_from(random).map_err(|_| stale())?;
        let until = made_ms.saturating_add(self.lifetimes.nonce_ms);
        if until <= now_ms || made_ms > now_ms.saturating_add(AHEAD_MS) {
            return Err(stale());
        }
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if used.until.len() >= REMEMBERED || now_ms.abs_diff(used.swept_ms) > self.lifetimes.nonce_ms.unsigned_abs() {
            used.until.retain(|_, until| *until > now_ms);
            used.swept_ms = now_ms;
        }
        if used.until.len() >= REMEMBERED {
            return Err(Problem::overloaded(30));
        }
        match used.until.insert(random, until) {
            None => Ok(()),
            Some(_) => Err(stale()),
        }
    }

    /// A session token and when it ends.
    pub fn token(&self, who: Caller, now_ms: i64) -> (String, i64) {
        let expires_ms = now_ms.saturating_add(self.lifetimes.token_ms);
        let mut out = Vec::with_capacity(TOKEN_FIELDS + 32);
        out.push(TOKEN_VERSION);
        out.extend_from_slice(&who.device);
        out.extend_from_slice(&who.member);
        out.extend_from_slice(&expires_ms.to_be_bytes());
        let tag = hmac::sign(&self.tokens, &out);
        out.extend_from_slice(tag.as_ref());
        (BASE64URL_NOPAD.encode(&out), expires_ms)
    }

    /// Who holds a token, if it is good now and nothing was revoked.
    ///
    /// # Errors
    /// A [`Problem`] for a token that is unknown, has ended, or whose holder lost access.
    pub fn caller(&self, token: &str, now_ms: i64) -> Result<Caller, Problem> {
        let none = || Problem::from(ProblemCode::NoSession);
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).map_err(|_| none())?;
        let (fields, tag) = bytes.split_at_checked(TOKEN_FIELDS).ok_or_else(none)?;
        hmac::verify(&self.tokens, fields, tag).map_err(|_| none())?;
        let mut rest = fields;
        if take::<1>(&mut rest).ok_or_else(none)? != [TOKEN_VERSION] {
            return Err(none());
        }
        let caller = Caller { device: take(&mut rest).ok_or_else(none)?, member: take(&mut rest).ok_or_else(none)? };
        let expires_ms = i64::from_be_bytes(take(&mut rest).ok_or_else(none)?);
        // Revocation comes first: a phone whose session has ended too is to read the true reason.
        self.check_revoked(caller)?;
        if expires_ms <= now_ms {
            return Err(ProblemCode::SessionExpired.into());
        }
        Ok(caller)
    }

    /// Refuses a revoked device or member.
    ///
    /// # Errors
    /// A [`Problem`] where the device or its member lost access.
    pub fn check_revoked(&self, who: Caller) -> Result<(), Problem> {
        let revoked = self.revoked.read().unwrap_or_else(PoisonError::into_inner);
        if revoked.contains(&Whom::Device(who.device)) {
            Err(ProblemCode::DeviceRevoked.into())
        } else if revoked.contains(&Whom::Member(who.member)) {
            Err(ProblemCode::MemberRevoked.into())
        } else {
            Ok(())
        }
    }

    /// Adds to the revoked, and wakes every open live stream to look whether it is meant.
    pub fn revoke(&self, whom: impl IntoIterator<Item = Whom>) {
        self.revoked.write().unwrap_or_else(PoisonError::into_inner).extend(whom);
        self.changed.send_replace(());
    }

    /// Resolves when this caller is revoked.
    pub async fn until_revoked(&self, who: Caller) {
        let mut changed = self.changed.subscribe();
        while self.check_revoked(who).is_ok() {
            if changed.changed().await.is_err() {
                return;
            }
        }
    }
}

/// Compares two MACs in a time that does not depend on where they differ.
fn same(expected: &[u8], given: &[u8]) -> bool {
    expected.len() == given.len() && expected.iter().zip(given).fold(0, |seen, (a, b)| seen | (a ^ b)) == 0
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*first)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

    use super::*;
    use futures_util::FutureExt;

    const NOW: i64 = 1_780_000_000_000;
    const WHO: Caller = Caller { device: [1; 16], member: [2; 16] };

    fn access() -> Access {
        let dir = tempfile::tempdir().unwrap();
        let key = HubKey::create(&dir.path().join("k")).unwrap();
        Access::new(&key, Lifetimes::default())
    }

    fn code<T>(result: Result<T, Problem>) -> Option<ProblemCode> {
        result.err().map(|problem| problem.code)
    }

    #[test]
    fn a_nonce_counts_once_for_two_minutes() {
        let access = access();
        let nonce = access.nonce(NOW).unwrap();
        assert_eq!(nonce.len(), 40);
        assert_eq!(code(access.use_nonce(&nonce, NOW + 119_999)), None);
        assert_eq!(code(access.use_nonce(&nonce, NOW + 119_999)), Some(ProblemCode::StaleNonce));
        let late = access.nonce(NOW).unwrap();
        assert_eq!(code(access.use_nonce(&late, NOW + 120_000)), Some(ProblemCode::StaleNonce));
        // The clock was set back by a minute: still good. By an hour: not.
        assert_eq!(code(access.use_nonce(&late, NOW - 60_000)), None);
        let ahead = access.nonce(NOW).unwrap();
        assert_eq!(code(access.use_nonce(&ahead, NOW - 3_600_000)), Some(ProblemCode::StaleNonce));
    }

    #[test]
    fn a_used_nonce_stays_used_through_the_sweep() {
        let access = access();
        let nonce = access.nonce(NOW).unwrap();
        access.use_nonce(&nonce, NOW).unwrap();
        // This one sweeps, because long has passed since the last sweep (never).
        let other = access.nonce(NOW + 100_000).unwrap();
        access.use_nonce(&other, NOW + 100_000).unwrap();
        assert_eq!(code(access.use_nonce(&nonce, NOW + 100_000)), Some(ProblemCode::StaleNonce));
    }

    #[test]
    fn a_nonce_of_another_hub_or_with_any_bit_changed_is_stale() {
        let access = access();
        let foreign = self::access().nonce(NOW).unwrap();
        assert_eq!(code(access.use_nonce(&foreign, NOW)), Some(ProblemCode::StaleNonce));
        let good = access.nonce(NOW).unwrap();
        for at in 0..good.len() {
            let mut changed = good.clone();
            changed[at] ^= 1;
            assert_eq!(code(access.use_nonce(&changed, NOW)), Some(ProblemCode::StaleNonce), "{at}");
        }
        for length in [0, 8, 24, 39] {
            let cut = &good[..length];
            assert_eq!(code(access.use_nonce(cut, NOW)), Some(ProblemCode::StaleNonce));
        }
        assert_eq!(code(access.use_nonce(&good, NOW)), None);
    }

    #[test]
    fn a_token_names_its_holder_until_it_ends() {
        let access = access();
        let (token, expires_ms) = access.token(WHO, NOW);
        assert_eq!(expires_ms, NOW + 600_000);
        assert_eq!(access.caller(&token, expires_ms - 1), Ok(WHO));
        assert_eq!(code(access.caller(&token, expires_ms)), Some(ProblemCode::SessionExpired));
        assert_eq!(code(self::access().caller(&token, NOW)), Some(ProblemCode::NoSession));
        let bytes = BASE64URL_NOPAD.decode(token.as_bytes()).unwrap();
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            let changed = BASE64URL_NOPAD.encode(&changed);
            assert_eq!(code(access.caller(&changed, NOW)), Some(ProblemCode::NoSession), "{at}");
        }
        assert_eq!(code(access.caller("", NOW)), Some(ProblemCode::NoSession));
    }

    #[test]
    fn revocation_counts_at_once_and_is_named_even_when_the_token_has_ended() {
        let access = access();
        let (token, expires_ms) = access.token(WHO, NOW);
        let mut waiting = Box::pin(access.until_revoked(WHO));
        assert!(waiting.as_mut().now_or_never().is_none());
        access.revoke([Whom::Device([9; 16])]);
        assert!(waiting.as_mut().now_or_never().is_none());
        assert_eq!(access.caller(&token, NOW), Ok(WHO));
        access.revoke([Whom::Member(WHO.member)]);
        assert!(waiting.as_mut().now_or_never().is_some());
        assert_eq!(code(access.caller(&token, expires_ms)), Some(ProblemCode::MemberRevoked));
        access.revoke([Whom::Device(WHO.device)]);
        assert_eq!(code(access.caller(&token, NOW)), Some(ProblemCode::DeviceRevoked));
    }
}
