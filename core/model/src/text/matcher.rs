//! Looking for a query in index columns.
//!
//! What was typed is followed through the units of a column, from wherever its first sign stands: from a place in what
//! was typed a unit leads to further places. A set of places is the bits of one number, so that a unit costs a few
//! comparisons, however many ways there are to cut the letters.

use memchr::memmem::Finder;
use memchr::{memchr, memchr2_iter, memrchr2};

use super::query::{Look, Query, Term, Typed};

/// A query ready to be looked for.
#[derive(Debug)]
pub struct Matcher<'q> {
    terms: Vec<Needle<'q>>,
}

/// How well a column fits what was typed; the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fit {
    /// Where it stands.
    pub place: Position,
    /// How much of it was typed.
    pub kind: Kind,
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

/// How something was typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// To the end of a character, syllable or word.
    Whole,
    /// The last syllable or word is not complete.
    Open,
    /// Syllables are cut down to their initials.
    Short,
}

impl<'q> Matcher<'q> {
    pub(super) fn new(query: &'q Query) -> Self {
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
            let Some(kind) = self.from(column, start) else { return false };
            let place = match start {
                0 => Position::Begins,
                start if start < title => Position::Within,
                _ => Position::Elsewhere,
            };
            let fit = Fit { place, kind };
            best = Some(best.map_or(fit, |best| best.min(fit)));
            any || fit == Fit { place: Position::Begins, kind: Kind::Whole }
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
    fn from(&self, column: &[u8], start: usize) -> Option<Kind> {
        let mut places = Places { whole: 1, short: 0, initials: 1 };
        let mut best: Option<Kind> = None;
        let mut at = start;
        let mut ends = 0;
        while places.any() {
            let rest = column.get(at..).unwrap_or(&[]);
            let Some(length) = memchr(b' ', rest).filter(|_| rest.first() != Some(&b'\n')) else { break };
            let unit = Unit::read(rest.get(..length).unwrap_or(&[]));
            let mut next = Places::default();
            let mut found = |kind: Kind| best = Some(best.map_or(kind, |best| best.min(kind)));
            self.step(&unit, places, &mut next, &mut found);
            if best == Some(Kind::Whole) {
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
    fn rest_elsewhere(&self, column: &[u8], ends: u64) -> Option<Kind> {
        for at in (1..self.signs.len()).filter(|at| ends >> at & 1 == 1) {
            let (before, behind) = self.signs.split_at(at);
            // One letter says nothing.
            let says = |part: &[Typed]| part.len() > 1 || matches!(part, [Typed::Sign(_)]);
            if says(before) && says(behind) && Needle::of(behind, false, Look::Close).find(column, true).is_some() {
                return Some(Kind::Short);
            }
        }
        None
    }

    /// From the places before a unit to those behind it.
    fn step(&self, unit: &Unit<'_>, places: Places, next: &mut Places, found: &mut impl FnMut(Kind)) {
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
                        found(if places.whole & bit == 0 { Kind::Short } else { Kind::Whole });
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

    /// Follows letters through one reading of a character, or through a word.
    fn letters(
        &self,
        reading: &[u8],
        of_character: bool,
        at: usize,
        (places, bit): (Places, u64),
        next: &mut Places,
        found: &mut impl FnMut(Kind),
    ) {
        let Some(initial) = reading.first().map(u8::to_ascii_lowercase) else { return };
        if !self.typed(at).is_some_and(|letter| self.same_initial(letter, initial)) {
            return;
        }
        let end = self.signs.len();
        if places.initials & bit != 0 {
            next.initials |= bit << 1;
            if at + 1 == end {
                found(Kind::Short);
            }
        }
        if (places.whole | places.short) & bit == 0 {
            return;
        }
        let by_whole = places.whole & bit != 0;
        let mut walk = Walk { reading, of_character, ways: [(0, 0); MOST_WAYS], count: 0 };
        walk.push(1, at + 1);
        while let Some((letters, to)) = walk.pop() {
            let complete = letters == reading.len();
            if to == end {
                found(match (by_whole, complete) {
                    (true, true) => Kind::Whole,
                    (true, false) => Kind::Open,
                    _ => Kind::Short,
                });
            }
            if complete {
                let places = if by_whole { &mut next.whole } else { &mut next.short };
                *places |= 1u64 << to;
            } else if self.may_end(reading, letters, of_character) {
                next.short |= 1u64 << to;
            }
            self.on(&mut walk, letters, to);
        }
    }

    /// The ways on from so many letters of a reading.
    fn on(&self, walk: &mut Walk<'_>, letters: usize, to: usize) {
        let typed = self.typed(to).filter(|_| !self.must_begin(to));
        let wanted = walk.reading.get(letters).copied();
        if let (Some(typed), Some(wanted)) = (typed, wanted) {
            if typed == wanted || (typed == b'v' && wanted == b'u' && walk.of_character) {
                walk.push(letters + 1, to + 1);
            }
            // A passport writes ü as yu.
            let u = |at: usize| matches!(self.typed(at), Some(b'u' | b'v'));
            if walk.of_character
                && letters == 1
                && typed == b'y'
                && wanted == b'u'
                && matches!(walk.reading.first(), Some(b'L' | b'N'))
                && u(to + 1)
            {
                walk.push(letters + 1, to + 2);
            }
        }
        if self.look != Look::Loose || !walk.of_character {
            return;
        }
        let sibilant = letters == 1 && matches!(walk.reading.first(), Some(b'Z' | b'C' | b'S'));
        let nasal = letters >= 2
            && walk.reading.get(letters - 1) == Some(&b'n')
            && matches!(walk.reading.get(letters - 2), Some(b'e' | b'i' | b'E'));
        // What the reading has and was not typed.
        if (sibilant && wanted == Some(b'h')) || (nasal && wanted == Some(b'g')) {
            walk.push(letters + 1, to);
        }
        // What was typed and the reading has not.
        if (sibilant && typed == Some(b'h') && wanted != Some(b'h'))
            || (nasal && typed == Some(b'g') && wanted != Some(b'g'))
        {
            walk.push(letters, to + 1);
        }
    }

    fn typed(&self, at: usize) -> Option<u8> {
        if let Some(Typed::Letter { letter, .. }) = self.signs.get(at) { Some(*letter) } else { None }
    }

    fn must_begin(&self, at: usize) -> bool {
        matches!(self.signs.get(at), Some(Typed::Letter { first: true, .. }))
    }

    fn same_initial(&self, typed: u8, initial: u8) -> bool {
        let loose = self.look == Look::Loose && matches!((typed, initial), (b'n', b'l') | (b'l', b'n'));
        typed == initial || loose
    }

    /// Whether a reading may be cut off here and the next one begin. A vowel always may: `a` is a syllable of its own, so
    /// nobody can tell `wanga` for 王安 from it.
    fn may_end(&self, reading: &[u8], letters: usize, of_character: bool) -> bool {
        let vowel = of_character && matches!(reading.first(), Some(b'A' | b'E' | b'O'));
        match letters {
            1 => self.short || vowel,
            2 => {
                self.short
                    && of_character
                    && reading.get(1) == Some(&b'h')
                    && matches!(reading.first(), Some(b'Z' | b'C' | b'S'))
            }
            _ => false,
        }
    }
}

/// Ways through one reading: letters of it, and the place in what was typed.
struct Walk<'c> {
    reading: &'c [u8],
    of_character: bool,
    ways: [(usize, usize); MOST_WAYS],
    count: usize,
}

/// More ways than one reading ever leaves open.
const MOST_WAYS: usize = 16;

impl Walk<'_> {
    fn push(&mut self, letters: usize, to: usize) {
        if let Some(free) = self.ways.get_mut(self.count) {
            *free = (letters, to);
            self.count += 1;
        }
    }

    fn pop(&mut self) -> Option<(usize, usize)> {
        self.count = self.count.checked_sub(1)?;
        self.ways.get(self.count).copied()
    }
}

/// One unit of a column.
struct Unit<'c> {
    sign: Option<char>,
    letters: &'c [u8],
}

impl<'c> Unit<'c> {
    fn read(bytes: &'c [u8]) -> Self {
        if bytes.first().is_some_and(u8::is_ascii_uppercase) {
            return Self { sign: None, letters: bytes };
        }
        let length = match bytes.first() {
            Some(0xF0..) => 4,
            Some(0xE0..) => 3,
            Some(0xC0..) => 2,
            _ => 1,
        };
        let (sign, letters) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
        Self { sign: std::str::from_utf8(sign).ok().and_then(|sign| sign.chars().next()), letters }
    }

    /// The readings, or the word.
    fn readings(&self) -> impl Iterator<Item = &'c [u8]> + use<'c> {
        let mut rest = self.letters;
        std::iter::from_fn(move || {
            let length = rest.iter().skip(1).position(u8::is_ascii_uppercase).map_or(rest.len(), |at| at + 1);
            let (reading, behind) = rest.split_at_checked(length)?;
            rest = behind;
            (!reading.is_empty()).then_some(reading)
        })
    }

    fn may_be_skipped(&self) -> bool {
        self.letters.is_empty() && self.sign.is_some_and(|sign| super::is_han(sign) || matches!(sign, '+' | '#'))
    }
}
