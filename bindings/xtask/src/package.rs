//! `cargo xtask package`: the hub as it is installed, stripped, with its line tables in a file beside it.
//!
//! A report of a fault still names file and line where both files lie together.

use crate::places;
use crate::shell::{Attempt, cargo, command, make_folder, run as run_command};
use std::path::Path;

/// Builds, takes apart and says the sizes.
pub(crate) fn run() -> Attempt<()> {
    run_command(cargo().args(["build", "--release", "--package", "zhijia-hub", "--bin", "zhijia-hub"]))?;
    let built = places::target().join("release/zhijia-hub");
    let folder = places::target().join("package");
    make_folder(&folder)?;
    let (program, tables) = (folder.join("zhijia-hub"), folder.join("zhijia-hub.debug"));
    run_command(command("objcopy").args(["--only-keep-debug", "--compress-debug-sections"]).arg(&built).arg(&tables))?;
    // The link holds the name of the file with the tables, and a sum over it.
    run_command(
        command("objcopy").arg("--strip-all").arg("--add-gnu-debuglink").arg(&tables).arg(&built).arg(&program),
    )?;
    say("as built", &built)?;
    say("the program", &program)?;
    say("its line tables", &tables)
}

fn say(what: &str, path: &Path) -> Attempt<()> {
    let bytes = std::fs::metadata(path).map_err(|error| format!("{}: {error}", path.display()))?.len();
    // Tenths of a megabyte, rounded.
    let tenths = (bytes + 50_000) / 100_000;
    println!("{what:<16} {:>4}.{} MB  {}", tenths / 10, tenths % 10, path.display());
    Ok(())
}
