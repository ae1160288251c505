//! The Python tests, by the standard library's own runner.

use super::Ran;
use crate::places;
use crate::shell::{Attempt, command, run_and_keep};
use crate::tally;

pub(super) fn test() -> Attempt<Ran> {
    let heard = run_and_keep(
        command("python3")
            .current_dir(places::module("python"))
            .env("ZHIJIA_HUB_BIN", places::hub())
            .env("ZHIJIA_LIB_DIR", places::debug())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .args([
                "-X",
                "dev",
                "-m",
                "unittest",
                "discover",
                "--start-directory",
                "tests",
                "--top-level-directory",
                ".",
            ]),
    )?;
    Ok(Ran { tally: tally::unittest(&heard.text), success: heard.success })
}
