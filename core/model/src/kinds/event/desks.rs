//! Which phones stand at the doors of an event, and when it may be said that somebody did not come (E-C21).

use super::{CheckInList, is_cancelled, over, read};
use crate::id::DeviceId;
use crate::kinds::Record;

/// How long after an event of which no phone was registered absence may be said, in milliseconds.
pub const WITHOUT_DESKS_MS: i64 = 72 * 60 * 60 * 1000;

/// How a phone stands at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeskState {
    /// It scans, or has scanned and not said that it is done.
    Open,
    /// It has said that it is done: all that it recorded came before.
    Closed,
    /// The organiser does without what it may have recorded.
    Waived,
}

/// A phone at the door.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AtDesk<'r> {
    /// The phone.
    pub device: DeviceId,
    /// At which list; empty where none was named.
    pub list: &'r str,
    /// Since when, in milliseconds.
    pub opened: i64,
    /// How it stands.
    pub state: DeskState,
}

/// The event's check-in lists that are in use, by name.
pub fn check_in_lists(record: &Record) -> Vec<String> {
    let lists = read(record).lists().filter(|list| list.open().one().is_some_and(|at| at > 0));
    let mut names: Vec<_> = lists.filter_map(CheckInList::element).collect();
    names.sort_unstable();
    names
}

/// The phones at the door, in the order in which they came.
pub fn desks(record: &Record) -> Vec<AtDesk<'_>> {
    let each = read(record).desks().filter_map(|desk| {
        let opened = desk.opened().one()?;
        let after = |at: Option<i64>| at.is_some_and(|at| at >= opened);
        let state = if after(desk.closed().one()) {
            DeskState::Closed
        } else if after(desk.waived().one()) {
            DeskState::Waived
        } else {
            DeskState::Open
        };
        Some(AtDesk { device: desk.element()?, list: desk.list().one().unwrap_or_default(), opened, state })
    });
    let mut all: Vec<_> = each.collect();
    all.sort_unstable_by_key(|desk| (desk.opened, desk.device));
    all
}

/// Whether it may be said that somebody did not come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Absence {
    /// Not yet: the event has not begun, or nobody knows who was at the door; from then on, in milliseconds.
    NotBefore(i64),
    /// These phones have not said that they are done.
    Awaits(Vec<DeviceId>),
    /// Everybody at the door has told.
    Known,
    /// Never: the event was cancelled, which is nobody's fault (E-C9).
    Never,
}

/// Whether it may be said at `now` that somebody did not come (E-C21). A phone that was at the door and has not told is
/// waited for, however long, unless the organiser does without it; where none was registered, the third day after.
pub fn absence(record: &Record, now: i64) -> Absence {
    if is_cancelled(record) {
        return Absence::Never;
    }
    let desks = desks(record);
    let from = if desks.is_empty() {
        over(record).map_or(i64::MAX, |over| over.saturating_add(WITHOUT_DESKS_MS))
    } else {
        read(record).starts().one().unwrap_or(i64::MAX)
    };
    if now < from {
        return Absence::NotBefore(from);
    }
    let open: Vec<_> = desks.iter().filter(|desk| desk.state == DeskState::Open).map(|desk| desk.device).collect();
    if open.is_empty() { Absence::Known } else { Absence::Awaits(open) }
}
