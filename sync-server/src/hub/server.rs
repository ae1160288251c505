//! The core behind HTTP: writes go to the one writer's thread, reads to the readers' connections.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream::{self, BoxStream};
use futures_util::{FutureExt, StreamExt};
use tokio::time::{Instant, sleep_until, timeout};
use zhijia_sync::limits::ANSWER_BYTES_TARGET;
use zhijia_sync::wire::{Fate, Frame, Hello};

use super::directory;
use super::exchange::{self, Asked, Caller, Offers, Reading, SLICE};
use super::live::Subscription;
use super::members;
use super::shared::Shared;
use super::turns::Turns;
use super::{HubError, Keys};
use crate::assemble::{Assemble, Core, Ground};
use crate::codec::{MUCH, apart};
use crate::db::{Connection, DbError, Hooks};
use crate::exchange::{Answer, Caller as Asking, Exchange};
use crate::failure::Failure;
use crate::feed::{self, Follower};
use crate::identity::members::{DirectoryEntry, Founded, Founding, MemberRecord, Members, NewMember, What};
use crate::identity::{Id, IdentityError, Invitation, Whom};
use crate::ledger::History as _;
use crate::ledger::sqlite::Sqlite;
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
        let exchange = Server(Arc::new(Inner {
            shared: Arc::clone(&shared),
            keys: keys.clone(),
            ground: ground.clone(),
            epoch: Mutex::new(epoch.unwrap_or_default()),
            turns: Turns::default(),
        }));
        Ok(Core { exchange: Arc::new(exchange), members: Arc::new(Joins { shared, keys }) })
    }
}

/// What happens around each commit of the writer.
struct Commits(Arc<Shared>);

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
    shared: Arc<Shared>,
    keys: Keys,
    ground: Ground,
    epoch: Mutex<[u8; 16]>,
    turns: Turns,
}

impl From<HubError> for Problem {
    fn from(error: HubError) -> Self {
        match error {
            HubError::Malformed => ProblemCode::BadMessage.into(),
            HubError::Db(error) => error.into(),
        }
    }
}

impl Inner {
    /// The exchange: write, then read until the answer is whole.
    async fn exchange(self: Arc<Self>, who: Asking, body: Bytes) -> Result<(Vec<u8>, Box<Follower>, Hello), Problem> {
        let caller = Caller::from(who);
        let mut request =
            apart(body.len() > MUCH, move || exchange::read_request(&body)).await.ok_or(ProblemCode::Internal)??;
        let now = self.ground.clock.now_ms();
        let offers = std::mem::take(&mut request.offers).into_iter();
        let hello = request.hello;
        let fates = Arc::new(self.write(caller, &hello, offers, now).await?);
        // A cold start reads much.
        let mut much = hello.cursors.is_none() && !hello.offers_only;
        loop {
            let (inner, asked, given) = (Arc::clone(&self), hello.clone(), Arc::clone(&fates));
            let limit = if much { ANSWER_BYTES_TARGET } else { MUCH };
            let read = move || {
                let asked = Asked { caller, hello: &asked, fates: &given, now };
                inner.read(|ledger| exchange::answer(&ledger, (&inner.keys, &inner.shared.recent), &asked, limit))
            };
            match apart(much, read).await.ok_or(ProblemCode::Internal)?? {
                // More than may hold up others: it is read again, apart.
                Reading::Answer { more: true, .. } if !much => much = true,
                Reading::Answer { out, follower, .. } => return Ok((out, follower, hello)),
                Reading::Ahead => self.new_epoch(now).await?,
            }
        }
    }

    /// Has the offers judged, slice by slice; a device has one slice at a time in the writer's queue.
    async fn write(&self, caller: Caller, hello: &Hello, mut offers: Offers, now: i64) -> Result<Vec<Fate>, Problem> {
        if offers.as_slice().is_empty() {
            exchange::note_empty(&self.shared, caller, hello, now);
            return Ok(Vec::new());
        }
        let _turn = self.turns.of(caller.device).await;
        let mut fates = Vec::new();
        while !offers.as_slice().is_empty() {
            let (shared, hello, slice) = (Arc::clone(&self.shared), hello.clone(), offers);
            let weight = slice.as_slice().len().min(SLICE);
            let job = move |connection: &Connection| {
                exchange::write(&shared, &Sqlite(connection), caller, &hello, slice, now)
            };
            let (judged, left) = self.ground.writer.write_much::<_, DbError>(weight, job).await?;
            fates.extend(judged);
            offers = left;
        }
        Ok(fates)
    }

    async fn new_epoch(&self, now: i64) -> Result<(), DbError> {
        let (keys, shared) = (self.keys.clone(), Arc::clone(&self.shared));
        let id = self
            .ground
            .writer
            .write::<_, DbError>(move |connection| {
                exchange::new_epoch(&shared, &Sqlite(connection), &keys, now)?;
                Sqlite(connection).epoch()
            })
            .await?
            .id;
        *self.epoch.lock().unwrap_or_else(PoisonError::into_inner) = id;
        Ok(())
    }

    /// Reads at one moment of the ledger.
    fn read<T>(&self, read: impl FnOnce(Sqlite<'_>) -> Result<T, DbError>) -> Result<T, DbError> {
        self.ground.readers.with(|connection| {
            // Prepared once for each connection; where reading fails inside, the connection is not used again.
            connection.prepare_cached("BEGIN")?.execute([])?;
            let out = read(Sqlite(connection))?;
            connection.prepare_cached("COMMIT")?.execute([])?;
            Ok(out)
        })
    }
}

impl Exchange for Server {
    fn epoch(&self) -> [u8; 16] {
        *self.0.epoch.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn check(&self) -> Answer<'_, ()> {
        let found = self.0.read(|ledger| ledger.seq());
        futures_util::future::ready(found.map(drop).map_err(Problem::from)).boxed()
    }

    fn sync(&self, who: Asking, body: Bytes) -> Answer<'_, Vec<u8>> {
        let inner = Arc::clone(&self.0);
        async move { inner.exchange(who, body).await.map(|(out, ..)| out) }.boxed()
    }

    fn live(&self, who: Asking, body: Bytes) -> Answer<'_, BoxStream<'static, Bytes>> {
        let inner = Arc::clone(&self.0);
        async move {
            let (out, follower, _) = Arc::clone(&inner).exchange(who, body).await?;
            let mut subscription = Subscription::new(Arc::clone(&inner.shared));
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
        let (keys, recent, subscription) = (&self.inner.keys, &self.inner.shared.recent, &mut self.subscription);
        let since = recent.since();
        self.inner.read(|ledger| {
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
            while follower.news(&ledger, (&keys.cursor, recent), only, usize::MAX, &mut out)? {}
            Ok(out)
        })
    }
}
