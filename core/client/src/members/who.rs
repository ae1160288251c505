//! Who uses this phone, and in which roles.

use crate::error::Error;
use crate::lists::members::who::WhoUses;
pub use crate::lists::members::who::{HeldRole, OfficerRole, PhoneUser};
use crate::{Client, Watch};

impl Client {
    /// Who uses this phone; `None` before joining.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn who(&self) -> Result<Option<PhoneUser>, Error> {
        Ok(self.0.list(WhoUses::default())?.pop())
    }

    /// Watches [`Client::who`], as a list of one.
    pub fn watch_who(&self) -> Watch<PhoneUser> {
        self.0.watch(WhoUses::default())
    }
}
