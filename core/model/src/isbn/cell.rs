//! Finding the number in a cell.

use unicode_normalization::UnicodeNormalization;

use super::{Isbn, IsbnError, check_digit_10};

/// Longest part of a cell that is looked at: a number stands at its beginning, and a cell of a broken file can be
/// as long as the file.
const LOOKED_AT: usize = 400;

/// What people write into a cell to say that there is nothing, in lower case and without separators.
const PLACEHOLDERS: [&str; 4] = ["na", "null", "none", "nil"];
/// The same in Chinese: one of these, and no digit, in 没有ISBN号, 待补, 暂缺, 未知.
const ABSENT: [char; 10] = ['无', '没', '缺', '待', '未', '不', '暂', '空', '略', '否'];

/// A maximal row of words that begin with a digit, joined by single separators: one or more numbers.
#[derive(Default)]
struct Group {
    words: Vec<String>,
    /// `joins[n]` stands before `words[n + 1]`.
    joins: Vec<char>,
}

/// One number of a cell: how many signs it has and what became of it.
struct Found {
    length: usize,
    outcome: Result<Isbn, IsbnError>,
}

pub(super) fn read(cell: &str) -> Result<Isbn, IsbnError> {
    let text = clean(cell);
    let bare: String = text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let says_none = !bare.contains(|c: char| c.is_ascii_digit()) && bare.contains(ABSENT);
    if bare.is_empty() || says_none || PLACEHOLDERS.contains(&bare.as_str()) {
        return Err(IsbnError::Empty);
    }
    if is_scientific(&text) {
        return Err(IsbnError::Scientific);
    }
    let lower = text.to_lowercase();
    if lower.contains("cip") {
        return Err(IsbnError::NotIsbn);
    }
    let old_label = lower.contains("统一书号");
    let periodical = lower.split(|c: char| !c.is_alphanumeric()).any(|word| word == "cn");
    let groups = groups(&without_labels(&lower));
    let found: Vec<Found> = groups.iter().flat_map(|group| group_numbers(group, old_label)).collect();
    choose(&found).unwrap_or(Err(IsbnError::NotIsbn)).map_err(|error| {
        // A periodical's CN number has six digits and a class mark; whatever its parts look like, it is no ISBN.
        if periodical { IsbnError::NotIsbn } else { error }
    })
}

/// One ISBN if all that were found agree; else the reason that says most.
fn choose(found: &[Found]) -> Option<Result<Isbn, IsbnError>> {
    let mut books = found.iter().filter_map(|number| number.outcome.ok());
    if let Some(first) = books.next() {
        let another = books.any(|other| other != first);
        // A second bar-code number with a slip is a second book all the same.
        let slip = found.iter().any(|n| n.length == 13 && n.outcome == Err(IsbnError::CheckDigit));
        return Some(if another || slip { Err(IsbnError::Multiple) } else { Ok(first) });
    }
    let errors = || found.iter().filter_map(|number| number.outcome.err());
    errors()
        .find(|error| !matches!(error, IsbnError::Length | IsbnError::NotIsbn))
        .or_else(|| errors().find(|error| *error == IsbnError::Length))
        .or_else(|| errors().next())
        .map(Err)
}

/// Width folded, invisible marks gone, every hyphen `-`, every middle dot `·`, quotes of spreadsheets gone.
fn clean(cell: &str) -> String {
    let mut out = String::with_capacity(cell.len().min(LOOKED_AT * 4));
    for c in cell.chars().take(LOOKED_AT).nfkc() {
        match c {
            // Invisible marks, and the quotes by which spreadsheets keep a number a text.
            '\u{00AD}'
            | '\u{200B}'..='\u{200F}'
            | '\u{202A}'..='\u{202E}'
            | '\u{2060}'..='\u{2069}'
            | '\u{FEFF}'
            | '\''
            | '"'
            | '`'
            | '='
            | '\u{2018}'..='\u{201F}' => {}
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{2043}' | '\u{30FC}' => out.push('-'),
            '\u{00B7}' | '\u{2022}' | '\u{2027}' | '\u{30FB}' | '\u{2219}' | '\u{22C5}' => {
                out.push('·');
            }
            c if c.is_whitespace() && !matches!(c, '\n' | '\r' | '\t') => out.push(' '),
            c => out.push(c),
        }
    }
    let trimmed = out.trim();
    // A number cell saved as text: `9787115318756.0`.
    if let Some((number, zeros)) = trimmed.split_once('.')
        && number.len() >= 10
        && number.bytes().all(|b| b.is_ascii_digit())
        && !zeros.is_empty()
        && zeros.bytes().all(|b| b == b'0')
    {
        return number.to_owned();
    }
    trimmed.to_owned()
}

