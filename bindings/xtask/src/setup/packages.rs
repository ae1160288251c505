//! Debian packages: installed when we are root, named exactly when we are not.

use super::satisfied;
use crate::shell::{Attempt, ask, command, find, is_root, run as run_command};

/// What must be there, and the package that brings it.
struct Need {
    package: &'static str,
    /// What it is for, for the person who has to decide whether to install it.
    purpose: &'static str,
    present: fn() -> bool,
}

const NEEDS: [Need; 13] = [
    Need { package: "gcc", purpose: "compiles SQLite, zstd and ring", present: || find("cc").is_some() },
    Need { package: "libc6-dev", purpose: "the headers that C code needs", present: has_headers },
    Need { package: "make", purpose: "builds SQLCipher's OpenSSL", present: || find("make").is_some() },
    Need { package: "perl", purpose: "configures SQLCipher's OpenSSL", present: || find("perl").is_some() },
    Need { package: "python3", purpose: "runs the Python tests", present: || find("python3").is_some() },
    Need {
        package: "default-jdk-headless",
        purpose: "compiles and runs the Kotlin tests",
        present: || find("javac").is_some(),
    },
    Need { package: "maven", purpose: "builds the Kotlin module", present: || find("mvn").is_some() },
    Need { package: "chromium", purpose: "plays the story on the demo page", present: || find("chromium").is_some() },
    Need { package: "chromium-driver", purpose: "drives Chromium", present: || find("chromedriver").is_some() },
    Need { package: "nginx", purpose: "stands before the hub in a test", present: has_nginx },
    Need { package: "fonts-noto-cjk", purpose: "draws Chinese in Chromium", present: has_chinese_font },
    Need {
        package: "mmdebstrap",
        purpose: "makes the root with the Swift toolchain",
        present: || find("swift").is_some() || find("mmdebstrap").is_some(),
    },
    Need {
        package: "util-linux",
        purpose: "enters that root (unshare)",
        present: || find("swift").is_some() || find("unshare").is_some(),
    },
];

/// Debian keeps it where only root looks for programs.
fn has_nginx() -> bool {
    find("nginx").is_some() || std::path::Path::new("/usr/sbin/nginx").is_file()
}

fn has_headers() -> bool {
    cfg!(not(target_os = "linux")) || std::path::Path::new("/usr/include/stdio.h").is_file()
}

/// fontconfig may be missing as well; it comes with Chromium.
fn has_chinese_font() -> bool {
    ask(command("fc-list").arg(":lang=zh-cn")).is_some_and(|fonts| !fonts.is_empty())
}

/// Installs or names what is missing.
pub(super) fn run() -> Attempt<()> {
    let missing = missing();
    if missing.is_empty() {
        satisfied("Debian packages");
        return Ok(());
    }
    let names: Vec<&str> = missing.iter().map(|need| need.package).collect();
    if find("apt-get").is_none() || !is_root() {
        return Err(explain(&missing, &names));
    }
    println!("setup: Debian packages: installing {}", names.join(", "));
    apt(&["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(&names);
    apt(&arguments)?;
    let still = self::missing();
    if still.is_empty() {
        return Ok(());
    }
    let names: Vec<&str> = still.iter().map(|need| need.package).collect();
    Err(format!("installed, but still not found: {}", names.join(", ")))
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| !(need.present)()).collect()
}

fn apt(arguments: &[&str]) -> Attempt<()> {
    run_command(
        command("apt-get")
            .env("DEBIAN_FRONTEND", "noninteractive")
            // Another installation may be under way: wait for it instead of failing.
            .args(["--quiet", "--option", "DPkg::Lock::Timeout=600"])
            .args(arguments),
    )
}

fn explain(missing: &[&Need], names: &[&str]) -> String {
    let mut text = String::from("these packages are missing:\n");
    for need in missing {
        text.push_str("  ");
        text.push_str(need.package);
        text.push_str(": ");
        text.push_str(need.purpose);
        text.push('\n');
    }
    if find("apt-get").is_some() {
        text.push_str("install them with\n  sudo apt-get update && sudo apt-get install --no-install-recommends ");
        text.push_str(&names.join(" "));
    } else {
        text.push_str("this system has no apt-get; install what they bring under your system's names");
    }
    text.push_str("\nand run the command again (or run it as root).");
    text
}
