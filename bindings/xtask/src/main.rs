//! `cargo xtask`: one entry point for setting up, checking, generating and measuring.
//!
//! Each subcommand is a file of its own; [`shell`] runs programs and [`tally`] reads what their test runners print.

#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

mod bench;
mod bindings;
mod package;
mod places;
mod products;
mod setup;
mod shell;
mod tally;
mod test;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Checks, benchmarks and bindings of Zhijia.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Install what the checks need: Debian packages when root, cargo-deny and a Swift toolchain below `target/`.
    Setup,
    /// Set up, then run every check and every test, and print a table and a last line `N passed, N failed`.
    Test(test::Options),
    /// Generate the Kotlin, Swift and Python code from the compiled library.
    Bindings(bindings::Options),
    /// Build the hub as it is installed: stripped, with its line tables apart; prints the sizes.
    Package,
    /// Measure, and print a table (or with --json one object a figure).
    Bench(bench::Options),
}

fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Setup => setup::run(),
        Command::Test(options) => return test::run(&options),
        Command::Bindings(options) => bindings::run(&options),
        Command::Package => package::run(),
        Command::Bench(options) => bench::run(&options),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}
