//! The lines of a unit's list, and what was handed in and accepted of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::{Listed, office, unit};
use crate::calendar::china_date;
use crate::fields::{Element, OneOf, Value as _, Values};
use crate::id::RecordId;
use crate::kind::Part;
use crate::kinds::Record;
use crate::kinds::plan::{SHARES_MAX, had_come, is_corrected};
use crate::kinds::sign_up::Wanted;
use crate::state::VisibleValue;

/// A line in an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineMark {
    /// Whose line.
    pub who: RecordId,
    /// From which edition on.
    pub edition: u32,
}

impl Element for LineMark {
    type Given = Self;

    fn write(given: &Self) -> String {
        format!("{}.{}", given.who, given.edition)
    }

    fn read(element: &str) -> Option<Self> {
        let (who, edition) = element.split_once('.')?;
        Some(Self { who: who.parse().ok()?, edition: edition.parse().ok()? })
    }
}

/// One line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The member, or what stands for a name and employer.
    pub who: RecordId,
    /// The name as given.
    pub name: String,
    /// The employer as given.
    pub employer: String,
    /// The person is known by name and employer alone.
    pub by_name: bool,
    /// Whether it stands on the list now. Of what two handlers say at once, being on it wins (M-C5).
    pub on: bool,
    /// Since when by rank time.
    pub since: i64,
    /// It counts once the person agrees.
    pub provisional: bool,
    /// When a handler saw the person's signature, by rank time.
    pub signed: Option<i64>,
    /// How many shares; several where two handlers said so at once, and nobody has settled it.
    pub shares: Vec<u32>,
    /// By edition, whether it was on what was handed in, and by which sequence somebody said so.
    marks: BTreeMap<u32, Vec<(bool, u64)>>,
}

impl Line {
    /// Whether it was on what was handed in, as of an edition and of what was said up to a sequence. Of two handlers who
    /// hand in at once, the one with it wins.
    fn marked(&self, edition: u32, seen: u64) -> bool {
        let known = |said: &Vec<(bool, u64)>| said.iter().copied().filter(|(_, seq)| *seq <= seen).collect::<Vec<_>>();
        let mut all = self.marks.range(..=edition).rev().map(|(_, said)| known(said)).filter(|said| !said.is_empty());
        all.next().is_some_and(|said| said.iter().any(|(on, _)| *on))
    }

    /// How many shares, where that is settled; else the fewest that somebody said.
    pub fn count(&self) -> u32 {
        self.shares.iter().copied().min().unwrap_or(1)
    }
}

/// Whether "in" is among the values.
fn on(is: Values<'_, OneOf<Wanted, 8>>) -> bool {
    is.all().into_iter().any(|one| one.known() == Some(Wanted::In))
}

/// All lines that were ever put on the list, by whose they are.
pub fn lines(record: &Record) -> BTreeMap<RecordId, Line> {
    let unit = unit(record);
    let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
    let shares = |said: i64| u32::try_from(said.clamp(1, SHARES_MAX)).unwrap_or(1);
    let read = |line: Listed<'_>| {
        let who = line.element()?;
        Some((
            who,
            Line {
                who,
                name: text(line.name().one()),
                employer: text(line.employer().one()),
                by_name: line.by_name().one().unwrap_or(false),
                on: on(line.is()),
                // Of two who put the person on it at once, the first one.
                since: line.at().entries().iter().map(VisibleValue::rank).min().unwrap_or(i64::MAX),
                // One who says that the person agreed is enough.
                provisional: !line.provisional().all().is_empty() && line.provisional().all().iter().all(|yes| *yes),
                signed: line.signed().entries().iter().map(VisibleValue::rank).min(),
                shares: line.shares().all().into_iter().map(shares).collect(),
                marks: BTreeMap::new(),
            },
        ))
    };
    let mut all: BTreeMap<_, _> = unit.listed().filter_map(read).collect();
    for mark in unit.marks() {
        if let Some(LineMark { who, edition }) = mark.element()
            && let Some(line) = all.get_mut(&who)
        {
            let said = mark.is().entries().iter().filter_map(|entry| {
                let on = OneOf::<Wanted, 8>::read(&entry.value)?.known() == Some(Wanted::In);
                Some((on, entry.witness.map_or(u64::MAX, |witness| witness.seq)))
            });
            line.marks.insert(edition, said.collect());
        }
    }
    all
}

/// Up to which sequence the handlers' part is held here.
pub(crate) fn seen(record: &Record) -> i64 {
    let all = record.part(Part::Unit).iter().flat_map(|(_, entries)| entries);
    all.filter_map(|entry| i64::try_from(entry.witness?.seq).ok()).max().unwrap_or(0)
}

fn ranked(entries: &[VisibleValue]) -> Option<i64> {
    entries.iter().map(VisibleValue::rank).min()
}

/// What was handed in, and what became of it.
pub(crate) struct Handed {
    /// The last edition that was handed in.
    pub(crate) last: Option<u32>,
    /// The editions that the office accepted: when by rank time, and up to which sequence it saw the list. What was
    /// accepted stays, whoever gave it back at the same time (P3).
    pub(crate) accepted: BTreeMap<u32, (i64, u64)>,
    /// The editions that were given back.
    returned: BTreeSet<u32>,
}

