//! The border to Kotlin, Swift and Python: one object, its watches, its errors.
//!
//! The records and enums that cross are the client's own (`zhijia-client` with its feature `uniffi`); here are the
//! calls, and each delegates. Two rules hold for everything exported: functions return `Result`, because a panic inside
//! a non-throwing function kills a Swift process; and nothing calls into the host: lists, progress and logs are asked
//! for, so a host that does not listen holds nothing up.

#![allow(unsafe_code, reason = "the exported symbols that uniffi writes are `extern \"C\"` functions")]
#![allow(clippy::missing_errors_doc, reason = "every function fails with `ZhijiaError`, which says what to do next")]
#![allow(clippy::result_large_err, reason = "an error that crosses the border is a plain value; it cannot be boxed")]
#![allow(clippy::needless_pass_by_value, reason = "arguments that cross the border are owned")]

mod aid;
mod attention;
mod batches;
mod calendar;
mod call;
mod catalogue;
mod claims;
mod desk;
mod door;
mod error;
mod events;
mod history;
mod import;
mod lending;
mod loans;
mod logs;
mod notices;
mod organise;
mod phone;
mod profile;
mod roster;
mod runtime;
mod settle;
mod status;
mod watch;
mod who;

pub use aid::*;
pub use attention::*;
pub use calendar::*;
pub use call::{CallHandle, CallProgress};
pub use catalogue::*;
pub use claims::*;
pub use desk::*;
pub use error::ZhijiaError;
pub use events::*;
pub use history::*;
pub use lending::*;
pub use loans::*;
pub use logs::{LogLevel, LogLine, LogWatch};
pub use notices::*;
pub use organise::*;
pub use phone::ZhijiaClient;
pub use profile::*;
pub use roster::*;
pub use settle::*;
pub use status::*;
pub use who::*;

uniffi::setup_scaffolding!();

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use std::path::Path;

    /// The lint against `unsafe` is off where records derive what crosses the border.
    #[test]
    fn the_core_itself_has_nothing_unsafe() {
        fn sources(folder: &Path, found: &mut Vec<String>) {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    sources(&path, found);
                } else if std::fs::read_to_string(&path).unwrap().lines().any(|line| line.contains("unsafe ")) {
                    found.push(path.display().to_string());
                }
            }
        }
        let mut found = Vec::new();
        for name in ["model", "client"] {
            sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../core/{name}/src")), &mut found);
        }
        found.retain(|path| !path.ends_with("src/lib.rs"));
        assert_eq!(found, Vec::<String>::new());
    }
}
