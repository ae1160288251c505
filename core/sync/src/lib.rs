//! How phones and hub speak: messages, limits, the checks that both ends make, and the phone's sync engine.
//!
//! The crate is free of network, clock and randomness. The transport hands bytes in and out; the engine calls a
//! synchronous [`engine::Store`] inside one transaction a page. `docs/protocol.md` describes every byte.

pub mod engine;
pub mod frame;
pub mod limits;
pub mod session;
pub mod wire;
