//! The core behind HTTP: writes go to the one writer's thread, reads to the readers' connections.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use tokio::time::{Instant, sleep_until, timeout};
use zhijia_sync::wire::Frame;

use super::directory;
use super::exchange::{Exchanges, Executor};
use super::live::Subscription;
use super::members;
use super::shared::Shared;
use super::{HubError, Keys};
use crate::assemble::{Assemble, Core, Ground};
use crate::codec::apart;
use crate::db::readers::at_one_moment;
use crate::db::{Connection, DbError, Hooks};
use crate::exchange::{Answer, Caller, Exchange};
use crate::failure::Failure;
use crate::feed::{self, Follower};
use crate::identity::members::{DirectoryEntry, Founded, Founding, MemberRecord, Members, NewMember, What};
use crate::identity::{Id, IdentityError, Invitation, Whom};
use crate::ledger::sqlite::Sqlite;
use crate::ledger::{History as _, Ledger};
use crate::problem::{Problem, ProblemCode};

/// How long a live stream is silent before it says that it is alive.
const BEAT: Duration = Duration::from_secs(30);
/// How often a live follower hears of facts at most.
const FACTS: Duration = Duration::from_secs(1);
/// Builds the core of `zhijia-hub`.
#[derive(Default)]
pub struct Ledgered {
    shared: Arc<Shared>,
}

impl AsRef<Shared> for Shared {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Assemble for Ledgered {
    fn hooks(&self, _connection: &Connection) -> Result<Box<dyn Hooks>, Failure> {
        Ok(Box::new(Commits(Arc::clone(&self.shared))))
    }

    fn core(&self, ground: &Ground) -> Result<Core, Failure> {
        let keys = Keys::new(&ground.key);
        // While `init` runs there is no epoch yet, and nobody is served.
        let epoch = ground.readers.with(|connection| Sqlite(connection).epoch()).map(|epoch| epoch.id);
        let shared = Arc::clone(&self.shared);
        let exchanges = Exchanges::new(Arc::clone(&shared), keys.clone(), epoch.unwrap_or_default());
        let exchange = Server(Arc::new(Inner { exchanges, ground: ground.clone() }));
        Ok(Core { exchange: Arc::new(exchange), members: Arc::new(Joins { shared, keys }) })
    }
}

/// What happens around each commit of the writer.
pub(super) struct Commits(pub(super) Arc<Shared>);

impl Hooks for Commits {
    fn before_commit(&mut self, connection: &Connection) -> Result<(), DbError> {
        self.0.settle(&Sqlite(connection))?;
        self.0.flush_empties(&Sqlite(connection))
    }

    fn after_commit(&mut self, _connection: &Connection) {
        self.0.publish();
    }

    fn rolled_back(&mut self, _connection: &Connection) {
        self.0.discard();
    }
}

/// What joining creates, on the writer's connection.
struct Joins {
    shared: Arc<Shared>,
    keys: Keys,
}

impl Members for Joins {
    fn found(&self, connection: &Connection, founding: &Founding) -> Result<Founded, IdentityError> {
        members::found(&self.shared, &Sqlite(connection), &self.keys, founding)
    }

    fn create(&self, connection: &Connection, member: &NewMember) -> Result<MemberRecord, IdentityError> {
        members::create(&self.shared, &Sqlite(connection), &self.keys, member)
    }

    fn find(&self, connection: &Connection, member: Id) -> Result<Option<MemberRecord>, IdentityError> {
        members::find(&Sqlite(connection), zhijia_model::RecordId(member))
    }

    fn check(&self, connection: &Connection, invitation: &Invitation) -> Result<(), IdentityError> {
        // What the commit holds so far counts: a union may be as old as the request before this one.
        self.shared.settle(&Sqlite(connection))?;
        members::check(&Sqlite(connection), invitation)
    }

    fn directory(
        &self,
        connection: &Connection,
        what: What,
        now_ms: i64,
    ) -> Result<Vec<DirectoryEntry>, IdentityError> {
        directory::list(&Sqlite(connection), what, now_ms)
    }

    fn revoked(&self, _connection: &Connection, _whom: Whom, _now_ms: i64) -> Result<(), IdentityError> {
        // Whoever is revoked is turned away before the core is asked. What the person wrote stays, and the roles end
        // when the desk ends them.
        Ok(())
    }
}

/// The core as HTTP sees it.
struct Server(Arc<Inner>);

struct Inner {
    exchanges: Arc<Exchanges>,
    ground: Ground,
}

impl From<HubError> for Problem {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Malformed => ProblemCode::BadMessage.into(),
            HubError::Db(error) => error.into(),
        }
    }
}

/// On the I/O workers, the writer's thread and the readers' connections.
impl Executor for Arc<Inner> {
    async fn compute<T: Send + 'static>(
        &self,
        much: bool,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, DbError> {
        apart(much, work).await.ok_or(DbError::Panicked)
    }

    async fn write<T: Send + 'static>(
        &self,
        weight: usize,
        job: impl FnOnce(&dyn Ledger) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        self.ground.writer.write_much(weight, move |connection| job(&Sqlite(connection))).await
    }

    async fn read<T: Send + 'static>(
        &self,
        much: bool,
        read: impl FnOnce(&dyn Ledger) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let inner = Self::clone(self);
        apart(much, move || inner.read_here(|ledger| read(&ledger))).await.ok_or(DbError::Panicked)?
    }
}

