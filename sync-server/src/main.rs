//! The program `zhijia-hub`.

#[allow(dead_code, unreachable_pub, clippy::expect_used, reason = "stands for the ledger until it is in place")]
#[path = "../tests/hub/fake.rs"]
mod fake;

use std::process::ExitCode;

fn main() -> ExitCode {
    zhijia_hub::cmd::main(std::env::args_os(), &fake::Fake)
}
