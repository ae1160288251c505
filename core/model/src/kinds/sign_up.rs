//! A person's sign-up for an event: asks, the door, and the rule of instant admission (E-C1, E-C5, E-C6, E-04, E-10).

use crate::change::Put;
use crate::fields::{Choice, Int, OneOf, Text, Value as _, Values, fields, seen};
use crate::header::Header;
use crate::id::{IntentId, RecordId};
use crate::kind::{Audience, Kind, Part, Role};
use crate::kinds::Record;
use crate::kinds::event::{Admission, AdmissionMode, EVERYBODY, flagged};
use crate::named::Named;
use crate::text::bare;
use crate::spec::{KindSpec, Owner, PartSpec, Salt, ViewSpec, Where, Writer};
use crate::verdict::{Fact, Outcome};

mod answers;
mod at_door;
mod status;

pub use answers::{agreed, answers, is_complete};
pub use at_door::{AtDoor, By, SAME_SCAN_MS, Seen, Way, at_door, door_flags, handed_out, handed_twice};
pub use status::{Entered, Given, Preview, SignUpStatus, preview, status};

/// What an ask is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// To take part.
    In,
    /// Not to take part (any more).
    Out,
}

impl Named for Wanted {
    fn name(self) -> &'static str {
        match self {
            Self::In => "in",
            Self::Out => "out",
        }
    }

    fn from_name(name: &str) -> Option<Self> {
        [Self::In, Self::Out].into_iter().find(|one| one.name() == name)
    }
}

fields! {
    /// What the member, or an officer on the member's behalf, asks.
    Asks {
        /// The person's name as given.
        3 name: Text<150>;
        /// The person's employer as given.
        4 employer: Text<200>;
        /// The version of the event's waiver that the person agreed to; only the person's own word counts.
        30 agreed: Text<16>;
        set answers: Reply<String> = "answer" {
            /// The answer to a question of the event, which is the element.
            31 value: Text<1000>, Mine 31;
        }
        set asks: Ask<IntentId> = "ask" {
            /// What is asked.
            1 is: OneOf<Wanted, 8>, Mine 1;
            /// When it was asked, in milliseconds.
            2 at: Int, Mine 2;
        }
    }
}

fields! {
    /// What happens at the door. Times are milliseconds.
    Door {
        /// A walk-in's name as given.
        5 name: Text<150>;
        /// A walk-in's employer as given.
        6 employer: Text<200>;
        /// A remark of the organisers.
        7 note: Text<2000>;
        set scans: Scan<IntentId> = "scan" {
            /// When the person came in.
            1 at: Int, Mine 3;
            /// When that scan was undone.
            2 undone: Int, Mine 4;
            /// At which of the event's check-in lists; absent where there is one.
            40 list: Text<60>;
            /// Which way; absent: in.
            41 way: OneOf<Way, 8>;
            /// How the person was known; absent: by hand.
            42 by: OneOf<By, 8>;
        }
        set removals: Removal<IntentId> = "remove" {
            /// When an organiser took the place back.
            3 at: Int, Mine 5;
            /// Why; the person reads it.
            4 reason: Text<500>, Mine 6;
            /// When the removal was undone: a slip of the hand.
            8 undone: Int, Mine 7;
        }
        set admissions: Admitted<IntentId> = "admit" {
            /// When one who asked after the close was let in.
            9 at: Int;
        }
        set gifts: Gift<IntentId> = "gift" {
            /// What was handed out.
            43 what: Text<60>;
            /// When.
            44 at: Int;
            /// When that was undone: a slip of the hand.
            45 undone: Int;
        }
    }
}

