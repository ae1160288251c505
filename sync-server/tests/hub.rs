//! The hub from outside: real connections, real processes, a core without rules.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    unreachable_pub,
    reason = "tests"
)]

#[path = "hub/budgets.rs"]
mod budgets;
#[path = "hub/commands.rs"]
mod commands;
#[path = "hub/fake.rs"]
mod fake;
#[path = "hub/identity.rs"]
mod identity;
#[path = "hub/live.rs"]
mod live;
#[path = "hub/mistakes.rs"]
mod mistakes;
#[path = "hub/proxy.rs"]
mod proxy;
#[path = "hub/readme.rs"]
mod readme;
#[path = "hub/requests.rs"]
mod requests;
#[path = "hub/rig.rs"]
mod rig;
#[path = "hub/sessions.rs"]
mod sessions;
#[path = "hub/tls.rs"]
mod tls;
