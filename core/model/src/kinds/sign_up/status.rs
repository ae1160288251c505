//! Where a sign-up stands, and what an ask would lead to: by what this phone knows, for a person to read.

use super::{Wish, arrived, removed, room, wish};
use crate::kinds::Record;
use crate::kinds::event::{Admission, AdmissionMode, admission, is_cancelled, over, read, seats, settles};
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
        /// By what rule.
        given: Given,
    },
    /// The hub said waiting list; the place in it where it is known.
    Waiting {
        /// From 1.
        place: Option<u32>,
        /// It came after the close.
        late: bool,
    },
    /// In time for places that are settled later, and nothing is decided (E-C1).
    Entered(Entered),
    /// Waits for the organiser's word, or for the unit's.
    UnderReview {
        /// Whose.
        mode: AdmissionMode,
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
    WalkIn {
        /// The person had given the place back.
        withdrew: bool,
    },
}

impl SignUpStatus {
    /// Whether the person wants to take part and has no place, as far as is known.
    pub const fn waits(&self) -> bool {
        matches!(self, Self::Waiting { .. } | Self::Entered(_) | Self::UnderReview { .. } | Self::Preview(_))
    }

    /// The same with another place in the line.
    #[must_use]
    pub fn at(mut self, to: Option<u32>) -> Self {
        match &mut self {
            Self::Waiting { place, .. } => *place = to,
            Self::Entered(entered) if entered.mode != AdmissionMode::Draw => entered.place = to,
            _ => {}
        }
        self
    }
}

/// By what rule a place was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// There was one when the sign-up arrived.
    OnArrival,
    /// The list was settled (E-C1).
    Settled,
    /// By lot (E-C25).
    Drawn,
    /// From the waiting list (E-04).
    MovedUp,
    /// By the organiser's word.
    Approved,
}

impl Given {
    fn of(record: &Record, event: Option<&Record>) -> Self {
        let mode = event.map_or(AdmissionMode::Instant, |event| admission(event).mode);
        match (record.verdict.as_ref().map(|verdict| verdict.rule.as_str()), mode) {
            (Some("E-C25"), _) => Self::Drawn,
            (Some("E-04"), _) => Self::MovedUp,
            (_, AdmissionMode::Instant) => Self::OnArrival,
            (_, AdmissionMode::Review) => Self::Approved,
            (_, AdmissionMode::Ranked | AdmissionMode::Draw | AdmissionMode::Nomination) => Self::Settled,
        }
    }
}

/// Before the places are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entered {
    /// How they will be.
    pub mode: AdmissionMode,
    /// The place in the order of sign-ups by now, from 1, where it is known and counts for something.
    pub place: Option<u32>,
    /// The places; `None` where there is no limit.
    pub capacity: Option<u32>,
    /// After which moment they are settled, in milliseconds.
    pub settles: i64,
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
    /// A place in an order that is settled later.
    Entered(Entered),
    /// Somebody's word is needed: the organiser's, or the unit's.
    UnderReview {
        /// Whose.
        mode: AdmissionMode,
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
    if matches!(admission.mode, AdmissionMode::Review | AdmissionMode::Nomination) {
        return Preview::UnderReview { mode: admission.mode };
    }
    if let Some(entered) = entered(event, Some(waiting + 1)) {
        return Preview::Entered(entered);
    }
    if waiting == 0 && room(&admission, taken) {
        Preview::Seat { left: admission.capacity.map(|capacity| capacity - taken) }
    } else {
        Preview::Waiting { place: waiting + 1 }
    }
}

/// What is said before the places are settled; `None` where they are, or are given one by one.
fn entered(event: &Record, place: Option<u32>) -> Option<Entered> {
    let Admission { mode, capacity, .. } = admission(event);
    let place = place.filter(|_| mode != AdmissionMode::Draw);
    settles(event).map(|settles| Entered { mode, place, capacity, settles })
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
        Wish::None if arrived(record).is_some() => SignUpStatus::WalkIn { withdrew: false },
        Wish::Out { .. } if arrived(record).is_some() => SignUpStatus::WalkIn { withdrew: true },
        Wish::None => SignUpStatus::NotSignedUp,
        Wish::Out { pending } => SignUpStatus::Withdrawn { settled: !pending },
        Wish::In { pending, .. } => match verdict {
            Some(Outcome::Seat { number }) => SignUpStatus::Seat { number: *number, given: Given::of(record, event) },
            Some(Outcome::UnderReview { .. }) if !pending => {
                let mode = event.map_or(AdmissionMode::Review, |event| admission(event).mode);
                SignUpStatus::UnderReview { mode }
            }
            Some(Outcome::Waiting { late, .. }) if !pending => {
                let entered = event.filter(|_| !late).and_then(|event| entered(event, record.queue));
                entered.map_or(SignUpStatus::Waiting { place: record.queue, late: *late }, SignUpStatus::Entered)
            }
            _ => SignUpStatus::Preview(preview(event, now)),
        },
    }
}
