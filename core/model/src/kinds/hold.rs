//! A hold (预约): a reader asks for a title that is out, or that another house has; the copy that comes back is kept for
//! the first who asked (L-04, L-05, L-C10 to L-C13). The line of a title is in the order (R, record id).

use jiff::civil::Date;

use crate::fields::{Choice, Int, OneOf, Text, fields, seen};
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::loan::{self, LoanStatus};
use crate::kinds::sign_up::{OneAsk, Wanted, Wish, wish_of};
use crate::kinds::{Record, house, title};
use crate::spec::{About, Begins, GRACE_CIRCULATION_MS, KindSpec, Owner, PartSpec, Salt, ViewSpec, Where, Writer};
use crate::verdict::{Fact, Outcome};

fields! {
    /// What the reader asks. Names stay as given.
    Asks {
        /// The reader's name as given.
        3 name: Text<150>;
        /// The reader's employer as given.
        4 employer: Text<200>;
        /// The title as given.
        5 title_name: Text<500>;
        set asks: Ask<IntentId> = "ask" {
            /// What is asked.
            1 is: OneOf<Wanted, 8>;
            /// When it was asked, in milliseconds.
            2 at: Int;
            /// What was asked before has ended: the book was fetched, or it was not in time. The time of the last of it
            /// that the reader's phone knew, in milliseconds.
            6 after: Int;
        }
    }
}

fields! {
    /// What a keeper writes.
    Desk {
        set cancels: Cancel<IntentId> = "cancel" {
            /// When the hold was cancelled, in milliseconds.
            1 at: Int, Mine 1;
            /// Why; the reader reads it.
            2 reason: Text<500>, Mine 2;
            /// When that was undone.
            3 undone: Int, Mine 3;
            /// The ask that ends with it, by its intent: whoever asks again has asked anew, whatever the clocks say.
            4 of: Text<32>, Mine 4;
        }
    }
}

/// The spec of holds. The salt is the title: asking again is the same hold (L-04).
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::Hold,
    stands_in: &[Some(Kind::House)],
    owner: Owner::Always,
    salt: Salt::Fixed(|header| title_of(header).is_some() && header.salt.len() == 16),
    about: Some(About { kind: Kind::Title, named: title_of, beside: true }),
    parts: &[
        PartSpec {
            part: Part::Member,
            keys: Asks::KEYS,
            writers: &[Writer::Owner],
            readers: &[Audience::Mine, Audience::Keeper],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Keeper,
            keys: Desk::KEYS,
            writers: &[Writer::Holds(Role::Keeper, Where::Space), Writer::Holds(Role::Keeper, Where::Above)],
            readers: &[Audience::Keeper],
            begins: Begins::Never,
            ..PartSpec::PLAIN
        },
    ],
    views: &[ViewSpec::of(Audience::Mine, seen!(Mine: Desk))],
    grace_ms: GRACE_CIRCULATION_MS,
    ..KindSpec::PLAIN
};

/// Holds of one person at a time; asked when placing one.
pub const AT_ONCE: usize = 3;
/// The open days for which a copy is kept.
const PICK_UP_OPEN_DAYS: u32 = 5;

/// The header of a person's hold on a title of a house.
pub fn header(house: RecordId, person: RecordId, title: RecordId) -> Header {
    Header::new(Kind::Hold, house, Some(person), title.0)
}

/// The title that is asked for.
pub fn title_of(hold: &Header) -> Option<RecordId> {
    hold.named_by_salt()
}

/// What the reader asked.
pub fn member(record: &Record) -> Asks<'_> {
    Asks::of(record.part(Part::Member))
}

/// What keepers wrote; without their part, what the reader sees of it.
pub fn desk(record: &Record) -> Desk<'_> {
    Desk::of(record.part_or_view(Part::Keeper, Audience::Mine))
}

/// The day until which a copy that is kept from `today` on waits.
pub fn pick_up_until(house: Option<&Record>, today: Date) -> Date {
    house::calendar(house).after_open_days(today, PICK_UP_OPEN_DAYS)
}

/// One ask of the reader: its intent, and until when what was asked before has ended.
struct Said {
    intent: IntentId,
    ask: OneAsk,
    after: Option<i64>,
}

fn said(record: &Record) -> impl Iterator<Item = Said> {
    member(record).asks().filter_map(|ask| {
        let entry = ask.at().shown()?;
        let wants_in = ask.is().one().and_then(Choice::known)? == Wanted::In;
        let one = OneAsk { rank: entry.rank(), wants_in, pending: entry.witness.is_none() };
        Some(Said { intent: ask.element()?, ask: one, after: ask.after().one() })
    })
}

