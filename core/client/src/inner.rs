//! The one state behind a client: store, connections, clock, and how an exchange runs.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Mutex, PoisonError};

use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::Ed25519KeyPair;
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use zhijia_model::{Code, DeviceId, IntentId, RecordId};
use zhijia_store::{Store, Subscription};
use zhijia_sync::engine::{self, Effects, Request};
use zhijia_sync::session;
use zhijia_sync::wire::Frame;

use crate::clock::PhoneClock;
use crate::error::Error;
use crate::http::{Http, HttpError};
use crate::join::Token;
use crate::lists::Observers;
use crate::status::TrafficLog;
use crate::{Options, data, revoked};

pub(crate) struct Inner {
    _subscription: Subscription,
    pub(crate) store: Store,
    pub(crate) dir: PathBuf,
    /// The device's key pair.
    pub(crate) keys: Ed25519KeyPair,
    pub(crate) http: Http,
    pub(crate) clock: PhoneClock,
    pub(crate) random: SystemRandom,
    pub(crate) token: tokio::sync::Mutex<Option<Token>>,
    /// One exchange at a time.
    pub(crate) exchanging: tokio::sync::Mutex<()>,
    /// There is something to send.
    pub(crate) wake: Notify,
    /// The airplane switch, reversed; touched without a change to make the driver begin again.
    pub(crate) online: watch::Sender<bool>,
    pub(crate) joined: AtomicBool,
    /// Why nothing can be done, where the hub has ended the access.
    pub(crate) revoked: Mutex<Option<Error>>,
    pub(crate) live: AtomicBool,
    /// When the live stream last said something, in milliseconds; 0 where none is open.
    pub(crate) heard: AtomicI64,
    pub(crate) started: AtomicBool,
    pub(crate) closing: CancellationToken,
    /// Who watches lists.
    pub(crate) observers: std::sync::Arc<Observers>,
    pub(crate) trouble: Mutex<Option<Error>>,
    pub(crate) traffic: Mutex<TrafficLog>,
}

/// Who uses this phone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Me {
    pub(crate) member: RecordId,
    pub(crate) home: Option<RecordId>,
}

/// What an exchange fetches beside the fates of what it sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// All news.
    All,
    /// All news, unless a live stream brings them; without anything to send there is then nothing to do.
    UnlessLive,
}

