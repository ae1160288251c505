//! The small files beside the database: the hub that this phone joined, and what makes its device.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use ring::hmac;
use ring::rand::SecureRandom;

use crate::error::Error;

/// The public key of the hub that this phone joined: 32 bytes.
pub(crate) const HUB_FILE: &str = "hub.pub";
/// The salt that the device's key is derived with: 32 bytes. Apps keep it out of the system's backups, so that a
/// restored phone is a new device.
pub(crate) const DEVICE_FILE: &str = "device.salt";

/// Derives the seed of the device's Ed25519 key from the database's key and a salt that is made once.
pub(crate) fn seed(dir: &Path, key: &[u8; 32], random: &dyn SecureRandom) -> Result<[u8; 32], Error> {
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
pub(crate) fn write_whole(dir: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    let new = dir.join(format!("{name}.new"));
    let mut file = fs::File::create(&new)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::rename(&new, dir.join(name))
}

/// Makes the next opening draw a new device.
pub(crate) fn renew(dir: &Path) -> Result<(), Error> {
    match std::fs::remove_file(dir.join(DEVICE_FILE)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Error::disk(error)),
        _ => Ok(()),
    }
}
