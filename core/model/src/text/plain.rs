//! Text that any screen can show as it is.

use std::borrow::Cow;

/// Whether a text holds nothing that is no text: control characters but for line feed, carriage return and tab, breaks
/// of lines and paragraphs of their own, and marks that turn the direction of what stands around them.
///
/// Marks that letters need (joiners, the direction marks of a single place) are text: names are written with them.
pub fn is_plain(text: &str) -> bool {
    text.chars().all(|c| !is_foul(c))
}

/// The text without what [`is_plain`] does not allow.
pub fn plain(text: &str) -> Cow<'_, str> {
    if is_plain(text) { Cow::Borrowed(text) } else { Cow::Owned(text.chars().filter(|c| !is_foul(*c)).collect()) }
}

fn is_foul(c: char) -> bool {
    match c {
        '\n' | '\r' | '\t' => false,
        '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => true,
        _ => c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_screen_shows_is_left_out_and_letters_keep_their_marks() {
        for text in ["王建国", "阿依古丽·买买提", "نۇرگۈل", "a\u{200C}b\u{200E}", "第一行\r\n第二行\t完"]
        {
            assert!(is_plain(text), "{text:?}");
            assert_eq!(plain(text), text);
        }
        for foul in ["\0", "\u{7}", "\u{7F}", "\u{85}", "\u{2028}", "\u{202E}", "\u{2066}"] {
            assert!(!is_plain(foul), "{foul:?}");
            assert_eq!(plain(&format!("王{foul}建国")), "王建国");
        }
    }
}
