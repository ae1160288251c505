//! The sync server of Zhijia: gate, ledger, registrar and feed behind HTTP.
//!
//! This crate's outside (connections, sessions, identity, commands) and its core meet at two traits:
//! [`exchange::Exchange`] for what travels, [`identity::members::Members`] for what joining creates.

pub mod access;
pub mod clock;
pub mod codec;
pub mod db;
pub mod exchange;
pub mod identity;
pub mod key;
pub mod problem;
pub mod routes;
pub mod serve;