/// What keepers cancelled: each ends the ask that it names and what was asked before that.
fn cancels(record: &Record) -> impl Iterator<Item = (OneAsk, &str)> {
    desk(record).cancels().filter(|cancel| cancel.undone().is_absent()).filter_map(|cancel| {
        let of: IntentId = cancel.of().one()?.parse().ok()?;
        let ended = said(record).find(|one| one.intent == of)?;
        Some((OneAsk { wants_in: false, ..ended.ask }, cancel.reason().one().unwrap_or_default()))
    })
}

/// What the reader wants, with the rank of the first ask since the last end: a withdrawal, which wins over an ask of the
/// same time (L-C13), a keeper's word, or an end that the reader's phone knew when it asked again.
pub fn wish(record: &Record) -> Wish {
    let anew = said(record).filter(|one| one.after.is_some()).map(|Said { ask, .. }| OneAsk {
        rank: ask.rank.saturating_sub(1),
        wants_in: false,
        ..ask
    });
    let asks = said(record).map(|one| one.ask);
    wish_of(asks.chain(anew).chain(cancels(record).map(|(cancel, _)| cancel)).collect())
}

/// The last ask that is known: what has ended when the reader asks again.
pub fn last_ask(record: &Record) -> Option<i64> {
    said(record).map(|one| one.ask.rank).max()
}

/// The ask that a keeper's word ends: the last one.
pub fn standing_ask(record: &Record) -> Option<IntentId> {
    let asks = said(record).filter(|one| one.ask.wants_in);
    asks.max_by_key(|one| (one.ask.pending, one.ask.rank)).map(|one| one.intent)
}

/// Why a keeper cancelled it, where that was the last word.
pub fn cancelled(record: &Record) -> Option<&str> {
    let (last, reason) = cancels(record).max_by_key(|(cancel, _)| (cancel.pending, cancel.rank))?;
    let own = said(record).any(|Said { ask, .. }| !ask.wants_in && (ask.pending, ask.rank) > (last.pending, last.rank));
    (!own).then_some(reason)
}

/// A hold in its title's line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InLine {
    /// The record.
    pub id: RecordId,
    /// The rank of its ask.
    pub rank: i64,
    /// From when and until when a copy is kept for it, where the hub has said so and the day is not past.
    pub ready: Option<(Date, Date)>,
    /// The copy that was kept for it was lent to somebody else (L-C10).
    pub passed_over: bool,
}

impl InLine {
    /// What sorts it in the line.
    const fn order(&self) -> (bool, bool, i64, RecordId) {
        (self.ready.is_none(), !self.passed_over, self.rank, self.id)
    }
}

/// Whether a hold stands in line on `today`, or what has become of it. `loans` are its reader's loans of the title, each
/// by when it came back.
///
/// # Errors
/// What ended it, with the rule.
pub fn in_line(record: &Record, loans: &[Option<i64>], today: Date) -> Result<InLine, (Outcome, &'static str)> {
    let Wish::In { rank, .. } = wish(record) else {
        let by_keeper = cancelled(record).is_some();
        return Err((if by_keeper { Outcome::Removed } else { Outcome::Withdrawn }, "L-C13"));
    };
    // Whoever has the book, or had it since, has no need to wait: however it came to that. What the reader's phone knew to
    // be back when it asked was before, also by a clock that is behind.
    let known = said(record).filter(|one| one.ask.rank >= rank).filter_map(|one| one.after).max();
    let since = |back: i64| back >= rank && known.is_none_or(|known| back > known);
    if loans.iter().any(|back| back.is_none_or(since)) {
        return Err((Outcome::Matched, "L-05"));
    }
    let one = InLine { id: record.id, rank, ready: None, passed_over: false };
    let Some(verdict) = &record.verdict else { return Ok(one) };
    Ok(match &verdict.outcome {
        Outcome::Ready { until, rank: before, since } => match until.parse().ok() {
            Some(until) if until >= today => InLine { ready: Some((since.parse().unwrap_or(until), until)), ..one },
            // What is asked for after it was not fetched in time is asked for anew.
            _ if *before >= rank => return Err((verdict.outcome.clone(), "L-C12")),
            _ => one,
        },
        Outcome::Waiting { rank: before, .. } => InLine { passed_over: verdict.rule == "L-C10" && *before >= rank, ..one },
        _ => one,
    })
}

