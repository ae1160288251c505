//! Looking for a query in index columns.
//!
//! What was typed is followed through the units of a column, from wherever its first sign stands: from a place in what
//! was typed a unit leads to further places. A set of places is the bits of one number, so that a unit costs a few
//! comparisons, however many ways there are to cut the letters.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2_iter, memrchr2};

mod letters;
mod unit;

use unit::Unit;

use super::query::{Look, Query, Term, Typed, query_terms};

/// A query ready to be looked for.
#[derive(Debug)]
pub struct Matcher<'q> {
    terms: Vec<Needle<'q>>,
}

/// How well a column fits what was typed; the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// Where it stands.
    pub position: Position,
    /// How much of it was typed.
    pub extent: Extent,
}

/// Where in a column something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Position {
    /// The first text begins with it.
    Begins,
    /// It stands within the first text.
    Within,
    /// Another text has it.
    Elsewhere,
}

/// How far something was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Extent {
    /// To the end of a character, syllable or word.
    Whole,
    /// The last syllable or word is not complete.
    Open,
    /// Syllables are cut down to their initials.
    Short,
}

impl Query {
    /// Whether the text of an index column contains what was asked. For many columns take [`Query::matcher`] once.
    pub fn matches_column(&self, column: &str) -> bool {
        self.matcher().matches(column.as_bytes())
    }

    /// Makes the query ready to be looked for in many index columns.
    pub fn matcher(&self) -> Matcher<'_> {
        Matcher::new(self)
    }
}

/// Whether what was typed finds a text with these keys. For many texts take [`query_terms`] once.
pub fn matches(query: &str, keys: &super::SearchKeys) -> bool {
    query_terms(query).matches_column(keys.column())
}

impl<'q> Matcher<'q> {
    fn new(query: &'q Query) -> Self {
        Self { terms: query.terms.iter().map(|term| Needle::new(term, query.look)).collect() }
    }

    /// Whether the UTF-8 text of an index column holds what was asked.
    pub fn matches(&self, column: &[u8]) -> bool {
        self.terms.iter().all(|term| term.find(column, true).is_some())
    }

    /// The same, and how well: by the first of several terms.
    pub fn fit(&self, column: &[u8]) -> Option<Fit> {
        let (first, others) = self.terms.split_first()?;
        if !others.iter().all(|term| term.find(column, true).is_some()) {
            return None;
        }
        first.find(column, false)
    }
}

/// What the first sign of a term is looked for by.
#[derive(Debug)]
enum First {
    /// Capitals of readings and words.
    Capital(u8, u8),
    Sign(Box<Finder<'static>>),
}

/// One term.
#[derive(Debug)]
struct Needle<'q> {
    signs: &'q [Typed],
    first: First,
    short: bool,
    look: Look,
}

/// The places that are reached, in what was typed, by the way that led there.
#[derive(Clone, Copy, Default)]
struct Places {
    /// By whole syllables, words and characters.
    whole: u64,
    /// With some syllables cut down to their initials.
    short: u64,
    /// By initials alone.
    initials: u64,
}

impl Places {
    const fn any(self) -> bool {
        self.whole | self.short | self.initials != 0
    }
}

impl<'q> Needle<'q> {
    fn new(term: &'q Term, look: Look) -> Self {
        Self::of(&term.signs, term.short || look == Look::Loose, look)
    }

    fn of(signs: &'q [Typed], short: bool, look: Look) -> Self {
        let first = match signs.first() {
            Some(Typed::Letter { letter, .. }) => {
                let capital = letter.to_ascii_uppercase();
                match (look, capital) {
                    (Look::Loose, b'L' | b'N') => First::Capital(b'L', b'N'),
                    _ => First::Capital(capital, capital),
                }
            }
            Some(Typed::Sign(sign)) => First::Sign(Box::new(Finder::new(sign.encode_utf8(&mut [0; 4])).into_owned())),
            None => First::Capital(b'\n', b'\n'),
        };
        Self { signs, first, short, look }
    }

