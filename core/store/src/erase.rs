//! Removing a phone's data from the device, when its user logs out.

use std::io::ErrorKind;
use std::path::Path;

use crate::Store;
use crate::connection::FILE;
use crate::error::{Error, Result};
use crate::records::Dao;

impl Store {
    /// Removes the data and leaves the store paused for good, if `may` agrees to what is there: it is asked while
    /// nobody can write. What was moved aside as damaged goes only with `everything`, as it may hold what could not be
    /// recovered.
    ///
    /// # Errors
    /// What `may` says, and nothing was removed; [`Error::Paused`]; or that a file could not be removed.
    pub fn erase<E: From<Error>>(
        &self,
        everything: bool,
        may: impl FnOnce(&Dao<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.taken_out(may, |dir| remove(dir, everything))
    }
}

fn remove(dir: &Path, everything: bool) -> Result<()> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let damaged = name.starts_with(FILE) && name.contains(".damaged-");
        // The lock is held until all is gone.
        let ours = name.starts_with("main.") && name != crate::connection::LOCK;
        if ours && (everything || !damaged) {
            match std::fs::remove_file(entry.path()) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
    }
    Ok(())
}
