//! Scopes: what a device follows, and in which scopes a record stands.

use crate::header::Header;
use crate::id::RecordId;
use crate::kind::{Audience, Kind, Part, Role};

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

/// In which scope an audience finds a record: its container, except where it moves with the person.
///
/// `person` is the member whom the record is about (its owner, or whom the hub recognised), `home` that member's union.
pub fn scope_of(
    header: &Header,
    audience: Audience,
    person: Option<RecordId>,
    home: Option<RecordId>,
) -> Option<Scope> {
    match (header.kind()?, audience) {
        (_, Audience::Mine) => person.map(|person| Scope::new(person, Audience::Mine)),
        (Kind::Member, _) | (Kind::SignUp, Audience::Desk | Audience::Handler) => {
            home.map(|home| Scope::new(home, audience))
        }
        // A union's own desk reads it in its own space; for the desk above see [`also_in`].
        (Kind::Union, Audience::Desk) => Some(Scope::new(header.id(), audience)),
        _ => Some(Scope::new(header.space, audience)),
    }
}

/// The second scope in which an audience finds a record: whoever may write a part from another space gets the own
/// change back there. `above` is what contains the record's space.
pub fn also_in(header: &Header, audience: Audience, above: Option<RecordId>) -> Option<Scope> {
    match (header.kind()?, audience) {
        // The desk above founds it.
        (Kind::Union, Audience::Desk) => Some(Scope::new(header.space, audience)),
        // The desk of the union grants roles in its houses and events, and in the unions that it founds.
        (Kind::Appointment, Audience::Desk) => above.map(|above| Scope::new(above, audience)),
        // Who keeps one house or runs one event follows that alone.
        (Kind::House, Audience::Keeper) | (Kind::Event, Audience::Organiser) => Some(Scope::new(header.id(), audience)),
        _ => None,
    }
}

/// Every scope in which a record stands, but for [`also_in`].
pub fn scopes_of(header: &Header, person: Option<RecordId>, home: Option<RecordId>) -> Vec<Scope> {
    let Some(kind) = header.kind() else { return Vec::new() };
    let readers = kind.parts().iter().flat_map(|part| kind.readers(*part));
    let audiences = readers.chain(kind.viewers());
    let mut scopes: Vec<_> = audiences.filter_map(|audience| scope_of(header, *audience, person, home)).collect();
    scopes.sort_unstable();
    scopes.dedup();
    scopes
}

/// The parts that an audience reads of a kind; where it reads none, it gets the view.
pub fn parts_for(kind: Kind, audience: Audience) -> impl Iterator<Item = Part> {
    kind.parts().iter().copied().filter(move |part| kind.readers(*part).contains(&audience))
}

/// The audiences that a role gives in the space where it is held.
pub const fn audiences_of(role: Role) -> &'static [Audience] {
    match role {
        Role::Desk | Role::Verifier => &[Audience::Desk, Audience::Cards],
        Role::Keeper => &[Audience::Keeper, Audience::Cards],
        Role::Organiser => &[Audience::Organiser, Audience::Cards],
        Role::Handler | Role::Office => &[Audience::Handler, Audience::Cards],
    }
}
