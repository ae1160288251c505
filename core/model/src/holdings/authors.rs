//! Who wrote a book, without what lists put around a name: `[清] 曹雪芹 著/高鹗`, `(日)田中贤一著;单美玲译`.

use unicode_normalization::UnicodeNormalization;

/// What people do to a book, as it stands behind or before a name; longer words first.
const ROLES: [&str; 31] = [
    "主编", "编著", "编译", "编写", "编绘", "选编", "改编", "合编", "总编", "著译", "译著", "原著", "合著", "编选",
    "译注", "校注", "点校", "整理", "口述", "摄影", "绘图", "撰文", "撰", "著", "编", "译", "绘", "注", "校", "辑",
    "等",
];
/// Longest country or dynasty in brackets, in characters.
const LONGEST_ORIGIN: usize = 10;

/// The names, in the order in which they stand.
pub(super) fn names(author: &str) -> Vec<String> {
    let text = without_brackets(&author.nfkc().collect::<String>());
    let mut out: Vec<String> = Vec::new();
    for part in text.split(['/', ';', ',', '、', '&', '|', '，', '；']) {
        let name = bare(part);
        if !name.is_empty() && !out.contains(&name) {
            out.push(name);
        }
    }
    out
}

/// Without the country or dynasty in brackets.
fn without_brackets(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['(', '[', '【', '〔']) {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let end = behind.find([')', ']', '】', '〕']);
        let short = |end: &usize| behind.get(..*end).is_some_and(|inner| inner.chars().count() <= LONGEST_ORIGIN + 1);
        let skipped = match end.filter(short) {
            Some(end) => end + behind.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8),
            None => behind.chars().next().map_or(0, char::len_utf8),
        };
        rest = behind.get(skipped..).unwrap_or("");
    }
    out.push_str(rest);
    out
}

/// One name without what its bearer did.
fn bare(part: &str) -> String {
    let mut name = part.trim().trim_end_matches(['.', ':', '。']).trim();
    if let Some((role, behind)) = name.split_once([':', ' '])
        && (ROLES.contains(&role) || role.ends_with('者'))
    {
        name = behind.trim();
    }
    loop {
        let before = name;
        for role in ROLES {
            let Some(shorter) = name.strip_suffix(role) else { continue };
            let apart = shorter.ends_with(char::is_whitespace);
            let long = role.chars().count() > 1;
            // 张译 is a name: of one sign directly behind it, two must be left.
            if apart || shorter.chars().count() >= if long { 1 } else { 2 } {
                name = shorter.trim();
                break;
            }
        }
        if name == before || name.is_empty() {
            break;
        }
    }
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_whatever_stands_around_it() {
        for form in [
            "张三",
            "张三 著",
            "张三著",
            "[中]张三",
            "（中）张三 主编",
            "[中] 张三 编著",
            "著者:张三",
            "张三等",
            "张三 等著",
            "主编 张三",
        ] {
            assert_eq!(names(form), ["张三"], "{form}");
        }
        assert_eq!(names("[清] 曹雪芹 著/高鹗"), ["曹雪芹", "高鹗"]);
        assert_eq!(names("(日)田中贤一著;单美玲译"), ["田中贤一", "单美玲"]);
        assert_eq!(names("张译"), ["张译"]);
        assert_eq!(names("[波兰]安杰伊·萨普科夫斯基"), ["安杰伊·萨普科夫斯基"]);
        assert_eq!(names("Bjarne Stroustrup"), ["Bjarne Stroustrup"]);
        assert_eq!(names(""), [""; 0]);
        assert_eq!(names("(((("), [""; 0]);
    }
}
