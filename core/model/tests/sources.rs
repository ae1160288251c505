//! What the repository's own sources keep to: keys are named in `kinds/` alone, every rule that is cited is defined, a
//! public name means one type, and SQL stands where its database does.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]
#![allow(clippy::string_slice, reason = "cut where an ASCII character was found")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use zhijia_model::Kind;
use zhijia_model::kinds::{keys, view_keys};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The files with one of the endings, below the folders that people write in, by path.
fn files(endings: &[&str]) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    let mut left: Vec<_> =
        ["core", "sync-server", "bindings", "mobile-demo", "tests", "docs"].map(PathBuf::from).into();
    while let Some(folder) = left.pop() {
        for entry in fs::read_dir(root().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let path = folder.join(entry.file_name());
            let name = path.to_string_lossy().replace('\\', "/");
            if entry.file_type().unwrap().is_dir() {
                if !["target", "node_modules", "build", "data"].iter().any(|skip| name.ends_with(skip)) {
                    left.push(path);
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                out.insert(name, fs::read_to_string(root().join(&path)).unwrap());
            }
        }
    }
    assert!(out.len() > 20, "the sources are not where they were");
    out
}

/// Whether a file holds tests, or code that only tests and benchmarks run: they may write what no phone would.
fn is_test(path: &str) -> bool {
    path.starts_with("tests/") || path.contains("/tests/") || path.ends_with("/tests.rs")
}

/// The lines of code in front of a file's tests, numbered from 1, without comments.
fn code(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let lines = text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
    let bare = lines.map(|line| if line.trim_start().starts_with("//") { "" } else { line });
    bare.enumerate().map(|(at, line)| (at + 1, line))
}

/// Files where text in these places is something else than a key, and why.
const NOT_KEYS: &[(&str, &str)] = &[
    ("core/model/src/kinds/", "the one place of keys"),
    ("core/model/src/intents/books/undo.rs", "a step as it is stored in intents"),
    ("mobile-demo/phones/src/api/", "fields of a request's JSON"),
    ("mobile-demo/phones/src/answer.rs", "fields of a request's JSON"),
];

/// Where a line names a key: reads it from a part, puts it, or writes the beginning of a set's.
fn named(line: &str, keys: &BTreeSet<&str>, sets: &BTreeSet<String>) -> Option<String> {
    const READS: [&str; 7] = ["text", "int", "flag", "id", "shown", "entries", "elements"];
    const PUTS: [&str; 4] = ["set", "put", "put_text", "put_some"];
    for (at, _) in line.match_indices('"') {
        let (before, rest) = (&line[..at], &line[at + 1..]);
        let literal = rest.split('"').next().unwrap_or_default();
        let plain = keys.contains(literal) || sets.contains(&format!("{literal}/"));
        let called = READS.iter().chain(&PUTS).any(|name| before.ends_with(&format!(".{name}(")));
        let put =
            rest.get(literal.len() + 1..).unwrap_or_default().starts_with(".to_owned(), ") && before.ends_with('(');
        if sets.iter().any(|set| literal.starts_with(set)) || (plain && (called || put)) {
            return Some(literal.to_owned());
        }
    }
    None
}

