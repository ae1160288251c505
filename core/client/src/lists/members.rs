//! Who uses the phone: the profile, and the roles.

pub(crate) mod names;
pub(crate) mod profile;
pub(crate) mod who;
