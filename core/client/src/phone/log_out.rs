//! Logging out: the phone's data go from the device, but never what the hub does not have unless the person says so.

use std::io::ErrorKind;

use zhijia_store::Dao;

use crate::Client;
use crate::error::Error;
use crate::session::device::{DEVICE_FILE, HUB_FILE};

impl Client {
    /// Whether [`Client::log_out`] would remove the data now.
    ///
    /// # Errors
    /// `unsent-work`, where something waits to be sent or could not be sent, and it is not to be discarded.
    pub fn may_log_out(&self, discard_unsent: bool) -> Result<(), Error> {
        self.0.store.read(|dao| agrees(dao, discard_unsent))
    }

    /// Removes this phone's data from the device: the database, and what this device joined with. The client is of no
    /// more use; another one may be opened in the same folder and joins anew. The hub keeps what it has.
    ///
    /// # Errors
    /// As [`Client::may_log_out`], and nothing was removed; or the file system's.
    pub fn log_out(&self, discard_unsent: bool) -> Result<(), Error> {
        let inner = &self.0;
        inner.store.erase(discard_unsent, |dao| agrees(dao, discard_unsent))?;
        self.close();
        for name in [HUB_FILE, DEVICE_FILE] {
            match std::fs::remove_file(inner.session.dir.join(name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(Error::disk(error)),
                _ => {}
            }
        }
        tracing::info!("logged out");
        Ok(())
    }
}

fn agrees(dao: &Dao<'_>, discard_unsent: bool) -> Result<(), Error> {
    let status = dao.status()?;
    match status.to_send() + status.drawer {
        0 => Ok(()),
        _ if discard_unsent => Ok(()),
        unsent => Err(Error::unsent_work(unsent)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use zhijia_model::intents::members::Join;
    use zhijia_model::{Header, Kind, RecordId};

    use crate::{Client, Options};

    #[test]
    fn logging_out_never_takes_unsent_work_unasked() {
        let dir = tempfile::tempdir().unwrap();
        let open = |key| {
            let hub = "http://127.0.0.1:9".to_owned();
            Client::open(Options { dir: dir.path().into(), key: [key; 32], hub, ca: None, clock: None }).unwrap()
        };
        let client = open(5);
        let member = Header::new(Kind::Member, RecordId::CITY, None, [2; 16]);
        let own = Join { name: "王小明".to_owned(), mobile: String::new() };
        client.0.joined_as(own, &member, RecordId([1; 16]), &[7; 32]).unwrap();

        // The name is not at the hub yet.
        let refused = client.log_out(false).unwrap_err();
        assert_eq!(refused.code, "unsent-work");
        assert!(client.profile().unwrap().is_some(), "nothing was removed");

        client.log_out(true).unwrap();
        drop(client);
        let left: Vec<_> = std::fs::read_dir(dir.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["main.lock"]);
        let client = open(6);
        assert!(client.profile().unwrap().is_none());
        client.log_out(false).unwrap();
    }
}
