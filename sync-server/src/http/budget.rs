//! How much one device and one address may ask for, and how often invitation codes may be guessed.
//!
//! A budget is so many in a span of time, and all of them may come at once: people come in bursts. What is kept of one
//! is a number, the time at which it is whole again; the time is an argument.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Mutex, PoisonError};

use http::HeaderMap;
use ipnet::IpNet;
use zhijia_sync::session::code::InvitationCode;

use crate::identity::Id;
use crate::problem::{Problem, ProblemCode};

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;

/// Forgotten is what is whole again, at the latest when there are so many more than after the last time.
const SWEEP: usize = 4096;

/// What is allowed, and who is believed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowance {
    /// Exchanges of a device in a minute.
    pub device: u32,
    /// Requests of an address in a minute. Whole factories come from one address, and all at once after an outage.
    pub address: u32,
    /// Unknown invitation codes in an hour, from one address, and with one beginning wherever they come from.
    pub guesses: u32,
    /// The proxies whose word about the address is taken.
    pub trusted_proxies: Vec<IpNet>,
}

impl Default for Allowance {
    fn default() -> Self {
        Self { device: 600, address: 6000, guesses: 30, trusted_proxies: Vec::new() }
    }
}

/// The address that a connection comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Peer(pub IpAddr);

/// Whose budget a request counts to: an address, or the network that one customer has of IPv6.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Source(IpAddr);

/// The budgets of everybody.
pub struct Budgets {
    devices: Buckets<Id>,
    addresses: Buckets<Source>,
    guesses: Buckets<Guesser>,
    trusted_proxies: Vec<IpNet>,
}

/// Whose guesses are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Guesser {
    Source(Source),
    Beginning([u8; 4]),
}

impl Budgets {
    /// Nothing is used up yet.
    pub fn new(allowance: Allowance) -> Self {
        Self {
            devices: Buckets::new(allowance.device, MINUTE_MS),
            addresses: Buckets::new(allowance.address, MINUTE_MS),
            guesses: Buckets::new(allowance.guesses, HOUR_MS),
            trusted_proxies: allowance.trusted_proxies,
        }
    }

    /// Counts an exchange of a device.
    ///
    /// # Errors
    /// [`ProblemCode::TooManyRequests`], with when to come back.
    ///
    /// # Errors
    /// A [`Problem`] that says how long to wait.
    pub fn device(&self, device: Id, now_ms: i64) -> Result<(), Problem> {
        self.devices.take(device, now_ms).map_err(|seconds| Problem::again_after(ProblemCode::TooManyRequests, seconds))
    }

    /// Counts a request of an address.
    ///
    /// # Errors
    /// [`ProblemCode::TooManyRequests`], with when to come back.
    ///
    /// # Errors
    /// A [`Problem`] that says how long to wait.
    pub fn address(&self, source: Source, now_ms: i64) -> Result<(), Problem> {
        self.addresses
            .take(source, now_ms)
            .map_err(|seconds| Problem::again_after(ProblemCode::TooManyRequests, seconds))
    }

    /// Counts a code as a guess before it is looked up. [`Self::no_guess`] gives it back where it was none.
    ///
    /// # Errors
    /// [`ProblemCode::TooManyGuesses`], with when to come back.
    ///
    /// # Errors
    /// A [`Problem`] that says how long to wait.
    pub fn guess(&self, source: Option<Source>, code: &InvitationCode, now_ms: i64) -> Result<(), Problem> {
        let mut taken = Vec::new();
        for guesser in guessers(source, code) {
            if let Err(seconds) = self.guesses.take(guesser, now_ms) {
                for guesser in taken {
                    self.guesses.give_back(&guesser);
                }
                return Err(Problem::again_after(ProblemCode::TooManyGuesses, seconds));
            }
            taken.push(guesser);
        }
        Ok(())
    }

    /// The code was known.
    pub fn no_guess(&self, source: Option<Source>, code: &InvitationCode) {
        for guesser in guessers(source, code) {
            self.guesses.give_back(&guesser);
        }
    }

