//! Writes the Kotlin, Swift and Python side of `zhijia-ffi` from its compiled library.
//!
//! A program of its own, so that `cargo xtask` starts without compiling a code generator.

fn main() {
    uniffi::uniffi_bindgen_main();
}
