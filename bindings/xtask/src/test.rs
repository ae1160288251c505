//! `cargo xtask test`: every check, one table, and a last line `N passed, N failed`.
//!
//! A failed step does not stop the others, so that one run shows everything.

mod kotlin;
mod python;
mod rust;
mod swift;

use crate::shell::Attempt;
use crate::tally::Tally;
use crate::{bindings, setup};
use clap::{Args, ValueEnum};
use std::process::ExitCode;
use std::time::Instant;

/// Which steps to run.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Only these steps, separated by commas; a language brings the generation of its bindings.
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Step>,
}

/// The steps, in the order in which they run: what is quick to fail comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    Setup,
    Fmt,
    Clippy,
    Docs,
    Deny,
    Rust,
    Bindings,
    Interface,
    Python,
    Kotlin,
    Swift,
}

impl Step {
    const fn name(self) -> &'static str {
        match self {
            Self::Setup => "setup",
            Self::Fmt => "fmt",
            Self::Clippy => "clippy",
            Self::Docs => "docs",
            Self::Deny => "deny",
            Self::Rust => "rust",
            Self::Bindings => "bindings",
            Self::Interface => "interface",
            Self::Python => "python",
            Self::Kotlin => "kotlin",
            Self::Swift => "swift",
        }
    }

    const fn needs_bindings(self) -> bool {
        matches!(self, Self::Interface | Self::Python | Self::Kotlin | Self::Swift)
    }

    /// `None` where the step has no tests to count.
    fn run(self) -> Attempt<Option<Ran>> {
        match self {
            Self::Setup => setup::run().map(|()| None),
            Self::Fmt => rust::fmt().map(|()| None),
            Self::Clippy => rust::clippy().map(|()| None),
            Self::Docs => rust::docs().map(|()| None),
            Self::Deny => rust::deny().map(|()| None),
            Self::Rust => rust::test().map(Some),
            Self::Bindings => bindings::generate().map(|()| None),
            Self::Interface => bindings::compare().map(|()| None),
            Self::Python => python::test().map(Some),
            Self::Kotlin => kotlin::test().map(Some),
            Self::Swift => swift::test().map(Some),
        }
    }
}

/// What a test runner did.
#[derive(Debug)]
struct Ran {
    tally: Tally,
    /// The runner itself was content.
    success: bool,
}

/// A line of the table.
struct Row {
    step: Step,
    tally: Option<Tally>,
    seconds: f64,
    failure: Option<String>,
}

impl Row {
    /// A step that failed without a failed test (a lint, a build, a missing tool) counts as one failure,
    /// so that the last line never says `0 failed` of a run that failed.
    fn counted(&self) -> Tally {
        let mut tally = self.tally.unwrap_or_default();
        if self.failure.is_some() {
            tally.failed = tally.failed.max(1);
        }
        tally
    }
}

/// Runs the steps and says how it went.
pub(crate) fn run(options: &Options) -> ExitCode {
    let mut rows: Vec<Row> = Vec::new();
    for step in chosen(&options.only) {
        println!("\n== {}", step.name());
        let without_bindings =
            step.needs_bindings() && rows.iter().any(|row| row.step == Step::Bindings && row.failure.is_some());
        let start = Instant::now();
        let (tally, failure) = if without_bindings {
            (None, Some("not run: there are no bindings".to_owned()))
        } else {
            judge(step.run())
        };
        if let Some(reason) = &failure {
            println!("xtask: {}: {reason}", step.name());
        }
        let seconds = start.elapsed().as_secs_f64();
        rows.push(Row { step, tally, seconds, failure });
    }
    report(&rows)
}

fn chosen(only: &[Step]) -> Vec<Step> {
    let language = only.iter().any(|step| step.needs_bindings());
    Step::value_variants()
        .iter()
        .copied()
        .filter(|step| only.is_empty() || only.contains(step) || (language && *step == Step::Bindings))
        .collect()
}

/// A runner that ran no test has failed, whatever it says of itself.
fn judge(outcome: Attempt<Option<Ran>>) -> (Option<Tally>, Option<String>) {
    match outcome {
        Err(reason) => (None, Some(reason)),
        Ok(None) => (None, None),
        Ok(Some(Ran { tally, success })) => {
            let failure = if tally.failed > 0 {
                Some("tests failed".to_owned())
            } else if !success {
                Some("the runner failed".to_owned())
            } else if tally.passed == 0 {
                Some("no test ran".to_owned())
            } else {
                None
            };
            (Some(tally), failure)
        }
    }
}

fn report(rows: &[Row]) -> ExitCode {
    println!("\n{:<10} {:>8} {:>8} {:>9}  result", "step", "passed", "failed", "seconds");
    let mut sum = Tally::default();
    for row in rows {
        sum += row.counted();
        let (passed, failed) = row.tally.map_or_else(
            || ("-".to_owned(), "-".to_owned()),
            |tally| (tally.passed.to_string(), tally.failed.to_string()),
        );
        let result = row.failure.as_deref().map_or("ok", |reason| reason.lines().next().unwrap_or(reason));
        println!("{:<10} {passed:>8} {failed:>8} {:>9.1}  {result}", row.step.name(), row.seconds);
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    if rows.iter().all(|row| row.failure.is_none()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(passed: u64, failed: u64, success: bool) -> Option<String> {
        judge(Ok(Some(Ran { tally: Tally { passed, failed }, success }))).1
    }

    #[test]
    fn a_runner_without_tests_has_failed() {
        assert_eq!(judged(0, 0, true).as_deref(), Some("no test ran"));
    }

    #[test]
    fn a_runner_that_fails_after_its_tests_has_failed() {
        assert!(judged(3, 0, false).is_some());
        assert!(judged(3, 1, true).is_some());
        assert_eq!(judged(3, 0, true), None);
    }

    #[test]
    fn a_failed_check_without_tests_counts_as_one_failure() {
        let row = Row { step: Step::Clippy, tally: None, seconds: 0.0, failure: Some("x".to_owned()) };
        assert_eq!(row.counted(), Tally { passed: 0, failed: 1 });
    }

    #[test]
    fn a_language_brings_its_bindings() {
        assert_eq!(chosen(&[Step::Kotlin]), [Step::Bindings, Step::Kotlin]);
        assert_eq!(chosen(&[Step::Rust]), [Step::Rust]);
        assert_eq!(chosen(&[]).len(), Step::value_variants().len());
    }
}
