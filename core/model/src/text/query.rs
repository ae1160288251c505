//! What a person types.

use super::fold::{Piece, for_each_piece};
use super::syllables::are_syllables;

/// At most so many terms of a query count.
const MOST_TERMS: usize = 8;
/// A term is cut off after so many characters: places in it are bits of a number.
pub(super) const LONGEST_TERM: usize = 63;

/// A query: all of its terms must be found.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Query {
    pub(super) terms: Vec<Term>,
    pub(super) look: Look,
}

/// How closely what was typed is looked for. The next look is worth taking only where the one before found nothing.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Look {
    /// As it was typed.
    #[default]
    Close,
    /// A term may be two that were written together: 活着余华.
    Apart,
    /// As half of the country hears it, zh as z and n as l (domain.md §6), and syllables cut short anywhere.
    Loose,
}

/// What stands between two blanks.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub(super) struct Term {
    pub(super) signs: Vec<Typed>,
    /// Whether a syllable may be cut down to its first letter though others are whole: the letters cannot be read as
    /// whole syllables.
    pub(super) short: bool,
}

/// One character of a term.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Typed {
    /// A small letter, and whether a syllable or word must begin with it.
    Letter { letter: u8, first: bool },
    /// A Chinese character as folded, a digit, another sign.
    Sign(char),
}

impl Query {
    /// Whether nothing to search for was typed; such a query matches everything, and a roster that opens empty
    /// (domain.md §G.3) asks this first.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The same query to be looked for less closely.
    #[must_use]
    pub fn at(&self, look: Look) -> Self {
        Self { look, ..self.clone() }
    }

    /// The looks to be taken in turn until one finds something.
    pub fn looks(&self) -> impl Iterator<Item = Self> + '_ {
        [Look::Close, Look::Apart, Look::Loose].into_iter().map(|look| self.at(look))
    }
}

/// Understands what was typed: Chinese characters, pinyin without tones (ü, v and u alike), initials, or a mixture.
pub fn query_terms(query: &str) -> Query {
    let words = query.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '，' | '、' | '；' | '\u{0}'));
    let terms = words.filter_map(term).take(MOST_TERMS).collect();
    Query { terms, look: Look::Close }
}

fn term(word: &str) -> Option<Term> {
    let mut signs = Vec::new();
    let word: String = word.chars().take(LONGEST_TERM).collect();
    let mut begun = false;
    for_each_piece(&word, |piece| match piece {
        Piece::Han { folded, .. } => signs.push(Typed::Sign(folded)),
        // Behind a character a letter begins a syllable anyway; behind a sign that was dropped it must.
        Piece::Latin { letter, first } => {
            let letter = u8::try_from(letter).unwrap_or(b'?');
            let first = first && matches!(signs.last(), Some(Typed::Letter { .. }));
            signs.push(Typed::Letter { letter, first });
            begun = true;
        }
        Piece::Other(sign) => signs.push(Typed::Sign(sign)),
        Piece::Dot => {}
    });
    signs.truncate(LONGEST_TERM);
    let short = begun && !runs_are_syllables(&signs);
    (!signs.is_empty()).then_some(Term { signs, short })
}

/// Whether every stretch of letters is made of whole syllables; the last one may still be being typed.
fn runs_are_syllables(signs: &[Typed]) -> bool {
    let mut runs = signs.split(|sign| matches!(sign, Typed::Sign(_))).peekable();
    let letters = |run: &[Typed]| -> String {
        let letter =
            |sign: &Typed| if let Typed::Letter { letter, .. } = sign { Some(char::from(*letter)) } else { None };
        run.iter().filter_map(letter).collect()
    };
    while let Some(run) = runs.next() {
        if !run.is_empty() && !are_syllables(&letters(run), runs.peek().is_none()) {
            return false;
        }
    }
    true
}
