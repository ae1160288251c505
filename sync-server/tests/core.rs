//! The hub's core in process: phones written by hand against gate, ledger, registrar and feed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod core {
    mod admission;
    mod arrival;
    mod batches;
    pub(crate) mod city;
    mod claims;
    mod eligibility;
    mod enrolments;
    mod events;
    mod feed;
    mod holds;
    mod hostile;
    mod loans;
    pub(crate) mod phone;
    mod probing;
    mod roles;
    mod served;
    pub(crate) mod town;
}
