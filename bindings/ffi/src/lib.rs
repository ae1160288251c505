//! The only crate that knows uniffi: what Kotlin, Swift and Python see of Zhijia.
//!
//! It owns its types and delegates. Two rules hold for everything exported here:
//! functions return `Result`, because a panic inside a non-throwing function kills a Swift process,
//! and listeners are called from a blocking thread with no lock held, because the host may call back in.

#![allow(unsafe_code, reason = "the exported symbols that uniffi writes are `extern \"C\"` functions")]
#![allow(clippy::missing_errors_doc, reason = "every function fails with `ZhijiaError`, which says what to do next")]
#![allow(clippy::result_large_err, reason = "an error that crosses the border is a plain value; it cannot be boxed")]
#![allow(clippy::needless_pass_by_value, reason = "arguments that cross the border are owned")]

mod aid;
mod attention;
mod catalogue;
mod error;
mod events;
mod history;
mod import;
mod lending;
mod loans;
mod mirror;
mod organise;
mod phone;
mod profile;
mod roster;
mod runtime;
mod state;
mod status;
mod watch;
mod who;

pub use aid::*;
pub use attention::*;
pub use catalogue::*;
pub use error::{Trouble, ZhijiaError};
pub use events::*;
pub use history::*;
pub use import::*;
pub use lending::*;
pub use loans::*;
pub use organise::*;
pub use phone::Phone;
pub use profile::*;
pub use roster::*;
pub use state::{Prospect, State, Tone};
pub use status::*;
pub use watch::Watching;
pub use who::*;

uniffi::setup_scaffolding!();
