//! The checks of the Rust workspace.

use super::Ran;
use crate::places;
use crate::shell::{Outcome, cargo, command, run, run_and_keep};
use crate::tally;

pub(super) fn fmt() -> Outcome<()> {
    run(cargo().args(["fmt", "--all", "--check"]))
}

pub(super) fn clippy() -> Outcome<()> {
    run(cargo().args(["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"]))
}

pub(super) fn docs() -> Outcome<()> {
    run(cargo().env("RUSTDOCFLAGS", "-D warnings").args([
        "doc",
        "--workspace",
        "--no-deps",
        "--document-private-items",
    ]))
}

/// Licences, doubled crates and sources. Advisories need a database from the network: `cargo deny check advisories`.
pub(super) fn deny() -> Outcome<()> {
    run(command(places::deny()).args(["check", "bans", "licenses", "sources"]))
}

/// The hub as a program, for tests that start it.
pub(super) fn hub() -> Outcome<()> {
    run(cargo().args(["build", "--package", "zhijia-hub", "--bin", "zhijia-hub"]))
}

pub(super) fn test() -> Outcome<Ran> {
    hub()?;
    let heard =
        run_and_keep(cargo().env("ZHIJIA_HUB_BIN", places::hub()).args(["test", "--workspace", "--no-fail-fast"]))?;
    Ok(Ran { tally: tally::cargo(&heard.text), success: heard.success })
}