    /// Where a request comes from. Nothing where that cannot be told: from this computer itself, which may be a proxy
    /// that nobody has named, and from a named proxy that does not say.
    pub fn source(&self, peer: Option<Peer>, headers: &HeaderMap) -> Option<Source> {
        let Peer(peer) = peer?;
        let peer = peer.to_canonical();
        let trusted = |address: &IpAddr| self.trusted_proxies.iter().any(|network| network.contains(address));
        if !trusted(&peer) {
            return (!peer.is_loopback()).then(|| Source::of(peer));
        }
        // Each proxy adds at the end whom it heard from: what stands before the last one that is not trusted may be
        // anybody's invention.
        forwarded(headers)?.into_iter().rev().find(|address| !trusted(address)).map(Source::of)
    }
}

impl Source {
    fn of(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                Self(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into())
            }
            address @ IpAddr::V4(_) => Self(address),
        }
    }
}

/// One beginning has the budget of one address: who knows a part of a code and has many addresses gets no further.
fn guessers(source: Option<Source>, code: &InvitationCode) -> impl Iterator<Item = Guesser> {
    source.map(Guesser::Source).into_iter().chain([Guesser::Beginning(code.beginning())])
}

/// The addresses that `Forwarded` (RFC 7239) or else `X-Forwarded-For` lists, the nearest last. Nothing where one is not
/// an address: what cannot be read cannot be counted.
fn forwarded(headers: &HeaderMap) -> Option<Vec<IpAddr>> {
    let standard = list(headers, "forwarded");
    let entries: Vec<String> = if standard.is_empty() {
        list(headers, "x-forwarded-for")
    } else {
        standard.iter().filter_map(|element| said_for(element)).collect()
    };
    entries.iter().map(|entry| address(entry)).collect::<Option<Vec<_>>>().filter(|found| !found.is_empty())
}

/// The elements of all headers of a name, in their order.
fn list(headers: &HeaderMap, name: &str) -> Vec<String> {
    let values = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).map(|element| element.trim().to_owned()).collect()
}

/// What `for=` says in an element of `Forwarded`.
fn said_for(element: &str) -> Option<String> {
    let mut pairs = element.split(';').filter_map(|pair| pair.trim().split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim().eq_ignore_ascii_case("for"))?;
    Some(value.trim().trim_matches('"').to_owned())
}

/// An address, with or without a port, in brackets or not.
fn address(entry: &str) -> Option<IpAddr> {
    let whole = || entry.parse().ok();
    let with_port = || entry.parse().ok().map(|at: std::net::SocketAddr| at.ip());
    let in_brackets = || entry.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    whole().or_else(with_port).or_else(in_brackets).map(|address: IpAddr| address.to_canonical())
}

/// One budget for each key.
struct Buckets<K> {
    /// Microseconds that one costs.
    cost: i64,
    /// Microseconds that all together cost.
    span: i64,
    whole_at: Mutex<Whole<K>>,
}

struct Whole<K> {
    at: HashMap<K, i64>,
    sweep_at: usize,
}

impl<K: Eq + Hash> Buckets<K> {
    fn new(count: u32, span_ms: i64) -> Self {
        let span = span_ms.saturating_mul(1000);
        let whole_at = Mutex::new(Whole { at: HashMap::new(), sweep_at: SWEEP });
        Self { cost: span / i64::from(count.max(1)), span, whole_at }
    }

    /// Takes one, or says after how many seconds there is one again.
    fn take(&self, key: K, now_ms: i64) -> Result<(), u32> {
        let now = now_ms.saturating_mul(1000);
        let mut whole = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        let Whole { at, sweep_at } = &mut *whole;
        // What lies further ahead than a span was noted before the clock was set back.
        let ahead = |at: i64| (now..=now.saturating_add(self.span)).contains(&at);
        if at.len() >= *sweep_at {
            at.retain(|_, at| ahead(*at));
            *sweep_at = at.len().saturating_add(SWEEP);
        }
        let before = at.get(&key).copied().filter(|at| ahead(*at)).unwrap_or(now);
        let after = before.saturating_add(self.cost);
        let missing = after.saturating_sub(now).saturating_sub(self.span);
        if missing > 0 {
            return Err(u32::try_from(missing.saturating_add(999_999) / 1_000_000).unwrap_or(u32::MAX));
        }
        at.insert(key, after);
        Ok(())
    }

