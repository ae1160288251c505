//! One-way folding: width, case, traditional and variant characters, signs.

use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

/// Pairs of (traditional or variant, what it is searched as), sorted.
static VARIANTS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
    let mut pairs = Vec::with_capacity(4200);
    for line in include_str!("variants.txt").lines().filter(|line| !line.starts_with('#')) {
        let mut chars = line.chars();
        while let (Some(from), Some(to)) = (chars.next(), chars.next()) {
            pairs.push((from, to));
        }
    }
    pairs
});

/// Which characters of the basic plane stand in [`VARIANTS`]: nine of ten do not, and need no search.
static HAS_VARIANT: LazyLock<CharSet> = LazyLock::new(|| VARIANTS.iter().map(|pair| pair.0).collect());

/// Characters of the basic plane, a bit each; those beyond it are always held to be inside.
pub(super) struct CharSet(Vec<u64>);

impl CharSet {
    pub(super) fn may_contain(&self, c: char) -> bool {
        let code = u32::from(c);
        let word = usize::try_from(code / 64).ok().and_then(|at| self.0.get(at));
        word.is_none_or(|word| word >> (code % 64) & 1 == 1)
    }
}

impl FromIterator<char> for CharSet {
    fn from_iter<I: IntoIterator<Item = char>>(chars: I) -> Self {
        let mut bits = vec![0u64; 0x1_0000 / 64];
        for c in chars {
            let code = u32::from(c);
            if let Some(word) = usize::try_from(code / 64).ok().and_then(|at| bits.get_mut(at)) {
                *word |= 1 << (code % 64);
            }
        }
        Self(bits)
    }
}

/// The characters that GBK kept in Unicode's private use area, U+E815 to U+E864, before Unicode had them: old registers
/// still bring 䶮 as U+E863.
const ONCE_PRIVATE: &str = "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻";

/// A character as Unicode has it today.
pub(crate) fn standard(c: char) -> char {
    let at = u32::from(c).checked_sub(0xE815).and_then(|at| usize::try_from(at).ok());
    at.filter(|at| *at < 80).and_then(|at| ONCE_PRIVATE.chars().nth(at)).unwrap_or(c)
}

/// The dot between the parts of a name: 民委发〔2016〕33号 knows only this one.
pub(super) const MIDDLE_DOT: char = '\u{00B7}';

/// One kept character of a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Piece {
    /// A Chinese character: as written, as folded, and whether nothing Chinese stands right before it.
    Han { written: char, folded: char, first: bool },
    /// A small Latin letter, and whether a word begins with it.
    Latin { letter: char, first: bool },
    /// A digit, `+`, `#` or a letter of another script.
    Other(char),
    /// A dot between two kept characters.
    Dot,
}

/// The simplified or usual form of a character; itself where it has no other.
///
/// Some pairs lose a difference (乾 is both 干 and itself, 著 both 着 and itself): for searching that is harmless,
/// because text and query lose it alike. Never show or store the result.
pub fn simplify(c: char) -> char {
    if c < '\u{3400}' || !HAS_VARIANT.may_contain(c) {
        return c;
    }
    match VARIANTS.binary_search_by_key(&c, |pair| pair.0) {
        Ok(at) => VARIANTS.get(at).map_or(c, |pair| pair.1),
        Err(_) => c,
    }
}

/// A text as it is compared: width folded (NFKC), without accents, lower case, traditional and variant characters as
/// simplified ones, every kind of middle dot as `·` (U+00B7), all other blanks, punctuation and marks gone.
///
/// `+` and `#` stay (C++ and C# are two books). Dots stay only between two kept characters.
///
/// ```
/// use zhijia_model::text::fold;
/// assert_eq!(fold("江陰傢服 ＡＢＣ"), "江阴家服abc");
/// assert_eq!(fold("阿卜来提•如则"), "阿卜来提·如则");
/// ```
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for_each_piece(text, |piece| {
        out.push(match piece {
            Piece::Han { folded, .. } => folded,
            Piece::Latin { letter, .. } => letter,
            Piece::Other(c) => c,
            Piece::Dot => MIDDLE_DOT,
        });
    });
    // Letters that a dropped sign kept apart may compose (Korean).
    if is_nfc_quick(out.chars()) == IsNormalized::Yes { out } else { out.nfc().collect() }
}

/// A folded text without blanks: what is typed for one name, whatever its width, spaces and forms of characters.
pub fn bare(text: &str) -> String {
    fold(text).split_whitespace().collect()
}

