//! `cargo xtask bench --against COMMIT`: both sides measured in turns, figure by figure, on the same computer in the
//! same minutes.

use super::checkout::{self, Checkout, short};
use super::compare::{Pair, at_most, best, is_asked};
use super::{Options, bench, build};
use crate::places;
use crate::shell::Attempt;
use serde_json::{Value, json};
use std::path::Path;
use std::process::Stdio;

/// Runs within one turn unless told otherwise: preparing a measurement takes longer than measuring.
const RUNS: u32 = 2;

/// Builds both, lets them take turns, and prints what came out.
pub(crate) fn run(options: &Options, commit: &str) -> Attempt<()> {
    let old = checkout::prepare(commit)?;
    eprintln!("building the work tree");
    let root = places::root();
    build(&root, false)?;
    let known = names(&old.root);
    if !options.json {
        introduce(&old, options);
    }
    for measurement in measurements(&root, &options.only)? {
        let asked: Vec<&str> = measurement.iter().map(String::as_str).filter(|name| known(name)).collect();
        let mut pairs = Vec::new();
        for round in 1..=options.rounds {
            eprintln!("round {round} of {}: {}, load {}", options.rounds, measurement.join(", "), load());
            // Whoever comes second finds the computer warmer: each side is first in turn.
            let old_first = round % 2 == 1;
            for is_old in [old_first, !old_first] {
                if is_old && asked.is_empty() {
                    continue;
                }
                let (side, figures) =
                    if is_old { (&old.root, asked.join(",")) } else { (&root, measurement.join(",")) };
                take(&mut pairs, is_old, &turn(side, &figures, options.runs.unwrap_or(RUNS))?);
            }
        }
        for pair in pairs.iter().filter(|pair| measurement.contains(&pair.name)) {
            if options.json { println!("{}", object(pair)) } else { println!("{}", line(pair)) }
        }
    }
    Ok(())
}

fn introduce(old: &Checkout, options: &Options) {
    let commit = short(&old.commit);
    match &old.bench_of {
        None => println!("{commit} is measured by the benchmark of the work tree"),
        Some(own) if *own == old.commit => {
            println!("{commit} is measured by its own benchmark: no newer one compiles there");
        }
        Some(other) => {
            println!("{commit} is measured by the benchmark of {}: no newer one compiles there", short(other));
        }
    }
    let runs = options.runs.unwrap_or(RUNS);
    println!("best of {} turns of {runs} for each side; the spread is the ratio in single rounds", options.rounds);
    println!(
        "{:<20} {:>10} {:>10}  {:<4} {:>6} {:>15}  {:<16} met",
        "figure", "old", "new", "unit", "ratio", "spread", "goal"
    );
}

/// Which figures a side knows.
fn names(side: &Path) -> impl Fn(&str) -> bool + use<> {
    // A benchmark of any age names its figures when it is asked for one that it does not know.
    let output = bench(side).args(["--json", "--only", "?"]).output();
    let said = output.map(|output| String::from_utf8_lossy(&output.stderr).into_owned()).unwrap_or_default();
    let listed = said.trim().rsplit_once("there are ").map(|(_, list)| list.to_owned()).unwrap_or_default();
    move |name| listed.split(", ").any(|known| known == name)
}

/// The figures of the work tree that are wanted, those together that are measured together.
fn measurements(root: &Path, only: &[String]) -> Attempt<Vec<Vec<String>>> {
    let mut list = bench(root);
    list.arg("--list");
    if !only.is_empty() {
        list.arg("--only").arg(only.join(","));
    }
    let output = list.output().map_err(|error| format!("the benchmark cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.lines().map(|line| line.split(',').map(str::to_owned).collect()).collect())
}

/// One turn of one side: what it printed.
fn turn(side: &Path, figures: &str, runs: u32) -> Attempt<String> {
    let mut bench = bench(side);
    bench.args(["--json", "--only", figures, "--runs", &runs.to_string()]).stderr(Stdio::inherit());
    let output = bench.output().map_err(|error| format!("the benchmark cannot be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("measuring {figures} in {} ended with {}", side.display(), output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Adds the values of a turn.
fn take(pairs: &mut Vec<Pair>, is_old: bool, printed: &str) {
    for object in printed.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok()) {
        let text = |field: &str| object.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let (name, unit) = (text("name"), text("unit"));
        let Some(value) = object.get("value").and_then(Value::as_f64) else { continue };
        let at = pairs.iter().position(|pair| pair.name == name).unwrap_or_else(|| {
            pairs.push(Pair { name, unit, ..Pair::default() });
            pairs.len() - 1
        });
        if let Some(pair) = pairs.get_mut(at) {
            if is_old { pair.old.push(value) } else { pair.new.push(value) }
        }
    }
}

fn object(pair: &Pair) -> Value {
    let (low, high) = pair.spread().unzip();
    json!({
        "name": pair.name, "unit": pair.unit,
        "old": best(&pair.old), "new": best(&pair.new), "old_turns": pair.old, "new_turns": pair.new,
        "ratio": pair.ratio(), "ratio_low": low, "ratio_high": high,
        "at_most": at_most(&pair.name, &pair.unit), "met": pair.met(),
    })
}

fn line(pair: &Pair) -> String {
    let value = |turns: &[f64]| best(turns).map_or_else(|| "none".to_owned(), |value| format!("{value:.3}"));
    let ratio = pair.ratio().map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}"));
    let spread = pair.spread().map_or_else(|| "-".to_owned(), |(low, high)| format!("{low:.2} – {high:.2}"));
    let most = at_most(&pair.name, &pair.unit);
    let goal = if is_asked(&pair.name) { format!("at most {most:.2}") } else { format!("no worse ({most:.2})") };
    let met = match pair.met() {
        Some(true) => "yes",
        Some(false) => "NO",
        None => "no old value",
    };
    format!(
        "{:<20} {:>10} {:>10}  {:<4} {ratio:>6} {spread:>15}  {goal:<16} {met}",
        pair.name,
        value(&pair.old),
        value(&pair.new),
        pair.unit
    )
}

fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn turns_are_gathered_by_figure_and_side_and_other_lines_are_left_out() {
        let mut pairs = Vec::new();
        take(&mut pairs, true, "{\"name\":\"rush\",\"value\":0.3,\"unit\":\"s\"}\nnoise\n");
        take(
            &mut pairs,
            false,
            "{\"name\":\"rush\",\"value\":0.2,\"unit\":\"s\"}\n{\"name\":\"guard\",\"value\":2,\"unit\":\"µs\"}\n",
        );
        take(&mut pairs, true, "{\"name\":\"rush\",\"value\":0.4,\"unit\":\"s\"}\n");
        let rush = Pair { name: "rush".into(), unit: "s".into(), old: vec![0.3, 0.4], new: vec![0.2] };
        let guard = Pair { name: "guard".into(), unit: "µs".into(), old: vec![], new: vec![2.0] };
        assert_eq!(pairs, [rush, guard]);
    }

    #[test]
    fn a_figure_without_an_old_value_says_so() {
        let pair = Pair { name: "guard".into(), unit: "µs".into(), old: vec![], new: vec![2.0] };
        assert!(line(&pair).ends_with("no old value") && line(&pair).contains("none"), "{}", line(&pair));
        assert_eq!(object(&pair)["met"], Value::Null);
    }
}
