//! What a store indexes of a text.

use super::fold::{Piece, for_each_piece};
use super::readings::{Readings, readings, surname};

/// Of a longer text only so many characters are read; all of it stands there.
const LONGEST_READ: usize = 256;

/// The index column of a record, in the notation that the [module](super) describes, and what it is sorted by.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SearchKeys {
    column: String,
    sort: String,
}

impl SearchKeys {
    /// The text of the index column.
    pub fn column(&self) -> &str {
        &self.column
    }

    /// The first text as it is read aloud: its usual readings, each with a capital.
    pub fn sort(&self) -> &str {
        &self.sort
    }

    /// Adds another text that the same record is found by.
    pub fn add(&mut self, text: &str) {
        let mut units: Vec<Unit> = Vec::with_capacity(text.len() / 3 + 1);
        for_each_piece(text, |piece| push_unit(&mut units, piece));
        if units.is_empty() {
            return;
        }
        add_surnames(&mut units);
        let first = self.column.is_empty();
        if !first {
            self.column.push('\n');
        }
        self.column.reserve(units.len() * 9);
        for unit in &units {
            unit.write(&mut self.column);
            if first {
                unit.write_sort(&mut self.sort);
            }
        }
    }
}

/// The keys of one text: a title, a name, an employer.
pub fn search_keys(text: &str) -> SearchKeys {
    let mut keys = SearchKeys::default();
    keys.add(text);
    keys
}

/// The keys of several texts of one record, such as title, author and publisher.
pub fn search_keys_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> SearchKeys {
    let mut keys = SearchKeys::default();
    texts.into_iter().for_each(|text| keys.add(text));
    keys
}

/// A Chinese character with its readings, a Latin word, or another sign.
enum Unit {
    Han { sign: char, list: Readings, first: bool },
    Word(String),
    Sign(char),
}

impl Unit {
    fn write(&self, out: &mut String) {
        match self {
            Self::Han { sign, list, .. } => {
                out.push(*sign);
                list.as_slice().iter().for_each(|reading| capital(out, reading));
            }
            Self::Word(word) => capital(out, word),
            Self::Sign(sign) => out.push(*sign),
        }
        out.push(' ');
    }

    fn write_sort(&self, out: &mut String) {
        match self {
            Self::Han { sign, list, .. } => match list.as_slice().first() {
                Some(reading) => capital(out, reading),
                None => out.push(*sign),
            },
            Self::Word(word) => capital(out, word),
            Self::Sign(sign) => out.push(*sign),
        }
    }

    const fn folded(&self) -> Option<char> {
        if let Self::Han { sign, .. } = self { Some(*sign) } else { None }
    }

    fn add_reading(&mut self, reading: &'static str) {
        if let Self::Han { list, .. } = self {
            list.push(reading);
        }
    }
}

/// Pushes a word with a capital.
fn capital(out: &mut String, word: &str) {
    let mut chars = word.chars();
    if let Some(first) = chars.next() {
        out.push(first.to_ascii_uppercase());
        out.push_str(chars.as_str());
    }
}

fn push_unit(units: &mut Vec<Unit>, piece: Piece) {
    let read = units.len() < LONGEST_READ;
    match piece {
        Piece::Han { written, folded, first } => {
            let list = if read { readings(written, folded) } else { Readings::default() };
            units.push(Unit::Han { sign: folded, list, first });
        }
        Piece::Dot => {}
        Piece::Latin { letter, first } => match units.last_mut() {
            Some(Unit::Word(word)) if !first => word.push(letter),
            _ => units.push(Unit::Word(letter.to_string())),
        },
        Piece::Other(c) => units.push(Unit::Sign(c)),
    }
}

/// Adds the surname's reading where a name may begin.
fn add_surnames(units: &mut [Unit]) {
    for at in 0..units.len() {
        let next = units.get(at + 1).and_then(Unit::folded);
        let Some(Unit::Han { sign, first: true, .. }) = units.get(at) else { continue };
        let c = *sign;
        if c == '阿' && matches!(next, Some('卜' | '布' | '不')) {
            // 阿卜来提 is short for 阿卜杜来提 (Abdulet), and people who know him by ear type `adl` (scenario 19).
            if let Some(unit) = units.get_mut(at + 1) {
                unit.add_reading("du");
            }
        }
        let Some((own, following)) = surname(c, next) else {
            continue;
        };
        if let Some(unit) = units.get_mut(at) {
            unit.add_reading(own);
        }
        if let (Some(reading), Some(unit)) = (following, units.get_mut(at + 1)) {
            unit.add_reading(reading);
        }
    }
}