/// Walks over the kept characters of a text.
pub(super) fn for_each_piece(text: &str, mut visit: impl FnMut(Piece)) {
    let mut walker = Walker::default();
    if text.chars().all(is_normal) {
        text.chars().for_each(|c| walker.take(c, &mut visit));
    } else {
        // Decomposed, so that accents can be dropped; composed again for scripts in which marks are letters.
        let bare = text.chars().map(standard).nfkd().filter(|c| !matches!(c, '\u{0300}'..='\u{036F}'));
        bare.nfc().for_each(|c| walker.take(c, &mut visit));
    }
}

#[derive(PartialEq, Eq, Default, Clone, Copy)]
enum Before {
    #[default]
    Nothing,
    Han,
    Latin,
    Other,
}

#[derive(Default)]
struct Walker {
    before: Before,
    /// A dot was seen after a kept character.
    dot: bool,
    any: bool,
}

impl Walker {
    fn take(&mut self, c: char, visit: &mut impl FnMut(Piece)) {
        if is_han(c) {
            let first = self.before != Before::Han;
            self.keep(Before::Han, visit);
            visit(Piece::Han { written: c, folded: simplify(c), first });
        } else if c.is_ascii_alphabetic() {
            let first = self.before != Before::Latin;
            self.keep(Before::Latin, visit);
            visit(Piece::Latin { letter: c.to_ascii_lowercase(), first });
        } else if c.is_alphanumeric() || matches!(c, '+' | '#') {
            self.keep(Before::Other, visit);
            c.to_lowercase().for_each(|c| visit(Piece::Other(c)));
        } else if is_invisible(c) {
            // A zero-width mark inside a word does not end it.
        } else {
            self.dot |= self.any && is_dot(c);
            self.before = Before::Nothing;
        }
    }

    fn keep(&mut self, now: Before, visit: &mut impl FnMut(Piece)) {
        if std::mem::take(&mut self.dot) {
            visit(Piece::Dot);
        }
        self.before = now;
        self.any = true;
    }
}

/// What compatibility folding leaves as it is, or makes another sign that is dropped all the same: the bulk of titles.
fn is_normal(c: char) -> bool {
    c.is_ascii()
        || is_plain_han(c)
        || matches!(
            c,
            MIDDLE_DOT | '\u{3001}' | '\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301B}'
                | '\u{2013}'..='\u{2015}' | '\u{2018}'..='\u{201F}' | '\u{2022}' | '\u{2027}'
                | '\u{FF01}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0C}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}'
        )
}

fn is_plain_han(c: char) -> bool {
    matches!(c, '\u{4E00}'..='\u{9FFF}')
}

/// Chinese characters, with 々 and 〇 which are used as such.
pub(crate) fn is_han(c: char) -> bool {
    is_plain_han(c) || matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{20000}'..='\u{323AF}' | '\u{3005}' | '\u{3007}')
}

/// What people use as the dot of a name. The sentence stops are among them: phones offer them first.
pub(crate) fn is_dot(c: char) -> bool {
    matches!(
        c,
        MIDDLE_DOT
            | '.'
            | '。'
            | '\u{2022}'
            | '\u{2024}'
            | '\u{2027}'
            | '\u{2218}'
            | '\u{2219}'
            | '\u{22C5}'
            | '\u{25CF}'
            | '\u{25E6}'
            | '\u{2E31}'
            | '\u{2E33}'
            | '\u{30FB}'
            | '\u{16EB}'
            | '\u{0387}'
            | '\u{FF0E}'
            | '\u{FF61}'
            | '\u{FF65}'
            | '\u{FE52}'
    )
}

/// Zero-width and direction marks, soft hyphens, variation selectors.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}'
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn what_is_taken_for_normal_folds_alike_either_way() {
        for c in ('\0'..=char::MAX).filter(|c| is_normal(*c)) {
            let text = format!("一{c}二a{c}b");
            // Behind a letter that is not normal the whole text takes the long way.
            assert_eq!(format!("{}е", fold(&text)), fold(&format!("{text}е")), "{c:?}");
        }
    }

    #[test]
    fn what_was_private_is_read_as_unicode_has_it() {
        assert_eq!(ONCE_PRIVATE.chars().count(), 80);
        assert_eq!((standard('\u{E863}'), standard('\u{E815}'), standard('\u{E865}')), ('䶮', '⺁', '\u{E865}'));
        assert_eq!(fold("刘\u{E863}"), "刘䶮");
    }

    #[test]
    fn the_table_is_sorted_and_needs_one_step() {
        assert!(VARIANTS.len() > 4000);
        assert!(VARIANTS.windows(2).all(|two| two[0].0 < two[1].0));
        assert!(VARIANTS.iter().all(|pair| simplify(pair.1) == pair.1));
    }
}
