//! Members: who uses the phone, the profile and the roles; and others' cards.

pub(crate) mod cards;
pub(crate) mod names;
pub(crate) mod profile;
pub(crate) mod who;
