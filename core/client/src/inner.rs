//! The one state behind a client: store, clock, and what it is in touch by.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::Ed25519KeyPair;
use zhijia_model::{DeviceId, IntentId};
use zhijia_store::{Store, Subscription};
use zhijia_sync::session;

use crate::Options;
use crate::clock::PhoneClock;
use crate::error::Error;
use crate::exchange::http::Http;
use crate::exchange::link::Link;
use crate::lists::Observers;
use crate::session::{Session, device, revoked};
use crate::told::Told;

/// What a client holds: the store and what else there is of it, each with one job.
pub(crate) struct Inner {
    _subscription: Subscription,
    pub(crate) store: Store,
    pub(crate) clock: PhoneClock,
    pub(crate) random: SystemRandom,
    pub(crate) session: Session,
    pub(crate) link: Link,
    pub(crate) told: Told,
}

impl Inner {
    pub(crate) fn open(options: Options) -> Result<Self, Error> {
        let http = Http::new(&options.hub, options.ca.as_deref())?;
        let random = SystemRandom::new();
        let seed = device::seed(&options.dir, &options.key, &random)?;
        let keys = Ed25519KeyPair::from_seed_unchecked(&seed).map_err(|_| Error::no_randomness())?;
        let device = DeviceId(session::device_id(&session::public_key(&keys)));
        let mut fresh = [0; 32];
        random.fill(&mut fresh).map_err(|_| Error::no_randomness())?;
        let dir = options.dir.clone();
        let store = Store::open(zhijia_store::Options { dir: dir.clone(), key: options.key, device, random: fresh })?;
        if revoked::is_spent(&store, device)? {
            drop(store);
            device::renew(&dir)?;
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
            clock,
            random,
            session: Session {
                dir,
                keys,
                http,
                token: tokio::sync::Mutex::new(None),
                joined: AtomicBool::new(joined),
                revoked: Mutex::new(revoked),
            },
            link: Link::default(),
            told: Told { observers, ..Told::default() },
        })
    }

    /// The time to act by: the device's, corrected where the hub has told that it is wrong.
    pub(crate) fn now(&self) -> i64 {
        self.clock.now()
    }

    pub(crate) fn device(&self) -> DeviceId {
        self.session.device()
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
        self.told.observers.connection();
    }

    pub(crate) fn set_online(&self, online: bool) {
        self.link.online.send_replace(online);
        if !online {
            self.link.live.store(false, Ordering::Release);
        }
        self.link.wake.notify_one();
        self.tell();
    }

    pub(crate) fn note_trouble(&self, error: Option<Error>) {
        let mut trouble = self.told.trouble.lock().unwrap_or_else(PoisonError::into_inner);
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
        let mut log = self.told.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        log.count(up, down, round_trip, self.now());
    }

    /// Counts what a live stream brought: to the request that opened it where it is `answering` that one; a stream
    /// that only shows that it is alive (not `told`) is no news.
    pub(crate) fn count_heard(&self, down: usize, told: bool, answering: bool) {
        let mut log = self.told.traffic.lock().unwrap_or_else(PoisonError::into_inner);
        if answering || !told {
            log.count_down(down, answering);
        } else {
            log.count(0, down, false, self.now());
        }
    }

    /// Whether the last that was heard of the hub is that it cannot be reached.
    pub(crate) fn is_unreachable(&self) -> bool {
        let trouble = self.told.trouble.lock().unwrap_or_else(PoisonError::into_inner);
        trouble.as_ref().is_some_and(|error| error.code == "hub-unreachable")
    }
}

#[allow(clippy::disallowed_methods, reason = "the one place where a phone reads the system's clock")]
fn system_now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}
