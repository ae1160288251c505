//! How Chinese characters are read, surnames first.

use std::sync::LazyLock;

use pinyin::ToPinyin;

use super::fold::{CharSet, Piece, for_each_piece};

/// At most so many readings of a character are looked at.
pub(super) const MOST_READINGS: usize = 4;
/// At most so many readings of a whole name are listed.
const MOST_COMBINATIONS: usize = 16;
/// A name is not longer than this; of a longer text only so much is read.
const LONGEST_NAME: usize = 60;

/// Characters with several readings in use today, commonest first; the dictionaries' archaic ones (王 yù) are left out,
/// because they would only make false finds.
static SEVERAL: LazyLock<Vec<(char, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("readings.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .flat_map(str::split_whitespace)
        .filter_map(|entry| {
            let first = entry.chars().next()?;
            Some((first, entry.strip_prefix(first)?))
        })
        .collect()
});

/// Which characters stand in [`SEVERAL`].
static HAS_SEVERAL: LazyLock<CharSet> = LazyLock::new(|| SEVERAL.iter().map(|entry| entry.0).collect());

/// Surnames of one character that are read otherwise than the character usually is (domain.md §6).
const SURNAMES: [(char, &str); 61] = [
    ('万', "wan"),
    ('乐', "yue"),
    ('乜', "nie"),
    ('仇', "qiu"),
    ('任', "ren"),
    ('佴', "nai"),
    ('便', "pian"),
    ('冼', "xian"),
    ('区', "ou"),
    ('华', "hua"),
    ('单', "shan"),
    ('卜', "bu"),
    ('参', "shen"),
    ('句', "gou"),
    ('召', "shao"),
    ('员', "yun"),
    ('哈', "ha"),
    ('宁', "ning"),
    ('宓', "mi"),
    ('尹', "yin"),
    ('幺', "yao"),
    ('应', "ying"),
    ('折', "she"),
    ('撒', "sa"),
    ('晟', "cheng"),
    ('曲', "qu"),
    ('曾', "zeng"),
    ('朴', "piao"),
    ('查', "zha"),
    ('洗', "xian"),
    ('澹', "tan"),
    ('燕', "yan"),
    ('牟', "mu"),
    ('盖', "ge"),
    ('盛', "sheng"),
    ('相', "xiang"),
    ('石', "shi"),
    ('祭', "zhai"),
    ('种', "chong"),
    ('秘', "bi"),
    ('繁', "po"),
    ('纪', "ji"),
    ('缪', "miao"),
    ('翟', "zhai"),
    ('能', "nai"),
    ('薄', "bo"),
    ('藏', "zang"),
    ('虎', "mao"),
    ('覃', "qin"),
    ('解', "xie"),
    ('谌', "chen"),
    ('车', "che"),
    ('过', "guo"),
    ('适', "kuo"),
    ('逄', "pang"),
    ('那', "na"),
    ('郇', "xun"),
    ('都', "du"),
    ('长', "zhang"),
    ('隗', "wei"),
    ('黑', "he"),
];

/// Characters that are read otherwise within names than they usually are.
const WITHIN_NAMES: [(char, &str); 12] = [
    ('卜', "bu"),
    ('地', "di"),
    ('大', "da"),
    ('奇', "qi"),
    ('杉', "shan"),
    ('朝', "chao"),
    ('艾', "ai"),
    ('都', "du"),
    ('重', "chong"),
    ('长', "chang"),
    ('阿', "a"),
    ('勒', "le"),
];

/// Surnames of two characters with an unusual reading.
const DOUBLE_SURNAMES: [([char; 2], [&str; 2]); 12] = [
    (['万', '俟'], ["mo", "qi"]),
    (['中', '行'], ["zhong", "hang"]),
    (['亓', '官'], ["qi", "guan"]),
    (['令', '狐'], ["ling", "hu"]),
    (['单', '于'], ["chan", "yu"]),
    (['尉', '迟'], ["yu", "chi"]),
    (['澹', '台'], ["tan", "tai"]),
    (['皇', '甫'], ["huang", "fu"]),
    (['第', '五'], ["di", "wu"]),
    (['百', '里'], ["bai", "li"]),
    (['长', '孙'], ["zhang", "sun"]),
    (['鲜', '于'], ["xian", "yu"]),
];

/// A few readings of one character: distinct, without tones, `u` for ü.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Readings {
    list: [&'static str; MOST_READINGS],
    count: usize,
}

impl Readings {
    pub(super) fn push(&mut self, reading: &'static str) {
        if self.as_slice().contains(&reading) {
            return;
        }
        if let Some(free) = self.list.get_mut(self.count) {
            *free = reading;
            self.count += 1;
        } else if let Some(last) = self.list.last_mut() {
            // A surname's reading, added last, is worth more than a fourth dictionary reading.
            *last = reading;
        }
    }

    pub(super) fn as_slice(&self) -> &[&'static str] {
        self.list.get(..self.count).unwrap_or(&[])
    }

    fn with_first(self, reading: &'static str) -> Self {
        let mut out = Self::default();
        out.push(reading);
        for other in self.as_slice().iter().take(MOST_READINGS - 1) {
            out.push(other);
        }
        out
    }
}

/// The readings of a character as written and as folded: 乾 is qian and gan.
pub(super) fn readings(written: char, folded: char) -> Readings {
    let mut out = Readings::default();
    add(&mut out, folded);
    if written != folded {
        add(&mut out, written);
    }
    out
}

