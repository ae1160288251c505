//! A Debian root with a Swift toolchain: trixie has one, older systems do not.
//!
//! It is made beside the system, entered only by [`crate::test`] in a mount namespace of its own, and removed with
//! `target/`. A system that has a `swift` needs none of this.

use super::satisfied;
use crate::places;
use crate::shell::{Attempt, ask, command, find, is_root, remove, run as run_command};

const SUITE: &str = "trixie";

const INCLUDE: &str = "swiftlang,libc6-dev,libstdc++-14-dev";

/// What a compile and a test never open.
const LEFT_OUT: [&str; 12] = [
    "/usr/share/doc/*",
    "/usr/share/man/*",
    "/usr/share/locale/*",
    "*lldb*",
    "*clangd*",
    "*sourcekit-lsp*",
    "*libsourcekitdInProc*",
    "*lto-dump*",
    "*/lto1",
    "*/swift_static/*",
    "*/swift/embedded/*",
    "/usr/share/info/*",
];

/// Inside the root, written last: a root without it, or made by another recipe, is made again.
const STAMP: &str = "etc/zhijia-swift-root";

/// Makes the root unless it is there.
pub(super) fn run() -> Attempt<()> {
    if find("swift").is_some() {
        satisfied("Swift toolchain (the system's own)");
        return Ok(());
    }
    let root = places::swift_root();
    let recipe = recipe();
    if std::fs::read_to_string(root.join(STAMP)).is_ok_and(|made| made == recipe) {
        satisfied("Swift toolchain (target/swift-root)");
        return Ok(());
    }
    if !is_root() {
        return Err("there is no `swift` on the path, and a Debian root with one can be made by root only: \
            run `sudo cargo xtask setup` once, or install a Swift 6 toolchain"
            .to_owned());
    }
    if find("mmdebstrap").is_none() {
        return Err("the root for Swift needs mmdebstrap".to_owned());
    }
    let mirror = mirror()?;
    println!("setup: Swift toolchain: making target/swift-root (about two minutes, 1.4 GB)");
    remove(&root)?;
    let mut make = command("mmdebstrap");
    make.args(["--variant=apt", "--aptopt=Apt::Install-Recommends false"]);
    make.arg(format!("--include={INCLUDE}"));
    for pattern in LEFT_OUT {
        make.arg(format!("--dpkgopt=path-exclude={pattern}"));
    }
    make.arg(SUITE).arg(&root).arg(format!("deb {mirror} {SUITE} main"));
    run_command(&mut make)?;
    std::fs::write(root.join(STAMP), recipe).map_err(|error| format!("the Swift root cannot be stamped: {error}"))
}

fn recipe() -> String {
    format!("{SUITE} {INCLUDE} without {}\n", LEFT_OUT.join(" "))
}

/// The mirror that this machine already takes Debian from.
fn mirror() -> Attempt<String> {
    let format = "$(ORIGIN) $(COMPONENT) $(CODENAME) $(SITE)";
    let list = ask(command("apt-get").args(["indextargets", "--format", format, "Created-By: Packages"]));
    list.as_deref().unwrap_or_default().lines().find_map(main_archive).map(str::to_owned).ok_or_else(|| {
        "apt names no Debian mirror to take the Swift toolchain from: install a Swift 6 toolchain".to_owned()
    })
}

/// The address of a line of the main archive; `bookworm-security` and the like live elsewhere.
fn main_archive(line: &str) -> Option<&str> {
    let words: Vec<&str> = line.split(' ').collect();
    match words.as_slice() {
        ["Debian", "main", codename, site] if !codename.contains('-') => Some(site),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_main_archive_is_a_mirror() {
        assert_eq!(
            main_archive("Debian main bookworm http://mirror.example/debian"),
            Some("http://mirror.example/debian")
        );
        assert_eq!(main_archive("Debian main bookworm-security http://mirror.example/debian-security"), None);
        assert_eq!(main_archive("Debian contrib bookworm http://mirror.example/debian"), None);
        assert_eq!(main_archive("PostgreSQL main bookworm http://mirror.example/pg"), None);
    }
}
