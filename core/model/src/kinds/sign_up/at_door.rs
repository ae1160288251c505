//! What the scans of a person amount to, in whatever order they came (E-C17, E-C18, E-C20), and what was handed out
//! (E-C22).

use super::door;
use crate::fields::Choice;
use crate::id::IntentId;
use crate::kinds::Record;
use crate::named::Named;

/// Scans at one list within so long are one, in milliseconds; farther apart at two lists they are a code in two places.
pub const SAME_SCAN_MS: i64 = 10 * 60 * 1000;

/// Which way a person went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Out.
    Out,
    /// In.
    In,
}

impl Named for Way {
    fn name(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Out, Self::In].into_iter().find(|one| one.name() == name)
    }
}

/// How a person at the door was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Found on the list, or asked for the name.
    Hand,
    /// By a pass that the hub signed.
    Pass,
}

impl Named for By {
    fn name(self) -> &'static str {
        match self {
            Self::Hand => "hand",
            Self::Pass => "pass",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::Hand, Self::Pass].into_iter().find(|one| one.name() == name)
    }
}

/// A scan that stands. In the order of their times; where two have the same, who is inside counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Seen<'r> {
    /// When the person was seen, in milliseconds.
    pub at: i64,
    /// Which way.
    pub way: Way,
    /// At which list; empty where none was named.
    pub list: &'r str,
    /// What names the scan.
    pub scan: IntentId,
}

/// What follows from the scans.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AtDoor<'r> {
    /// Each time that the person was seen, once: without what is the same scan again.
    pub seen: Vec<Seen<'r>>,
    /// Whether the person is inside now.
    pub inside: bool,
    /// The same code was read in two places, with nobody going out in between (E-C17): information, and no sanction.
    pub two_places: bool,
}

/// What the scans of a sign-up that stand amount to.
pub fn at_door(record: &Record) -> AtDoor<'_> {
    fold(seen(record))
}

/// The scans that stand.
fn seen(record: &Record) -> Vec<Seen<'_>> {
    let valid = door(record).scans().filter(|scan| scan.undone().is_absent());
    let each = valid.filter_map(|scan| {
        let way = scan.way().one().and_then(Choice::known).unwrap_or(Way::In);
        Some(Seen { at: scan.at().one()?, way, list: scan.list().one().unwrap_or_default(), scan: scan.element()? })
    });
    each.collect()
}

fn fold(mut all: Vec<Seen<'_>>) -> AtDoor<'_> {
    all.sort_unstable();
    let mut out = AtDoor::default();
    for one in all {
        let again = |before: &&Seen<'_>| before.way == one.way && before.list == one.list;
        let since_turned = out.seen.iter().rev().take_while(|before| before.way == one.way);
        // A second scan says nothing new; it is counted from the first, so that a queue at one gate is no chain.
        if since_turned.clone().filter(again).any(|before| one.at - before.at <= SAME_SCAN_MS) {
            continue;
        }
        let elsewhere = |before: &Seen<'_>| !before.list.is_empty() && !one.list.is_empty() && before.list != one.list;
        out.two_places |= one.way == Way::In
            && since_turned.clone().any(|before| elsewhere(before) && one.at - before.at > SAME_SCAN_MS);
        out.seen.push(one);
    }
    out.inside = out.seen.last().is_some_and(|last| last.way == Way::In);
    out
}

/// What was handed out to a person and not taken back, in the order of the times: name, time, and what names it.
pub fn handed_out(record: &Record) -> Vec<(i64, &str, IntentId)> {
    let valid = door(record).gifts().filter(|gift| gift.undone().is_absent());
    let each = valid.filter_map(|gift| Some((gift.at().one()?, gift.what().one()?, gift.element()?)));
    let mut all: Vec<_> = each.collect();
    all.sort_unstable();
    all
}

/// Whether the same thing was handed out twice (E-C22): both stay recorded, and nobody owes anything.
pub fn handed_twice(record: &Record) -> bool {
    let all = handed_out(record);
    all.iter().enumerate().any(|(n, (_, what, _))| all.iter().take(n).any(|(_, before, _)| before == what))
}

/// The flags of what happened at the door: they change nothing (P2).
pub fn door_flags(record: &Record) -> Vec<String> {
    let mut flags = Vec::new();
    if at_door(record).two_places {
        flags.push("E-C17".to_owned());
    }
    if handed_twice(record) {
        flags.push("E-C22".to_owned());
    }
    flags
}
