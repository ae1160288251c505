//! `cargo xtask bench`: the figures of the project, measured by a program of the tests in a release build.

use crate::shell::{Outcome, cargo};
use clap::Args;

/// What is measured is chosen by the program itself; this only builds it and hands over.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Print one JSON object a figure: name, value, unit, goal, met.
    #[arg(long)]
    json: bool,
    /// Passed on: names of figures, and options of the benchmark.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    rest: Vec<String>,
}

/// Builds and runs the benchmark.
pub(crate) fn run(options: &Options) -> Outcome<()> {
    let mut command = cargo();
    // With --json, standard output holds the objects alone.
    command.args(["run", "--quiet", "--release", "--package", "zhijia-tests", "--bin", "zhijia-bench", "--"]);
    if options.json {
        command.arg("--json");
    }
    command.args(&options.rest);
    match command.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the benchmark ended with {status}")),
        Err(error) => Err(format!("cargo cannot be started: {error}")),
    }
}