    /// The best fit in a column, or where `any` the first one met.
    fn find(&self, column: &[u8], any: bool) -> Option<Fit> {
        let mut best: Option<Fit> = None;
        let mut last = None;
        let title = memchr(b'\n', column).unwrap_or(column.len());
        let mut visit = |at: usize| {
            let start = memrchr2(b' ', b'\n', column.get(..at).unwrap_or(&[])).map_or(0, |before| before + 1);
            // Two readings of one character begin alike.
            if last.replace(start) == Some(start) {
                return false;
            }
            let Some(extent) = self.from(column, start) else { return false };
            let position = match start {
                0 => Position::Begins,
                start if start < title => Position::Within,
                _ => Position::Elsewhere,
            };
            let fit = Fit { position, extent };
            best = Some(best.map_or(fit, |best| best.min(fit)));
            any || fit == Fit { position: Position::Begins, extent: Extent::Whole }
        };
        match &self.first {
            First::Capital(one, other) => {
                let _ = memchr2_iter(*one, *other, column).any(&mut visit);
            }
            First::Sign(finder) => {
                let _ = finder.find_iter(column).any(&mut visit);
            }
        }
        best
    }

    /// How the term fits from a unit on.
    fn from(&self, column: &[u8], start: usize) -> Option<Extent> {
        let mut places = Places { whole: 1, short: 0, initials: 1 };
        let mut best: Option<Extent> = None;
        let mut at = start;
        let mut ends = 0;
        while places.any() {
            let rest = column.get(at..).unwrap_or(&[]);
            let Some(length) = memchr(b' ', rest).filter(|_| rest.first() != Some(&b'\n')) else { break };
            let unit = Unit::read(rest.get(..length).unwrap_or(&[]));
            let mut next = Places::default();
            let mut found = |one: Extent| best = Some(best.map_or(one, |best| best.min(one)));
            self.step(&unit, places, &mut next, &mut found);
            if best == Some(Extent::Whole) {
                break;
            }
            ends |= next.whole;
            places = next;
            at += length + 1;
        }
        if best.is_none() && self.look == Look::Apart && self.signs.len() > 1 {
            return self.rest_elsewhere(column, ends);
        }
        best
    }

    /// Where a term may be two: whether what is left behind one of the places that were reached stands anywhere.
    fn rest_elsewhere(&self, column: &[u8], ends: u64) -> Option<Extent> {
        for at in (1..self.signs.len()).filter(|at| ends >> at & 1 == 1) {
            let (before, behind) = self.signs.split_at(at);
            // One letter says nothing.
            let says = |part: &[Typed]| part.len() > 1 || matches!(part, [Typed::Sign(_)]);
            if says(before) && says(behind) && Needle::of(behind, false, Look::Close).find(column, true).is_some() {
                return Some(Extent::Short);
            }
        }
        None
    }

    /// From the places before a unit to those behind it.
    fn step(&self, unit: &Unit<'_>, places: Places, next: &mut Places, found: &mut impl FnMut(Extent)) {
        let end = self.signs.len();
        let mut all = places.whole | places.short | places.initials;
        while all != 0 {
            let at = all.trailing_zeros() as usize;
            all &= all - 1;
            let bit = 1u64 << at;
            match self.signs.get(at) {
                Some(Typed::Sign(sign)) if unit.sign == Some(*sign) => {
                    let further = bit << 1;
                    next.whole |= if places.whole & bit == 0 { 0 } else { further };
                    next.short |= if places.short & bit == 0 { 0 } else { further };
                    next.initials |= if places.initials & bit == 0 { 0 } else { further };
                    if at + 1 == end {
                        found(if places.whole & bit == 0 { Extent::Short } else { Extent::Whole });
                    }
                }
                Some(Typed::Letter { .. }) => {
                    for reading in unit.readings() {
                        self.letters(reading, unit.sign.is_some(), at, (places, bit), next, found);
                    }
                    // What nobody can read, and the signs of C++, are passed over by those who type letters.
                    if unit.may_be_skipped() && at > 0 {
                        next.whole |= places.whole & bit;
                        next.short |= places.short & bit;
                        next.initials |= places.initials & bit;
                    }
                }
                _ => {}
            }
        }
    }
}
