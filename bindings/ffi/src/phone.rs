//! The one object of the library: a phone, and how its calls run.

use std::sync::{Arc, PoisonError, RwLock};

use tokio::runtime::Handle;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;
use zhijia_client::{self as client, Client, Row, Watch};

use crate::error::ZhijiaError;
use crate::runtime::Shared;
use crate::watch::{self, Hears, Watching};

/// One phone: its encrypted data, its use cases, and the connection to the hub.
///
/// Every call that touches the data is asynchronous and runs on the library's own threads. What a user did is durable
/// when the call returns, with or without a network, and a call that the host cancels is finished all the same.
#[derive(uniffi::Object)]
pub struct Phone {
    open: RwLock<Option<Open>>,
}

/// What ends with [`Phone::shut_down`].
struct Open {
    client: Client,
    shared: Shared,
    stop: CancellationToken,
}

impl core::fmt::Debug for Phone {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Phone").finish_non_exhaustive()
    }
}

#[uniffi::export]
impl Phone {
    /// Opens or makes the phone's data in the folder `dir`. Nothing is sent yet.
    ///
    /// `key` has 32 bytes and is kept by the app in Keystore or Keychain. `hub` is the hub's address, such as
    /// `https://hub.example.org`. `ca` holds further root certificates in PEM, for a hub of the union's own.
    #[uniffi::constructor]
    pub async fn open(dir: String, key: Vec<u8>, hub: String, ca: Option<String>) -> Result<Arc<Self>, ZhijiaError> {
        let key = Zeroizing::new(key);
        let Ok(key) = <[u8; 32]>::try_from(key.as_slice()) else { return Err(ZhijiaError::key_length()) };
        let shared = Shared::start().map_err(|_| ZhijiaError::no_threads())?;
        let options = client::Options { dir: dir.into(), key, hub, ca: ca.map(String::into_bytes), clock: None };
        let handle = shared.handle().ok_or_else(ZhijiaError::no_threads)?;
        let opened = blocking(&handle, move || Client::open(options)).await?;
        let open = Open { client: opened, shared, stop: CancellationToken::new() };
        Ok(Arc::new(Self { open: RwLock::new(Some(open)) }))
    }

    /// Keeps the phone in touch with the hub from now on. Calling it twice is the same as once.
    pub fn start(&self) -> Result<(), ZhijiaError> {
        let (client, handle) = self.at_hand()?;
        let _inside = handle.enter();
        client.start();
        Ok(())
    }

    /// The airplane switch: `false` cuts every connection until it is `true` again.
    pub fn set_online(&self, online: bool) -> Result<(), ZhijiaError> {
        self.at_hand()?.0.set_online(online);
        Ok(())
    }

    /// The network may be back: try at once instead of waiting for the next attempt.
    pub fn poke(&self) -> Result<(), ZhijiaError> {
        self.at_hand()?.0.poke();
        Ok(())
    }

    /// Releases the data's locks before the system suspends the app; until [`Phone::resume`], calls answer `paused`.
    pub async fn pause(&self) -> Result<(), ZhijiaError> {
        self.ask(Client::pause).await
    }

    /// Takes the locks again.
    pub async fn resume(&self) -> Result<(), ZhijiaError> {
        self.ask(Client::resume).await
    }

    /// One whole exchange with the hub now: sends what is pending, fetches the news.
    pub async fn sync(&self) -> Result<(), ZhijiaError> {
        let (client, handle) = self.at_hand()?;
        finished(handle.spawn(async move { client.sync().await }).await)
    }

    /// Joins with an invitation code and gives the member's id. This needs the hub; everything after it works without.
    /// Repeating a join whose answer was lost gives the same membership.
    pub async fn join(&self, code: String, name: String, mobile: Option<String>) -> Result<String, ZhijiaError> {
        let (client, handle) = self.at_hand()?;
        let joined = handle.spawn(async move { client.join(&code, &name, mobile.as_deref()).await });
        Ok(finished(joined.await)?.to_string())
    }

    /// The member who uses this phone; nothing before joining.
    pub async fn member(&self) -> Result<Option<String>, ZhijiaError> {
        self.ask(|phone| Ok(phone.member()?.map(|id| id.to_string()))).await
    }

    /// Ends every watch and the background work, and closes the data: afterwards the folder may be opened again. What
    /// is pending stays on the phone. Later calls answer `closed`; shutting down twice does no harm.
    ///
    /// A phone that is only dropped ends in the same way, but nobody knows when.
    pub async fn shut_down(&self) -> Result<(), ZhijiaError> {
        if let Some(ended) = self.end() {
            // Without a thread to wait on, everything has ended at once.
            let _gone = ended.await;
        }
        Ok(())
    }
}

impl Phone {
    fn end(&self) -> Option<tokio::sync::oneshot::Receiver<()>> {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take()?;
        open.stop.cancel();
        open.client.close();
        Some(open.shared.end(open.client))
    }

    /// What a call works with; no lock is held afterwards.
    fn at_hand(&self) -> Result<(Client, Handle), ZhijiaError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let open = open.as_ref().ok_or_else(ZhijiaError::closed)?;
        let handle = open.shared.handle().ok_or_else(ZhijiaError::closed)?;
        Ok((open.client.clone(), handle))
    }

    /// Runs one use case on a thread that may block.
    pub(crate) async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Client) -> Result<T, client::Error> + Send + 'static,
    ) -> Result<T, ZhijiaError> {
        let (client, handle) = self.at_hand()?;
        blocking(&handle, move || work(&client)).await
    }

    /// Runs what tells a listener beside a call.
    pub(crate) fn accompany(&self, task: impl Future<Output = ()> + Send + 'static) -> Result<(), ZhijiaError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        open.as_ref().ok_or_else(ZhijiaError::closed)?.shared.tell(task);
        Ok(())
    }

    /// Starts a watch.
    pub(crate) fn listen<T: Row, L: Hears<T>>(
        &self,
        listener: L,
        watch: impl FnOnce(&Client) -> Watch<T>,
    ) -> Result<Arc<Watching>, ZhijiaError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let open = open.as_ref().ok_or_else(ZhijiaError::closed)?;
        let stop = open.stop.child_token();
        open.shared.tell(watch::deliver(watch(&open.client), listener, stop.clone()));
        Ok(Watching::new(stop))
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.end();
    }
}

async fn blocking<T: Send + 'static>(
    handle: &Handle,
    work: impl FnOnce() -> Result<T, client::Error> + Send + 'static,
) -> Result<T, ZhijiaError> {
    finished(handle.spawn_blocking(work).await)
}

/// A task is cancelled only when the phone is shut down; a panic is a defect, and stays inside.
fn finished<T>(outcome: Result<Result<T, client::Error>, tokio::task::JoinError>) -> Result<T, ZhijiaError> {
    match outcome {
        Ok(done) => Ok(done?),
        Err(error) if error.is_cancelled() => Err(ZhijiaError::closed()),
        Err(_) => Err(ZhijiaError::stopped()),
    }
}
