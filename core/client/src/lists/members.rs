//! Who uses the phone: the profile, and the roles.

pub(crate) mod profile;
pub(crate) mod who;
