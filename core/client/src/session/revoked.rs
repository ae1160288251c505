//! What a phone does when the hub says that this device, or its member, has no access any more.

use zhijia_model::{Code, DeviceId};
use zhijia_store::Store;

use crate::error::{Error, Trouble};

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
