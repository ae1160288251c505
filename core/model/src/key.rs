//! The keys of a part or view: names, numbers and types. The numbers are used in views on the wire.

use crate::change::KEY_MAX;
use crate::field::Scalar;
use crate::kind::Audience;
use crate::text::is_plain;

/// The type of the values under a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// Text of at most so many bytes.
    Text(usize),
    /// A whole number: a count, fen, or milliseconds.
    Int,
    /// Yes or no.
    Bool,
    /// A record id.
    Id,
}

/// One key, or one pattern of keys: `*` stands for the element of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeySpec {
    /// The number in views; never given again.
    pub number: u16,
    /// The key, such as `title` or `ask/*/at`.
    pub pattern: &'static str,
    /// The type of its values.
    pub kind: Type,
    /// The audiences that see it without reading the part, each with the number in its view.
    pub seen: &'static [(Audience, u16)],
}

/// Writes one line of a key table.
pub const fn key(number: u16, pattern: &'static str, kind: Type) -> KeySpec {
    KeySpec { number, pattern, kind, seen: &[] }
}

/// A table in the order of its numbers. A number that stands twice does not compile.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, which refuses what is out of bounds")]
pub(crate) const fn sorted<const N: usize>(mut table: [KeySpec; N]) -> [KeySpec; N] {
    let mut end = 1;
    while end < N {
        let mut at = end;
        while at > 0 && table[at - 1].number >= table[at].number {
            assert!(table[at - 1].number != table[at].number, "a key's number stands twice");
            table.swap(at - 1, at);
            at -= 1;
        }
        end += 1;
    }
    table
}

/// How many keys of the tables an audience sees.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, which refuses what is out of bounds")]
pub(crate) const fn count_seen(tables: &[&[KeySpec]], audience: Audience) -> usize {
    let (mut count, mut table) = (0, 0);
    while table < tables.len() {
        let mut at = 0;
        while at < tables[table].len() {
            if tables[table][at].number_for(audience).is_some() {
                count += 1;
            }
            at += 1;
        }
        table += 1;
    }
    count
}

/// The keys of the tables that an audience sees, with their numbers in its view.
#[allow(clippy::indexing_slicing, reason = "evaluated by the compiler, which refuses what is out of bounds")]
pub(crate) const fn seen<const N: usize>(tables: &[&[KeySpec]], audience: Audience) -> [KeySpec; N] {
    let mut out = [key(0, "", Type::Int); N];
    let (mut found, mut table) = (0, 0);
    while table < tables.len() {
        let mut at = 0;
        while at < tables[table].len() {
            let spec = tables[table][at];
            if let Some(number) = spec.number_for(audience) {
                out[found] = key(number, spec.pattern, spec.kind);
                found += 1;
            }
            at += 1;
        }
        table += 1;
    }
    sorted(out)
}

/// The most bytes of a value under a key that this version does not know.
pub const UNKNOWN_VALUE_MAX: usize = 1024;
/// The most bytes of an element of a set.
pub const ELEMENT_MAX: usize = 64;

impl KeySpec {
    /// The number under which an audience sees it; `None` where it does not.
    #[allow(clippy::indexing_slicing, reason = "within the slice's length; a constant function has no iterators")]
    pub const fn number_for(&self, audience: Audience) -> Option<u16> {
        let mut at = 0;
        while at < self.seen.len() {
            if self.seen[at].0 as u8 == audience as u8 {
                return Some(self.seen[at].1);
            }
            at += 1;
        }
        None
    }

    /// Whether the pattern names a set.
    pub fn is_set(&self) -> bool {
        self.pattern.contains('*')
    }

    /// The element, where `key` is one of this pattern; the empty text for a plain key.
    pub fn element<'k>(&self, key: &'k str) -> Option<&'k str> {
        let Some((before, after)) = self.pattern.split_once('*') else {
            return (key == self.pattern).then_some("");
        };
        let element = key.strip_prefix(before)?.strip_suffix(after)?;
        let fits = !element.is_empty() && element.len() <= ELEMENT_MAX && !element.contains('/');
        fits.then_some(element)
    }

    /// The key of an element.
    pub fn with_element(&self, element: &str) -> String {
        self.pattern.replacen('*', element, 1)
    }

    /// Whether a value may stand under this key.
    pub fn takes(&self, value: &Scalar) -> bool {
        match (self.kind, value) {
            (Type::Text(max), Scalar::Text(text)) => text.len() <= max,
            (Type::Id, Scalar::Bytes(bytes)) => bytes.len() == 16,
            (Type::Int, Scalar::Int(_)) | (Type::Bool, Scalar::Bool(_)) => true,
            _ => false,
        }
    }
}

/// Whether a value is text that holds what is no text ([`is_plain`]).
pub fn is_foul(value: &Scalar) -> bool {
    matches!(value, Scalar::Text(text) if !is_plain(text))
}

/// Whether a put is well formed: a known key has its type, an unknown one is bounded and carried (X-C5).
pub fn well_formed(table: &[KeySpec], key: &str, value: &Scalar) -> bool {
    if let Some(spec) = table.iter().find(|spec| spec.element(key).is_some()) {
        return spec.takes(value);
    }
    let size = match value {
        Scalar::Text(text) => text.len(),
        Scalar::Bytes(bytes) => bytes.len(),
        Scalar::Int(_) | Scalar::Bool(_) => 8,
    };
    (1..=KEY_MAX).contains(&key.len()) && size <= UNKNOWN_VALUE_MAX
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_find_their_element_and_nothing_else() {
        let at = key(1, "ask/*/at", Type::Int);
        assert_eq!(at.element("ask/0a/at"), Some("0a"));
        assert_eq!(at.element("ask//at"), None);
        assert_eq!(at.element("ask/0a/b/at"), None);
        assert_eq!(at.element("ask/at"), None);
        assert_eq!(at.with_element("0a"), "ask/0a/at");
        assert_eq!(key(1, "title", Type::Text(9)).element("title"), Some(""));
    }
}
