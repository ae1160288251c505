//! The hub's keys: one file, `hub.key`, readable by its owner only, made once by `init`.
//!
//! It holds the seed of the hub's Ed25519 key and a master secret, from which every MAC key is
//! derived by HKDF-SHA256 with a label of its own. Who loses it loses every membership, so it belongs
//! into the backup, apart from the database.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use ring::hkdf;
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::Ed25519KeyPair;
use zeroize::Zeroizing;

/// First line of the file; a later form gets another one.
const FIRST_LINE: &str = "zhijia-hub-key 1";

const SALT: &[u8] = b"zhijia/1/hub-key";

/// What a MAC key is for. No key serves two purposes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Nonces of hellos.
    Nonce,
    /// Session tokens.
    Token,
    /// Hashes of invitation codes.
    Invitation,
    /// Cursors of the feed.
    Cursor,
    /// Receipts of pages.
    Receipt,
    /// Seeds of draws.
    Draw,
    /// Salts and intents of what the hub itself writes.
    Salt,
}

impl Purpose {
    fn label(self) -> &'static [u8] {
        match self {
            Self::Nonce => b"nonce",
            Self::Token => b"token",
            Self::Invitation => b"invitation",
            Self::Cursor => b"cursor",
            Self::Receipt => b"receipt",
            Self::Draw => b"draw",
            Self::Salt => b"salt",
        }
    }
}

/// Why the keys could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is no key file.
    #[error("there is no key file {0}")]
    Missing(String),
    /// There is one already, and keys are never overwritten.
    #[error("the key file {0} exists already; keys are never overwritten")]
    Exists(String),
    /// Others than the owner can read the file.
    #[error("the key file {0} can be read by others: run chmod 600 on it")]
    TooOpen(String),
    /// The contents are not what `init` writes.
    #[error("the key file {0} is damaged: restore it from the backup")]
    Damaged(String),
    /// The operating system's refusal.
    #[error("the key file {0}: {1}")]
    Io(String, std::io::Error),
    /// The operating system gives no randomness.
    #[error("the operating system gives no random bytes")]
    NoRandomness,
}

/// The hub's keys in memory.
pub struct HubKey {
    pair: Arc<Ed25519KeyPair>,
    public: [u8; 32],
    master: hkdf::Prk,
}

impl HubKey {
    /// Draws new keys and writes them to a file that must not exist.
    ///
    /// # Errors
    /// [`KeyError`] where there is a key already, or none can be written.
    pub fn create(path: &Path) -> Result<Self, KeyError> {
        let name = || path.display().to_string();
        let mut secret = Zeroizing::new([0_u8; 64]);
        SystemRandom::new().fill(secret.as_mut_slice()).map_err(|_| KeyError::NoRandomness)?;
        let text = Zeroizing::new(format!("{FIRST_LINE}\n{}\n", HEXLOWER.encode(secret.as_slice())));
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(|error| {
            match error.kind() {
                std::io::ErrorKind::AlreadyExists => KeyError::Exists(name()),
                _ => KeyError::Io(name(), error),
            }
        })?;
        if let Err(error) = file.write_all(text.as_bytes()).and_then(|()| file.sync_all()) {
            // Half a key would stand in the way of the next try.
            let _may_stay = std::fs::remove_file(path);
            return Err(KeyError::Io(name(), error));
        }
        Self::from_secret(&secret).ok_or_else(|| KeyError::Damaged(name()))
    }

    /// Reads the keys; a file that others can read is refused.
    ///
    /// # Errors
    /// [`KeyError`] where there is none, it is no key, or others may read it.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        let name = || path.display().to_string();
        let io = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::NotFound => KeyError::Missing(name()),
            _ => KeyError::Io(name(), error),
        };
        let mut file = std::fs::File::open(path).map_err(io)?;
        let mode = file.metadata().map_err(io)?.permissions().mode();
        if mode & 0o077 != 0 {
            return Err(KeyError::TooOpen(name()));
        }
        let mut text = Zeroizing::new(String::new());
        file.read_to_string(&mut text).map_err(|_| KeyError::Damaged(name()))?;
        Self::parse(&text).ok_or_else(|| KeyError::Damaged(name()))
    }

    fn parse(text: &str) -> Option<Self> {
        let (first, rest) = text.split_once('\n')?;
        if first != FIRST_LINE {
            return None;
        }
        let bytes = Zeroizing::new(HEXLOWER.decode(rest.trim_end().as_bytes()).ok()?);
        let secret = Zeroizing::new(<[u8; 64]>::try_from(bytes.as_slice()).ok()?);
        Self::from_secret(&secret)
    }

    fn from_secret(secret: &[u8; 64]) -> Option<Self> {
        let (seed, master) = secret.split_at(32);
        let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
        let public = zhijia_sync::session::public_key(&pair);
        let master = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(master);
        Some(Self { pair: Arc::new(pair), public, master })
    }

    /// Signs for the hub.
    pub fn pair(&self) -> &Ed25519KeyPair {
        &self.pair
    }

    /// The same, to be kept by who signs often.
    pub(crate) fn shared_pair(&self) -> Arc<Ed25519KeyPair> {
        Arc::clone(&self.pair)
    }

    /// The public half, by which phones know this hub.
    pub fn public(&self) -> &[u8; 32] {
        &self.public
    }

    /// The MAC key (HMAC-SHA256) for one purpose. Derive it once and keep it.
    pub fn mac(&self, purpose: Purpose) -> hmac::Key {
        let info = [purpose.label()];
        match self.master.expand(&info, hmac::HMAC_SHA256) {
            Ok(okm) => hmac::Key::from(okm),
            // HKDF gives up only above 255 hash lengths; one is asked for here.
            Err(_) => unreachable!("one hash length can always be expanded"),
        }
    }
}

/// Secrets are never shown.
impl std::fmt::Debug for HubKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("HubKey").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn keys_are_kept_closed_and_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.key");
        assert!(matches!(HubKey::read(&path), Err(KeyError::Missing(_))));
        let made = HubKey::create(&path).unwrap();
        let permissions = std::fs::metadata(&path).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600);
        let read = HubKey::read(&path).unwrap();
        assert_eq!(made.public(), read.public());
        let tag = hmac::sign(&made.mac(Purpose::Token), b"x");
        assert!(hmac::verify(&read.mac(Purpose::Token), b"x", tag.as_ref()).is_ok());
        assert!(hmac::verify(&read.mac(Purpose::Nonce), b"x", tag.as_ref()).is_err());
        assert!(matches!(HubKey::create(&path), Err(KeyError::Exists(_))));
        assert_eq!(HubKey::read(&path).unwrap().public(), made.public());
    }

    #[test]
    fn an_open_or_damaged_file_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("hub.key");
        HubKey::create(&path).unwrap();
        let set = |mode| std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode));
        set(0o640).unwrap();
        assert!(matches!(HubKey::read(&path), Err(KeyError::TooOpen(_))));
        set(0o600).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        for damaged in [text.get(..text.len() - 3).unwrap(), "", "zhijia-hub-key 2\n00\n"] {
            std::fs::write(&path, damaged).unwrap();
            assert!(matches!(HubKey::read(&path), Err(KeyError::Damaged(_))));
        }
    }
}
