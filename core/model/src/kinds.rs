//! The kinds: one file each, with its keys, what its parts say, its views and its rules.

pub mod appointment;
pub mod enrolment;
pub mod event;
pub mod house;
pub mod loan;
pub mod member;
pub mod plan;
pub mod return_;
pub mod sign_up;
pub mod title;
pub mod union;

use std::collections::BTreeMap;

use crate::header::Header;
use crate::id::RecordId;
use crate::key::KeySpec;
use crate::kind::{Audience, Kind, Part};
use crate::state::PartState;
use crate::verdict::{Fact, Verdict};

/// A record as a device or the hub holds it.
#[derive(Debug, Clone)]
pub struct Record {
    /// The id.
    pub id: RecordId,
    /// The header.
    pub header: Header,
    /// The parts that are held as documents.
    pub parts: BTreeMap<Part, PartState>,
    /// The views that are held, by audience.
    pub views: BTreeMap<Audience, PartState>,
    /// The last verdict.
    pub verdict: Option<Verdict>,
    /// The fact.
    pub fact: Option<Fact>,
    /// The place in the waiting list that the hub counted, from 1.
    pub queue: Option<u32>,
}

impl Record {
    /// A record of which only the header is known.
    pub fn new(header: Header) -> Self {
        Self {
            id: header.id(),
            header,
            parts: BTreeMap::new(),
            views: BTreeMap::new(),
            verdict: None,
            fact: None,
            queue: None,
        }
    }

    /// What a part says, as far as it is held: the part itself, or the view of an audience that does not read it.
    /// Rules do not know the difference.
    pub fn part(&self, part: Part) -> &PartState {
        static EMPTY: std::sync::LazyLock<PartState> = std::sync::LazyLock::new(PartState::default);
        if let Some(state) = self.parts.get(&part) {
            return state;
        }
        let readers = self.header.kind().map_or(&[][..], |kind| kind.readers(part));
        let view = self.views.iter().find(|(audience, _)| !readers.contains(audience));
        view.map_or(&EMPTY, |(_, state)| state)
    }
}

/// The keys of a part.
pub const fn keys(kind: Kind, part: Part) -> &'static [KeySpec] {
    match (kind, part) {
        (Kind::Union, Part::Staff) => union::STAFF,
        (Kind::Member, Part::Own) => member::OWN,
        (Kind::Member, Part::Staff) => member::STAFF,
        (Kind::Member, Part::Verified) => member::VERIFIED,
        (Kind::Appointment, Part::Grant) => appointment::GRANT,
        (Kind::House, Part::Keeper) => house::KEEPER,
        (Kind::Title, Part::Keeper) => title::KEEPER,
        (Kind::Loan, Part::Keeper) => loan::KEEPER,
        (Kind::Loan, Part::Borrower) => loan::BORROWER,
        (Kind::Return, Part::Keeper) => return_::KEEPER,
        (Kind::Event, Part::Organiser) => event::ORGANISER,
        (Kind::SignUp, Part::Member | Part::Proxy) => sign_up::ASK,
        (Kind::SignUp, Part::Door) => sign_up::DOOR,
        (Kind::Plan, Part::Office) => plan::OFFICE,
        (Kind::Enrolment, Part::Member) => enrolment::MEMBER,
        (Kind::Enrolment, Part::Unit) => enrolment::UNIT,
        (Kind::Enrolment, Part::Office) => enrolment::OFFICE,
        _ => &[],
    }
}

/// The keys of a view.
pub const fn view_keys(kind: Kind, audience: Audience) -> &'static [KeySpec] {
    match (kind, audience) {
        (Kind::Union, Audience::Public) => union::PUBLIC,
        (Kind::Member, Audience::Cards) => member::CARDS,
        (Kind::Appointment, Audience::Public) => appointment::PUBLIC,
        (Kind::House, Audience::Public) => house::PUBLIC,
        (Kind::Title, Audience::Public) => title::PUBLIC,
        (Kind::Loan, Audience::Mine) => loan::MINE,
        (Kind::Event, Audience::Public) => event::PUBLIC,
        (Kind::SignUp, Audience::Mine) => sign_up::MINE,
        (Kind::Plan, Audience::Public) => plan::PUBLIC,
        (Kind::Enrolment, Audience::Mine) => enrolment::MINE,
        _ => &[],
    }
}

/// The view of a record for an audience; `None` where the audience sees nothing of it (an unpublished event, an
/// appointment that has not ended).
pub fn view(record: &Record, audience: Audience) -> Option<PartState> {
    let kind = record.header.kind()?;
    if !kind.viewers().contains(&audience) {
        return None;
    }
    let state = match kind {
        Kind::Member => member::card(record),
        Kind::Title => title::public(record),
        Kind::Event if !event::is_published(record) => return None,
        Kind::Appointment if record.part(Part::Grant).int("ended").is_absent() => return None,
        Kind::SignUp => sign_up::mine(record),
        Kind::Union => only(record.part(Part::Staff), union::PUBLIC),
        Kind::House => only(record.part(Part::Keeper), house::PUBLIC),
        Kind::Event => only(record.part(Part::Organiser), event::PUBLIC),
        Kind::Plan => only(record.part(Part::Office), plan::PUBLIC),
        Kind::Loan => only(record.part(Part::Keeper), loan::MINE),
        Kind::Enrolment => only(record.part(Part::Unit), enrolment::MINE),
        Kind::Appointment => only(record.part(Part::Grant), appointment::PUBLIC),
        Kind::Return => return None,
    };
    (!state.is_empty()).then_some(state)
}

/// The bytes of a view, as they travel and are stored.
pub fn view_bytes(record: &Record, audience: Audience) -> Option<Vec<u8>> {
    let state = view(record, audience)?;
    Some(crate::view::encode(view_keys(record.header.kind()?, audience), &state))
}

/// The shown values under the keys of a table, without their changes.
fn only(state: &PartState, table: &[KeySpec]) -> PartState {
    let mut out = PartState::default();
    for (key, entries) in state.iter() {
        if table.iter().any(|spec| spec.element(key).is_some())
            && let Some(entry) = entries.first()
        {
            out.set(key, entry.value.clone());
        }
    }
    out
}
