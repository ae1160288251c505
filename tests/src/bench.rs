//! The figures of the project: what each measures, its goal, and how they are printed.
//!
//! Everything is real: hub processes with their ledgers on disk, phones with encrypted stores, HTTP on loopback,
//! joins by invitation code. The value of a figure is the best of several runs, because machines are noisy; the table
//! shows the spread as well.

#![allow(clippy::print_stdout, reason = "a command-line tool speaks on standard output")]
#![allow(clippy::print_stderr, reason = "what a run is about to do, for who waits")]

mod catalogue;
mod disk;
mod followers;
mod guard;
mod http;
mod lists;
mod phone;
mod rush;
mod store;
mod storm;
mod tap;

use std::path::PathBuf;

use crate::process::find_program;

/// Where hubs listen: the system chooses the port.
pub(crate) const ANY: &str = "127.0.0.1:0";

/// What the command line asks for.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// One JSON object a figure instead of the table.
    pub json: bool,
    /// Print the names of the figures, those in one line that are measured together, and measure nothing.
    pub list: bool,
    /// The figures; all of them where empty.
    pub only: Vec<String>,
    /// How often each is measured.
    pub runs: usize,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { json: false, list: false, only: Vec::new(), runs: 5 }
    }
}

/// One figure: a value for each run.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    name: &'static str,
    unit: &'static str,
    goal: f64,
    runs: Vec<f64>,
}

impl Figure {
    pub(crate) fn new(name: &'static str, unit: &'static str, goal: f64) -> Self {
        Self { name, unit, goal, runs: Vec::new() }
    }

    pub(crate) fn add(&mut self, value: f64) {
        self.runs.push(value);
    }

    fn best(&self) -> f64 {
        self.runs.iter().copied().fold(f64::INFINITY, f64::min)
    }

    fn worst(&self) -> f64 {
        self.runs.iter().copied().fold(f64::NEG_INFINITY, f64::max)
    }

    fn met(&self) -> bool {
        self.best() <= self.goal
    }
}

/// What every measurement gets.
pub(crate) struct Ground {
    /// Where data directories are made; on the disk that is measured.
    pub(crate) dir: PathBuf,
    pub(crate) runs: usize,
    /// The median of a write of 4 KiB with fdatasync, in milliseconds.
    pub(crate) fsync_ms: f64,
}

impl Ground {
    /// A fresh directory for one run.
    pub(crate) fn place(&self) -> tempfile::TempDir {
        tempfile::tempdir_in(&self.dir).expect("a directory for a run")
    }
}

type Measure = fn(&Ground) -> Vec<Figure>;

/// The measurements, with the figures that each gives.
///
/// `cargo xtask bench --against COMMIT` compiles this program in an older commit, too. So a new measurement keeps to what
/// a client offered before; what measures something that did not exist stands behind a feature of this crate that is on
/// by default: an older commit does not know the feature and leaves the measurement out.
const ALL: &[(&[&str], Measure)] = &[
    (&["local_action", "first_list", "search"], store::measure),
    (&["guard", "guard_hostile"], guard::measure),
    (&["rush", "rush_cpu"], rush::in_one_request),
    (&["rush_single", "rush_single_cpu"], rush::in_single_requests),
    (&["storm_p99", "storm_cpu"], storm::measure),
    (&["tap_to_roster_p50", "tap_to_roster_p99"], tap::measure),
    (
        &[
            "cold_member_bytes",
            "cold_member_time",
            "cold_keeper_bytes",
            "cold_keeper_time",
            "reconnect_bytes",
            "reconnect_time",
        ],
        catalogue::measure,
    ),
    (&["roster_walk_in_10", "roster_walk_in_600", "roster_walk_in_5000"], lists::roster_walk_in),
    (&["many_lists", "many_lists_cpu", "many_lists_alone"], lists::many_lists),
    (&["followers"], followers::plain),
    (&["followers_tls"], followers::tls),
];

