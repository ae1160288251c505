//! `cargo xtask bench`: the figures of the project, measured by a program of the tests in a release build.

mod against;
mod checkout;
mod compare;

use crate::places;
use crate::shell::{Attempt, cargo, command};
use clap::Args;
use std::path::Path;
use std::process::Command;

/// What is measured is chosen by the program itself; this builds it and hands over.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Print one JSON object a figure.
    #[arg(long)]
    json: bool,
    /// Only these figures, separated by commas; `cold` means all that begin with it.
    #[arg(long, value_name = "NAME,…", value_delimiter = ',')]
    only: Vec<String>,
    /// How often each is measured (with --against in each turn) [default: 5, in a turn 2].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=100))]
    runs: Option<u32>,
    /// Measure this commit as well, in turns with the work tree, and compare.
    #[arg(long, value_name = "COMMIT")]
    against: Option<String>,
    /// Turns of each side with --against.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100), requires = "against")]
    rounds: u32,
}

/// Builds and runs the benchmark.
pub(crate) fn run(options: &Options) -> Attempt<()> {
    if let Some(commit) = &options.against {
        return against::run(options, commit);
    }
    build(&places::root(), false)?;
    let mut bench = bench(&places::root());
    // With --json, standard output holds the objects alone.
    if options.json {
        bench.arg("--json");
    }
    if !options.only.is_empty() {
        bench.arg("--only").arg(options.only.join(","));
    }
    if let Some(runs) = options.runs {
        bench.arg("--runs").arg(runs.to_string());
    }
    match bench.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("the benchmark ended with {status}")),
        Err(error) => Err(format!("the benchmark cannot be started: {error}")),
    }
}

/// Builds the benchmark of a checkout and the hub beside it, which is measured as a process of its own.
fn build(checkout: &Path, silent: bool) -> Attempt<()> {
    let mut build = cargo();
    // Together, so that both take the same build of what they depend on.
    build.args(["build", "--quiet", "--release", "--package", "zhijia-hub", "--package", "zhijia-tests"]);
    build.args(["--bin", "zhijia-hub", "--bin", "zhijia-bench", "--target-dir"]).arg(target(checkout));
    build.current_dir(checkout);
    if silent {
        build.stderr(std::process::Stdio::null());
    }
    match build.status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("building the benchmark ended with {status}")),
        Err(error) => Err(format!("cargo cannot be started: {error}")),
    }
}

/// The benchmark of a checkout. It finds its hub beside itself; both sides read the catalogue of the work tree.
fn bench(checkout: &Path) -> Command {
    let mut bench = command(target(checkout).join("release/zhijia-bench"));
    bench.env_remove("ZHIJIA_HUB_BIN");
    if std::env::var_os("ZHIJIA_BENCH_CATALOGUE").is_none() {
        bench.env("ZHIJIA_BENCH_CATALOGUE", places::root().join("mobile-demo/phones/data/catalogue.csv"));
    }
    bench
}

fn target(checkout: &Path) -> std::path::PathBuf {
    if checkout == places::root() { places::target() } else { checkout.join("target") }
}
