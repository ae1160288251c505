//! Members: joining, the own profile and roles, and what the desk keeps of them.

pub mod desk;
mod join;
pub mod profile;
pub mod who;
