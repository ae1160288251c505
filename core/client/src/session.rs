//! Who this phone is to its hub: the device's keys, the connection, the token at hand.

pub(crate) mod device;
pub(crate) mod revoked;
mod token;

use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::AtomicBool;

use ring::signature::Ed25519KeyPair;
use zhijia_model::{DeviceId, RecordId};
use zhijia_sync::session;

use crate::error::Error;
use crate::exchange::http::Http;

/// Who uses this phone.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Me {
    pub(crate) member: RecordId,
    pub(crate) home: Option<RecordId>,
}

/// A session's token.
#[derive(Clone)]
pub(crate) struct Token {
    pub(crate) text: String,
}

/// The session with the hub, and what it is opened with.
pub(crate) struct Session {
    pub(crate) dir: PathBuf,
    /// The device's key pair.
    pub(crate) keys: Ed25519KeyPair,
    pub(crate) http: Http,
    pub(crate) token: tokio::sync::Mutex<Option<Token>>,
    pub(crate) joined: AtomicBool,
    /// Why nothing can be done, where the hub has ended the access.
    pub(crate) revoked: Mutex<Option<Error>>,
}

impl Session {
    /// This device.
    pub(crate) fn device(&self) -> DeviceId {
        DeviceId(session::device_id(&session::public_key(&self.keys)))
    }
}
