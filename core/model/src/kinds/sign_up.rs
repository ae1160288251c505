//! A person's sign-up for an event: asks, the door, and the rule of instant admission (E-C1, E-C5, E-C6, E-04, E-10).

use crate::key::{KeySpec, Type, key};
use crate::kind::Part;
use crate::kinds::event::{Admission, admission, seats};
use crate::kinds::{Record, only};
use crate::refusal::Code;
use crate::state::PartState;
use crate::verdict::Outcome;

/// What the member, or an officer on the member's behalf, asks: `ask/<intent>/is` is `in` or `out`.
pub const ASK: &[KeySpec] = &[
    key(1, "ask/*/is", Type::Text(8)),
    key(2, "ask/*/at", Type::Int),
    key(3, "name", Type::Text(150)),
    key(4, "employer", Type::Text(200)),
];

/// What happens at the door: scans, undone scans, removals with their reason, a walk-in's name.
pub const DOOR: &[KeySpec] = &[
    key(1, "scan/*/at", Type::Int),
    key(2, "scan/*/undone", Type::Int),
    key(3, "remove/*/at", Type::Int),
    key(4, "remove/*/reason", Type::Text(500)),
    key(5, "name", Type::Text(150)),
    key(6, "employer", Type::Text(200)),
    key(7, "note", Type::Text(2000)),
];

/// What the member sees of what others wrote.
pub const MINE: &[KeySpec] = &[
    key(1, "ask/*/is", Type::Text(8)),
    key(2, "ask/*/at", Type::Int),
    key(3, "scan/*/at", Type::Int),
    key(4, "scan/*/undone", Type::Int),
    key(5, "remove/*/at", Type::Int),
    key(6, "remove/*/reason", Type::Text(500)),
];

/// The salt of a sign-up: the event's only group. Repeating it is the same sign-up (E-02).
pub const GROUP: &[u8] = b"all";

/// The view for the member: asks made on the member's behalf, scans and removals.
pub fn mine(record: &Record) -> PartState {
    let mut out = only(record.part(Part::Proxy), MINE);
    for (key, entries) in only(record.part(Part::Door), MINE).iter() {
        if let Some(entry) = entries.first() {
            out.set(key, entry.value.clone());
        }
    }
    out
}

/// What the person wants, from all asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// Nobody asked.
    None,
    /// To take part, ranked by the first ask since the last withdrawal (E-C5).
    In {
        /// Rank time, in milliseconds.
        rank: i64,
        /// The hub has not seen the ask yet.
        pending: bool,
    },
    /// Not to take part (any more).
    Out {
        /// The hub has not seen the withdrawal yet.
        pending: bool,
    },
}

/// One ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Ask {
    rank: i64,
    wants_in: bool,
    pending: bool,
}

fn asks(state: &PartState, into: &mut Vec<Ask>) {
    for element in state.elements("ask") {
        let key = format!("ask/{element}/is");
        let Some(entry) = state.shown(&key) else { continue };
        let pending = entry.change.is_some() && entry.witness.is_none();
        // In a view there is no witness: the claimed time stands in its place.
        let rank = if entry.change.is_some() {
            entry.rank()
        } else {
            state.int(&format!("ask/{element}/at")).one().unwrap_or(0)
        };
        match state.text(&key).one() {
            Some("in") => into.push(Ask { rank, wants_in: true, pending }),
            Some("out") => into.push(Ask { rank, wants_in: false, pending }),
            _ => {}
        }
    }
}

/// What the person wants. Withdrawing wins over an ask of the same time (E-C6); asking again after it means the end
/// of the line.
pub fn wish(record: &Record) -> Wish {
    let mut all = Vec::new();
    asks(record.part(Part::Member), &mut all);
    asks(record.part(Part::Proxy), &mut all);
    all.sort_by_key(|ask| (ask.pending, ask.rank, !ask.wants_in));
    let last_out = all.iter().rposition(|ask| !ask.wants_in);
    let since = all.get(last_out.map_or(0, |at| at + 1)..).unwrap_or_default();
    match (since.iter().min_by_key(|ask| ask.rank), last_out.and_then(|at| all.get(at))) {
        (Some(first), _) => Wish::In { rank: first.rank, pending: since.iter().all(|ask| ask.pending) },
        (None, Some(out)) => Wish::Out { pending: out.pending },
        (None, None) => Wish::None,
    }
}

/// When the person was first seen at the door: the earliest scan that was not undone (E-C17, E-C18).
pub fn arrived(record: &Record) -> Option<i64> {
    let door = record.part(Part::Door);
    let scans = door.elements("scan").into_iter();
    let valid = scans.filter(|scan| door.int(&format!("scan/{scan}/undone")).is_absent());
    valid.filter_map(|scan| door.int(&format!("scan/{scan}/at")).one()).min()
}

/// The organiser's removal and its reason, where there is one.
pub fn removed(record: &Record) -> Option<&str> {
    let door = record.part(Part::Door);
    let last = door.elements("remove").into_iter().next_back()?.to_owned();
    Some(door.text(&format!("remove/{last}/reason")).one().unwrap_or_default())
}

