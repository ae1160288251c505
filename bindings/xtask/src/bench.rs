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
    // The hub is measured as a process of its own, from beside the benchmark.
    let mut hub = cargo();
    hub.args(["build", "--quiet", "--release", "--package", "zhijia-hub", "--bin", "zhijia-hub"]);
    match hub.status() {
        Ok(status) if status.success() => {}
        Ok(status) => return Err(format!("building the hub ended with {status}")),
        Err(error) => return Err(format!("cargo cannot be started: {error}")),
    }
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