/// `9.79E+12`, as a spreadsheet shows a long number.
fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, "0"));
    whole.len() <= 2 && digits(whole) && digits(fraction) && exponent.len() <= 3 && digits(exponent)
}

/// Takes out the word ISBN and what says which of its two lengths follows.
fn without_labels(lower: &str) -> String {
    let mut out = String::with_capacity(lower.len());
    let mut rest = lower;
    while let Some((before, after)) = rest.split_once("isbn") {
        out.push_str(before);
        out.push(';');
        let tail = after.trim_start_matches([' ', '-']);
        let labelled = tail.strip_prefix("13").or_else(|| tail.strip_prefix("10"));
        rest = match labelled {
            Some(number) if !number.starts_with(|c: char| c.is_ascii_digit()) => number,
            _ => after,
        };
    }
    out.push_str(rest);
    out
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '-' | '·' | '.')
}

/// Cuts a text into groups of number words.
fn groups(text: &str) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut group = Group::default();
    let mut word = String::new();
    let mut joins = String::new();
    // One more character than there is closes the last word and the last group.
    for c in text.chars().chain(['\n', '\n']) {
        if c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            let joined = match joins.chars().next() {
                // ` - ` and the like are one separator; ` / ` never gets here.
                Some(first) => joins.chars().find(|join| *join != ' ').unwrap_or(first),
                None => ' ',
            };
            let numeric = word.starts_with(|c: char| c.is_ascii_digit()) || (word == "x" && joined == '-');
            if numeric {
                if !group.words.is_empty() {
                    group.joins.push(joined);
                }
                group.words.push(std::mem::take(&mut word));
            } else {
                groups.push(std::mem::take(&mut group));
            }
            word.clear();
            joins.clear();
        }
        if is_separator(c) {
            joins.push(c);
        } else {
            groups.push(std::mem::take(&mut group));
            joins.clear();
        }
    }
    groups.retain(|group| !group.words.is_empty());
    groups
}

/// The numbers of one group: usually one, two where an ISBN-10 follows an ISBN-13 after a blank.
fn group_numbers(group: &Group, old_label: bool) -> Vec<Found> {
    if let Some(reason) = other_number(group, old_label) {
        return vec![Found { length: 0, outcome: Err(reason) }];
    }
    let mut numbers = Vec::new();
    let mut current = String::new();
    for (at, word) in group.words.iter().enumerate() {
        // A whole number ends at a blank: `978-7-5442-4724-5 2024年第1版`.
        let apart = at.checked_sub(1).and_then(|before| group.joins.get(before)) == Some(&' ');
        if apart && is_whole(&current) {
            numbers.push(std::mem::take(&mut current));
        }
        // Ten digits behind a lone prefix (`978-0941834148`) are its rest, not a number of their own.
        let whole = word.len() == 13 || (word.len() == 10 && current.len() != 3);
        if whole && !current.is_empty() {
            numbers.push(std::mem::take(&mut current));
        }
        if current.len() >= 13 && matches!(word.len(), 2 | 5) && current.starts_with('9') {
            // The add-on code of a bar code (issue or price).
            numbers.push(std::mem::take(&mut current));
            continue;
        }
        current.push_str(word);
        if whole {
            numbers.push(std::mem::take(&mut current));
        }
    }
    if !current.is_empty() {
        numbers.push(current);
    }
    // What follows a whole number and is too short for one is an add-on or a price.
    let first_is_whole = numbers.first().is_some_and(|first| matches!(first.len(), 10 | 13));
    numbers
        .iter()
        .enumerate()
        .filter(|(at, number)| *at == 0 || !first_is_whole || number.len() >= 10)
        .map(|(_, number)| Found { length: number.len(), outcome: one_number(number) })
        .collect()
}

