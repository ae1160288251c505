//! Another commit beside the work tree: a git worktree below `target/`, with a target folder of its own that the next
//! call finds again.

use super::build;
use crate::places;
use crate::shell::{Attempt, ask, command, make_folder, remove};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the benchmark is made of. Everything else of the old checkout stays as it was.
const SOURCES: [&str; 3] = ["tests/src/bench.rs", "tests/src/bench", "tests/src/bin/zhijia-bench.rs"];

/// A commit that was checked out and built.
pub(crate) struct Checkout {
    pub(crate) root: PathBuf,
    pub(crate) commit: String,
    /// Whose benchmark it runs: nothing for that of the work tree, otherwise a commit.
    pub(crate) bench_of: Option<String>,
}

/// Checks the commit out and builds its hub with the newest benchmark that compiles there: that of the work tree, or of
/// a commit between the two, so that figures which came later have an old value; at the end its own.
pub(crate) fn prepare(named: &str) -> Attempt<Checkout> {
    let commit = ask(command("git").args(["rev-parse", "--verify", "--quiet"]).arg(format!("{named}^{{commit}}")))
        .ok_or_else(|| format!("{named} is no commit of this repository"))?;
    let root = places::target().join("against").join(&commit);
    let here = ask(git(&root).args(["rev-parse", "HEAD"]));
    if !root.join(".git").exists() || here.as_deref() != Some(commit.as_str()) {
        remove(&root)?;
        make_folder(&places::target().join("against"))?;
        // A folder that was deleted by hand is still known to git.
        must(command("git").args(["worktree", "prune"]))?;
        must(command("git").args(["worktree", "add", "--quiet", "--detach"]).arg(&root).arg(&commit))?;
    }
    lay(&root, &of_work_tree()?)?;
    eprintln!("building {} with the benchmark of the work tree", short(&commit));
    if build(&root, true).is_ok() {
        return Ok(Checkout { root, commit, bench_of: None });
    }
    for candidate in between(&commit) {
        lay(&root, &of_commit(&candidate)?)?;
        let own = candidate == commit;
        eprintln!("building {} with the benchmark of {}", short(&commit), short(&candidate));
        // Where its own does not compile, the reason is worth reading.
        match build(&root, !own) {
            Ok(()) => return Ok(Checkout { root, commit, bench_of: Some(candidate) }),
            Err(reason) if own => return Err(reason),
            Err(_) => {}
        }
    }
    Err(format!("no benchmark compiles in {}", short(&commit)))
}

/// As much of a commit's name as people read.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..8).unwrap_or(commit)
}

/// The commits since then that changed the benchmark, the newest first, and at the end the commit itself.
fn between(commit: &str) -> Vec<String> {
    let mut log = command("git");
    log.args(["log", "--format=%H"]).arg(format!("{commit}..HEAD")).arg("--").args(SOURCES);
    let mut found: Vec<String> = ask(&mut log).unwrap_or_default().lines().map(str::to_owned).collect();
    found.push(commit.to_owned());
    found
}

type Files = BTreeMap<PathBuf, Vec<u8>>;

fn of_work_tree() -> Attempt<Files> {
    let mut files = Files::new();
    for source in SOURCES {
        read(&places::root(), Path::new(source), &mut files)?;
    }
    Ok(files)
}

fn read(root: &Path, path: &Path, files: &mut Files) -> Attempt<()> {
    let at = root.join(path);
    let broken = |error: std::io::Error| format!("{} cannot be read: {error}", at.display());
    if at.is_dir() {
        for entry in std::fs::read_dir(&at).map_err(broken)? {
            read(root, &path.join(entry.map_err(broken)?.file_name()), files)?;
        }
    } else if at.exists() {
        files.insert(path.to_owned(), std::fs::read(&at).map_err(broken)?);
    }
    Ok(())
}

fn of_commit(commit: &str) -> Attempt<Files> {
    let mut tree = command("git");
    tree.args(["ls-tree", "-r", "--name-only", commit, "--"]).args(SOURCES);
    let names = ask(&mut tree).ok_or_else(|| format!("git cannot list {commit}"))?;
    let mut files = Files::new();
    for name in names.lines() {
        let shown = command("git").arg("show").arg(format!("{commit}:{name}")).output();
        let shown = shown.map_err(|error| format!("git cannot be started: {error}"))?;
        files.insert(PathBuf::from(name), shown.stdout);
    }
    Ok(files)
}

/// Lays these sources in place of those that are there. What is the same is not written, so that it is not built again.
fn lay(root: &Path, files: &Files) -> Attempt<()> {
    let mut there = Files::new();
    for source in SOURCES {
        read(root, Path::new(source), &mut there)?;
    }
    for gone in there.keys().filter(|path| !files.contains_key(*path)) {
        remove(&root.join(gone))?;
    }
    for (path, bytes) in files.iter().filter(|(path, bytes)| there.get(*path) != Some(*bytes)) {
        let at = root.join(path);
        if let Some(folder) = at.parent() {
            make_folder(folder)?;
        }
        std::fs::write(&at, bytes).map_err(|error| format!("{} cannot be written: {error}", at.display()))?;
    }
    Ok(())
}

fn git(root: &Path) -> Command {
    let mut git = command("git");
    git.arg("-C").arg(root);
    git
}

fn must(command: &mut Command) -> Attempt<()> {
    let output = command.output().map_err(|error| format!("git cannot be started: {error}"))?;
    if output.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()) }
}
