//! Who follows live: each follower is woken when a scope that it follows has moved.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;
use zhijia_model::Scope;

use crate::work::Moved;

/// One follower's bell: what has moved since it last looked.
#[derive(Default)]
pub(crate) struct Bell {
    moved: Mutex<Moved>,
    rung: Notify,
}

impl Bell {
    /// Waits until something has moved. Moves that came before are not missed.
    pub(crate) async fn rung(&self) {
        self.rung.notified().await;
    }

    /// Takes what has moved: the scopes, true where only facts did.
    pub(crate) fn take(&self) -> Moved {
        std::mem::take(&mut *lock(&self.moved))
    }

    /// Whether more than facts has moved.
    pub(crate) fn is_urgent(&self) -> bool {
        lock(&self.moved).values().any(|only_fact| !only_fact)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The followers of each scope.
#[derive(Default)]
pub(crate) struct Registry(Mutex<HashMap<Scope, Vec<Arc<Bell>>>>);

impl Registry {
    /// Rings for everybody who follows what moved.
    pub(crate) fn publish(&self, moved: &Moved) {
        let all = lock(&self.0);
        for (scope, only_fact) in moved {
            for bell in all.get(scope).into_iter().flatten() {
                *lock(&bell.moved).entry(*scope).or_insert(true) &= only_fact;
                bell.rung.notify_one();
            }
        }
    }

    fn add(&self, scope: Scope, bell: &Arc<Bell>) {
        lock(&self.0).entry(scope).or_default().push(Arc::clone(bell));
    }

    fn remove(&self, scope: Scope, bell: &Arc<Bell>) {
        let mut all = lock(&self.0);
        let Some(bells) = all.get_mut(&scope) else { return };
        if let Some(at) = bells.iter().position(|one| Arc::ptr_eq(one, bell)) {
            bells.swap_remove(at);
        }
        if bells.is_empty() {
            all.remove(&scope);
        }
    }
}

/// A follower's place in the registry; it is given up when this is dropped.
pub(crate) struct Subscription<R: AsRef<super::Shared>> {
    shared: R,
    scopes: Vec<Scope>,
    pub(crate) bell: Arc<Bell>,
}

impl<R: AsRef<super::Shared>> Subscription<R> {
    /// A place that follows nothing yet.
    pub(crate) fn new(shared: R) -> Self {
        Self { shared, scopes: Vec::new(), bell: Arc::default() }
    }

    /// Follows exactly these scopes from now on.
    pub(crate) fn follow(&mut self, scopes: &[Scope]) {
        let registry = &self.shared.as_ref().registry;
        for scope in self.scopes.iter().filter(|scope| !scopes.contains(scope)) {
            registry.remove(*scope, &self.bell);
        }
        for scope in scopes.iter().filter(|scope| !self.scopes.contains(scope)) {
            registry.add(*scope, &self.bell);
        }
        self.scopes = scopes.to_vec();
    }
}

impl<R: AsRef<super::Shared>> Drop for Subscription<R> {
    fn drop(&mut self) {
        self.follow(&[]);
    }
}
