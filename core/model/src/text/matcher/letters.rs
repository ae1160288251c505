//! Letters through one reading: whole syllables, initials, and what half of the country hears.

use super::{Extent, Needle, Places};
use crate::text::query::{Look, Typed};

impl Needle<'_> {
    /// Follows letters through one reading of a character, or through a word.
    pub(super) fn letters(
        &self,
        reading: &[u8],
        of_character: bool,
        at: usize,
        (places, bit): (Places, u64),
        next: &mut Places,
        found: &mut impl FnMut(Extent),
    ) {
        let Some(initial) = reading.first().map(u8::to_ascii_lowercase) else { return };
        if !self.typed(at).is_some_and(|letter| self.same_initial(letter, initial)) {
            return;
        }
        let end = self.signs.len();
        if places.initials & bit != 0 {
            next.initials |= bit << 1;
            if at + 1 == end {
                found(Extent::Short);
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
                    (true, true) => Extent::Whole,
                    (true, false) => Extent::Open,
                    _ => Extent::Short,
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
