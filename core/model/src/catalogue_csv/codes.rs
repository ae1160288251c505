//! Barcodes and accession numbers of a cell, ranges among them.

use std::collections::HashSet;

use unicode_normalization::UnicodeNormalization;

use crate::kinds::title::{escape, label_key};

/// Most labels that one range stands for.
const MOST_IN_RANGE: u64 = 1000;
/// Most labels of one row.
pub(super) const MOST: usize = 1000;
/// The fewest signs of a barcode.
pub(crate) const SHORTEST: usize = 4;
/// Bytes of a copy's id in a key.
const LONGEST_ID: usize = 64;

/// The codes of a cell, in order and each once, `most` of them. `stated` is the number of copies of the row, where it
/// says one. `Err` holds what is no code, or one too many.
pub(crate) fn codes(cell: &str, shortest: usize, most: usize, stated: Option<u32>) -> Result<Vec<String>, String> {
    let folded: String = cell.nfkc().collect();
    let mut out: Vec<String> = Vec::new();
    let mut seen = HashSet::new();
    for part in folded.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '、' | '|')) {
        // Code 39 prints stars around.
        let code = part.trim_matches('*');
        if code.is_empty() {
            continue;
        }
        for code in range(code, stated).unwrap_or_else(|| vec![code.to_owned()]) {
            let scientific = code.contains("E+") || code.contains("e+");
            let signs = code.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/' | '_'));
            if scientific || !signs || !(shortest..=32).contains(&code.len()) || escape(&code).len() > LONGEST_ID {
                return Err(part.to_owned());
            }
            if seen.insert(label_key(&code)) {
                out.push(code);
            }
            if out.len() > most {
                return Err(part.to_owned());
            }
        }
    }
    Ok(out)
}

/// The codes of `B900061-B900063`, `B900061~063` and `B900061至B900063`; `None` where it is no range.
///
/// A hyphen stands within codes too, so it makes a range only where both ends are long or the row says as many copies.
fn range(part: &str, stated: Option<u32>) -> Option<Vec<String>> {
    let sure = part.split_once(['~', '至', '到', '—', '–', '―']);
    let (from, to) = sure.or_else(|| part.split_once('-'))?;
    let (from, to) = (from.trim_end_matches(['-', '—']), to.trim_start_matches(['-', '—']));
    let digits = |text: &str| text.bytes().rev().take_while(u8::is_ascii_digit).count();
    let (width, to_width) = (digits(from), digits(to));
    let prefix = from.get(..from.len() - width)?;
    let to_prefix = to.get(..to.len() - to_width)?;
    let whole = to_prefix.eq_ignore_ascii_case(prefix) && to_width == width;
    let short = to_prefix.is_empty() && to_width <= width;
    if width == 0 || width > 18 || to_width == 0 || !(whole || short) || prefix.contains('-') {
        return None;
    }
    let number = from.get(from.len() - width..)?;
    let end = format!("{}{}", number.get(..width - to_width)?, to.get(to.len() - to_width..)?);
    let (first, last): (u64, u64) = (number.parse().ok()?, end.parse().ok()?);
    let length = last.checked_sub(first)?.checked_add(1).filter(|n| (2..=MOST_IN_RANGE).contains(n))?;
    let plausible = whole && (!prefix.is_empty() || width >= 5);
    if sure.is_none() && !plausible && stated.map(u64::from) != Some(length) {
        return None;
    }
    Some((first..=last).map(|n| format!("{prefix}{n:0width$}")).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn ranges_are_told_from_codes_with_a_hyphen() {
        let read = |cell: &str, stated| codes(cell, 4, MOST, stated).unwrap();
        let three = ["B900061", "B900062", "B900063"];
        for cell in [
            "B900061-B900063",
            "B900061~B900063",
            "B900061至B900063",
            "B900061—B900063",
            "B900061～063",
            "B900061 B900062;B900063",
        ] {
            assert_eq!(read(cell, Some(3)), three, "{cell}");
            assert_eq!(read(cell, None), three, "{cell}");
        }
        assert_eq!(read("B900061-063", Some(3)), three);
        assert_eq!(read("B900061-063", None), ["B900061-063"]);
        assert_eq!(read("2020-2025", None), ["2020-2025"]);
        assert_eq!(read("2020-2025", Some(6)).len(), 6);
        assert_eq!(read("A-2020-0001", Some(1)), ["A-2020-0001"]);
        assert_eq!(read("10000-10001", None), ["10000", "10001"]);
        assert_eq!(read("B0003-B0001", None), ["B0003-B0001"]);
        assert_eq!(codes("条码", 4, MOST, None), Err("条码".to_owned()));
        assert_eq!(codes("9.78E+12", 4, MOST, None), Err("9.78E+12".to_owned()));
    }
}
