//! The one object of the library: what an app holds of a phone, and how its calls run.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;
use zeroize::Zeroizing;
use zhijia_client::{self as client, Client, Row, Watch};

use crate::call::{CallHandle, Running};
use crate::error::ZhijiaError;
use crate::runtime::{Shared, left};
use crate::watch::{Aborting, Following};

/// One phone: its encrypted data, its use cases, and the connection to the hub.
///
/// Every call that touches the data is asynchronous and runs on the library's own threads. What a user did is durable
/// when the call returns, with or without a network. A call that a host cancels is finished all the same; joining, an
/// exchange and an import stop.
///
/// Before joining every list is empty and every action is refused with `NotJoined`.
#[derive(uniffi::Object)]
pub struct ZhijiaClient {
    open: RwLock<Option<Open>>,
}

/// What ends with [`ZhijiaClient::shut_down`].
struct Open {
    client: Client,
    dir: PathBuf,
    shared: Shared,
    stop: CancellationToken,
}

impl core::fmt::Debug for ZhijiaClient {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("ZhijiaClient").finish_non_exhaustive()
    }
}

#[uniffi::export]
impl ZhijiaClient {
    /// Opens or makes the phone's data in the folder `dir`. Nothing is sent yet.
    ///
    /// `key` has 32 bytes and is kept by the app in Keystore or Keychain. `hub` is the hub's address, such as
    /// `https://hub.example.org`. `ca` holds further root certificates in PEM, for a hub of the union's own.
    #[uniffi::constructor(default(ca = None))]
    pub async fn open(dir: String, key: Vec<u8>, hub: String, ca: Option<String>) -> Result<Arc<Self>, ZhijiaError> {
        let key = Zeroizing::new(key);
        let Ok(key) = <[u8; 32]>::try_from(key.as_slice()) else { return Err(ZhijiaError::key_length()) };
        let dir = PathBuf::from(dir);
        left(&dir).await;
        let shared = Shared::start().map_err(|_| ZhijiaError::no_threads())?;
        let options = client::Options { dir: dir.clone(), key, hub, ca: ca.map(String::into_bytes), clock: None };
        let handle = shared.handle().ok_or_else(ZhijiaError::no_threads)?;
        let opened = blocking(&handle, move || Client::open(options)).await?;
        let open = Open { client: opened, dir, shared, stop: CancellationToken::new() };
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

    /// Releases the data's locks before the system suspends the app; until [`ZhijiaClient::resume`], calls answer
    /// `paused`.
    pub async fn pause(&self) -> Result<(), ZhijiaError> {
        self.ask(Client::pause).await
    }

    /// Takes the locks again.
    pub async fn resume(&self) -> Result<(), ZhijiaError> {
        self.ask(Client::resume).await
    }

    /// One whole exchange with the hub now: sends what is pending, fetches the news.
    #[uniffi::method(default(call = None))]
    pub async fn sync(&self, call: Option<Arc<CallHandle>>) -> Result<(), ZhijiaError> {
        let (client, handle) = self.at_hand()?;
        long(&handle, call, async move { client.sync().await }).await
    }

    /// Joins with an invitation code and gives the member's id. This needs the hub; everything after it works without.
    /// Roles and lists come with the first exchange: [`ZhijiaClient::sync`], or [`ZhijiaClient::start`] and a watch.
    ///
    /// `code` is read as a person types it, such as `XXXX-XXXX-XXXXX`: small letters do, and spaces and hyphens do not
    /// count. `mobile` has 11 digits. Repeating a join whose answer was lost gives the same membership; on a phone that
    /// has joined another code is refused with `device-known`, and a name is changed by
    /// [`ZhijiaClient::edit_profile`].
    #[uniffi::method(default(mobile = None, call = None))]
    pub async fn join(
        &self,
        code: String,
        name: String,
        mobile: Option<String>,
        call: Option<Arc<CallHandle>>,
    ) -> Result<String, ZhijiaError> {
        let (client, handle) = self.at_hand()?;
        let joined = long(&handle, call, async move { client.join(&code, &name, mobile.as_deref()).await });
        Ok(joined.await?.to_string())
    }

    /// The member who uses this phone; nothing before joining.
    pub async fn member(&self) -> Result<Option<String>, ZhijiaError> {
        self.ask(|phone| Ok(phone.member()?.map(|id| id.to_string()))).await
    }

    /// Logs out: ends the phone as [`ZhijiaClient::shut_down`] does and removes its data from the device. The hub keeps
    /// what it has, and another person may open the folder and join, with a key of their own.
    ///
    /// Where something waits to be sent or could not be sent, this is refused with `unsent-work` and nothing changes,
    /// unless `discard_unsent` says that it may go.
    pub async fn log_out(&self, discard_unsent: bool) -> Result<(), ZhijiaError> {
        // Asked first while the phone is open, so that a refusal leaves it so.
        self.ask(move |phone| phone.may_log_out(discard_unsent)).await?;
        let ended = self.end(move |client| client.log_out(discard_unsent)).ok_or_else(ZhijiaError::closed)?;
        ended.await.map_err(|_| ZhijiaError::unfinished())?.map_err(ZhijiaError::from)
    }

    /// Ends every watch and the background work, and closes the data. What is pending stays on the phone. Later calls
    /// answer `phone-closed`; shutting down twice does no harm.
    ///
    /// A client that is only dropped (or closed, in Kotlin) ends in the same way, without anybody waiting for it: the
    /// folder can be opened again at once either way.
    pub async fn shut_down(&self) -> Result<(), ZhijiaError> {
        if let Some(ended) = self.end(drop) {
            // Without a thread to wait on, everything has ended at once.
            let _gone = ended.await;
        }
        Ok(())
    }
}

impl ZhijiaClient {
    /// Ends the phone; `last` is given what is left of it.
    fn end<T: Send + 'static>(&self, last: impl FnOnce(Client) -> T + Send + 'static) -> Option<oneshot::Receiver<T>> {
        let open = self.open.write().unwrap_or_else(PoisonError::into_inner).take()?;
        let Open { client, dir, shared, stop } = open;
        stop.cancel();
        client.close();
        Some(shared.end(&dir, move || last(client)))
    }