/// The name and employer as given at sign-up, or at the door.
pub fn given(record: &Record) -> (&str, &str) {
    let parts = [Part::Member, Part::Proxy, Part::Door];
    let first = |key: &str| parts.iter().find_map(|part| record.part(*part).text(key).one()).unwrap_or_default();
    (first("name"), first("employer"))
}

/// The places of an event at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Places taken.
    pub taken: u32,
    /// People waiting.
    pub waiting: u32,
    /// The smallest number that nobody has.
    pub free_number: u32,
}

/// Judges one sign-up on its own; promotion from the waiting list is [`room`].
///
/// A seat is frozen (P3); a waiting one stays waiting until it is promoted; a first ask gets a seat where there is
/// room and nobody waits (E-04).
pub fn judge(event: &Admission, record: &Record, before: Option<&Outcome>, places: Places) -> (Outcome, &'static str) {
    if removed(record).is_some() {
        return (Outcome::Removed, "E-03");
    }
    let rank = match wish(record) {
        Wish::In { rank, .. } => rank,
        Wish::None if arrived(record).is_some() => return (Outcome::WalkIn, "E-C19"),
        Wish::None | Wish::Out { .. } => return (Outcome::Withdrawn, "E-C6"),
    };
    match before {
        Some(Outcome::Seat { number }) => (Outcome::Seat { number: *number }, "E-03"),
        Some(waiting @ Outcome::Waiting { .. }) => (waiting.clone(), "E-04"),
        _ if rank > event.closes => (Outcome::Waiting { rank, late: true }, "E-C23"),
        _ if places.waiting == 0 && room(event, places.taken) => (Outcome::Seat { number: places.free_number }, "E-C1"),
        _ => (Outcome::Waiting { rank, late: false }, "E-C1"),
    }
}

/// Whether one more place can be given. A lowered capacity removes nobody (E-10).
pub fn room(event: &Admission, taken: u32) -> bool {
    !event.cancelled && event.capacity.is_none_or(|capacity| taken < capacity)
}

/// Where a sign-up stands, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// Not signed up.
    NotSignedUp,
    /// The hub gave a place.
    Seat {
        /// The place's number.
        number: u32,
    },
    /// The hub said waiting list; the place in it where it is known.
    Waiting {
        /// From 1.
        place: Option<u32>,
        /// It came after the close.
        late: bool,
    },
    /// Not judged yet; what would come of it by what this phone knows.
    Preview(Preview),
    /// Withdrawn by the person; `settled` once the hub has it.
    Withdrawn {
        /// Whether the hub has it.
        settled: bool,
    },
    /// Removed by the organiser.
    Removed {
        /// The organiser's reason.
        reason: String,
    },
    /// The event was cancelled: it does not count against anyone (E-C9).
    EventCancelled,
    /// At the door without a place (E-C19).
    WalkIn,
}

/// What an ask would lead to, by what this phone knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preview {
    /// A place.
    Seat {
        /// Places left, this one included; `None` where there is no limit.
        left: Option<u32>,
    },
    /// The waiting list, at this place.
    Waiting {
        /// From 1.
        place: u32,
    },
    /// It cannot be told here: the phone does not hold what it takes.
    UnknownHere,
    /// It would be refused.
    Refused(Code),
}

/// Previews an ask at `now` by the same rules: `event` is `None` where this phone does not hold it.
pub fn preview(event: Option<&Record>, now: i64) -> Preview {
    let Some(event) = event else { return Preview::UnknownHere };
    let admission = admission(event);
    if admission.cancelled {
        return Preview::Refused(Code::EventCancelled);
    }
    if !admission.published {
        return Preview::UnknownHere;
    }
    if now < admission.opens {
        return Preview::Refused(Code::NotOpenYet);
    }
    if now > admission.closes {
        return Preview::Refused(Code::Closed);
    }
    let (taken, waiting) = seats(event);
    if waiting == 0 && room(&admission, taken) {
        Preview::Seat { left: admission.capacity.map(|capacity| capacity - taken) }
    } else {
        Preview::Waiting { place: waiting + 1 }
    }
}

/// Where a sign-up stands at `now`. Where own asks go beyond what the verdict has judged, the preview is shown.
pub fn status(record: Option<&Record>, event: Option<&Record>, now: i64) -> Status {
    let Some(record) = record else { return Status::NotSignedUp };
    if event.is_some_and(super::event::is_cancelled) {
        return Status::EventCancelled;
    }
    let verdict = record.verdict.as_ref().map(|verdict| &verdict.outcome);
    match wish(record) {
        _ if removed(record).is_some() || verdict == Some(&Outcome::Removed) => {
            Status::Removed { reason: removed(record).unwrap_or_default().to_owned() }
        }
        Wish::None if arrived(record).is_some() => Status::WalkIn,
        Wish::None => Status::NotSignedUp,
        Wish::Out { pending } => Status::Withdrawn { settled: !pending },
        Wish::In { pending, .. } => match verdict {
            Some(Outcome::Seat { number }) => Status::Seat { number: *number },
            Some(Outcome::Waiting { late, .. }) if !pending => Status::Waiting { place: record.queue, late: *late },
            _ => Status::Preview(preview(event, now)),
        },
    }
}
