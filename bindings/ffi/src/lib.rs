//! The only crate that knows uniffi: what Kotlin, Swift and Python see of Zhijia.
//!
//! It owns its types and delegates. Two rules hold for everything exported here:
//! functions return `Result`, because a panic inside a non-throwing function kills a Swift process,
//! and listeners are called from a blocking thread with no lock held, because the host may call back in.

#![allow(unsafe_code, reason = "the exported symbols that uniffi writes are `extern \"C\"` functions")]

mod probe;
mod runtime;

pub use probe::{Probe, ProbeError, TickListener, Ticks};

uniffi::setup_scaffolding!();
