//! `zhijia-bench`: the figures of the project on this machine, as a table or with `--json` one object a figure.

#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]

use std::process::ExitCode;

use zhijia_tests::bench::{self, Wanted};

const HELP: &str = "zhijia-bench [--json] [--list] [--only NAME,…] [--runs N]

Measures real hub processes, real stores on disk and real HTTP on this computer, each figure as the best of N runs
(5 unless told). --only takes a figure's name or the beginning of several, and prints what is measured together;
--list prints the names and measures nothing. ZHIJIA_HUB_BIN names the hub's program, ZHIJIA_BENCH_DIR the disk to measure on.";

fn main() -> ExitCode {
    let mut wanted = Wanted::default();
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let (name, value) = match argument.split_once('=') {
            Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
            None => (argument, None),
        };
        let mut value = || value.clone().or_else(|| arguments.next()).unwrap_or_default();
        match name.as_str() {
            "--json" => wanted.json = true,
            "--list" => wanted.list = true,
            "--only" => wanted.only = value().split(',').map(str::to_owned).collect(),
            "--runs" => match value().parse() {
                Ok(runs @ 1..=100) => wanted.runs = runs,
                _ => return refuse("--runs: a number from 1 to 100 is needed"),
            },
            "-h" | "--help" => {
                println!("{HELP}");
                return ExitCode::SUCCESS;
            }
            other => return refuse(&format!("{other} is no option: see --help")),
        }
    }
    match bench::run(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => refuse(&reason),
    }
}

fn refuse(reason: &str) -> ExitCode {
    eprintln!("zhijia-bench: {reason}");
    ExitCode::FAILURE
}
