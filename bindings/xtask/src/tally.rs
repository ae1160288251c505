//! How many tests ran, read from what each runner prints or writes.

use std::ops::{Add, AddAssign};
use std::path::Path;

/// Tests that ran. A skipped test is neither.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Add for Tally {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { passed: self.passed.saturating_add(other.passed), failed: self.failed.saturating_add(other.failed) }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

/// The sum of cargo's lines `test result: ok. 3 passed; 0 failed; …`.
pub(crate) fn cargo(text: &str) -> Tally {
    let mut tally = Tally::default();
    for line in text.lines() {
        let Some(rest) = line.trim_start().strip_prefix("test result: ") else {
            continue;
        };
        let words: Vec<&str> = rest.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            if let [count, what] = pair {
                let count = count.parse().unwrap_or(0);
                match *what {
                    "passed" => tally.passed = tally.passed.saturating_add(count),
                    "failed" => tally.failed = tally.failed.saturating_add(count),
                    _ => {}
                }
            }
        }
    }
    tally
}

/// Python's unittest: `Ran 4 tests in 0.1s`, then `OK` or `FAILED (failures=1, errors=1)`.
pub(crate) fn unittest(text: &str) -> Tally {
    let mut ran = 0_u64;
    let mut failed = 0_u64;
    let mut skipped = 0_u64;
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("Ran ") {
            ran = rest.split(' ').next().and_then(|count| count.parse().ok()).unwrap_or(0);
        } else if let Some(rest) = line.strip_prefix("FAILED").or_else(|| line.strip_prefix("OK")) {
            for part in rest.trim_matches([' ', '(', ')']).split(", ") {
                let Some((what, count)) = part.split_once('=') else {
                    continue;
                };
                let count: u64 = count.parse().unwrap_or(0);
                match what {
                    "failures" | "errors" | "unexpected successes" => {
                        failed = failed.saturating_add(count);
                    }
                    "skipped" => skipped = skipped.saturating_add(count),
                    _ => {}
                }
            }
        }
    }
    Tally { passed: ran.saturating_sub(failed).saturating_sub(skipped), failed }
}

/// Swift Testing: a line `✔ Test name() passed after 0.1 seconds.` or `✘ Test name() failed after …` for each test.
pub(crate) fn swift_testing(text: &str) -> Tally {
    let mut tally = Tally::default();
    for line in text.lines() {
        // A sign stands before the word; the last line is about the whole run.
        let Some((_sign, rest)) = line.split_once(" Test ") else {
            continue;
        };
        if rest.starts_with("run with ") {
            continue;
        }
        if rest.contains(" passed after ") {
            tally.passed = tally.passed.saturating_add(1);
        } else if rest.contains(" failed after ") {
            tally.failed = tally.failed.saturating_add(1);
        }
    }
    tally
}

/// JUnit's XML, as surefire writes it: a file for each class.
pub(crate) fn junit_folder(folder: &Path) -> Tally {
    let mut tally = Tally::default();
    let Ok(entries) = std::fs::read_dir(folder) else {
        return tally;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if path.extension().is_some_and(|extension| extension == "xml")
            && let Ok(text) = std::fs::read_to_string(&path)
        {
            tally += junit(&text);
        }
    }
    tally
}

fn junit(text: &str) -> Tally {
    let mut tally = Tally::default();
    for piece in text.split("<testsuite ").skip(1) {
        let tag = piece.split('>').next().unwrap_or("");
        let count = |name: &str| attribute(tag, name).unwrap_or(0);
        let failed = count("failures").saturating_add(count("errors"));
        tally += Tally { passed: count("tests").saturating_sub(failed).saturating_sub(count("skipped")), failed };
    }
    tally
}

fn attribute(tag: &str, name: &str) -> Option<u64> {
    let (_, after) = tag
        .split_once(&format!(" {name}=\""))
        .or_else(|| tag.strip_prefix(&format!("{name}=\"")).map(|after| ("", after)))?;
    after.split('"').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_sums_every_binary_and_leaves_ignored_tests_out() {
        let text = "running 2 tests\n\
            test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
            test result: FAILED. 5 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(cargo(text), Tally { passed: 7, failed: 3 });
    }

    #[test]
    fn a_build_that_broke_has_no_tests() {
        assert_eq!(cargo("error: could not compile `zhijia-model`"), Tally::default());
    }

    #[test]
    fn unittest_counts_failures_errors_and_skips() {
        assert_eq!(unittest("Ran 4 tests in 0.010s\n\nOK\n"), Tally { passed: 4, failed: 0 });
        assert_eq!(
            unittest("Ran 9 tests in 0.010s\n\nFAILED (failures=1, errors=2, skipped=1)\n"),
            Tally { passed: 5, failed: 3 }
        );
        assert_eq!(unittest("Ran 2 tests in 0.1s\n\nOK (skipped=2)\n"), Tally::default());
    }

    #[test]
    fn swift_counts_tests_and_neither_suites_nor_the_run() {
        let text = "◇ Test first() started.\n\
            ✔ Test first() passed after 0.016 seconds.\n\
            ✘ Test second() recorded an issue at ProbeTests.swift:9:9: Expectation failed\n\
            ✘ Test second() failed after 0.035 seconds with 1 issue.\n\
            ✔ Test third(value:) with 3 test cases passed after 0.1 seconds.\n\
            ✘ Suite ProbeTests failed after 0.046 seconds with 1 issue.\n\
            ✘ Test run with 3 tests failed after 0.046 seconds with 1 issue.\n";
        assert_eq!(swift_testing(text), Tally { passed: 2, failed: 1 });
    }

    #[test]
    fn junit_leaves_skipped_tests_out() {
        let surefire = "<testsuite xmlns:xsi=\"x\" name=\"cn.zhijia.ProbeTest\" time=\"0.5\" tests=\"6\" errors=\"1\" skipped=\"1\" failures=\"1\">\n<testcase/></testsuite>";
        assert_eq!(junit(surefire), Tally { passed: 3, failed: 2 });
    }
}
