//! A sports or cultural event (文体活动) with instant admission and a waiting list.

use crate::key::{KeySpec, Type, key};
use crate::kind::Part;
use crate::kinds::Record;
use crate::refusal::{Code, Refusal};
use crate::verdict::Fact;

/// What an organiser writes. Times are milliseconds; without `capacity` there is no limit.
pub const ORGANISER: &[KeySpec] = &[
    key(1, "title", Type::Text(200)),
    key(2, "place", Type::Text(200)),
    key(3, "starts", Type::Int),
    key(4, "ends", Type::Int),
    key(5, "capacity", Type::Int),
    key(6, "opens", Type::Int),
    key(7, "closes", Type::Int),
    key(8, "about", Type::Text(4000)),
    key(9, "published", Type::Int),
    key(10, "closed", Type::Int),
    key(11, "cancelled", Type::Int),
    key(12, "cancel_reason", Type::Text(500)),
    key(13, "note", Type::Text(2000)),
];

/// What everyone sees of a published event.
pub const PUBLIC: &[KeySpec] = &[
    key(1, "title", Type::Text(200)),
    key(2, "place", Type::Text(200)),
    key(3, "starts", Type::Int),
    key(4, "ends", Type::Int),
    key(5, "capacity", Type::Int),
    key(6, "opens", Type::Int),
    key(7, "closes", Type::Int),
    key(8, "about", Type::Text(4000)),
    key(9, "published", Type::Int),
    key(10, "closed", Type::Int),
    key(11, "cancelled", Type::Int),
    key(12, "cancel_reason", Type::Text(500)),
];

/// Whether the event was published.
pub fn is_published(record: &Record) -> bool {
    record.part(Part::Organiser).int("published").one().is_some_and(|at| at > 0)
}

/// Whether it was cancelled: cancellation dominates everything else (E-C9, E-C10).
pub fn is_cancelled(record: &Record) -> bool {
    record.part(Part::Organiser).int("cancelled").all().iter().any(|at| *at > 0)
}

/// What admission needs to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// The places; `None` where there is no limit.
    pub capacity: Option<u32>,
    /// When sign-up opens, in milliseconds.
    pub opens: i64,
    /// When it closes: the planned time, or when the organiser closed it, whichever is earlier.
    pub closes: i64,
    /// Whether the event is cancelled.
    pub cancelled: bool,
    /// Whether it is published.
    pub published: bool,
}

/// Reads what admission needs. Concurrent capacities count as the greatest: never smaller than promised (E-C12).
pub fn admission(record: &Record) -> Admission {
    let part = record.part(Part::Organiser);
    let capacity = part.int("capacity").all().into_iter().max();
    let closes = [part.int("closes").one(), part.int("closed").one()];
    Admission {
        capacity: capacity.map(|n| u32::try_from(n.max(0)).unwrap_or(u32::MAX)),
        opens: part.int("opens").one().unwrap_or(i64::MIN),
        closes: closes.into_iter().flatten().filter(|at| *at > 0).min().unwrap_or(i64::MAX),
        cancelled: is_cancelled(record),
        published: is_published(record),
    }
}

/// Places taken and people waiting, as the hub last said; nothing said means none.
pub fn seats(record: &Record) -> (u32, u32) {
    match record.fact {
        Some(Fact::Seats { taken, waiting }) => (taken, waiting),
        _ => (0, 0),
    }
}

/// Checks what an organiser typed before it is written. Times in milliseconds.
pub fn check(
    title: &str,
    place: &str,
    starts: i64,
    capacity: Option<i64>,
    opens: i64,
    closes: i64,
) -> Result<(), Refusal> {
    for (field, text) in [("title", title), ("place", place)] {
        if text.trim().is_empty() {
            return Err(Refusal::about(Code::EmptyField, field));
        }
        if text.len() > 200 {
            return Err(Refusal::about(Code::BadField, field));
        }
    }
    if capacity.is_some_and(|n| !(1..=100_000).contains(&n)) {
        return Err(Refusal::about(Code::BadField, "capacity"));
    }
    if closes <= opens {
        return Err(Refusal::about(Code::BadField, "closes"));
    }
    if starts < opens {
        return Err(Refusal::about(Code::BadField, "starts"));
    }
    Ok(())
}
