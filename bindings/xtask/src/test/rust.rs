//! The checks of the Rust workspace.

use super::Ran;
use crate::shell::{Attempt, cargo, command, run, run_and_keep};
use crate::tally;
use crate::{places, products};

pub(super) fn fmt() -> Attempt<()> {
    run(cargo().args(["fmt", "--all", "--check"]))
}

pub(super) fn clippy() -> Attempt<()> {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

pub(super) fn docs() -> Attempt<()> {
    run(cargo().env("RUSTDOCFLAGS", "-D warnings").args([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]))
}

/// Licences, doubled crates and sources. Advisories need a database from the network: `cargo deny check advisories`.
pub(super) fn deny() -> Attempt<()> {
    run(command(places::deny()).args(["check", "bans", "licenses", "sources"]))
}

pub(super) fn test() -> Attempt<Ran> {
    // The hub's program first, for the tests that start it.
    products::build()?;
    let heard =
        run_and_keep(cargo().env("ZHIJIA_HUB_BIN", places::hub()).args(["test", "--workspace", "--no-fail-fast"]))?;
    Ok(Ran { tally: tally::cargo(&heard.text), success: heard.success })
}