impl Inner {
    pub(crate) fn open(options: Options) -> Result<Self, Error> {
        let http = Http::new(&options.hub, options.ca.as_deref())?;
        let random = SystemRandom::new();
        let seed = data::device_seed(&options.dir, &options.key, &random)?;
        let keys = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Error::no_randomness())?;
        let device = DeviceId(session::device_id(&session::public_key(&keys)));
        let mut fresh = [0; 32];
        random.fill(&mut fresh).map_err(|_| Error::no_randomness())?;
        let dir = options.dir.clone();
        let store = Store::open(zhijia_store::Options { dir: dir.clone(), key: options.key, device, random: fresh })?;
        if revoked::is_spent(&store, device)? {
            drop(store);
            revoked::renew_device(&dir)?;
            return Self::open(options);
        }
        let revoked = revoked::known(&store)?;
        let (joined, known) =
            store.read(|dao| Ok::<_, zhijia_store::Error>((dao.entitlements()?.is_some(), dao.status()?)))?;
        let device_clock = options.clock.unwrap_or_else(|| std::sync::Arc::new(system_now));
        let clock = PhoneClock::new(device_clock, known.clock_ahead, known.complete_as_of);
        let observers = std::sync::Arc::new(Observers::default());
        let tell = std::sync::Arc::clone(&observers);
        let subscription = store.subscribe(move |changed| tell.changed(changed));
        Ok(Self {
            _subscription: subscription,
            store,
            dir,
            keys,
            http,
            clock,
            random,
            token: tokio::sync::Mutex::new(None),
            exchanging: tokio::sync::Mutex::new(()),
            wake: Notify::new(),
            online: watch::channel(true).0,
            joined: AtomicBool::new(joined),
            revoked: Mutex::new(revoked),
            live: AtomicBool::new(false),
            heard: AtomicI64::new(0),
            started: AtomicBool::new(false),
            closing: CancellationToken::new(),
            observers,
            trouble: Mutex::new(None),
            traffic: Mutex::new(TrafficLog::default()),
        })
    }

    /// The time to act by: the device's, corrected where the hub has told that it is wrong.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    pub(crate) fn device(&self) -> DeviceId {
        DeviceId(session::device_id(&session::public_key(&self.keys)))
    }

    pub(crate) fn random_u32(&self) -> u32 {
        let mut bytes = [0; 4];
        // Only jitter hangs on it: without randomness there is none.
        let _ = self.random.fill(&mut bytes);
        u32::from_le_bytes(bytes)
    }

    pub(crate) fn random_16(&self) -> Result<[u8; 16], Error> {
        let mut bytes = [0; 16];
        self.random.fill(&mut bytes).map_err(|_| Error::no_randomness())?;
        Ok(bytes)
    }

    /// A new intent.
    pub(crate) fn intent(&self) -> IntentId {
        // The system's generator does not fail once it has worked at opening.
        IntentId(self.random_16().unwrap_or_default())
    }

    /// Lists that depend on more than the store (the connection, the airplane switch) are asked again.
    pub(crate) fn tell(&self) {
        self.observers.connection();
    }

    pub(crate) fn set_online(&self, online: bool) {
        self.online.send_replace(online);
        if !online {
            self.live.store(false, Ordering::Release);
        }
        self.wake.notify_one();
        self.tell();
    }

    pub(crate) fn note_trouble(&self, error: Option<Error>) {
        let mut trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        if *trouble != error {
            if let Some(error) = &error {
                tracing::warn!(code = error.code, "something stands in the way");
            } else {
                tracing::info!("nothing stands in the way any more");
            }
            *trouble = error;
            drop(trouble);
            self.tell();
        }
    }

    pub(crate) fn count(&self, up: usize, down: usize, round_trip: bool) {
        let mut log = self.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        log.count(up, down, round_trip, self.now());
    }

    /// Counts what a live stream brought: to the request that opened it where it is `answering` that one; a stream
    /// that only shows that it is alive (not `told`) is no news.
    pub(crate) fn count_heard(&self, down: usize, told: bool, answering: bool) {
        let mut log = self.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        if answering || !told {
            log.count_down(down, answering);
        } else {
            log.count(0, down, false, self.now());
        }
    }

    /// Builds a request in one short transaction.
    pub(crate) async fn request(self: &std::sync::Arc<Self>, offers_only: bool) -> Result<Request, Error> {
        let inner = std::sync::Arc::clone(self);
        blocking(move || {
            let now = inner.now();
            let doubtful = inner.is_unreachable();
            // What is durable is the action itself; that it is on its way may be forgotten with the power.
            Ok(inner.store.write_fetched(|tx| -> Result<Request, zhijia_store::Error> {
                let request = engine::request(tx, offers_only, now)?;
                // While the hub is away, trying is not sending: people read "sent" as "on its way".
                if doubtful {
                    tx.unsend()?;
                }
                Ok(request)
            })?)
        })
        .await
    }

    /// Whether the last that was heard of the hub is that it cannot be reached.
    pub(crate) fn is_unreachable(&self) -> bool {
        let trouble = self.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.as_ref().is_some_and(|error| error.code == "hub-unreachable")
    }

    /// Passes on an error that came before anything was sent: what is pending says so again.
    pub(crate) async fn not_sent(self: &std::sync::Arc<Self>, error: Error) -> Error {
        let inner = std::sync::Arc::clone(self);
        let undone: Result<(), Error> = blocking(move || Ok(inner.store.write_fetched(|tx| tx.unsend())?)).await;
        undone.err().unwrap_or(error)
    }

    /// Applies frames, a page and its cursor always in one transaction.
    pub(crate) async fn apply(self: &std::sync::Arc<Self>, frames: Vec<Frame>) -> Result<Effects, Error> {
        let inner = std::sync::Arc::clone(self);
        blocking(move || {
            let mut all = Effects::default();
            for group in together(&frames) {
                inner.store.write_fetched(|tx| {
                    for frame in group {
                        let mut now = inner.now();
                        if let Frame::Welcome(welcome) = frame {
                            // The difference that is kept is one to the device's own clock.
                            now = inner.clock.device();
                            inner.clock.note(welcome.now);
                        }
                        all.absorb(engine::receive(tx, frame, now)?);
                    }
                    Ok::<_, zhijia_store::Error>(())
                })?;
            }
            if all.rewritten > 0 {
                // What was written again goes out at once.
                inner.wake.notify_one();
            }
            Ok(all)
        })
        .await
    }

    /// Notes as of when everything is here.
    pub(crate) async fn heard_all(self: &std::sync::Arc<Self>, at: i64) -> Result<(), Error> {
        let inner = std::sync::Arc::clone(self);
        blocking(move || Ok(inner.store.write_fetched(|tx| tx.heard_all(at))?)).await
    }

    /// One round trip. Where it tells that the access has ended, everything is forgotten before this returns.
    pub(crate) async fn exchange(self: &std::sync::Arc<Self>, reading: Reading) -> Result<Effects, Error> {
        self.has_access()?;
        let done = self.round_trip(reading).await;
        if let Err(error) = &done {
            self.heed(error).await?;
        }
        done
    }

    async fn round_trip(self: &std::sync::Arc<Self>, reading: Reading) -> Result<Effects, Error> {
        let _one = self.exchanging.lock().await;
        if !*self.online.borrow() {
            return Err(Error::unreachable());
        }
        // Asked here, because the stream may have been opened while this waited for its turn.
        let offers_only = reading == Reading::UnlessLive && self.live.load(Ordering::Acquire);
        let request = self.request(offers_only).await?;
        if offers_only && request.offers == 0 {
            return Ok(Effects { ended: Some(false), ..Effects::default() });
        }
        let mut attempt = 0;
        let (frames, traffic) = loop {
            let token = match self.token().await {
                Ok(token) => token,
                Err(error) => return Err(self.not_sent(error).await),
            };
            match self.http.sync(&token, &request.body).await {
                Err(error @ HttpError::Unreachable) => return Err(self.not_sent(error.into()).await),
                Err(HttpError::Problem(problem))
                    if attempt == 0 && matches!(problem.code.as_str(), "session-expired" | "no-session") =>
                {
                    self.drop_token(&token).await;
                    attempt += 1;
                }
                other => break other?,
            }
        };
        self.count(traffic.up, traffic.down, true);
        tracing::debug!(up = traffic.up, down = traffic.down, "an exchange");
        let mut effects = self.apply(frames).await?;
        if (request.more || effects.rewritten > 0 || effects.mismatch) && effects.ended == Some(false) {
            effects.ended = Some(true);
        }
        if effects.ended == Some(false) && !offers_only {
            self.heard_all(self.now()).await?;
        }
        self.note_trouble(None);
        Ok(effects)
    }
}

