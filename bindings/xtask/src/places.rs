//! Where things are in the checkout. Nothing is written outside of it.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the checkout.
pub(crate) fn root() -> PathBuf {
    // Cargo says at run time which checkout it runs in; a copied binary falls back to where it was built.
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    manifest.parent().and_then(Path::parent).map_or_else(|| manifest.clone(), Path::to_path_buf)
}

/// Cargo's target directory; also where downloaded tools and the Swift root go.
pub(crate) fn target() -> PathBuf {
    match env::var_os("CARGO_TARGET_DIR") {
        Some(chosen) => root().join(chosen),
        None => root().join("target"),
    }
}

/// Where `cargo build` puts the development build.
pub(crate) fn debug() -> PathBuf {
    target().join("debug")
}

/// The hub as a process for the tests of the languages.
pub(crate) fn hub() -> PathBuf {
    debug().join("zhijia-hub")
}

/// The library that the languages load.
pub(crate) fn library() -> PathBuf {
    debug().join(if cfg!(target_os = "macos") { "libzhijia_ffi.dylib" } else { "libzhijia_ffi.so" })
}

/// One of the language modules, `kotlin`, `swift` or `python`.
pub(crate) fn module(language: &str) -> PathBuf {
    root().join("bindings").join(language)
}

/// cargo-deny, installed for this checkout alone.
pub(crate) fn deny() -> PathBuf {
    target().join("tools/bin/cargo-deny")
}

/// A Debian root with a Swift toolchain, for machines whose own system has none.
pub(crate) fn swift_root() -> PathBuf {
    target().join("swift-root")
}
