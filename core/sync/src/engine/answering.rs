//! Which request an answer belongs to, and where the hub takes the phone to stand, frame by frame.

use std::collections::{BTreeMap, BTreeSet};

use crate::engine::{Effects, Store};
use crate::wire::{Forget, Hello, Page, Welcome, WireScope};

/// How a request is being answered: what it said, and how far the answer has come.
///
/// The hub counts on from the request, frame by frame, whatever the phone hears from elsewhere meanwhile. So each frame
/// that moves the phone is a step from one standing to the next, and applies only where the phone stands at its
/// beginning. What another answer has overtaken is skipped with all that follows it, and the phone asks again.
#[derive(Debug, Clone, Default)]
pub struct Answering {
    epoch: Option<[u8; 16]>,
    /// The hash of the entitlements.
    entitlements: Vec<u8>,
    /// The MAC says where a phone stands in all scopes at once.
    mac: Option<[u8; 16]>,
    /// The cursors under that MAC. They are those of the request, until a page tells that the hub took these as none.
    cursors: BTreeMap<WireScope, u64>,
    /// The scopes that the answer itself has moved.
    moved: BTreeSet<WireScope>,
    /// Whether the phone may have cursors that are not under the MAC.
    uncovered: bool,
}

impl Answering {
    /// Begins with a hello, of a phone that knows this epoch.
    pub(super) fn begin(epoch: Option<[u8; 16]>, hello: &Hello) -> Self {
        let set = hello.cursors.as_ref();
        let mut cursors: BTreeMap<_, _> =
            set.iter().flat_map(|set| &set.cursors).map(|cursor| (cursor.scope, cursor.seq)).collect();
        // What is to be sent from the beginning has no cursor any more.
        let uncovered = hello.reset.iter().filter(|scope| cursors.remove(scope).is_some()).count() > 0;
        Self {
            epoch,
            entitlements: hello.entitlements.clone(),
            mac: set.map(|set| set.mac),
            cursors,
            moved: BTreeSet::new(),
            uncovered,
        }
    }

    /// Takes the epoch and the entitlements, where nobody else has said others meanwhile.
    pub(super) fn welcome<S: Store>(
        &mut self,
        store: &mut S,
        welcome: &Welcome,
        now: i64,
        effects: &mut Effects,
    ) -> Result<(), S::Error> {
        let before = self.epoch.replace(welcome.epoch);
        if before != self.epoch {
            (self.mac, self.uncovered) = (None, false);
            self.cursors.clear();
        }
        let known = store.epoch()?;
        if known == before {
            store.set_epoch(welcome.epoch)?;
        } else if known != self.epoch {
            effects.skipped += 1;
        }
        let Some(entitlements) = &welcome.entitlements else { return Ok(()) };
        let before = std::mem::replace(&mut self.entitlements, entitlements.hash.clone());
        let known = store.entitlements_hash()?;
        if known == before {
            store.set_entitlements(entitlements, now)?;
            effects.entitlements = true;
        } else if known != self.entitlements {
            effects.skipped += 1;
        }
        Ok(())
    }

    /// Whether a page takes the phone on from where it stands.
    pub(super) fn page<S: Store>(&mut self, store: &mut S, page: &Page) -> Result<bool, S::Error> {
        let stood = self.cursors.insert(page.scope, page.to).unwrap_or(0);
        self.moved.insert(page.scope);
        if page.from == 0 && stood > 0 {
            // Nobody asked for the scope from its beginning: the hub took the request's cursors as none. The page's MAC
            // covers what this answer has moved, and nothing else.
            let Self { cursors, moved, .. } = self;
            cursors.retain(|scope, _| moved.contains(scope));
            self.uncovered = true;
        }
        let begins = page.from == 0 || page.from == store.cursor(page.scope.into())?;
        Ok(self.step(store, page.mac)? && begins)
    }

    /// Whether the phone, as it stands, is to forget a scope.
    pub(super) fn forget<S: Store>(&mut self, store: &mut S, forget: &Forget) -> Result<bool, S::Error> {
        self.cursors.remove(&forget.scope);
        self.moved.remove(&forget.scope);
        self.step(store, forget.mac)
    }

    /// Whether the phone stands where a step to `mac` begins. Then it gives up the cursors that are not under the MAC:
    /// kept, they would make the hub take the next set as none.
    fn step<S: Store>(&mut self, store: &mut S, mac: [u8; 16]) -> Result<bool, S::Error> {
        let before = self.mac.replace(mac);
        if store.mac()? != before {
            return Ok(false);
        }
        if std::mem::take(&mut self.uncovered) {
            let held = store.cursors()?.map(|set| set.cursors).unwrap_or_default();
            for cursor in held.iter().filter(|cursor| !self.cursors.contains_key(&cursor.scope)) {
                store.lose_cursor(cursor.scope.into())?;
            }
        }
        Ok(true)
    }
}
