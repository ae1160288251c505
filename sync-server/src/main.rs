//! The program `zhijia-hub`.

use std::process::ExitCode;

fn main() -> ExitCode {
    zhijia_hub::cmd::main(std::env::args_os(), &zhijia_hub::hub::server::Ledgered::default())
}