/// The spec of sign-ups.
pub const SPEC: KindSpec = KindSpec {
    kind: Kind::SignUp,
    stands_in: &[Some(Kind::Event)],
    owner: Owner::Maybe,
    salt: Salt::Fixed(is_group),
    parts: &[
        PartSpec {
            part: Part::Member,
            keys: Asks::KEYS,
            writers: &[Writer::Owner],
            readers: &[Audience::Mine, Audience::Organiser],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Proxy,
            keys: Asks::KEYS,
            writers: &[Writer::Holds(Role::Desk, Where::Home), Writer::Holds(Role::Handler, Where::Home)],
            readers: &[Audience::Organiser, Audience::Desk, Audience::Handler],
            ..PartSpec::PLAIN
        },
        PartSpec {
            part: Part::Door,
            keys: Door::KEYS,
            writers: &[Writer::Holds(Role::Organiser, Where::Space), Writer::Holds(Role::Organiser, Where::Above)],
            readers: &[Audience::Organiser],
            physical: true,
            ..PartSpec::PLAIN
        },
    ],
    // What others wrote: asks made on the member's behalf, scans and removals.
    views: &[ViewSpec::of(Audience::Mine, seen!(Mine: Asks, Door))],
    found_in: &[(Audience::Desk, Where::Home), (Audience::Handler, Where::Home)],
    ..KindSpec::PLAIN
};

/// The salt of a sign-up: the event's only group. Repeating it is the same sign-up (E-02).
pub const GROUP: &[u8] = EVERYBODY.as_bytes();

/// The header of a person's sign-up: repeating it is the same sign-up.
pub fn header(event: RecordId, person: RecordId) -> Header {
    Header::new(Kind::SignUp, event, Some(person), GROUP)
}

/// A person's sign-up stands in the event's only group; at the door anybody's is drawn.
fn is_group(header: &Header) -> bool {
    header.owner.is_none() || header.salt == GROUP
}

/// What the member asked.
pub fn member(record: &Record) -> Asks<'_> {
    Asks::of(record.part(Part::Member))
}

/// What an officer asked on the member's behalf; without that part, what the member sees of it.
pub fn proxy(record: &Record) -> Asks<'_> {
    Asks::of(record.part_or_view(Part::Proxy, Audience::Mine))
}

/// What happened at the door; without that part, what the member sees of it.
pub fn door(record: &Record) -> Door<'_> {
    Door::of(record.part_or_view(Part::Door, Audience::Mine))
}

/// Whether nobody has asked for anything yet and nothing happened at the door: there are answers at most.
pub fn is_only_prepared(record: &Record) -> bool {
    let door = door(record);
    let seen = record.parts.contains_key(&Part::Door) || door.scans().len() + door.removals().len() > 0;
    !seen && wish(record) == Wish::None
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

/// One ask, or what ended those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct OneAsk {
    pub(super) rank: i64,
    pub(super) wants_in: bool,
    pub(super) pending: bool,
}

fn asks(asked: Asks<'_>, into: &mut Vec<OneAsk>) {
    for ask in asked.asks() {
        let Some(entry) = ask.is().shown() else { continue };
        let pending = entry.change.is_some() && entry.witness.is_none();
        // In a view there is no witness: the claimed time stands in its place.
        let rank = if entry.change.is_some() { entry.rank() } else { ask.at().one().unwrap_or(0) };
        if let Some(wanted) = ask.is().one().and_then(Choice::known) {
            into.push(OneAsk { rank, wants_in: wanted == Wanted::In, pending });
        }
    }
}

/// What the person asked, and what was asked on the person's behalf.
fn all_asks(record: &Record) -> Vec<OneAsk> {
    let mut all = Vec::new();
    asks(member(record), &mut all);
    asks(proxy(record), &mut all);
    all
}

/// What the person wants.
pub fn wish(record: &Record) -> Wish {
    wish_of(all_asks(record))
}

/// What follows from asks in any order. Withdrawing wins over an ask of the same time (E-C6); asking again after it
/// means the end of the line.
pub(super) fn wish_of(mut all: Vec<OneAsk>) -> Wish {
    all.sort_by_key(|ask| (ask.pending, ask.rank, !ask.wants_in));
    let last_out = all.iter().rposition(|ask| !ask.wants_in);
    let since = all.get(last_out.map_or(0, |at| at + 1)..).unwrap_or_default();
    match (since.iter().min_by_key(|ask| ask.rank), last_out.and_then(|at| all.get(at))) {
        (Some(first), _) => Wish::In { rank: first.rank, pending: since.iter().all(|ask| ask.pending) },
        (None, Some(out)) => Wish::Out { pending: out.pending },
        (None, None) => Wish::None,
    }
}

