//! `cargo xtask setup`: everything the checks need. A step that is already satisfied says so and does nothing.

mod deny;
mod packages;
mod swift_root;

use crate::shell::Attempt;

/// Runs all steps, so that one run names everything that is missing.
pub(crate) fn run() -> Attempt<()> {
    let steps = [packages::run(), deny::run(), swift_root::run()];
    let reasons: Vec<String> = steps.into_iter().filter_map(Result::err).collect();
    if reasons.is_empty() { Ok(()) } else { Err(reasons.join("\n")) }
}

/// Says that nothing had to be done.
fn satisfied(what: &str) {
    println!("setup: {what}: already there");
}
