//! The Swift tests: by the system's toolchain, or inside the root that setup made.

use super::Ran;
use crate::places;
use crate::shell::{Attempt, command, find, run_and_keep};
use crate::tally;
use std::path::Path;
use std::process::Command;

/// In a mount namespace of its own, so that nothing stays mounted when it ends, however it ends.
/// The checkout has the same path inside as outside: what the environment names is found.
const ENTER: &str = r#"
set -eu
root=$1 checkout=$2 target=$3
shift 3
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root$checkout"
mount --bind "$checkout" "$root$checkout"
mkdir -p "$root$target"
mount --bind "$target" "$root$target"
exec chroot "$root" "$@"
"#;

pub(super) fn test() -> Attempt<Ran> {
    let module = places::module("swift");
    let build = places::target().join("swift-build");
    let mut swift = toolchain()?;
    swift.args(["test", "--disable-xctest", "--package-path"]).arg(&module);
    swift.arg("--scratch-path").arg(&build);
    let folder = places::debug();
    for flag in ["-L".to_owned(), "-rpath".to_owned()] {
        swift.args(["-Xlinker", &flag, "-Xlinker"]).arg(&folder);
    }
    let heard = run_and_keep(&mut swift)?;
    Ok(Ran { tally: tally::swift_testing(&heard.text), success: heard.success })
}

/// `swift`, here or in the root, with what the tests read from the environment.
fn toolchain() -> Attempt<Command> {
    let mut swift = if find("swift").is_some() { command("swift") } else { entered(&places::swift_root())? };
    swift
        .env("ZHIJIA_HUB_BIN", places::hub())
        .env("ZHIJIA_LIB_DIR", places::debug())
        // What cargo sets for this tool would make Swift load the wrong libraries.
        .env_remove("LD_LIBRARY_PATH");
    Ok(swift)
}

fn entered(root: &Path) -> Attempt<Command> {
    // A link to a place inside the root, so only the link itself can be seen from outside.
    if !root.join("usr/bin/swift").is_symlink() {
        return Err("there is no Swift toolchain: run `cargo xtask setup`".to_owned());
    }
    let mut enter = command("unshare");
    enter
        .args(["--mount", "--pid", "--fork", "--kill-child", "sh", "-c", ENTER, "sh"])
        .arg(root)
        .arg(places::root())
        .arg(places::target())
        .args(["/usr/bin/env", "HOME=/root", "PATH=/usr/bin:/bin:/usr/sbin:/sbin", "swift"]);
    Ok(enter)
}
