//! The own profile.

use zhijia_model::intents::members::EditProfile;

use crate::error::Error;
pub use crate::lists::members::profile::MemberProfile;
use crate::lists::members::profile::OwnProfile;
use crate::{Client, Watch};

impl Client {
    /// The own profile; empty before joining.
    ///
    /// # Errors
    /// [`Error`] where the phone's store cannot be read.
    pub fn profile(&self) -> Result<Option<MemberProfile>, Error> {
        Ok(self.0.list(OwnProfile::default())?.pop())
    }

    /// Watches the profile, as a list of one.
    pub fn watch_profile(&self) -> Watch<MemberProfile> {
        self.0.watch(OwnProfile::default())
    }

    /// Changes name or mobile number; `None` leaves it as it is.
    ///
    /// # Errors
    /// As [`Client::perform`].
    pub fn edit_profile(&self, name: Option<&str>, mobile: Option<&str>) -> Result<(), Error> {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        self.perform(EditProfile { name: owned(name), mobile: owned(mobile) }).map(drop)
    }
}
