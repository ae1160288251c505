//! `cargo xtask bindings`: the generated side of the three languages.
//!
//! uniffi reads what crosses the border from the symbols of the compiled library, so the development build is used,
//! which is not stripped. The code is generated, not kept in the repository: it can never be out of step.

use crate::shell::{Outcome, cargo, command, make_folder, remove, run as run_command};
use crate::{places, products};
use std::path::Path;

/// Builds the library and the generator, generates, and lays the files where each language's build expects them.
pub(crate) fn run() -> Outcome<()> {
    products::build()?;
    run_command(cargo().args(["build", "--package", "xtask", "--bin", "bindgen", "--features", "bindgen"]))?;

    let out = places::target().join("bindings");
    remove(&out)?;
    make_folder(&out)?;
    run_command(
        command(places::debug().join("bindgen"))
            .args(["generate", "--no-format"])
            .args(["--language", "kotlin", "--language", "swift", "--language", "python"])
            .arg("--out-dir")
            .arg(&out)
            .arg(places::library()),
    )?;

    let kotlin = places::module("kotlin").join("generated");
    remove(&kotlin)?;
    place(&out.join("cn/zhijia/ffi/zhijia_ffi.kt"), &kotlin.join("cn/zhijia/ffi/ZhijiaFfi.kt"))?;

    let swift = places::module("swift").join("generated");
    remove(&swift)?;
    place(&out.join("ZhijiaBindings.swift"), &swift.join("ZhijiaBindings/ZhijiaBindings.swift"))?;
    place(&out.join("ZhijiaFFI.h"), &swift.join("ZhijiaFFI/ZhijiaFFI.h"))?;
    place(&out.join("ZhijiaFFI.modulemap"), &swift.join("ZhijiaFFI/module.modulemap"))?;

    let python = places::module("python").join("zhijia/_generated");
    remove(&python)?;
    place(&out.join("zhijia_ffi.py"), &python.join("zhijia_ffi.py"))?;
    let library = places::library();
    link(&library, &python.join(library.file_name().unwrap_or_default()))
}

fn place(from: &Path, to: &Path) -> Outcome<()> {
    if let Some(folder) = to.parent() {
        make_folder(folder)?;
    }
    std::fs::copy(from, to)
        .map(|_bytes| ())
        .map_err(|error| format!("{} cannot be copied to {}: {error}", from.display(), to.display()))
}

/// The generated Python looks for the library beside itself.
fn link(library: &Path, at: &Path) -> Outcome<()> {
    #[cfg(unix)]
    let made = std::os::unix::fs::symlink(library, at);
    #[cfg(not(unix))]
    let made = std::fs::copy(library, at).map(|_bytes| ());
    made.map_err(|error| format!("{} cannot be linked: {error}", at.display()))
}
