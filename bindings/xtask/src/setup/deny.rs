//! cargo-deny, for this checkout alone.

use super::satisfied;
use crate::places;
use crate::shell::{Attempt, ask, cargo, command, remove, run as run_command};

/// The version whose configuration format `deny.toml` follows.
const VERSION: &str = "0.20.2";

/// Compiles it below `target/tools`, unless that version is there.
pub(super) fn run() -> Attempt<()> {
    let present = ask(command(places::deny()).arg("--version"));
    if present.is_some_and(|version| version.ends_with(VERSION)) {
        satisfied("cargo-deny");
        return Ok(());
    }
    let tools = places::target().join("tools");
    let build = tools.join("build");
    // A development build is compiled in a third of the time and is fast enough for one graph.
    run_command(
        cargo()
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .args(["install", "cargo-deny", "--version", VERSION, "--locked", "--debug", "--force", "--root"])
            .arg(&tools)
            .arg("--target-dir")
            .arg(&build),
    )?;
    remove(&build)
}
