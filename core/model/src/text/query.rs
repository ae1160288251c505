//! What a person types, as needles.

use std::collections::BTreeSet;

use memchr::memmem::Finder;

use super::fold::{Piece, circled, encode, for_each_piece, initial, marked};
use super::keys::{SearchKeys, WINDOW};
use super::readings::readings;
use super::syllables::{Part, segmentations};

/// At most so many terms of a query count; at most so many alternatives of a term.
const MOST_TERMS: usize = 8;
const MOST_ALTERNATIVES: usize = 16;
/// At most so many ways to cut one stretch of letters.
const MOST_CUTS: usize = 6;
/// A term is cut off after so many characters.
const LONGEST_TERM: usize = 64;
/// Letters up to which a term may be nothing but initials.
const MOST_INITIALS: usize = 40;

/// A query: all of its terms must be found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Query {
    /// In the order typed.
    pub terms: Vec<Term>,
}

/// What stands between two blanks: one of its alternatives must be found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Term {
    /// The likeliest first; never empty.
    pub any: Vec<Alternative>,
}

/// One understanding of a term: all of its needles must be substrings of the index column.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Alternative {
    /// Never empty, and no needle is part of another.
    pub all: Vec<String>,
}

impl Query {
    /// Whether nothing to search for was typed; such a query matches everything, and a roster that opens empty
    /// (domain.md §G.3) asks this first.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the keys of a record contain what was asked.
    pub fn matches(&self, keys: &SearchKeys) -> bool {
        self.holds(|needle| keys.contains(needle))
    }

    /// The same over the text of an index column. For many columns take [`Query::matcher`] once.
    pub fn matches_column(&self, column: &str) -> bool {
        self.matcher().matches(column.as_bytes())
    }

    /// Makes the needles ready to be looked for in many index columns.
    pub fn matcher(&self) -> Matcher<'_> {
        Matcher(self.terms.iter().map(|term| term.any.iter().map(Alternative::finders).collect()).collect())
    }

    fn holds(&self, contains: impl Fn(&str) -> bool) -> bool {
        self.terms
            .iter()
            .all(|term| term.any.iter().any(|alternative| alternative.all.iter().all(|needle| contains(needle))))
    }
}

impl Alternative {
    fn finders(&self) -> Vec<Finder<'_>> {
        self.all.iter().map(Finder::new).collect()
    }
}

/// A query's needles, ready to be looked for: terms, their alternatives, and the needles of each.
#[derive(Debug)]
pub struct Matcher<'q>(Vec<Vec<Vec<Finder<'q>>>>);

impl Matcher<'_> {
    /// Whether the UTF-8 text of an index column holds what was asked.
    pub fn matches(&self, column: &[u8]) -> bool {
        let holds = |needles: &Vec<Finder<'_>>| needles.iter().all(|needle| needle.find(column).is_some());
        self.0.iter().all(|term| term.iter().any(holds))
    }
}

/// Whether what was typed finds a text with these keys. For many texts take [`query_terms`] once.
pub fn matches(query: &str, keys: &SearchKeys) -> bool {
    query_terms(query).matches(keys)
}

/// Understands what was typed: Chinese characters, pinyin without tones (ü, v and u alike), initials, or a mixture.
pub fn query_terms(query: &str) -> Query {
    let words = query.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、' | '；' | '\u{0}'));
    let terms = words.filter_map(term).take(MOST_TERMS).collect();
    Query { terms }
}

/// A stretch of one kind.
enum Run {
    Han(Vec<(char, char)>),
    Latin(String),
}

fn term(word: &str) -> Option<Term> {
    let word: String = word.chars().take(LONGEST_TERM).collect();
    let literal = encode(&word);
    if literal.is_empty() {
        return None;
    }
    let mut term = Term::default();
    add(&mut term, [literal]);
    if let Some(runs) = runs(&word) {
        let mut ways = vec![Way::default()];
        for run in &runs {
            ways = extend(&ways, run);
        }
        for way in ways.into_iter().take(MOST_ALTERNATIVES - 2) {
            let mut needles: BTreeSet<String> = way.needles.iter().map(|run| encode(run)).collect();
            part_needles(&way.parts, &mut needles);
            add(&mut term, needles);
        }
        if let [Run::Latin(letters)] = runs.as_slice()
            && (2..=MOST_INITIALS).contains(&letters.len())
        {
            let initials: Vec<char> = letters.chars().map(circled).collect();
            add(&mut term, windows(&initials).map(|window| window.iter().collect::<String>()));
        }
    }
    Some(term)
}

