//! What a store indexes of a text.

use super::fold::{Piece, for_each_piece, initial, push_piece, push_word};
use super::readings::{Readings, readings, surname};

/// Syllables in which every combination of readings stands side by side; needles are never longer.
pub(super) const WINDOW: usize = 3;
/// At most so many lines for one neighbourhood of characters with several readings.
const MOST_LINES: usize = 27;
/// Of a longer text only so many characters are read; all of it is folded.
const LONGEST_READ: usize = 256;

/// The three parts of the index column, in the notation that the [module](super) describes.
///
/// Parts of a text that have nothing to read (digits alone) are empty.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct SearchKeys {
    /// The folded text without dots, Latin words marked.
    pub folded: String,
    /// The syllables, one line for the usual readings and one for each neighbourhood of others.
    pub pinyin: String,
    /// The initials, in the same way.
    pub initials: String,
}

impl SearchKeys {
    /// The text of the index column.
    pub fn column(&self) -> String {
        let mut out = String::with_capacity(self.folded.len() + self.pinyin.len() + self.initials.len() + 2);
        for part in [&self.folded, &self.pinyin, &self.initials] {
            if !part.is_empty() {
                if !out.is_empty() {
                    out.push('\n');
                }
                out.push_str(part);
            }
        }
        out
    }

    /// Whether a needle stands in one of the parts.
    pub fn contains(&self, needle: &str) -> bool {
        self.folded.contains(needle) || self.pinyin.contains(needle) || self.initials.contains(needle)
    }

    /// Adds another text that the same record is found by; no needle reaches from one into the other.
    pub fn add(&mut self, text: &str) {
        let mut units: Vec<Unit> = Vec::with_capacity(text.len() / 3 + 1);
        let before = self.folded.len();
        separate(&mut self.folded);
        let start = self.folded.len();
        for_each_piece(text, |piece| {
            push_piece(&mut self.folded, piece);
            push_unit(&mut units, piece);
        });
        if self.folded.len() == start {
            self.folded.truncate(before);
        }
        add_surnames(&mut units);
        if units.iter().any(|unit| unit.read) {
            add_lines::<Syllables>(&units, &mut self.pinyin);
            add_lines::<Initials>(&units, &mut self.initials);
        }
    }
}

/// Ends what was written before.
fn separate(out: &mut String) {
    if !out.is_empty() {
        out.push('\n');
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

/// A Chinese character with its readings, or a stretch of letters and digits that reads as it is written.
struct Unit {
    list: Readings,
    /// One reading of each initial.
    initials: Readings,
    literal: String,
    /// The folded character where a surname may begin.
    first: Option<char>,
    folded: Option<char>,
    /// Whether there is anything to search for but the text itself.
    read: bool,
}

impl Unit {
    fn literal(literal: String, read: bool) -> Self {
        Self { list: Readings::default(), initials: Readings::default(), literal, first: None, folded: None, read }
    }

    fn add_reading(&mut self, reading: &'static str) {
        self.list.push(reading);
        self.initials.push_initial(reading);
    }
}

/// One of the two ways in which a unit is written.
trait Writing {
    fn readings(unit: &Unit) -> &Readings;
    fn push(out: &mut String, reading: &str);
    /// Whether this character of what is not Chinese is written.
    fn keeps(c: char) -> bool;
}

struct Syllables;

impl Writing for Syllables {
    fn readings(unit: &Unit) -> &Readings {
        &unit.list
    }

    fn push(out: &mut String, reading: &str) {
        push_word(out, reading);
    }

    fn keeps(_: char) -> bool {
        true
    }
}

struct Initials;

impl Writing for Initials {
    fn readings(unit: &Unit) -> &Readings {
        &unit.initials
    }

    fn push(out: &mut String, reading: &str) {
        out.extend(initial(reading));
    }

    fn keeps(c: char) -> bool {
        !matches!(c, 'a'..='z' | '+' | '#')
    }
}

fn write<W: Writing>(out: &mut String, unit: &Unit, choice: usize) {
    match W::readings(unit).as_slice().get(choice) {
        Some(reading) => W::push(out, reading),
        None => out.extend(unit.literal.chars().filter(|c| W::keeps(*c))),
    }
}

fn push_unit(units: &mut Vec<Unit>, piece: Piece) {
    if units.len() > LONGEST_READ {
        return;
    }
    match piece {
        Piece::Han { written, folded, first } => {
            let list = readings(written, folded);
            // What nobody can read is passed over by those who type pinyin.
            if list.as_slice().is_empty() {
                return;
            }
            let mut initials = Readings::default();
            list.as_slice().iter().for_each(|reading| initials.push_initial(reading));
            units.push(Unit {
                list,
                initials,
                literal: String::new(),
                first: first.then_some(folded),
                folded: Some(folded),
                read: true,
            });
        }
        Piece::Dot => {}
        Piece::Latin { first, .. } => match units.last_mut() {
            Some(unit) if !first => push_piece(&mut unit.literal, piece),
            _ => {
                let mut literal = String::new();
                push_piece(&mut literal, piece);
                units.push(Unit::literal(literal, true));
            }
        },
        Piece::Other(c) => units.push(Unit::literal(c.to_string(), false)),
    }
}

/// Adds the surname's reading where a name may begin.
fn add_surnames(units: &mut [Unit]) {
    for at in 0..units.len() {
        let next = units.get(at + 1).and_then(|unit| unit.folded);
        let Some(c) = units.get(at).and_then(|unit| unit.first) else {
            continue;
        };
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

/// The line of first readings, then for every neighbourhood of units with several readings enough lines that each
/// window of [`WINDOW`] units stands there in every combination.
fn add_lines<W: Writing>(units: &[Unit], out: &mut String) {
    let count = |unit: &Unit| W::readings(unit).as_slice().len();
    separate(out);
    out.reserve(units.len() * 6);
    for unit in units {
        write::<W>(out, unit, 0);
    }
    let several: Vec<usize> = units.iter().enumerate().filter(|(_, unit)| count(unit) > 1).map(|(at, _)| at).collect();
    // Two units share a window when they are less than WINDOW apart.
    for cluster in several.chunk_by(|one, next| next - one < WINDOW) {
        let (Some(first), Some(last)) = (cluster.first(), cluster.last()) else {
            continue;
        };
        let from = first.saturating_sub(WINDOW - 1);
        let to = (last + WINDOW).min(units.len());
        let stretch = units.get(from..to).unwrap_or(&[]);
        let most = stretch.iter().map(count).max().unwrap_or(1);
        let product = stretch
            .iter()
            .map(|unit| count(unit).max(1))
            .try_fold(1usize, |all, n| all.checked_mul(n).filter(|all| *all <= MOST_LINES));
        let total = product.unwrap_or_else(|| most.pow(3).min(MOST_LINES));
        for line in 1..total {
            out.push('\n');
            let mut rest = line;
            for (at, unit) in stretch.iter().enumerate() {
                let n = count(unit).max(1);
                let choice = if product.is_some() {
                    let choice = rest % n;
                    rest /= n;
                    choice
                } else {
                    // Too many to list: units three apart choose alike, which still fills every window.
                    let digit = [line % most, line / most % most, line / most / most];
                    digit.get(at % WINDOW).copied().unwrap_or(0) % n
                };
                write::<W>(out, unit, choice);
            }
        }
    }
}