    /// Takes back that one was taken.
    fn give_back(&self, key: &K) {
        let mut whole = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = whole.at.get_mut(key) {
            *at = at.saturating_sub(self.cost);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const NOW: i64 = 1_780_000_000_000;

    #[test]
    fn all_may_come_at_once_and_one_comes_back_after_its_share_of_the_span() {
        let buckets = Buckets::new(3, 60_000);
        for _ in 0..3 {
            assert_eq!(buckets.take("a", NOW), Ok(()));
        }
        assert_eq!(buckets.take("a", NOW), Err(20));
        assert_eq!(buckets.take("b", NOW), Ok(()), "another one's budget is untouched");
        assert_eq!(buckets.take("a", NOW + 19_999), Err(1));
        assert_eq!(buckets.take("a", NOW + 20_000), Ok(()));
        assert_eq!(buckets.take("a", NOW + 20_000), Err(20));
    }

    #[test]
    fn what_was_given_back_can_be_taken_again() {
        let buckets = Buckets::new(1, 60_000);
        buckets.take("a", NOW).unwrap();
        buckets.give_back(&"a");
        assert_eq!(buckets.take("a", NOW), Ok(()));
    }

    #[test]
    fn a_clock_that_is_set_back_locks_nobody_out() {
        let buckets = Buckets::new(1, 60_000);
        buckets.take("a", NOW).unwrap();
        assert_eq!(buckets.take("a", NOW - 86_400_000), Ok(()));
    }

    #[test]
    fn what_is_whole_again_is_forgotten() {
        let buckets = Buckets::new(1, 60_000);
        for key in 0..SWEEP {
            buckets.take(key, NOW).unwrap();
        }
        buckets.take(SWEEP, NOW + 60_001).unwrap();
        assert_eq!(buckets.whole_at.lock().unwrap().at.len(), 1);
    }

    fn source(trusted: &str, peer: &str, headers: &[(&'static str, &'static str)]) -> Option<String> {
        let trusted_proxies = trusted.split_whitespace().map(|network| network.parse().unwrap()).collect();
        let budgets = Budgets::new(Allowance { trusted_proxies, ..Allowance::default() });
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, value.parse().unwrap());
        }
        budgets.source(Some(Peer(peer.parse().unwrap())), &map).map(|Source(address)| address.to_string())
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let says = [("x-forwarded-for", "203.0.113.7")];
        assert_eq!(source("", "198.51.100.1", &says).as_deref(), Some("198.51.100.1"));
        assert_eq!(source("198.51.100.0/24", "198.51.100.1", &says).as_deref(), Some("203.0.113.7"));
        assert_eq!(source("198.51.100.0/24", "::ffff:198.51.100.1", &says).as_deref(), Some("203.0.113.7"));
        assert_eq!(source("", "127.0.0.1", &says), None, "a proxy that nobody named is not one customer");
        assert_eq!(source("127.0.0.0/8", "127.0.0.1", &[]), None);
    }

    #[test]
    fn what_a_phone_invents_before_the_proxys_own_word_does_not_count() {
        let says = [("x-forwarded-for", "192.0.2.1, 203.0.113.7"), ("x-forwarded-for", "10.0.0.2")];
        assert_eq!(source("10.0.0.0/8", "10.0.0.1", &says).as_deref(), Some("203.0.113.7"));
        let says = [("x-forwarded-for", "203.0.113.7, unknown")];
        assert_eq!(source("10.0.0.0/8", "10.0.0.1", &says), None);
    }

    #[test]
    fn the_standard_header_is_read_and_a_network_of_ipv6_is_one_source() {
        let says = [("forwarded", "for=\"[2001:db8:1:2:3:4:5:6]:4711\";proto=https, For=10.0.0.2")];
        assert_eq!(source("10.0.0.0/8", "10.0.0.1", &says).as_deref(), Some("2001:db8:1:2::"));
    }
}
