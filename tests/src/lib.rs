//! Whole-system tests of Zhijia: a town of phones with real stores around a real hub, on a network that a seed rules;
//! real processes that can be killed; and the benchmark of the project's figures.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::missing_errors_doc,
    clippy::redundant_closure_for_method_calls,
    clippy::struct_field_names,
    clippy::too_many_lines,
    missing_docs,
    reason = "a crate of tests: a failure is a panic with its reason"
)]

pub mod bench;
pub mod process;
pub mod scene;
pub mod sealed;
pub mod town;
