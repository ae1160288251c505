//! No circle of files: what a file uses, `use` lines and paths, never leads back to it. Edges between a module and what
//! it contains count for nothing.
#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

type Graph = BTreeMap<String, BTreeSet<String>>;

/// Where files may use one another in one direction only.
const FOLDERS: &[&str] = &["core/client/src", "core/model/src"];

fn modules(folder: &Path, within: &str, out: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let file = name.strip_suffix(".rs");
        let stem = file.unwrap_or(&name);
        let module = if within.is_empty() { stem.to_owned() } else { format!("{within}::{stem}") };
        if stem == "tests" || stem == "lib" {
            continue;
        }
        if entry.file_type().unwrap().is_dir() {
            modules(&entry.path(), &module, out);
        } else if file.is_some() {
            let text = fs::read_to_string(entry.path()).unwrap();
            let code = text.split("#[cfg(test)]").next().unwrap();
            let bare = code.lines().map(|line| line.split("//").next().unwrap_or_default());
            out.insert(module, bare.collect::<Vec<_>>().join("\n"));
        }
    }
}

/// The paths of a `use` tree such as `crate::{a, b::{c, d}}`.
fn expand(prefix: &str, tree: &str, out: &mut Vec<String>) {
    let (mut depth, mut from) = (0, 0);
    let mut parts = Vec::new();
    for (at, c) in tree.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(tree.get(from..at).unwrap());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(tree.get(from..).unwrap());
    for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
        match part.split_once('{') {
            Some((before, inside)) => {
                expand(&format!("{prefix}{before}"), inside.rsplit_once('}').unwrap().0, out);
            }
            None => out.push(format!("{prefix}{part}")),
        }
    }
}

/// Every path of a file that begins at the crate, here or above.
fn paths(code: &str) -> Vec<String> {
    let mut out = Vec::new();
    let begins = |piece: &&str| ["crate::", "self::", "super::"].iter().any(|begin| piece.starts_with(begin));
    for piece in code.split("use ").skip(1).filter(begins) {
        expand("", piece.split(';').next().unwrap_or_default(), &mut out);
    }
    let word = |c: char| !(c.is_alphanumeric() || c == '_' || c == ':');
    out.extend(code.split(word).map(str::to_owned));
    out
}

fn target(module: &str, path: &str, all: &BTreeMap<String, String>) -> Option<String> {
    let mut base: Vec<&str> = module.split("::").collect();
    let mut steps = path.split("::").map(|step| step.split_whitespace().next().unwrap_or_default()).peekable();
    match steps.next()? {
        "crate" => base.clear(),
        "self" => {}
        "super" => {
            base.pop();
            while steps.next_if_eq(&"super").is_some() {
                base.pop();
            }
        }
        _ => return None,
    }
    base.extend(steps);
    let found = (1..=base.len()).rev().map(|n| base.iter().take(n).copied().collect::<Vec<_>>().join("::"));
    found.into_iter().find(|name| all.contains_key(name))
}

fn graph(root: &Path) -> Graph {
    let mut all = BTreeMap::new();
    modules(root, "", &mut all);
    let inside = |a: &str, b: &str| a == b || a.starts_with(&format!("{b}::"));
    let edges = |(module, code): (&String, &String)| {
        let used = paths(code).into_iter().filter_map(|path| target(module, &path, &all));
        let used = used.filter(|other| !inside(other, module) && !inside(module, other));
        (module.clone(), used.collect())
    };
    all.iter().map(edges).collect()
}

/// The modules that can be reached from themselves.
fn circles(graph: &Graph) -> BTreeSet<String> {
    let leads_back = |start: &String| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![start]);
        while let Some(one) = next.pop() {
            next.extend(graph.get(one).into_iter().flatten().filter(|other| seen.insert(*other)));
        }
        seen.contains(start)
    };
    graph.keys().filter(|module| leads_back(module)).cloned().collect()
}

#[test]
fn no_file_leads_back_to_itself() {
    let tie = [("a", "b"), ("b", "c"), ("c", "b"), ("c", "d")];
    let mut known = Graph::from([("d".to_owned(), BTreeSet::new())]);
    for (from, to) in tie {
        known.entry(from.to_owned()).or_default().insert(to.to_owned());
    }
    assert_eq!(circles(&known), ["b", "c"].map(str::to_owned).into());
    for folder in FOLDERS {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
        let graph = graph(&root);
        assert!(graph.len() > 10, "{folder} is not where it was");
        let left = circles(&graph);
        let edges: Vec<_> = left.iter().filter_map(|module| Some((module, graph.get(module)?))).collect();
        assert!(left.is_empty(), "{folder}: a circle goes through {edges:#?}");
    }
}
