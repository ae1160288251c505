//! Whether two descriptions are of one book.

use super::described::Described;
use crate::text::fold;

/// Signs that tell the volumes of a set apart where they are the only difference: 画报·春, 画报·夏.
const ORDER: &str = "上中下前后左右春夏秋冬东南西北天地人甲乙丙丁戊己庚辛壬癸元亨利贞一二三四五六七八九十";

/// Whether two titles under one ISBN or with one label can be one book: the same, one within the other, or a slip apart.
pub(super) fn alike(one: &str, other: &str) -> bool {
    let (one_main, one_sub) = subtitle(one);
    let (other_main, other_sub) = subtitle(other);
    if !one_sub.is_empty() && !other_sub.is_empty() && like(&fold(one_main), &fold(other_main)) {
        return like(&fold(one_sub), &fold(other_sub));
    }
    like(&fold(one), &fold(other))
}

/// What stands behind a colon or a dash.
fn subtitle(title: &str) -> (&str, &str) {
    title.split_once([':', '：', '—', '·', ' ']).map_or((title, ""), |(main, sub)| (main, sub.trim()))
}

fn like(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    if one.is_empty() || other.is_empty() {
        return false;
    }
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (one_digits, other_digits) = (digits(one), digits(other));
    if !one_digits.is_empty() && !other_digits.is_empty() && one_digits != other_digits {
        return false;
    }
    let (a, b): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let shorter = a.len().min(b.len());
    if shorter >= 2 && (one.contains(other) || other.contains(one)) {
        return true;
    }
    if a.len() == b.len() {
        let apart: Vec<(char, char)> = a.iter().zip(&b).filter(|(x, y)| x != y).map(|(x, y)| (*x, *y)).collect();
        if let [(x, y)] = apart.as_slice() {
            let ordered = ORDER.contains(*x) && ORDER.contains(*y);
            return a.len() >= 3 && !ordered;
        }
    }
    // Pairs of neighbours that both have, of all (Dice): six of ten.
    let pairs = |text: &[char]| text.iter().copied().zip(text.iter().copied().skip(1)).collect::<Vec<_>>();
    let (mine, mut theirs) = (pairs(&a), pairs(&b));
    let all = mine.len() + theirs.len();
    let common = mine
        .iter()
        .filter(|pair| theirs.iter().position(|other| other == *pair).map(|at| theirs.swap_remove(at)).is_some());
    common.count() * 20 >= all * 6 && all > 0
}

/// Whether a title of the same volume can be the same book.
pub(super) fn same_volume(one: &Described, other: &Described) -> bool {
    one.volume == other.volume && alike(&one.core, &other.core)
}

/// Whether two descriptions with the same core and volume can be one book: nothing that both say differs.
pub(super) fn compatible(one: &Described, other: &Described) -> bool {
    authors(&one.names, &other.names)
        && texts(&one.publisher, &other.publisher)
        && (one.year.is_none() || other.year.is_none() || one.year == other.year)
        && (one.isbns.is_empty() || other.isbns.is_empty() || one.isbns.iter().any(|isbn| other.isbns.contains(isbn)))
}

/// In how many fields two compatible descriptions say the same.
pub(super) fn shared(one: &Described, other: &Described) -> usize {
    let both = [
        !one.names.is_empty() && !other.names.is_empty(),
        !one.publisher.is_empty() && !other.publisher.is_empty(),
        one.year.is_some() && other.year.is_some(),
        !one.isbns.is_empty() && !other.isbns.is_empty(),
    ];
    both.iter().filter(|both| **both).count()
}

/// Whether two descriptions agree in all that both say, their ISBNs aside.
pub(super) fn agree_but_for_the_isbn(one: &Described, other: &Described) -> bool {
    let said = !one.names.is_empty() && !other.names.is_empty();
    said && authors(&one.names, &other.names)
        && texts(&one.publisher, &other.publisher)
        && one.year.is_some()
        && one.year == other.year
}

/// Nobody named, or somebody in both.
pub(super) fn authors(one: &[String], other: &[String]) -> bool {
    let begins = |a: &String, b: &String| a == b || (a.chars().count() >= 4 && b.starts_with(a.as_str()));
    one.is_empty() || other.is_empty() || one.iter().any(|a| other.iter().any(|b| begins(a, b) || begins(b, a)))
}

fn texts(one: &str, other: &str) -> bool {
    one.is_empty() || other.is_empty() || one.contains(other) || other.contains(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_of_one_book_and_of_two() {
        for (one, other) in [
            ("红楼梦", "红楼梦"),
            ("大河常流", "大河长流"),
            ("围城", "围城:一部小说"),
            ("劳动法律解读", "劳动法解读"),
            ("高处作业安全知识", "高处作业的安全知识"),
            ("C++ Primer", "C++ Primer 中文版"),
        ] {
            assert!(alike(one, other) && alike(other, one), "{one} {other}");
        }
        for (one, other) in [
            ("大河长流", "家常菜谱大全"),
            ("幼儿画报:春", "幼儿画报:夏"),
            ("幼儿画报春", "幼儿画报夏"),
            ("考试大纲2003", "考试大纲2004"),
            ("骆驼祥子", "红楼梦"),
            ("上", "下"),
        ] {
            assert!(!alike(one, other) && !alike(other, one), "{one} {other}");
        }
    }
}
