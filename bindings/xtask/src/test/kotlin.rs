//! The Kotlin tests, by Maven on the JVM.

use super::Ran;
use crate::places;
use crate::shell::{Attempt, command, remove, run_and_keep};
use crate::tally;

pub(super) fn test() -> Attempt<Ran> {
    let module = places::module("kotlin");
    let reports = module.join("target/surefire-reports");
    // Last time's reports would be counted again where this time's compile fails.
    remove(&reports)?;
    let heard = run_and_keep(
        command("mvn")
            .current_dir(&module)
            .env("ZHIJIA_HUB_BIN", places::hub())
            .env("ZHIJIA_LIB_DIR", places::debug())
            .args(["--batch-mode", "--no-transfer-progress", "test"]),
    )?;
    Ok(Ran { tally: tally::junit_folder(&reports), success: heard.success })
}