/// The asks of a sign-up for a place, each of which may be the ticket of a draw: whoever holds the sign-up can try all.
pub fn tickets(record: &Record) -> impl Iterator<Item = IntentId> {
    let all = [member(record), proxy(record)].into_iter().flat_map(Asks::asks);
    all.filter(|ask| ask.is().one().and_then(Choice::known) == Some(Wanted::In)).filter_map(Ask::element)
}

/// The ticket of a sign-up in a draw: the ask by which it is ranked.
pub fn ticket(record: &Record) -> Option<IntentId> {
    let Wish::In { rank, .. } = wish(record) else { return None };
    let all = [member(record), proxy(record)].into_iter().flat_map(Asks::asks);
    let by_rank = all.filter(|ask| ask.is().shown().is_some_and(|shown| shown.rank() == rank));
    let asks_in = by_rank.filter(|ask| ask.is().one().and_then(Choice::known) == Some(Wanted::In));
    asks_in.filter_map(Ask::element).min()
}

/// The rank time of the withdrawal that stands, in milliseconds; `None` where the person did not withdraw, or asked
/// again since.
pub fn withdrew(record: &Record) -> Option<i64> {
    if !matches!(wish(record), Wish::Out { .. }) {
        return None;
    }
    all_asks(record).iter().filter(|ask| !ask.wants_in).map(|ask| ask.rank).max()
}

/// The code of why the hub flagged the sign-up: the person does not meet the event's conditions (E-C13).
pub fn not_eligible(record: &Record) -> Option<&str> {
    flagged(record.verdict.as_ref()?)
}

/// When the person was first seen at the door: the earliest scan that was not undone (E-C17, E-C18).
pub fn arrived(record: &Record) -> Option<i64> {
    scans(record).min()
}

/// The organiser's removal and its reason, where there is one that was not undone: the latest.
pub fn removed(record: &Record) -> Option<&str> {
    Some(removals(record).max_by_key(|removal| removal.at().one())?.reason().one().unwrap_or_default())
}

/// The organiser's removals that were not undone.
pub fn removals(record: &Record) -> impl Iterator<Item = Removal<'_>> {
    door(record).removals().filter(|removal| removal.undone().is_absent())
}

/// When the person came, as it counts: not where the organiser removed the sign-up afterwards, as one that was a slip of
/// the hand (E-C19).
pub fn present(record: &Record) -> Option<i64> {
    let last = removals(record).filter_map(|removal| removal.at().one()).max();
    scans(record).filter(|at| last.is_none_or(|removed| *at > removed)).min()
}

/// When the person was seen at the door, each time that was not undone.
fn scans(record: &Record) -> impl Iterator<Item = i64> {
    let valid = door(record).scans().filter(|scan| scan.undone().is_absent());
    valid.filter_map(|scan| scan.at().one())
}

/// Which number the last ask has in the order in which the hub took everything; without an ask the last scan. `None`
/// while it is on its way, and where this phone sees only what came of it.
pub fn came(record: &Record) -> Option<u64> {
    let asks = [member(record), proxy(record)].into_iter().flat_map(Asks::asks);
    let mut shown: Vec<_> = asks.filter_map(|ask| ask.is().shown()).collect();
    if shown.is_empty() {
        shown = door(record).scans().filter_map(|scan| scan.at().shown()).collect();
    }
    let numbers: Option<Vec<_>> = shown.into_iter().map(|one| Some(one.witness?.seq)).collect();
    numbers?.into_iter().max()
}

/// Whether the organiser lets the person in although the sign-up came after the close (E-C23).
pub fn admitted(record: &Record) -> bool {
    door(record).admissions().len() > 0
}

/// The name and employer as given at sign-up, or at the door.
pub fn given(record: &Record) -> (&str, &str) {
    let (member, proxy, door) = (member(record), proxy(record), door(record));
    let name = [member.name(), proxy.name(), door.name()].into_iter().find_map(Values::one);
    let employer = [member.employer(), proxy.employer(), door.employer()].into_iter().find_map(Values::one);
    (name.unwrap_or_default(), employer.unwrap_or_default())
}

