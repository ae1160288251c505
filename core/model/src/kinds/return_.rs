//! A return (还书) recorded on a phone that does not hold the loan; the registrar matches it (L-C5).

use crate::key::{KeySpec, Type, key};

/// What a keeper writes.
pub const KEEPER: &[KeySpec] = &[
    key(1, "copy", Type::Text(64)),
    key(2, "at", Type::Int),
    key(3, "title", Type::Id),
    key(4, "note", Type::Text(2000)),
    key(5, "void/*/at", Type::Int),
];