    /// What a call works with; no lock is held afterwards.
    pub(crate) fn at_hand(&self) -> Result<(Client, Handle), ZhijiaError> {
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

    /// Starts a watch.
    pub(crate) fn follow<T: Row>(&self, watch: impl FnOnce(&Client) -> Watch<T>) -> Result<Following<T>, ZhijiaError> {
        let open = self.open.read().unwrap_or_else(PoisonError::into_inner);
        let open = open.as_ref().ok_or_else(ZhijiaError::closed)?;
        let handle = open.shared.handle().ok_or_else(ZhijiaError::closed)?;
        Ok(Following::new(watch(&open.client), handle, open.stop.child_token()))
    }
}

impl Drop for ZhijiaClient {
    fn drop(&mut self) {
        self.end(drop);
    }
}

/// Runs what takes long until it is done, its handle stops it, or the host drops the call.
async fn long<T: Send + 'static>(
    handle: &Handle,
    call: Option<Arc<CallHandle>>,
    work: impl Future<Output = Result<T, client::Error>> + Send + 'static,
) -> Result<T, ZhijiaError> {
    let running = Running::new(call);
    let task = handle.spawn(work);
    let _with_this_future = Aborting(task.abort_handle());
    tokio::select! {
        biased;
        () = running.stopped() => Err(ZhijiaError::stopped()),
        done = task => finished(done),
    }
}

async fn blocking<T: Send + 'static>(
    handle: &Handle,
    work: impl FnOnce() -> Result<T, client::Error> + Send + 'static,
) -> Result<T, ZhijiaError> {
    finished(handle.spawn_blocking(work).await)
}

/// A task is cancelled only when the phone is shut down; a panic is a defect, and stays inside.
pub(crate) fn finished<T>(outcome: Result<Result<T, client::Error>, tokio::task::JoinError>) -> Result<T, ZhijiaError> {
    match outcome {
        Ok(done) => Ok(done?),
        Err(error) if error.is_cancelled() => Err(ZhijiaError::closed()),
        Err(_) => Err(ZhijiaError::unfinished()),
    }
}