impl Inner {
    /// One exchange of a phone that is let in.
    async fn exchange(self: &Arc<Self>, who: Caller, body: Bytes) -> Result<(Vec<u8>, Box<Follower>), Problem> {
        Ok(self.exchanges.run(self, who, body, self.ground.clock.now_ms()).await?)
    }

    /// What time alone brings about rings for those who follow, also while nobody asks anything.
    async fn sweep(self: &Arc<Self>) {
        if let Err(error) = self.exchanges.sweep(self, self.ground.clock.now_ms()).await {
            tracing::warn!(%error, "what time brings about could not be judged; it is tried again");
        }
    }

    /// Reads at one moment of the ledger.
    fn read_here<T>(&self, read: impl FnOnce(Sqlite<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        let readers = &self.ground.readers;
        readers.with(|connection| at_one_moment(connection, |connection| read(Sqlite(connection))))
    }
}

impl Exchange for Server {
    fn epoch(&self) -> [u8; 16] {
        self.0.exchanges.epoch()
    }

    fn check(&self) -> Answer<'_, ()> {
        let found = self.0.read_here(|ledger| ledger.seq());
        futures_util::future::ready(found.map(drop).map_err(Problem::from)).boxed()
    }

    fn sync(&self, who: Caller, body: Bytes) -> Answer<'_, Vec<u8>> {
        let inner = Arc::clone(&self.0);
        async move { inner.exchange(who, body).await.map(|(out, _)| out) }.boxed()
    }

    fn live(&self, who: Caller, body: Bytes) -> Answer<'_, BoxStream<'static, Bytes>> {
        let inner = Arc::clone(&self.0);
        async move {
            let (out, follower) = inner.exchange(who, body).await?;
            let mut subscription = Subscription::new(Arc::clone(&inner.exchanges.shared));
            subscription.follow(follower.scopes());
            let first = inner.ground.codec.pack(out).await;
            // What was committed between the answer and the subscription rang no bell: look once.
            let live = Live { inner, follower, subscription, look: true, facts: Instant::now() };
            Ok(stream::once(async { first }).chain(stream::unfold(live, Live::next)).boxed())
        }
        .boxed()
    }
}

/// An open live stream.
struct Live {
    inner: Arc<Inner>,
    follower: Box<Follower>,
    subscription: Subscription<Arc<Shared>>,
    /// Everything is to be looked at, not only what has rung.
    look: bool,
    /// When facts were last sent.
    facts: Instant,
}

impl Live {
    /// The next frame, once there is one.
    async fn next(mut self) -> Option<(Bytes, Self)> {
        loop {
            if !self.look && timeout(BEAT, self.subscription.bell.rung()).await.is_err() {
                self.inner.sweep().await;
                let mut out = Vec::new();
                feed::write(&mut out, &Frame::Beat);
                return Some((self.inner.ground.codec.frame(&out), self));
            }
            if !self.look && !self.subscription.bell.is_urgent() {
                self.until_facts_may_go().await;
            }
            match self.news() {
                Ok(out) if out.is_empty() => {}
                Ok(out) => return Some((self.inner.ground.codec.pack(out).await, self)),
                Err(error) => {
                    // The phone connects again and begins where it stands.
                    tracing::warn!(%error, "a live stream could not read the ledger");
                    return None;
                }
            }
        }
    }

    /// Holds facts back until a second after the last ones, unless something else moves.
    async fn until_facts_may_go(&self) {
        let due = self.facts + FACTS;
        loop {
            tokio::select! {
                () = sleep_until(due) => return,
                () = self.subscription.bell.rung() => {
                    if self.subscription.bell.is_urgent() {
                        return;
                    }
                }
            }
        }
    }

    /// Reads what has moved; empty where it says nothing to this follower.
    fn news(&mut self) -> Result<Vec<u8>, DbError> {
        let moved = self.subscription.bell.take();
        let everything = std::mem::take(&mut self.look);
        if everything || moved.values().any(|only_fact| *only_fact) {
            self.facts = Instant::now();
        }
        let scopes: Vec<_> = moved.keys().copied().collect();
        let now = self.inner.ground.clock.now_ms();
        let follower = &mut self.follower;
        let Exchanges { keys, shared, .. } = self.inner.exchanges.as_ref();
        let (recent, subscription) = (&shared.recent, &mut self.subscription);
        let since = recent.since();
        self.inner.read_here(|ledger| {
            let mut out = Vec::new();
            follower.read_again(&ledger)?;
            let entitlements = follower.entitle(&ledger, (recent, since), now)?;
            let changed = entitlements.is_some();
            if changed {
                feed::write(&mut out, &follower.welcome(now, entitlements));
                follower.forget(&keys.cursor, &mut out);
                subscription.follow(follower.scopes());
            }
            let only = if everything || changed { None } else { Some(scopes.as_slice()) };
            while follower.news(&ledger, (keys, recent), only, usize::MAX, &mut out)? {}
            Ok(out)
        })
    }
}
