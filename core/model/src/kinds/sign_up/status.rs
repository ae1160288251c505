//! Where a sign-up stands, and what an ask would lead to: by what this phone knows, for a person to read.

use super::{Wish, arrived, removed, room, wish};
use crate::kinds::Record;
use crate::kinds::event::{admission, is_cancelled, over, read, seats};
use crate::refusal::Code;
use crate::verdict::Outcome;

/// Where a sign-up stands, for a person to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SignUpStatus {
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
    EventCancelled {
        /// The organiser's reason.
        reason: String,
    },
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
    // Who knows a draft is an organiser; the hub would keep the ask waiting until it is published.
    if !admission.published || now < admission.opens {
        return Preview::Refused(Code::NotOpenYet);
    }
    if over(event).is_some_and(|over| now > over) {
        return Preview::Refused(Code::EventOver);
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
pub fn status(record: Option<&Record>, event: Option<&Record>, now: i64) -> SignUpStatus {
    let Some(record) = record else { return SignUpStatus::NotSignedUp };
    if let Some(event) = event.filter(|event| is_cancelled(event)) {
        let reason = read(event).cancel_reason().one().unwrap_or_default();
        return SignUpStatus::EventCancelled { reason: reason.to_owned() };
    }
    let verdict = record.verdict.as_ref().map(|verdict| &verdict.outcome);
    match wish(record) {
        _ if removed(record).is_some() || verdict == Some(&Outcome::Removed) => {
            SignUpStatus::Removed { reason: removed(record).unwrap_or_default().to_owned() }
        }
        Wish::None if arrived(record).is_some() => SignUpStatus::WalkIn,
        Wish::None => SignUpStatus::NotSignedUp,
        Wish::Out { pending } => SignUpStatus::Withdrawn { settled: !pending },
        Wish::In { pending, .. } => match verdict {
            Some(Outcome::Seat { number }) => SignUpStatus::Seat { number: *number },
            Some(Outcome::Waiting { late, .. }) if !pending => SignUpStatus::Waiting { place: record.queue, late: *late },
            _ => SignUpStatus::Preview(preview(event, now)),
        },
    }
}
