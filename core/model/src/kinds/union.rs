//! A trade union (工会).

use crate::key::{KeySpec, Type, key};
use crate::kind::Part;
use crate::kinds::Record;

/// What the desk writes.
pub const STAFF: &[KeySpec] = &[
    key(1, "name", Type::Text(200)),
    key(2, "short", Type::Text(60)),
    key(3, "phone", Type::Text(40)),
    key(4, "note", Type::Text(2000)),
];

/// What everyone sees.
pub const PUBLIC: &[KeySpec] =
    &[key(1, "name", Type::Text(200)), key(2, "short", Type::Text(60)), key(3, "phone", Type::Text(40))];

/// The union's name; empty where it is not known here.
pub fn name(record: &Record) -> &str {
    record.part(Part::Staff).text("name").one().unwrap_or_default()
}
