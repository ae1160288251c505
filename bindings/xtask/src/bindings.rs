//! `cargo xtask bindings`: the generated side of the three languages.
//!
//! uniffi reads what crosses the border from the symbols of the compiled library, so the development build is used,
//! which is not stripped. The code is generated, not kept in the repository: it can never be out of step. What is kept
//! is the text of the interface, so that every change of what apps see is reviewed.

use crate::shell::{Attempt, cargo, command, make_folder, remove, run as run_command};
use crate::{places, products};
use clap::Args;
use std::path::{Path, PathBuf};

/// How a changed interface is taken.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Write the text of the interface anew, to be reviewed and committed, instead of comparing it.
    #[arg(long)]
    accept: bool,
}

/// Generates, and compares the interface with what was reviewed.
pub(crate) fn run(options: &Options) -> Attempt<()> {
    generate()?;
    if options.accept {
        return place(&now(), &kept());
    }
    compare()
}

/// Builds the library and the generator, generates, and lays the files where each language's build expects them.
pub(crate) fn generate() -> Attempt<()> {
    products::build()?;
    run_command(cargo().args(["build", "--package", "xtask", "--bin", "bindgen", "--features", "bindgen"]))?;

    let out = places::target().join("bindings");
    remove(&out)?;
    make_folder(&out)?;
    run_command(
        command(places::debug().join("bindgen"))
            .arg(places::library())
            .arg(places::root().join("bindings/uniffi.toml"))
            .arg(&out),
    )?;

    let kotlin = places::module("kotlin").join("generated");
    remove(&kotlin)?;
    let package = out.join("cn/zhijia");
    place(&package.join("zhijia_ffi.kt"), &kotlin.join("cn/zhijia/ZhijiaFfi.kt"))?;
    place(&package.join("rows/zhijia_client.kt"), &kotlin.join("cn/zhijia/rows/ZhijiaRows.kt"))?;
    place(&package.join("model/zhijia_model.kt"), &kotlin.join("cn/zhijia/model/ZhijiaModel.kt"))?;
    place(&package.join("Lists.kt"), &kotlin.join("cn/zhijia/Lists.kt"))?;

    let swift = places::module("swift").join("generated");
    remove(&swift)?;
    for file in ["ZhijiaBindings.swift", "ZhijiaRows.swift", "ZhijiaModel.swift"] {
        place(&out.join(file), &swift.join("ZhijiaBindings").join(file))?;
    }
    let headers = ["ZhijiaFFI.h", "ZhijiaRowsFFI.h", "ZhijiaModelFFI.h"];
    for header in headers {
        place(&out.join(header), &swift.join("ZhijiaFFI").join(header))?;
    }
    write(&swift.join("ZhijiaFFI/module.modulemap"), &modulemap(&headers))?;
    let generated = places::module("swift").join("Sources/Zhijia/Generated");
    remove(&generated)?;
    place(&out.join("Lists.swift"), &generated.join("Lists.swift"))?;

    let python = places::module("python").join("zhijia/_generated");
    remove(&python)?;
    for file in ["zhijia_ffi.py", "zhijia_client.py", "zhijia_model.py", "lists.py"] {
        place(&out.join(file), &python.join(file))?;
    }
    write(&python.join("__init__.py"), "")?;
    let library = places::library();
    link(&library, &python.join(library.file_name().unwrap_or_default()))
}

/// The text of the interface as it was generated.
fn now() -> PathBuf {
    places::target().join("bindings/interface.txt")
}

/// The text that was reviewed.
fn kept() -> PathBuf {
    places::root().join("bindings/interface.txt")
}

/// Compares the interface that was generated with the text that was reviewed.
pub(crate) fn compare() -> Attempt<()> {
    let read = |path: &Path| {
        std::fs::read_to_string(path).map_err(|error| format!("{} cannot be read: {error}", path.display()))
    };
    let (before, now) = (read(&kept())?, read(&now())?);
    let Some(line) = differing(&before, &now) else { return Ok(()) };
    Err(format!(
        "the interface is not what bindings/interface.txt says, first at line {line}: \
        run `cargo xtask bindings --accept` and review the difference"
    ))
}

/// The first line, from 1, in which two texts differ.
fn differing(before: &str, now: &str) -> Option<usize> {
    if before == now {
        return None;
    }
    let same = before.lines().zip(now.lines()).take_while(|(before, now)| before == now).count();
    Some(same + 1)
}

fn modulemap(headers: &[&str]) -> String {
    let headers: Vec<String> = headers.iter().map(|header| format!("    header \"{header}\"")).collect();
    format!("module ZhijiaFFI {{\n{}\n    export *\n}}\n", headers.join("\n"))
}

fn place(from: &Path, to: &Path) -> Attempt<()> {
    if let Some(folder) = to.parent() {
        make_folder(folder)?;
    }
    std::fs::copy(from, to)
        .map(|_bytes| ())
        .map_err(|error| format!("{} cannot be copied to {}: {error}", from.display(), to.display()))
}

fn write(to: &Path, text: &str) -> Attempt<()> {
    std::fs::write(to, text).map_err(|error| format!("{} cannot be written: {error}", to.display()))
}

/// The generated Python looks for the library beside itself.
fn link(library: &Path, at: &Path) -> Attempt<()> {
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(library, at);
    #[cfg(not(unix))]
    let made = std::fs::copy(library, at).map(|_bytes| ());
    made.map_err(|error| format!("{} cannot be linked: {error}", at.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_the_interface_is_named_by_its_line() {
        assert_eq!(differing("a\nb\n", "a\nb\n"), None);
        assert_eq!(differing("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(differing("a\n", "a\nb\n"), Some(2), "a new line at the end");
    }
}