fn add(out: &mut Readings, c: char) {
    let listed = HAS_SEVERAL
        .may_contain(c)
        .then(|| SEVERAL.binary_search_by_key(&c, |entry| entry.0).ok())
        .flatten()
        .and_then(|at| SEVERAL.get(at));
    if let Some((_, listed)) = listed {
        listed.split(',').for_each(|reading| out.push(reading));
    } else if let Some(reading) = c.to_pinyin() {
        out.push(plain(reading.plain()));
    }
}

/// The few syllables that a keyboard writes otherwise.
fn plain(reading: &'static str) -> &'static str {
    if reading.len() > 4 {
        return reading;
    }
    match reading {
        "lü" => "lu",
        "lüe" => "lue",
        "nü" => "nu",
        "nüe" => "nue",
        "ê" => "e",
        "m" | "n" | "ng" | "hm" | "hng" => "en",
        other => other,
    }
}

/// The reading of a character where a surname may stand, given the next character of the same run.
pub(super) fn surname(c: char, next: Option<char>) -> Option<(&'static str, Option<&'static str>)> {
    let double = DOUBLE_SURNAMES.iter().find(|(name, _)| name[0] == c && Some(name[1]) == next);
    if let Some((_, reading)) = double {
        return Some((reading[0], Some(reading[1])));
    }
    let at = SURNAMES.binary_search_by_key(&c, |entry| entry.0).ok()?;
    SURNAMES.get(at).map(|entry| (entry.1, None))
}

fn within_name(c: char) -> Option<&'static str> {
    WITHIN_NAMES.iter().find(|entry| entry.0 == c).map(|entry| entry.1)
}

/// A character or a Latin word with the ways it is read.
enum Unit {
    Han(Readings),
    Word(String),
}

fn units(text: &str) -> Vec<Unit> {
    let mut pieces = Vec::new();
    for_each_piece(text, |piece| pieces.push(piece));
    pieces.truncate(LONGEST_NAME);
    let mut units = Vec::new();
    let mut second = None;
    for (at, piece) in pieces.iter().enumerate() {
        match *piece {
            Piece::Han { written, folded, first } => {
                let mut list = readings(written, folded);
                let next = match pieces.get(at + 1) {
                    Some(Piece::Han { folded, .. }) => Some(*folded),
                    _ => None,
                };
                let as_surname = if first { surname(folded, next) } else { None };
                let own = match as_surname {
                    Some((own, following)) => {
                        second = following;
                        Some(own)
                    }
                    None => second.take().or_else(|| within_name(folded)),
                };
                if let Some(own) = own {
                    list = list.with_first(own);
                }
                units.push(Unit::Han(list));
            }
            Piece::Latin { letter: c, first } => match units.last_mut() {
                Some(Unit::Word(word)) if !first => word.push(c),
                _ => units.push(Unit::Word(c.to_string())),
            },
            Piece::Other(c) => match units.last_mut() {
                Some(Unit::Word(word)) => word.push(c),
                _ => units.push(Unit::Word(c.to_string())),
            },
            Piece::Dot => {}
        }
    }
    units
}

/// All ways a name is read, without tones and with blanks between the syllables (so that sorting by the first is
/// sorting by syllable): the surname's own reading first, then the commonest, at most sixteen.
///
/// Characters that nobody knows how to read are left out; Latin words and numbers stay as they are.
///
/// ```
/// use zhijia_model::text::pinyin_full;
/// assert_eq!(pinyin_full("单雄信").first().map(String::as_str), Some("shan xiong xin"));
/// assert_eq!(pinyin_full("尉迟恭").first().map(String::as_str), Some("yu chi gong"));
/// ```
pub fn pinyin_full(name: &str) -> Vec<String> {
    combinations(name, |out, syllable| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(syllable);
    })
}

/// The initials of a name in all its readings, as people type them: 王建国 is `wjg`.
pub fn pinyin_initials(name: &str) -> Vec<String> {
    combinations(name, |out, syllable| out.extend(syllable.chars().next()))
}

/// Every combination of readings in which the first differs last, so that the likeliest come first.
fn combinations(name: &str, push: impl Fn(&mut String, &str)) -> Vec<String> {
    let mut out = vec![String::new()];
    for unit in units(name) {
        match unit {
            Unit::Word(word) => out.iter_mut().for_each(|start| push(start, &word)),
            Unit::Han(list) => {
                let Some((first, others)) = list.as_slice().split_first() else {
                    continue;
                };
                let mut further = Vec::new();
                for reading in others {
                    for start in out.iter().take(MOST_COMBINATIONS - (out.len() + further.len()).min(MOST_COMBINATIONS))
                    {
                        let mut longer = start.clone();
                        push(&mut longer, reading);
                        further.push(longer);
                    }
                }
                for start in &mut out {
                    push(start, first);
                }
                for longer in further {
                    if !out.contains(&longer) {
                        out.push(longer);
                    }
                }
            }
        }
    }
    out.retain(|reading| !reading.is_empty());
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(SEVERAL.len() > 400);
        assert!(SEVERAL.windows(2).all(|two| two[0].0 < two[1].0));
        assert!(SURNAMES.windows(2).all(|two| two[0].0 < two[1].0));
    }

    #[test]
    fn no_character_has_more_readings_than_are_kept() {
        assert!(SEVERAL.iter().all(|entry| entry.1.split(',').count() <= MOST_READINGS));
    }
}