/// Judges a title's line, in any order given, where `free` copies are on the shelf; who gets one from a day on has it
/// until `pick_up` of that day. A closed day that is published later extends and never shortens (L-C22).
///
/// Who was told that a copy is kept is put out by nobody who comes later, whatever the rank (P3). Where there are fewer
/// copies than that, because one was lent to somebody else, the last of them is the first who gets the next (L-C10). A
/// copy is kept for one hold, and a hold has one copy (L-05, L-C11).
pub fn judge(
    mut line: Vec<InLine>,
    free: usize,
    today: Date,
    pick_up: impl Fn(Date) -> Date,
) -> Vec<(RecordId, Outcome, &'static str)> {
    line.sort_by_key(InLine::order);
    let judged = line.into_iter().enumerate().map(|(place, one)| {
        let InLine { id, rank, ready, passed_over } = one;
        if place < free {
            let (since, said) = ready.unwrap_or((today, today));
            let (since, until) = (since.to_string(), said.max(pick_up(since)).to_string());
            return (id, Outcome::Ready { until, rank, since }, "L-05");
        }
        let rule = if passed_over || ready.is_some() { "L-C10" } else { "L-C12" };
        (id, Outcome::Waiting { rank, late: false }, rule)
    });
    judged.collect()
}

/// When each of these loans that is of the title came back; `None` for one that did not.
pub fn came_back<'r>(
    loans: impl IntoIterator<Item = &'r Record>,
    title: RecordId,
    today: Date,
) -> impl Iterator<Item = Option<i64>> {
    let of_title = loans.into_iter().filter(move |one| loan::read(one).title().one() == Some(title));
    of_title.filter_map(move |one| match loan::status(one, today) {
        LoanStatus::Void => None,
        LoanStatus::Returned { at, .. } => Some(Some(at)),
        LoanStatus::Out { .. } | LoanStatus::Disputed => Some(None),
    })
}

/// What sorts a hold in its title's line on `today`, by what is known here of it and of its reader's loans; `None` where
/// it does not stand there.
pub fn order(hold: &Record, loans: &[Record], today: Date) -> Option<(bool, bool, i64, RecordId)> {
    let theirs = loans.iter().filter(|one| one.header.owner == hold.header.owner);
    let back: Vec<_> = came_back(theirs, title_of(&hold.header)?, today).collect();
    let one = in_line(hold, &back, today).ok()?;
    (status(hold, today) != HoldStatus::Fetched).then(|| one.order())
}

/// How many copies of a title there are to be had, where `out` are not.
pub fn free(title: &Record, out: u32) -> usize {
    let copies = title::copies(title).iter().filter(|copy| !copy.withdrawn).count();
    copies.saturating_sub(out as usize)
}

/// Whether a copy stands on the shelf of a house of the reader's own union, as the hub counts: nobody has to ask for it.
pub fn on_the_shelf(title: &Record, house: Option<&Record>, home: Option<RecordId>) -> bool {
    let out = if let Some(Fact::Copies { out }) = title.fact { out } else { 0 };
    house.map(|house| house.header.space) == home && free(title, out) > 0
}

/// Where a hold stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HoldStatus {
    /// Nothing is asked for.
    NotAsked,
    /// The hub has not judged it yet.
    Asked,
    /// In line; the place where it is known.
    Waiting {
        /// From 1.
        place: Option<u32>,
    },
    /// A copy is kept.
    Ready {
        /// The last day.
        until: Date,
    },
    /// It was kept, and not fetched in time.
    Expired,
    /// The reader got the book.
    Fetched,
    /// Withdrawn by the reader; `settled` once the hub has it.
    Withdrawn {
        /// Whether the hub has it.
        settled: bool,
    },
    /// Cancelled by a keeper.
    Cancelled {
        /// Why.
        reason: String,
    },
}

/// Where a hold stands on `today`. A day that is past has passed without the hub's saying so.
pub fn status(record: &Record, today: Date) -> HoldStatus {
    let outcome = record.verdict.as_ref().map(|verdict| &verdict.outcome);
    match wish(record) {
        Wish::None => HoldStatus::NotAsked,
        Wish::Out { pending } => match cancelled(record) {
            Some(reason) => HoldStatus::Cancelled { reason: reason.to_owned() },
            None => HoldStatus::Withdrawn { settled: !pending },
        },
        Wish::In { pending: true, .. } => HoldStatus::Asked,
        Wish::In { .. } => match outcome {
            Some(Outcome::Matched) => HoldStatus::Fetched,
            Some(Outcome::Waiting { .. }) => HoldStatus::Waiting { place: record.queue },
            Some(Outcome::Ready { until, .. }) => match until.parse() {
                Ok(until) if until >= today => HoldStatus::Ready { until },
                _ => HoldStatus::Expired,
            },
            _ => HoldStatus::Asked,
        },
    }
}