/// Entries that share a transaction at most. A commit costs as much as ten entries, and a tap waits for the whole of it.
const TOGETHER: usize = 1_500;

/// Cuts the frames of an answer into groups that are committed together.
fn together(frames: &[Frame]) -> Vec<&[Frame]> {
    let entries = |frame: &Frame| if let Frame::Page(page) = frame { page.entries.len() } else { 0 };
    let (mut groups, mut rest) = (Vec::new(), frames);
    while !rest.is_empty() {
        let mut sum = 0;
        let fits = rest.iter().take_while(|frame| {
            sum += entries(frame);
            sum <= TOGETHER
        });
        let (group, after) = rest.split_at(fits.count().max(1));
        groups.push(group);
        rest = after;
    }
    groups
}

/// Runs store work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Error> + Send + 'static,
) -> Result<T, Error> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => done,
        Err(_) => Err(Code::Unfinished.into()),
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place where a phone reads the system's clock")]
fn system_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use zhijia_sync::wire::{Entry, Page, WireScope};

    use super::*;

    #[test]
    fn small_pages_share_a_transaction_and_a_large_one_has_its_own() {
        let scope = WireScope { space: RecordId::CITY, audience: 1 };
        let page = |entries: usize| {
            let entries = vec![Entry::default(); entries];
            Frame::Page(Page { scope, from: 0, to: 1, mac: [0; 16], digest: None, authors: Vec::new(), entries })
        };
        let frames: Vec<Frame> = [1_000, 400, 200, 2_000, 0, 1].map(page).into();
        let sizes: Vec<usize> = together(&frames).iter().map(|group| group.len()).collect();
        assert_eq!(sizes, [2, 1, 1, 2]);
        assert!(together(&[]).is_empty());
    }
}