/// The stretches of a term that is made of Chinese characters and small letters alone and has letters.
fn runs(word: &str) -> Option<Vec<Run>> {
    let mut runs: Vec<Run> = Vec::new();
    let mut understood = true;
    for_each_piece(word, |piece| match (piece, runs.last_mut()) {
        (Piece::Han { written, folded, .. }, Some(Run::Han(run))) => run.push((written, folded)),
        (Piece::Han { written, folded, .. }, _) => runs.push(Run::Han(vec![(written, folded)])),
        (Piece::Latin { letter, .. }, Some(Run::Latin(run))) => run.push(letter),
        (Piece::Latin { letter, .. }, _) => runs.push(Run::Latin(letter.to_string())),
        (Piece::Dot, _) => {}
        (Piece::Other(_), _) => understood = false,
    });
    let has_letters = runs.iter().any(|run| matches!(run, Run::Latin(_)));
    (understood && has_letters).then_some(runs)
}

/// One reading of a term so far: its syllables, and the characters that must also stand there as such.
#[derive(Clone, Default)]
struct Way {
    parts: Vec<Part>,
    needles: Vec<String>,
}

fn extend(ways: &[Way], run: &Run) -> Vec<Way> {
    let mut out = Vec::new();
    match run {
        Run::Latin(letters) => {
            for cut in segmentations(letters, MOST_CUTS) {
                for way in ways.iter().take(MOST_ALTERNATIVES) {
                    let mut longer = way.clone();
                    longer.parts.extend(cut.iter().cloned());
                    out.push(longer);
                }
            }
        }
        Run::Han(characters) => {
            let text: String = characters.iter().map(|(_, folded)| *folded).collect();
            out = ways.to_vec();
            for way in &mut out {
                way.needles.push(text.clone());
                // What follows a character is no longer being typed.
                if let Some(Part::Open(letters)) = way.parts.last() {
                    let begun = Part::Initial(letters.clone());
                    way.parts.pop();
                    way.parts.push(begun);
                }
            }
            for (written, folded) in characters {
                let list = readings(*written, *folded);
                let mut longer = Vec::new();
                for reading in list.as_slice() {
                    for way in out.iter().take(MOST_ALTERNATIVES) {
                        let mut way = way.clone();
                        way.parts.push(Part::Full((*reading).to_owned()));
                        longer.push(way);
                    }
                }
                // A character that nobody can read parts the syllables; it is still asked for as itself.
                if !longer.is_empty() {
                    out = longer;
                }
                out.truncate(MOST_ALTERNATIVES);
            }
        }
    }
    out
}

/// The needles of a row of syllables: runs of at most [`WINDOW`].
fn part_needles(parts: &[Part], needles: &mut BTreeSet<String>) {
    let certain = parts.split(|part| *part == Part::Unsure).filter(|stretch| !stretch.is_empty());
    for window in certain.flat_map(windows) {
        let bare = |part: &Part| matches!(part, Part::Initial(_));
        let all_but_last = window.split_last().map_or(window, |(_, rest)| rest);
        if all_but_last.iter().any(bare) {
            needles.insert(window.iter().filter_map(|part| initial(part.letters())).collect());
        }
        // Whole syllables, with the beginning of the next.
        let mut at = 0;
        while at < window.len() {
            let run = window.get(at..).unwrap_or(&[]);
            let length = run.iter().position(bare).map_or(run.len(), |bare| bare + 1);
            let run = run.get(..length).unwrap_or(run);
            needles.insert(run.iter().map(|part| marked(part.letters())).collect());
            at += length;
        }
    }
}

/// All stretches of [`WINDOW`], or the whole where it is shorter.
fn windows<T>(all: &[T]) -> impl Iterator<Item = &[T]> {
    all.windows(WINDOW.min(all.len()).max(1))
}

/// Adds an alternative that says something new.
fn add(term: &mut Term, needles: impl IntoIterator<Item = String>) {
    let found: Vec<String> = needles.into_iter().filter(|needle| !needle.is_empty()).collect();
    let mut all: Vec<String> = Vec::new();
    for needle in &found {
        let part = found.iter().any(|other| other != needle && other.contains(needle.as_str()));
        if !part && !all.contains(needle) {
            all.push(needle.clone());
        }
    }
    let alternative = Alternative { all };
    if !alternative.all.is_empty() && !term.any.contains(&alternative) && term.any.len() < MOST_ALTERNATIVES {
        term.any.push(alternative);
    }
}
