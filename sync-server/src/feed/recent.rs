//! What many phones ask for between two commits is read once: the newest rows of a scope that everyone follows, and
//! what a member may follow. It is kept in memory, little of it, and never outlives what it was read from.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use zhijia_model::{Audience, RecordId, Scope};
use zhijia_sync::wire::Entitlements;

use super::entitlements;
use crate::ledger::{FeedRow, Ledger, Result, ScopeRow};

/// The most rows of a scope that are kept: more is a phone that begins, and the next one is much later.
const TAIL: usize = 64;
/// The most scopes of which rows are kept.
const SCOPES: usize = 32;
/// The most members whose rights are kept.
const MEMBERS: usize = 512;

/// Shared by all who read.
#[derive(Default)]
pub(crate) struct Recent {
    /// Counts the commits that changed homes, roles and spaces.
    commits: AtomicU64,
    tails: Mutex<HashMap<Scope, Tail>>,
    rights: Mutex<HashMap<RecordId, Rights>>,
}

/// What a member may follow.
struct Rights {
    /// After so many commits.
    commits: u64,
    /// Until when it holds by itself.
    until: i64,
    entitlements: Arc<Entitlements>,
}

/// The rows of a scope behind a sequence. A row that moves moves the scope's head, so they are as new as it.
struct Tail {
    head: u64,
    after: u64,
    rows: Arc<Vec<FeedRow>>,
}

/// Which homes, roles and spaces a reading may have seen: taken before it begins.
#[derive(Clone, Copy)]
pub(crate) struct Since(u64);

impl Recent {
    /// Homes, roles or spaces have changed, and the change is committed.
    pub(crate) fn rights_changed(&self) {
        self.commits.fetch_add(1, Ordering::AcqRel);
    }

    /// To be asked before the ledger is read.
    pub(crate) fn since(&self) -> Since {
        Since(self.commits.load(Ordering::Acquire))
    }

    /// What a member may follow.
    pub(super) fn rights(
        &self,
        ledger: &dyn Ledger,
        since: Since,
        member: RecordId,
        now: i64,
    ) -> Result<Arc<Entitlements>> {
        let known = |kept: &&Rights| kept.commits == since.0 && now < kept.until;
        if let Some(kept) = lock(&self.rights).get(&member).filter(known) {
            return Ok(Arc::clone(&kept.entitlements));
        }
        let (rights, until) = entitlements::of(ledger, member, now)?;
        let rights = Arc::new(rights);
        let kept = Rights { commits: since.0, until, entitlements: Arc::clone(&rights) };
        room(&mut lock(&self.rights), MEMBERS).insert(member, kept);
        Ok(rights)
    }

    /// The rows of a scope behind a sequence, at most so many; `from` says where they begin in what is given.
    pub(super) fn rows(
        &self,
        ledger: &dyn Ledger,
        scope: Scope,
        row: &ScopeRow,
        after: u64,
        limit: usize,
    ) -> Result<(Arc<Vec<FeedRow>>, usize)> {
        let shared = scope.audience() == Some(Audience::Public);
        if shared
            && let Some(tail) =
                lock(&self.tails).get(&scope).filter(|tail| tail.head == row.head && tail.after <= after)
        {
            let from = tail.rows.partition_point(|row| row.place.seq <= after);
            return Ok((Arc::clone(&tail.rows), from));
        }
        let rows = Arc::new(ledger.feed(row.num, after, limit)?);
        if shared && rows.len() <= TAIL.min(limit - 1) {
            let tail = Tail { head: row.head, after, rows: Arc::clone(&rows) };
            room(&mut lock(&self.tails), SCOPES).insert(scope, tail);
        }
        Ok((rows, 0))
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room where there are too many: what is asked for again comes again.
fn room<K: Eq + Hash, V>(map: &mut HashMap<K, V>, most: usize) -> &mut HashMap<K, V> {
    if map.len() >= most {
        map.clear();
    }
    map
}