#[test]
fn keys_are_named_where_their_kind_is_declared_and_nowhere_else() {
    let parts = Kind::ALL.iter().flat_map(|kind| kind.parts().iter().flat_map(|part| keys(*kind, *part)));
    let views = Kind::ALL.iter().flat_map(|kind| kind.viewers().iter().flat_map(|viewer| view_keys(*kind, *viewer)));
    let patterns: BTreeSet<_> = parts.chain(views).map(|key| key.pattern).collect();
    let sets = patterns.iter().filter_map(|pattern| Some(pattern.split_once('*')?.0.to_owned())).collect();
    assert!(named(r#"let at = part.int("starts").one();"#, &patterns, &sets).is_some());
    assert!(named(r#"puts.push(("capacity".to_owned(), capacity.into()));"#, &patterns, &sets).is_some());
    assert!(named(r#"format!("scan/{scan}/at")"#, &patterns, &sets).is_some());
    assert!(named(r#"part.elements("ask")"#, &patterns, &sets).is_some());
    assert_eq!(named(r#"Refusal::about(Code::EmptyField, "title")"#, &patterns, &sets), None);

    let mut found = Vec::new();
    for (path, text) in files(&[".rs"]) {
        if is_test(&path) || NOT_KEYS.iter().any(|(begin, _)| path.starts_with(begin)) {
            continue;
        }
        for (at, line) in code(&text) {
            if let Some(key) = named(line, &patterns, &sets) {
                found.push(format!("{path}:{at} names {key:?}"));
            }
        }
    }
    assert!(found.is_empty(), "read and write by the fields of zhijia_model::kinds: {found:#?}");
}

#[test]
fn the_hub_speaks_sql_behind_its_ledger_and_its_identities_alone() {
    const BEHIND: [&str; 5] = ["ledger/sqlite.rs", "ledger/sqlite/", "identity/sqlite.rs", "identity/sqlite/", "db"];
    const SAYS: [&str; 5] = ["rusqlite", ".prepare", ".execute(", ".execute_batch(", ".query_row("];
    let (mut found, mut behind) = (Vec::new(), 0);
    for (path, text) in files(&[".rs"]) {
        let Some(inside) = path.strip_prefix("sync-server/src/").filter(|_| !is_test(&path)) else { continue };
        for (at, _) in code(&text).filter(|(_, line)| SAYS.iter().any(|word| line.contains(word))) {
            if BEHIND.iter().any(|begin| inside.starts_with(begin)) {
                behind += 1;
            } else {
                found.push(format!("{path}:{at}"));
            }
        }
    }
    assert!(behind > 50, "the SQL is not where it was");
    assert!(found.is_empty(), "another database would have to answer here too: {found:#?}");
}

/// The ids of rules in a text: `P3`, `L-06`, `E-C19`.
fn cited(text: &str) -> BTreeSet<&str> {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let digits = |text: &str, range: core::ops::RangeInclusive<usize>| {
        range.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_rule = |one: &&str| {
        let rest = ["L-", "E-", "M-", "A-", "X-"].iter().find_map(|area| one.strip_prefix(area));
        match (rest, one.strip_prefix('P')) {
            (Some(rest), _) => digits(rest, 2..=2) || rest.strip_prefix('C').is_some_and(|n| digits(n, 1..=2)),
            (None, Some(number)) => digits(number, 1..=2),
            (None, None) => false,
        }
    };
    text.split(|c: char| !word(c)).filter(is_rule).collect()
}

#[test]
fn every_cited_rule_is_defined() {
    assert_eq!(cited("by E-C19 and (P3), not A-3 or ZGGH-A-01-2"), ["E-C19", "P3"].into());
    let rules = fs::read_to_string(root().join("docs/rules.md")).unwrap();
    let mut rows: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for line in rules.lines().filter(|line| line.starts_with("| ")) {
        let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
        if cited(cells[0]) == [cells[0]].into() {
            assert_eq!(cells.len(), 4, "id, rule, code, test: {line}");
            assert!(rows.insert(cells[0], cells).is_none(), "defined twice: {line}");
        }
    }
    let all = files(&[".rs", ".md", ".js", ".py", ".kt", ".swift"]);
    let mut missing = Vec::new();
    for (path, text) in all.iter().filter(|(path, _)| *path != "docs/rules.md") {
        let ids = cited(text);
        missing.extend(ids.iter().filter(|id| !rows.contains_key(**id)).map(|id| format!("{path} cites {id}")));
    }
    assert!(missing.is_empty(), "docs/rules.md does not define: {missing:#?}");
    for row in rows.values() {
        for place in row[3].split(", ").filter(|place| *place != "–") {
            let (area, file) = place.split_once('/').unwrap_or_else(|| panic!("{}: {place} is no test", row[0]));
            let folder = match area {
                "hub" => "sync-server/tests/core",
                "model" => "core/model/tests",
                "store" => "core/store/tests",
                "town" => "tests/tests",
                _ => panic!("{}: no such tests: {place}", row[0]),
            };
            let path = format!("{folder}/{file}.rs");
            assert!(all.contains_key(&path), "{}: {path} is not there", row[0]);
        }
    }
}

/// Names that several public types may have, and why.
const SHARED: &[(&str, &str)] = &[
    ("Borrower", "the client's and, with ids as text, what other languages give"),
    ("Error", "each crate's own, as Rust's libraries do"),
    ("Options", "each crate's own: what it takes to open it"),
    ("Store", "the phone's store, and what the engine asks of it"),
];

#[test]
fn a_public_name_means_one_type() {
    let mut named: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let all = files(&[".rs"]);
    for (path, text) in all.iter().filter(|(path, _)| !is_test(path)) {
        for (_, line) in code(text) {
            let rest = ["pub struct ", "pub enum ", "pub trait "].iter().find_map(|begin| line.strip_prefix(begin));
            let name = rest.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric()).next());
            named.entry(name.unwrap_or_default()).or_default().push(path);
        }
    }
    named.remove("");
    assert!(named.len() > 100, "the types are not where they were");
    named.retain(|_, paths| paths.len() > 1);
    let idle: Vec<_> = SHARED.iter().filter(|(name, _)| !named.contains_key(name)).collect();
    assert!(idle.is_empty(), "no longer shared: {idle:?}");
    named.retain(|name, _| !SHARED.iter().any(|(shared, _)| shared == name));
    assert!(named.is_empty(), "one word, one meaning (docs/glossary.md): {named:#?}");
}

/// Where Chinese text stands in the code, and as what.
const CHINESE: &[(&str, &str)] = &[
    ("core/model/src/messages", "the table of sentences"),
    ("core/model/src/refusal.rs", "the words for fields that its sentences name"),
    ("core/model/src/intents/", "what each thing to do is called"),
    ("core/model/src/calendar/time.rs", "dates and weekdays"),
    ("core/client/src/words", "states, as people read them"),
    ("core/model/src/text/", "characters and their readings"),
    ("core/model/src/catalogue_csv/", "what lists of books write"),
    ("core/model/src/holdings", "what titles, volumes and authors are compared by"),
    ("core/model/src/settlement_list.rs", "what settlement lists write"),
    ("core/model/src/payout_list.rs", "the columns of the list that a bank is given"),
    ("core/model/src/isbn/cell.rs", "what stands beside an ISBN"),
    ("core/model/src/title_key.rs", "numbers of volumes"),
    ("sync-server/src/failure.rs", "what the hub's commands say, beside each"),
    ("sync-server/src/admin", "what the hub's commands say, beside each"),
    ("sync-server/src/cmd", "what the hub's commands say, beside each"),
    ("sync-server/src/config.rs", "what the hub's commands say, beside each"),
    ("sync-server/src/data_dir.rs", "what the hub's commands say, beside each"),
    ("sync-server/src/http/tls.rs", "what the hub's commands say, beside each"),
    ("sync-server/src/identity/members.rs", "what the hub's commands say, beside each"),
    ("mobile-demo/phones/src/seed", "the town's people and books"),
    ("mobile-demo/phones/src/main.rs", "where to look, on the terminal"),
    ("mobile-demo/phones/src/start.rs", "where to look, on the terminal"),
];

/// Whether a line holds Chinese text between quotation marks, in front of a comment.
fn says_chinese(line: &str) -> bool {
    let code = line.split(" // ").next().unwrap_or_default();
    let mut quoted = code.split('"').skip(1).step_by(2);
    let chinese = |c: char| ('\u{3400}'..='\u{9FFF}').contains(&c);
    quoted.any(|text| text.contains(chinese))
}

#[test]
fn what_people_read_stands_in_the_files_of_words() {
    assert!(says_chinese(r#"StateText::new(Tone::Plain, "在架", "On the shelf")"#));
    assert!(!says_chinese(r#"let n = 1; // in a "file" 书名"#) && !says_chinese("/// 借出"));
    let (mut found, mut used) = (Vec::new(), BTreeSet::new());
    for (path, text) in files(&[".rs"]).iter().filter(|(path, _)| !is_test(path)) {
        let place = CHINESE.iter().find(|(begin, _)| path.starts_with(begin));
        let mut lines = code(text).filter(|(_, line)| says_chinese(line)).peekable();
        match place {
            Some((begin, _)) if lines.peek().is_some() => drop(used.insert(*begin)),
            Some(_) => {}
            None => found.extend(lines.map(|(at, line)| format!("{path}:{at} {}", line.trim()))),
        }
    }
    assert!(found.is_empty(), "a sentence has one place (ARCHITECTURE.md, One sentence, one place): {found:#?}");
    let idle: Vec<_> = CHINESE.iter().filter(|(begin, _)| !used.contains(begin)).collect();
    assert!(idle.is_empty(), "no Chinese stands there: {idle:#?}");
}
