//! The protocol as `docs/protocol.md` tells it: golden bytes, CDDL, tables, one whole exchange, and hostile bytes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests"
)]

mod cddl;
mod examples;
mod exchange;
mod golden;
mod hostile;
mod page;
mod tables;