/// Measures what is wanted and prints it.
///
/// # Errors
/// A sentence for the person at the terminal: an unknown figure, a program or data that is missing.
pub fn run(wanted: &Wanted) -> Result<(), String> {
    let chosen = choose(&wanted.only)?;
    if wanted.list {
        for (names, _) in chosen {
            println!("{}", names.join(","));
        }
        return Ok(());
    }
    let base = std::env::var_os("ZHIJIA_BENCH_DIR").map_or_else(std::env::temp_dir, PathBuf::from);
    let dir = tempfile::tempdir_in(&base).map_err(|error| format!("{} cannot be used: {error}", base.display()))?;
    find_program("ZHIJIA_HUB_BIN", "zhijia-hub")?;
    catalogue::file()?;
    let fsync_ms = disk::fsync_ms(dir.path()).map_err(|error| format!("the disk cannot be measured: {error}"))?;
    if !wanted.json {
        println!("fsync of 4 KiB here: {fsync_ms:.2} ms (median); load {}", load());
    }
    let ground = Ground { dir: dir.path().to_owned(), runs: wanted.runs, fsync_ms };
    if !wanted.json {
        println!("{:<20} {:>10} {:>21}  {:<6} {:>9}  met", "figure", "best", "runs", "unit", "goal");
    }
    for (_, measure) in chosen {
        for figure in measure(&ground) {
            print(&figure, wanted.json);
        }
    }
    Ok(())
}

/// The measurements that give one of these figures: of this name or, where none is called so, beginning with it.
fn choose(only: &[String]) -> Result<Vec<&'static (&'static [&'static str], Measure)>, String> {
    let all = || ALL.iter().flat_map(|(names, _)| *names).copied();
    let mut wanted = Vec::new();
    for only in only {
        let exact = all().any(|name| name == only);
        let before = wanted.len();
        wanted.extend(all().filter(|name| if exact { name == only } else { name.starts_with(&format!("{only}_")) }));
        if wanted.len() == before {
            return Err(format!("{only} is no figure: there are {}", all().collect::<Vec<_>>().join(", ")));
        }
    }
    let chosen = |names: &[&str]| only.is_empty() || names.iter().any(|name| wanted.contains(name));
    Ok(ALL.iter().filter(|(names, _)| chosen(names)).collect())
}

fn print(figure: &Figure, json: bool) {
    let Figure { name, unit, goal, .. } = figure;
    let (best, worst, met) = (figure.best(), figure.worst(), figure.met());
    if json {
        let rounded = |value: f64| (value * 10_000.0).round() / 10_000.0;
        let (value, goal) = (rounded(best), rounded(*goal));
        println!("{}", serde_json::json!({"name": name, "value": value, "unit": unit, "goal": goal, "met": met}));
    } else {
        let spread = format!("{best:.3} – {worst:.3}");
        let met = if met { "yes" } else { "NO" };
        println!("{name:<20} {best:>10.3} {spread:>21}  {unit:<6} {goal:>9.3}  {met}");
    }
}

fn load() -> String {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().unwrap_or("unknown").to_owned()
}

/// A percentile of some values.
pub(crate) fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((values.len() * percent / 100).min(last)).copied().unwrap_or(f64::INFINITY)
}

/// Milliseconds since the Unix epoch.
pub(crate) fn now() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("a clock that is set");
    i64::try_from(since.as_millis()).expect("a time before the end of time")
}

/// A runtime with this many threads.
pub(crate) fn runtime(threads: usize) -> tokio::runtime::Runtime {
    let mut builder = if threads == 1 {
        tokio::runtime::Builder::new_current_thread()
    } else {
        tokio::runtime::Builder::new_multi_thread()
    };
    // Processor time is counted over the threads that are there: none ends before the others.
    builder.thread_keep_alive(std::time::Duration::from_hours(1));
    builder.worker_threads(threads).enable_all().build().expect("a runtime")
}