/// Whether a number needs no more digits: thirteen of a book or periodical, or ten with the right check digit.
fn is_whole(number: &str) -> bool {
    (number.len() == 13 && starts_with_book_or_periodical(number)) || (number.len() == 10 && one_number(number).is_ok())
}

/// Numbers that show in their grouping what they are: an ISSN, a Chinese book number of before 1987.
fn other_number(group: &Group, old_label: bool) -> Option<IsbnError> {
    let lengths: Vec<usize> = group.words.iter().map(String::len).collect();
    let digits: usize = lengths.iter().sum();
    let joined: String = group.words.concat();
    if lengths == [4, 4] && is_issn(&joined) {
        return Some(IsbnError::Issn);
    }
    let isbn_prefix = joined.starts_with("978") || joined.starts_with("979");
    let plain = joined.bytes().all(|b| b.is_ascii_digit());
    let old = match (lengths.as_slice(), group.joins.as_slice()) {
        // Class and publisher, a point, the serial number.
        ([4 | 5, 1..=5], ['·' | '.']) => true,
        ([4 | 5, 1..=4], ['-']) => !isbn_prefix,
        ([1 | 2, 3 | 4, 1..=4], ['-' | '·' | '.', '-' | '·' | '.']) => digits <= 9 && !isbn_prefix,
        _ => old_label && digits <= 10,
    };
    (old && plain).then_some(IsbnError::OldBookNumber)
}

fn one_number(number: &str) -> Result<Isbn, IsbnError> {
    let length = number.len();
    let digits = number.bytes().filter(u8::is_ascii_digit).count();
    let with_x = length == 10 && digits == 9 && number.ends_with('x');
    if digits < length && !with_x {
        // Three letters among thirteen signs are a slip of the pen; more are another kind of code.
        let slip = (9..=14).contains(&length) && digits + 3 >= length;
        return Err(if slip { IsbnError::BadChar } else { IsbnError::NotIsbn });
    }
    match length {
        10 => isbn10(number),
        13 => isbn13(number),
        15 | 18 if starts_with_book_or_periodical(number) => isbn13(number.get(..13).unwrap_or(number)),
        _ if number.starts_with("978") || number.starts_with("979") => Err(IsbnError::Length),
        15 | 18 if number.starts_with("977") => Err(IsbnError::Issn),
        12 => Err(IsbnError::NotIsbn),
        8.. => Err(IsbnError::Length),
        _ => Err(IsbnError::NotIsbn),
    }
}

fn starts_with_book_or_periodical(number: &str) -> bool {
    ["977", "978", "979"].iter().any(|prefix| number.starts_with(prefix))
}

fn isbn13(digits: &str) -> Result<Isbn, IsbnError> {
    let Ok(number) = digits.parse::<u64>() else {
        return Err(IsbnError::BadChar);
    };
    match number / 10_000_000_000 {
        977 => Err(IsbnError::Issn),
        979 if number / 1_000_000_000 == 9790 => Err(IsbnError::Ismn),
        978 | 979 => Isbn::from_u64(number).ok_or(IsbnError::CheckDigit),
        _ => Err(IsbnError::NotIsbn),
    }
}

fn isbn10(digits: &str) -> Result<Isbn, IsbnError> {
    let (nine, check) = digits.split_at_checked(9).ok_or(IsbnError::Length)?;
    let nine: u64 = nine.parse().map_err(|_| IsbnError::BadChar)?;
    let check = if check == "x" { 10 } else { check.parse().map_err(|_| IsbnError::BadChar)? };
    if check_digit_10(nine) != check {
        return Err(IsbnError::CheckDigit);
    }
    let twelve = 978_000_000_000 + nine;
    Isbn::from_u64(twelve * 10 + super::check_digit_13(twelve)).ok_or(IsbnError::CheckDigit)
}

/// Eight signs with weights 8 to 2 and a check digit modulo 11.
fn is_issn(eight: &str) -> bool {
    let mut sum = 0;
    for (c, weight) in eight.chars().zip((1..=8u32).rev()) {
        let value = match c.to_digit(10) {
            Some(digit) => digit,
            None if weight == 1 && c == 'x' => 10,
            None => return false,
        };
        sum += value * weight;
    }
    sum % 11 == 0
}
