//! The sync server of Zhijia: gate, ledger, registrar and feed behind HTTP.
//!
//! This crate's outside (connections, sessions, identity, commands) and its core meet at two traits:
//! [`exchange::Exchange`] for what travels, [`identity::members::Members`] for what joining creates.

pub mod access;
pub mod admin;
pub mod assemble;
pub mod clock;
pub mod cmd;
pub mod codec;
pub mod config;
pub mod data_dir;
pub mod db;
pub mod exchange;
pub mod failure;
mod feed;
mod gate;
pub mod http;
pub mod hub;
pub mod identity;
pub mod key;
pub mod ledger;
pub mod problem;
mod registrar;
mod work;
