//! An appointment: a role that a person (the owner) holds in a space.

use crate::authority::Standing;
use crate::key::{KeySpec, Type, key};
use crate::kind::{Part, Role};
use crate::kinds::Record;

/// What the grantor writes. `role` is fixed by its first put; `hard` marks a revocation after which nothing counts.
pub const GRANT: &[KeySpec] = &[
    key(1, "role", Type::Text(20)),
    key(2, "from", Type::Int),
    key(3, "until", Type::Int),
    key(4, "ended", Type::Int),
    key(5, "hard", Type::Bool),
    key(6, "reason", Type::Text(500)),
];

/// What everyone sees: that it ended.
pub const PUBLIC: &[KeySpec] = &[key(1, "role", Type::Text(20)), key(4, "ended", Type::Int)];

/// The role, where this version knows it.
pub fn role(record: &Record) -> Option<Role> {
    record.part(Part::Grant).text("role").one().and_then(Role::from_name)
}

/// Whether the appointment gives its role at `at` (A-C16).
pub fn standing(record: &Record, at: i64) -> Standing {
    let grant = record.part(Part::Grant);
    if role(record).is_none() || grant.flag("hard").one() == Some(true) {
        return Standing::Never;
    }
    if grant.int("from").one().is_some_and(|from| at < from) {
        return Standing::Never;
    }
    let end = [grant.int("until").one(), grant.int("ended").one()].into_iter().flatten().min();
    if end.is_some_and(|end| at >= end) { Standing::Ended } else { Standing::Held }
}