impl Handed {
    pub(crate) fn of(record: &Record) -> Self {
        let office = office(record);
        let accepted = office.accepts().filter_map(|one| {
            let seen = one.seen().all().into_iter().max().map_or(u64::MAX, |seen| u64::try_from(seen).unwrap_or(0));
            Some((one.element()?, (ranked(one.at().entries())?, seen)))
        });
        Self {
            last: unit(record).editions().filter_map(|one| one.element().filter(|_| !one.at().is_absent())).max(),
            accepted: accepted.collect(),
            returned: office.returns().filter_map(super::Returned::element).collect(),
        }
    }

    /// Whether the last edition is accepted.
    pub(crate) fn is_accepted(&self) -> bool {
        self.last.is_some_and(|last| self.accepted.contains_key(&last))
    }

    /// The last edition that was accepted.
    pub(crate) fn taken(&self) -> Option<u32> {
        self.accepted.keys().next_back().copied()
    }

    /// Whether the last edition was given back.
    fn is_returned(&self) -> bool {
        !self.is_accepted() && self.last.is_some_and(|last| self.returned.contains(&last))
    }

    /// Whether a line is on what was handed in last; of what was accepted, on what the office saw.
    pub(crate) fn has(&self, line: &Line) -> bool {
        let Some(last) = self.last else { return false };
        line.marked(last, self.accepted.get(&last).map_or(u64::MAX, |(_, seen)| *seen))
    }

    /// Whether a line is on what was accepted last.
    pub(crate) fn took(&self, line: &Line) -> bool {
        self.accepted.iter().next_back().is_some_and(|(edition, (_, seen))| line.marked(*edition, *seen))
    }
}

/// The lines that differ from what was handed in last, and are not marked for the next edition: what it would say.
pub fn pending(record: &Record) -> Vec<(RecordId, bool)> {
    let handed = Handed::of(record);
    let next = handed.last.map_or(0, |last| last.saturating_add(1));
    let marked = |line: &Line| {
        let said = line.marks.get(&next)?;
        Some(said.iter().any(|(on, _)| *on))
    };
    let all = lines(record).into_values();
    let differs = all.filter(|line| marked(line).unwrap_or_else(|| handed.has(line)) != line.on);
    differs.map(|line| (line.who, line.on)).collect()
}

/// Whether lines are marked for an edition.
pub(crate) fn is_marked(record: &Record, edition: u32) -> bool {
    unit(record).marks().any(|mark| mark.element().is_some_and(|mark| mark.edition == edition))
}

/// What the office accepted of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// When it was accepted, by rank time.
    pub since: i64,
    /// The day on which it was accepted.
    pub on: Date,
    /// The day on which its payment was credited, by the latest word of the office.
    pub paid_on: Option<Date>,
    /// Whether the office has corrected that day.
    pub corrected: bool,
}

/// What a person's enrolment needs to know of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LineEntry {
    /// Since when by rank time; `None` where it is on no list.
    pub asked: Option<i64>,
    /// How many shares.
    pub shares: u32,
    /// It counts once the person agrees.
    pub provisional: bool,
    /// When a handler saw the signature.
    pub signed: Option<i64>,
    /// Whether it is on what was handed in and was not given back.
    pub handed_in: bool,
    /// What the office accepted and no accepted amendment took off again.
    pub taken: Option<Taken>,
    /// What it had accepted before, and when an amendment took it off, by rank time.
    pub ended: Option<(Taken, i64)>,
}

/// The entries of all lines.
pub fn entries(record: &Record) -> BTreeMap<RecordId, LineEntry> {
    let (handed, paid) = (Handed::of(record), payments(record));
    let entry = |line: Line| {
        let (mut taken, mut ended): (Option<Taken>, Option<(Taken, i64)>) = (None, None);
        for (edition, (rank, seen)) in &handed.accepted {
            match (taken, line.marked(*edition, *seen)) {
                (Some(was), false) => (taken, ended) = (None, Some((was, *rank))),
                (None, true) => {
                    let (paid_on, corrected) = paid_for(&paid, *edition);
                    taken = Some(Taken { since: *rank, on: china_date(*rank), paid_on, corrected });
                }
                (Some(_), true) | (None, false) => {}
            }
        }
        let handed_in = !handed.is_returned() && handed.has(&line);
        // What was handed in stands as it was handed in, whatever became of the list since (M-C4). Who was taken off and
        // is put on again asks anew.
        let counts = taken.is_some() || handed_in || line.on;
        let since = ended.map_or(line.since, |(_, until)| line.since.max(until.saturating_add(1)));
        let (shares, provisional, signed) = (line.count(), line.provisional, line.signed);
        (line.who, LineEntry { asked: counts.then_some(since), shares, provisional, signed, handed_in, taken, ended })
    };
    lines(record).into_values().map(entry).collect()
}

/// Payments in the order in which the office said so: up to which edition, and the day.
pub(super) fn payments(record: &Record) -> Vec<(u32, Date)> {
    let all = office(record).payments().filter_map(|one| {
        let (entry, day) = (one.on().shown()?, one.on().one()?);
        let edition = u32::try_from(one.edition().one().unwrap_or(0)).ok()?;
        had_come(day, entry).then_some((entry.rank(), entry.change, edition, day))
    });
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all.into_iter().map(|(_, _, edition, day)| (edition, day)).collect()
}

/// When the lines of an edition were paid for: by the payment of it, or of the next one that has one; whether that day
/// was corrected.
fn paid_for(paid: &[(u32, Date)], edition: u32) -> (Option<Date>, bool) {
    let Some(by) = paid.iter().map(|(of, _)| *of).filter(|of| *of >= edition).min() else { return (None, false) };
    let days: Vec<_> = paid.iter().filter(|(of, _)| *of == by).map(|(_, day)| *day).collect();
    (days.last().copied(), is_corrected(&days))
}
