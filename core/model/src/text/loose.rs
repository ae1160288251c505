//! Pinyin as it is heard in half of the country: zh and z, ch and c, sh and s, n and l, en and eng, in and ing are one
//! (domain.md §6).

use super::query::{Alternative, Query, Term};

/// An index column (or a needle) without the differences that many speakers do not make.
///
/// Meant for a second look when nothing was found: a list that opens with 三 for somebody who typed `shan` helps nobody
/// who meant 山.
pub fn loosen(column: &str) -> String {
    let mut out = String::with_capacity(column.len());
    let (mut before, mut last) = (' ', ' ');
    for c in column.chars() {
        let dropped =
            matches!((last, c), ('ⓩ' | 'ⓒ' | 'ⓢ', 'h')) || matches!((before, last, c), ('e' | 'i' | 'ⓔ', 'n', 'g'));
        if !dropped {
            out.push(if c == 'ⓛ' { 'ⓝ' } else { c });
        }
        (before, last) = (last, c);
    }
    out
}

impl Query {
    /// The query to be matched against columns that went through [`loosen`].
    #[must_use]
    pub fn loosened(&self) -> Self {
        let alternative =
            |one: &Alternative| Alternative { all: one.all.iter().map(|needle| loosen(needle)).collect() };
        let term = |term: &Term| Term { any: term.any.iter().map(alternative).collect() };
        Self { terms: self.terms.iter().map(term).collect() }
    }
}
