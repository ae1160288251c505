//! Finding Chinese text by what people type: characters, pinyin, initials (domain.md §6, scenario 19).
//!
//! Nothing stored is ever rewritten: names and titles stay as entered, and what is folded lives in an index only.
//!
//! # The index column
//!
//! [`search_keys`] turns a text into what a store puts into one indexed text column, and [`query_terms`] turns what a
//! person types into *needles*, so that plain substring search ([`Query::matcher`]) is all that is needed. For 王建国 C++
//! the column holds
//!
//! ```text
//! 王建国ⓒ++            the folded text
//! ⓦangⓙianⓖuoⓒ++      its syllables
//! ⓦⓙⓖⓒ++              its initials
//! ```
//!
//! - The **first letter of every syllable and of every Latin word is a circled letter** (U+24D0 to U+24E9), which
//!   compatibility folding removes from real text, so it can mean only this. A needle therefore matches from the start
//!   of a syllable: `an` finds 安 but not 王 (wang), and `ⓦⓙⓖ` can only be found among the initials.
//! - Letters are lower case, without tones; ü is `u`.
//! - Where characters have several readings, further lines follow: not whole texts, but the neighbourhood of the
//!   character, such that every run of three syllables stands there in every combination of its readings. Queries of
//!   more syllables are cut into overlapping runs of three.
//! - Lines, and the columns of several texts, are separated by a line feed, which no needle contains. No needle
//!   contains `%`, `_`, `'`, `"`, `\` or `*` either, so it is safe in `LIKE`, `GLOB` and quoted FTS5 strings.
//!
//! A [`Query`] is an *and* of terms (what blanks and commas separate), each term an *or* of alternatives (pinyin or
//! initials, `fan'gan` or `fang'an`), each alternative an *and* of needles. [`matches()`] evaluates just that, so what a
//! phone filters in memory and what its store finds agree. Where that finds nothing, [`loosen`] gives a second look that
//! does not tell zh from z or n from l.

mod fold;
mod keys;
mod loose;
mod plain;
mod query;
mod readings;
mod syllables;

pub use fold::{fold, simplify};
pub(crate) use fold::{is_dot, is_han, is_invisible};
pub use keys::{SearchKeys, search_keys, search_keys_of};
pub use loose::loosen;
pub use plain::{is_plain, plain};
pub use query::{Alternative, Matcher, Query, Term, matches, query_terms};
pub use readings::{pinyin_full, pinyin_initials};
