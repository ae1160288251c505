//! What the use cases ask the store, in one place.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use ring::hmac;
use ring::rand::SecureRandom;
use zhijia_model::intents::members::Join;
use zhijia_model::kinds::Record;
use zhijia_model::{Header, RecordId, Scope};
use zhijia_sync::engine::Store as _;
use zhijia_sync::wire::Entitlements;

use crate::error::Error;
use crate::inner::{Inner, Me};

/// The public key of the hub that this phone joined: 32 bytes.
pub(crate) const HUB_FILE: &str = "hub.pub";
/// The salt that the device's key is derived with: 32 bytes. Apps keep it out of the system's backups, so that a
/// restored phone is a new device.
pub(crate) const DEVICE_FILE: &str = "device.salt";

/// Derives the seed of the device's Ed25519 key from the database's key and a salt that is made once.
pub(crate) fn device_seed(dir: &Path, key: &[u8; 32], random: &dyn SecureRandom) -> Result<[u8; 32], Error> {
    let salt = match fs::read(dir.join(DEVICE_FILE)) {
        Ok(salt) => salt,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            let mut salt = vec![0; 32];
            random.fill(&mut salt).map_err(|_| Error::no_randomness())?;
            fs::create_dir_all(dir).map_err(Error::disk)?;
            write_whole(dir, DEVICE_FILE, &salt).map_err(Error::disk)?;
            salt
        }
        Err(error) => return Err(Error::disk(error)),
    };
    let tag =
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), &[b"zhijia/1/device-seed\0", salt.as_slice()].concat());
    let mut seed = [0; 32];
    seed.iter_mut().zip(tag.as_ref()).for_each(|(to, from)| *to = *from);
    Ok(seed)
}

/// Writes a small file so that it is there as a whole or not at all, whatever the disk does.
fn write_whole(dir: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let new = dir.join(format!("{name}.new"));
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, dir.join(name))
}

impl Inner {
    /// The hub's key as it was when this phone joined.
    pub(crate) fn hub_key(&self) -> Option<[u8; 32]> {
        fs::read(self.dir.join(HUB_FILE)).ok()?.try_into().ok()
    }

    /// Remembers who uses this phone, before the first exchange says the rest, and what the person wrote of themself:
    /// both or neither.
    pub(crate) fn joined_as(&self, own: Join, header: &Header, home: RecordId, hub: &[u8; 32]) -> Result<(), Error> {
        write_whole(&self.dir, HUB_FILE, hub).map_err(Error::disk)?;
        let write = own.write(header.clone())?;
        let action = crate::asked::action(&own.into(), self.intent(), write, None);
        let member = header.id();
        let mine = Scope::new(member, zhijia_model::Audience::Mine);
        let first = Entitlements { hash: Vec::new(), member, home: Some(home), scopes: vec![mine.into()] };
        let now = self.now();
        self.store.write(|tx| {
            tx.clear_revoked()?;
            tx.put_header(header)?;
            tx.set_entitlements(&first, now)?;
            tx.act(&action, now)
        })?;
        *self.revoked.lock().unwrap_or_else(PoisonError::into_inner) = None;
        self.joined.store(true, Ordering::Release);
        Ok(())
    }

    pub(crate) fn me(&self) -> Result<Me, Error> {
        self.store.read(crate::perform::me)
    }

    pub(crate) fn record(&self, id: RecordId) -> Result<Option<Record>, Error> {
        Ok(self.store.read(|dao| dao.record(id))?)
    }

    pub(crate) fn follow(&self, house: RecordId, follow: bool) -> Result<(), Error> {
        Ok(self.store.write(|tx| if follow { tx.follow(house) } else { tx.unfollow(house) })?)
    }
}
