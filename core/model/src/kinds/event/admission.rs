//! How the places of an event are given: at once, or settled (定榜) after the close and the grace.

use serde::{Deserialize, Serialize};

use super::{is_cancelled, is_published, over, read};
use crate::fields::Choice;
use crate::kinds::Record;
use crate::named::numbered;
use crate::spec::GRACE_MS;
use crate::verdict::Outcome;

numbered! {
    /// How places are given.
    #[derive(Default, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
    AdmissionMode {
        /// In the order of arrival, as long as there are places.
        #[default]
        Instant = 0 "instant",
        /// After the close and the grace, in the order of rank time: nobody gains by a better connection (E-C1).
        Ranked = 1 "ranked",
        /// After the close and the grace, by lot (E-C25).
        Draw = 2 "draw",
        /// To those whom the organiser admits, one by one.
        Review = 3 "review",
        /// As ranked, among those whom a unit has put forward.
        Nomination = 4 "nomination",
    }
}

impl AdmissionMode {
    /// Whether places are given to all at one moment, after the close.
    pub const fn settles(self) -> bool {
        matches!(self, Self::Ranked | Self::Draw | Self::Nomination)
    }
}

/// What admission needs to know of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// The places; `None` where there is no limit.
    pub capacity: Option<u32>,
    /// When sign-up opens, in milliseconds.
    pub opens: i64,
    /// When it closes: the planned time, when the organiser closed it, or when the event is over, whichever is first.
    pub closes: i64,
    /// Whether the event is cancelled.
    pub cancelled: bool,
    /// Whether it is published.
    pub published: bool,
    /// How places are given.
    pub mode: AdmissionMode,
    /// Whether the places were settled.
    pub settled: bool,
}

impl Admission {
    /// Whether a place can be given to one person at a time: always, or once the places were settled.
    pub const fn gives(&self) -> bool {
        self.settled || !self.mode.settles()
    }
}

/// Whether planning the close for `closes` opens sign-up again: somebody closed it by hand, and earlier.
pub fn reopens(record: &Record, closes: i64) -> bool {
    read(record).closed().one().is_some_and(|closed| closed > 0 && closed < closes)
}

/// How places are given. In a mode that this version does not know nobody gets one without a person's word.
fn mode(record: &Record) -> AdmissionMode {
    let said = read(record).admission().one();
    said.map_or(AdmissionMode::Instant, |mode| mode.known().unwrap_or(AdmissionMode::Review))
}

/// Whether a mode stands there that this version does not know.
pub fn has_other_mode(record: &Record) -> bool {
    matches!(read(record).admission().one(), Some(Choice::Other(_)))
}

/// Reads what admission needs. Of concurrent capacities the greatest counts, and none at all is the greatest: never
/// smaller than promised (E-C12).
pub fn admission(record: &Record) -> Admission {
    let event = read(record);
    let capacity = event.capacity().all();
    let limited = !capacity.iter().any(|places| *places < 0);
    let closes = [event.closes().one(), event.closed().one()];
    let closes = closes.into_iter().flatten().filter(|at| *at > 0).min();
    Admission {
        capacity: capacity.into_iter().max().filter(|_| limited).map(|n| u32::try_from(n).unwrap_or(u32::MAX)),
        opens: event.opens().one().unwrap_or(i64::MIN),
        closes: closes.unwrap_or(i64::MAX).min(over(record).unwrap_or(i64::MAX)),
        cancelled: is_cancelled(record),
        published: is_published(record),
        mode: mode(record),
        settled: settled(record).is_some(),
    }
}

/// When the places were settled, in milliseconds. What was settled is never settled again (P3).
pub fn settled(record: &Record) -> Option<i64> {
    match record.verdict.as_ref()?.outcome {
        Outcome::Settled { at } | Outcome::Drawn { at, .. } => Some(at),
        _ => None,
    }
}

/// The moment after which the places are settled, in milliseconds; `None` where nothing is left to settle.
///
/// By itself that is when the grace after the close is over: whoever asked in time has been heard by then. An organiser
/// has it done from the close on, and by the start everyone has to know; not so a draw, which nobody may join who knows
/// its result (E-C25).
pub fn settles(record: &Record) -> Option<i64> {
    let Admission { closes, cancelled, published, mode, settled, .. } = admission(record);
    if settled || cancelled || !published || !mode.settles() {
        return None;
    }
    let by_itself = closes.saturating_add(GRACE_MS);
    if mode == AdmissionMode::Draw {
        return Some(by_itself);
    }
    let event = read(record);
    if event.settlements().len() > 0 {
        return Some(closes);
    }
    Some(by_itself.min(event.starts().one().unwrap_or(i64::MAX)).max(closes))
}

/// Whether an organiser can have the places settled: not a draw, which has its hour, and not twice.
pub fn may_settle(record: &Record, now: i64) -> bool {
    let admission = admission(record);
    let called = read(record).settlements().len() > 0;
    settles(record).is_some() && admission.mode != AdmissionMode::Draw && !called && now > admission.closes
}
