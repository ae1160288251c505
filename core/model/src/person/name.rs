//! People's names (民委发〔2016〕33号: fifty characters and more, `·` as the only separator).

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

pub use crate::messages::checks::NameError;
use crate::text::{is_dot, is_han, is_invisible, standard};

/// Longest name in characters as people count them. The rule demands room for fifty.
const LONGEST: usize = 100;

/// Checks a name that its bearer gives and puts it into its canonical form.
///
/// # Errors
/// [`NameError`] says what is wrong with the name, without repeating it.
pub fn parse_name(text: &str) -> Result<String, NameError> {
    let name = given_name(text)?;
    if name.chars().any(|c| c.is_ascii_digit()) { Err(NameError::BadChar) } else { Ok(name) }
}

/// The same for a name that somebody else gives: a keeper may tell two readers apart by a number (张师傅2).
///
/// # Errors
/// As [`parse_name`], digits aside.
pub fn given_name(text: &str) -> Result<String, NameError> {
    let name = normalise_name(text);
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.graphemes(true).count() > LONGEST {
        return Err(NameError::TooLong);
    }
    if name.contains(['?', '\u{25A1}', '\u{FFFD}', '\u{3013}']) {
        return Err(NameError::LostCharacter);
    }
    if name.chars().any(char::is_control) {
        return Err(NameError::BadChar);
    }
    Ok(name)
}

/// The canonical form of a name: width folded, invisible marks gone, every kind of middle dot as `·` without blanks
/// around, no blanks between Chinese characters (王　明 is 王明), what GBK kept as private as Unicode has it. Characters are
/// never replaced by simplified ones: how a person is written is the person's own.
pub fn normalise_name(text: &str) -> String {
    let clean: Vec<char> = text.chars().map(narrow).map(standard).filter(|c| !is_invisible(*c)).nfc().collect();
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    let mut dot = false;
    for c in clean {
        if c.is_whitespace() && !matches!(c, '\n' | '\r') {
            gap = true;
            continue;
        }
        let before = out.chars().next_back();
        // A full stop belongs to a Latin initial (J. Smith); anywhere else it is meant as the dot.
        if is_dot(c) && (c != '.' || before.is_some_and(is_han)) {
            dot = before.is_some();
            continue;
        }
        if std::mem::take(&mut dot) {
            out.push('·');
        } else if gap && before.is_some_and(|before| !(is_han(before) && is_han(c))) {
            out.push(' ');
        }
        gap = false;
        out.push(c);
    }
    out
}

/// Full-width letters and signs as ordinary ones; nothing else of what compatibility folding would change.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    }
}

/// A name as it is posted (公示): 王*明, 王*, 欧**雪; of a longer one the first and last character.
pub fn mask_name(name: &str) -> String {
    let signs: Vec<&str> = name.graphemes(true).collect();
    match signs.as_slice() {
        [] => String::new(),
        [_] => "*".to_owned(),
        [first, _] => format!("{first}*"),
        [first, hidden @ .., last] => format!("{first}{}{last}", "*".repeat(hidden.len().min(3))),
    }
}
