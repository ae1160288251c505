//! What a member may follow: Mine, the public scopes of the own unions, and what the roles held now give.

use ring::digest::{SHA256, digest};
use zhijia_model::scope::{audiences_of, covers};
use zhijia_model::{Audience, Kind, RecordId, Scope};
use zhijia_sync::wire::{Entitlements, WireScope};

use crate::ledger::{Ledger, Result};

/// How long what is over stays with those whose role covers it, in milliseconds: 90 days.
const KEPT_MS: i64 = 90 * 24 * 60 * 60 * 1000;
const MINUTE_MS: i64 = 60_000;
/// The most levels of unions.
const LEVELS_MAX: usize = 16;

/// A union with each above it; the city is the last.
pub(crate) fn chain(
    union: RecordId,
    container: impl Fn(RecordId) -> Result<Option<RecordId>>,
) -> Result<Vec<RecordId>> {
    let mut all = Vec::new();
    let mut next = Some(union);
    while let Some(at) = next.filter(|at| *at != RecordId::CITY && all.len() < LEVELS_MAX) {
        all.push(at);
        next = container(at)?;
    }
    all.push(RecordId::CITY);
    Ok(all)
}

/// What a member may follow at `now`, in the order of the pages: what matters first comes first; and until
/// when that holds if no home, role or space is changed.
pub(super) fn of(ledger: &dyn Ledger, member: RecordId, now: i64) -> Result<(Entitlements, i64)> {
    let home = ledger.home(member)?;
    let mut scopes = Scopes(vec![Scope::new(member, Audience::Mine)]);
    let mut own = vec![RecordId::CITY];
    if let Some(home) = home {
        own = chain(home, |id| ledger.container(id))?;
    }
    for union in &own {
        scopes.add(*union, Audience::Public);
    }
    let mut roles = ledger.appointments(member)?;
    // A role begins and ends; and what is over leaves a while later, which may be noticed a little later still.
    let turns = roles.iter().flat_map(|one| [one.starts, one.ends]).filter(|at| *at > now).min();
    let until = if roles.is_empty() { i64::MAX } else { turns.unwrap_or(i64::MAX).min(now.saturating_add(MINUTE_MS)) };
    roles.retain(|one| !one.hard && one.starts <= now && now < one.ends);
    roles.sort_by_key(|one| (one.role, one.space));
    let mut cards = Vec::new();
    for one in &roles {
        for audience in audiences_of(one.role) {
            if *audience != Audience::Cards {
                scopes.add(one.space, *audience);
            }
        }
        let Some(space) = ledger.record(one.space)? else { continue };
        match space.header.kind() {
            Some(Kind::Union) => {
                scopes.add(one.space, Audience::Public);
                cards.push(one.space);
                let Some(kind) = covers(one.role) else { continue };
                for inner in ledger.contained(one.space, kind, now.saturating_sub(KEPT_MS))? {
                    for audience in audiences_of(one.role).iter().filter(|audience| **audience != Audience::Cards) {
                        scopes.add(inner, *audience);
                    }
                }
            }
            Some(Kind::House | Kind::Event) => {
                scopes.add(space.header.space, Audience::Public);
                cards.push(space.header.space);
            }
            _ => {}
        }
    }
    for union in cards {
        scopes.add(union, Audience::Cards);
    }
    let scopes: Vec<WireScope> = scopes.0.into_iter().map(WireScope::from).collect();
    Ok((Entitlements { hash: hash(member, home, &scopes), member, home, scopes }, until))
}

/// The public scope of a house on demand, where the house is in a union whose public scope the member follows.
pub(super) fn public_of_house(ledger: &dyn Ledger, rights: &Entitlements, house: RecordId) -> Result<Option<Scope>> {
    let found = ledger.record(house)?.filter(|row| row.header.kind() == Some(Kind::House) && !row.erased);
    let visible = found.filter(|row| {
        let union = WireScope::from(Scope::new(row.header.space, Audience::Public));
        rights.scopes.contains(&union)
    });
    Ok(visible.map(|_| Scope::new(house, Audience::Public)))
}

/// Scopes without repetition, in order.
struct Scopes(Vec<Scope>);

impl Scopes {
    fn add(&mut self, space: RecordId, audience: Audience) {
        let scope = Scope::new(space, audience);
        if !self.0.contains(&scope) {
            self.0.push(scope);
        }
    }
}

/// The first 8 bytes of SHA-256 over the CBOR of member, home and scopes.
fn hash(member: RecordId, home: Option<RecordId>, scopes: &[WireScope]) -> Vec<u8> {
    let mut bytes = zhijia_sync::wire::encode(&member);
    bytes.extend(zhijia_sync::wire::encode(&home));
    bytes.extend(zhijia_sync::wire::encode(&scopes));
    digest(&SHA256, &bytes).as_ref().iter().take(8).copied().collect()
}
