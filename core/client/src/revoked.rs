//! What a phone does when the hub says that this device, or its member, has no access any more.

use std::path::Path;
use std::sync::Arc;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use zhijia_model::{Code, DeviceId};
use zhijia_store::Store;

use crate::data;
use crate::error::{Error, Trouble};
use crate::inner::{Inner, blocking};

/// The refusal that the hub's code stands for, where it ends the access.
pub(crate) fn ends_access(code: &str) -> Option<Code> {
    match code {
        "device-revoked" => Some(Code::DeviceRevoked),
        "member-revoked" => Some(Code::PersonRevoked),
        _ => None,
    }
}

/// An error that says why nothing can be done on this phone, by the hub's own code.
pub(crate) fn error(code: &str) -> Option<Error> {
    let words = Trouble::from(Error::from(ends_access(code)?));
    Some(Trouble { code: code.to_owned(), ..words }.into())
}

/// What the store says of an access that has ended.
pub(crate) fn known(store: &Store) -> Result<Option<Error>, Error> {
    Ok(store.read(|dao| dao.revoked())?.and_then(|revoked| error(&revoked.code)))
}

/// Whether this device was revoked: to join again it has to be another one.
pub(crate) fn is_spent(store: &Store, device: DeviceId) -> Result<bool, Error> {
    Ok(store.read(|dao| dao.revoked())?.is_some_and(|revoked| revoked.device == device))
}

/// Makes the next opening draw a new device.
pub(crate) fn renew_device(dir: &Path) -> Result<(), Error> {
    match std::fs::remove_file(dir.join(data::DEVICE_FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::disk(error)),
        _ => Ok(()),
    }
}

impl Inner {
    /// Says why nothing can be done, where the access has ended.
    pub(crate) fn has_access(&self) -> Result<(), Error> {
        match &*self.revoked.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(error) => Err(error.clone()),
            None => Ok(()),
        }
    }

    /// Forgets everything where an error says that the access has ended. What was not sent is kept in the drawer.
    pub(crate) async fn heed(self: &Arc<Self>, heard: &Error) -> Result<(), Error> {
        let Some(revoked) = error(&heard.code) else { return Ok(()) };
        if self.has_access().is_err() {
            return Ok(());
        }
        let inner = Arc::clone(self);
        blocking(move || {
            let now = inner.now();
            inner.store.write(|tx| tx.forget_all(&revoked.code, now))?;
            *inner.revoked.lock().unwrap_or_else(PoisonError::into_inner) = Some(revoked);
            Ok(())
        })
        .await?;
        self.joined.store(false, Ordering::Release);
        *self.token.lock().await = None;
        self.tell();
        Ok(())
    }
}