/// The pass of a place that stands, as the hub signed it: only the person's own phone has one.
pub fn pass(record: &Record) -> Option<&[u8]> {
    let seated = matches!(record.verdict.as_ref()?.outcome, Outcome::Seat { .. });
    match &record.fact {
        Some(Fact::Pass { bytes }) if seated && matches!(wish(record), Wish::In { .. }) => Some(bytes),
        _ => None,
    }
}

/// Whether two names are typed for one: width, spaces and forms of a character do not tell people apart.
pub fn same_name(one: &str, other: &str) -> bool {
    bare(one) == bare(other)
}

/// Whether a change of somebody's asks wants a place.
pub fn wants_in(puts: &[Put]) -> bool {
    let wanted = OneOf::<Wanted, 8>::scalar(Wanted::In);
    puts.iter().any(|put| put.key.starts_with("ask/") && put.key.ends_with("/is") && put.value == wanted)
}

/// The places of an event at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Places {
    /// Places taken.
    pub taken: u32,
    /// Whether somebody waits who has a claim to the next place. Who was late has none, and is in nobody's way.
    pub queued: bool,
    /// The smallest number that nobody has.
    pub free_number: u32,
}

/// Judges one sign-up on its own; promotion from the waiting list is [`room`].
///
/// A seat is frozen (P3); a waiting one stays waiting until it is promoted, ranked by the earliest ask that is known
/// by now (E-C5); a first ask gets a seat where places are given one by one, there is room and nobody in time waits
/// (E-04). Late is who asked after the close by R, whatever arrived first (E-C23).
pub fn judge(event: &Admission, record: &Record, before: Option<&Outcome>, places: Places) -> (Outcome, &'static str) {
    if removed(record).is_some() {
        return (Outcome::Removed, "E-03");
    }
    let rank = match wish(record) {
        Wish::In { rank, .. } => rank,
        // Who gave the place back and comes all the same is inside.
        Wish::None | Wish::Out { .. } if arrived(record).is_some() => return (Outcome::WalkIn, "E-C19"),
        Wish::None | Wish::Out { .. } => return (Outcome::Withdrawn, "E-C6"),
    };
    let late = rank > event.closes && !admitted(record);
    match before {
        Some(Outcome::Seat { number }) => (Outcome::Seat { number: *number }, "E-03"),
        _ if !approved(event, record) => (Outcome::UnderReview { rank }, "E-04"),
        _ if late => (Outcome::Waiting { rank, late }, "E-C23"),
        // What was drawn is not drawn again.
        Some(Outcome::Waiting { rank: drawn, late: false }) if *drawn < 0 => {
            (Outcome::Waiting { rank: *drawn, late: false }, "E-C25")
        }
        Some(Outcome::Waiting { .. }) => (Outcome::Waiting { rank, late }, "E-04"),
        _ if !places.queued && room(event, places.taken) => (Outcome::Seat { number: places.free_number }, "E-C1"),
        _ => (Outcome::Waiting { rank, late }, "E-C1"),
    }
}

/// Whether those have said yes whose word the event asks for: the organiser, or somebody who put the person forward. An
/// organiser may always.
pub fn approved(event: &Admission, record: &Record) -> bool {
    match event.mode {
        AdmissionMode::Instant | AdmissionMode::Ranked | AdmissionMode::Draw => true,
        AdmissionMode::Review => admitted(record),
        AdmissionMode::Nomination => admitted(record) || nominated(record),
    }
}

/// Whether the person's unit put the person forward, and did not take that back.
fn nominated(record: &Record) -> bool {
    let mut all = Vec::new();
    asks(proxy(record), &mut all);
    matches!(wish_of(all), Wish::In { .. })
}

/// Whether one more place can be given now. A lowered capacity removes nobody (E-10).
pub fn room(event: &Admission, taken: u32) -> bool {
    event.gives() && !event.cancelled && event.capacity.is_none_or(|capacity| taken < capacity)
}
