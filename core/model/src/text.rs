//! Finding Chinese text by what people type: characters, pinyin, initials (domain.md §6, scenario 19).
//!
//! Nothing stored is ever rewritten: names and titles stay as entered, and what is folded lives in an index only.
//!
//! # The index column
//!
//! [`search_keys`] turns a text into what a store puts into one text column. For 王建国 C++ 5 the column holds
//!
//! ```text
//! 王Wang 建Jian 国Guo C + + 5
//! ```
//!
//! - Each *unit* ends with a blank: a Chinese character as folded with all its readings (`重ZhongChong `), a Latin word, a
//!   digit or another sign.
//! - Folded text has no capitals, so that a **capital can mean only the beginning of a reading or word**. Letters have no
//!   tones; ü is `u`.
//! - The columns of several texts of a record are parted by line feeds.
//!
//! # Queries
//!
//! A [`Query`] is an *and* of terms (what blanks and commas part). A term is a row of characters, digits and letters, and
//! fits a row of units side by side: characters and digits as themselves, letters through readings and words. The last
//! syllable may be begun only, so that no list empties while somebody types. A syllable may be cut down to its initial
//! where the letters are no whole syllables otherwise, or where all of them are initials; a vowel always. Nothing that was
//! typed is passed over.
//!
//! [`Query::matches_column`] evaluates just that, so what a phone filters in memory and what its store finds agree. Where
//! it finds nothing, [`Query::looks`] gives further looks: two words written together, and zh for z, n for l.

mod fold;
mod keys;
mod matcher;
mod plain;
mod query;
mod readings;
mod syllables;

pub use fold::{bare, fold, simplify};
pub(crate) use fold::{is_dot, is_han, is_invisible, standard};
pub use keys::{SearchKeys, search_keys, search_keys_of};
pub use matcher::{Extent, Fit, Matcher, Position, matches};
pub use plain::{is_plain, plain};
pub use query::{Look, Query, query_terms};
pub use readings::{pinyin_full, pinyin_initials};
