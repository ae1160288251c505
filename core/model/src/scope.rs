//! Scopes: what a device follows, and in which scopes a record stands.

use crate::header::Header;
use crate::id::RecordId;
use crate::kind::{Audience, Kind, Part, Role};
use crate::spec::Where;

/// A space and an audience; for [`Audience::Mine`] the space is the member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope {
    /// The space.
    pub space: RecordId,
    /// The audience's number; one that this version does not know is carried.
    pub audience: u8,
}

impl Scope {
    /// A scope of a known audience.
    pub const fn new(space: RecordId, audience: Audience) -> Self {
        Self { space, audience: audience.number() }
    }

    /// The audience, where this version knows it.
    pub const fn audience(&self) -> Option<Audience> {
        Audience::from_number(self.audience)
    }
}

/// In which scope an audience finds a record: its container, except where its `SPEC` says another place.
///
/// `person` is the member whom the record is about (its owner, or whom the hub recognised), `home` that member's union.
pub fn scope_of(
    header: &Header,
    audience: Audience,
    person: Option<RecordId>,
    home: Option<RecordId>,
) -> Option<Scope> {
    let spec = header.kind()?.spec();
    if audience == Audience::Mine {
        return person.map(|person| Scope::new(person, Audience::Mine));
    }
    let place = said(spec.found_in, audience).unwrap_or(Where::Space);
    space_at(header, place, home, None).map(|space| Scope::new(space, audience))
}

/// The second scope in which an audience finds a record: whoever may write a part from another space gets the own
/// change back there. `there` is what contains the record's space, or the union of the plan that the salt names.
pub fn also_in(header: &Header, audience: Audience, there: Option<RecordId>) -> Option<Scope> {
    let place = said(header.kind()?.spec().also_in, audience)?;
    space_at(header, place, None, there).map(|space| Scope::new(space, audience))
}

fn said(places: &[(Audience, Where)], audience: Audience) -> Option<Where> {
    places.iter().find(|(one, _)| *one == audience).map(|(_, place)| *place)
}

fn space_at(header: &Header, place: Where, home: Option<RecordId>, there: Option<RecordId>) -> Option<RecordId> {
    match place {
        Where::Space => Some(header.space),
        Where::Itself => Some(header.id()),
        Where::Above | Where::PlanUnion => there,
        Where::Home => home,
    }
}

/// Every scope in which a record stands, but for [`also_in`].
pub fn scopes_of(header: &Header, person: Option<RecordId>, home: Option<RecordId>) -> Vec<Scope> {
    let Some(kind) = header.kind() else { return Vec::new() };
    let audiences = audiences(kind).into_iter();
    let mut scopes: Vec<_> = audiences.filter_map(|audience| scope_of(header, audience, person, home)).collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// The audiences of a kind, readers and viewers.
pub fn audiences(kind: Kind) -> Vec<Audience> {
    let readers = kind.spec().parts.iter().flat_map(|part| part.readers);
    let mut all: Vec<_> = readers.chain(kind.viewers()).copied().collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The parts that an audience reads of a kind; where it reads none, it gets the view.
pub fn parts_for(kind: Kind, audience: Audience) -> impl Iterator<Item = Part> {
    let parts = kind.spec().parts.iter();
    parts.filter(move |spec| spec.readers.contains(&audience)).map(|spec| spec.part)
}

/// The audiences that a role gives in the space where it is held.
pub const fn audiences_of(role: Role) -> &'static [Audience] {
    match role {
        Role::Desk | Role::Verifier => &[Audience::Desk, Audience::Cards],
        Role::Keeper => &[Audience::Keeper, Audience::Cards],
        Role::Organiser => &[Audience::Organiser, Audience::Cards],
        Role::Handler => &[Audience::Handler, Audience::Cards],
        Role::Office => &[Audience::Handler, Audience::Payer, Audience::Cards],
        Role::Reviewer => &[Audience::Reviewer, Audience::Cards],
    }
}

/// The kind of spaces within a union whose audiences a role gives too, where it is held in the union.
pub const fn covers(role: Role) -> Option<Kind> {
    match role {
        Role::Keeper => Some(Kind::House),
        Role::Organiser => Some(Kind::Event),
        Role::Desk | Role::Verifier | Role::Handler | Role::Office | Role::Reviewer => None,
    }
}
