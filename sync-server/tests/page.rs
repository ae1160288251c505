//! The exchange of `docs/protocol.md` (§20), played against a real hub over HTTP: what the page shows is what the hub
//! answers, byte for byte. Only the hub's clock, its key file and the random bytes of its nonces are given.
//!
//! `ZHIJIA_WRITE_PROTOCOL=1 cargo test -p zhijia-hub --test page` writes the blocks anew.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

#[path = "page/annotate.rs"]
mod annotate;
#[path = "page/replay.rs"]
mod replay;
#[path = "page/shapes.rs"]
mod shapes;
