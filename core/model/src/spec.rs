//! What a kind's `SPEC` says: where its records stand, who writes and reads which part, which keys there are and which
//! audience sees them, what its changes count as. The gate, authority, scopes and views read nothing else.

use crate::change::Put;
use crate::header::Header;
use crate::id::RecordId;
use crate::key::KeySpec;
use crate::kind::{Audience, Kind, Part, Role};
use crate::record::Record;
use crate::refusal::Code;
use crate::state::PartState;

/// How far back a claimed time is believed, in milliseconds: 24 hours for sign-ups and profiles.
pub const GRACE_MS: i64 = 24 * 60 * 60 * 1000;
/// The same for enrolments and claims (M-C7, M-C17): 72 hours.
pub const GRACE_ENROLMENT_MS: i64 = 72 * 60 * 60 * 1000;
/// The same for circulation: 7 days.
pub const GRACE_CIRCULATION_MS: i64 = 7 * 24 * 60 * 60 * 1000;

/// Everything about one kind.
#[derive(Debug)]
pub struct KindSpec {
    /// The kind; its number and name stand in [`Kind`].
    pub kind: Kind,
    /// The kinds whose records may contain one; `None` is the city.
    pub stands_in: &'static [Option<Kind>],
    /// Whether the header names the member whom the record is about.
    pub owner: Owner,
    /// What the header's salt is.
    pub salt: Salt,
    /// The record that the salt names, which has to be there, and to be seen by whoever asks for it.
    pub about: Option<About>,
    /// What a record's first change has to say, given its header; the gate asks before the record begins.
    pub begins_with: fn(&Header, &[Put]) -> Result<(), Code>,
    /// Its parts, in the order of the pages and lists that show them.
    pub parts: &'static [PartSpec],
    /// The views of those who do not read its parts.
    pub views: &'static [ViewSpec],
    /// Where an audience finds it, if not in the space that contains it.
    pub found_in: &'static [(Audience, Where)],
    /// The second space in which an audience finds it: whoever may write a part from there gets the own change back.
    pub also_in: &'static [(Audience, Where)],
    /// It stands in its scopes also while there is nothing to read of it.
    pub stands_empty: bool,
    /// How far back a claimed time is believed (G), in milliseconds.
    pub grace_ms: i64,
}

impl KindSpec {
    /// What a spec says where it says nothing.
    pub(crate) const PLAIN: Self = Self {
        kind: Kind::Union,
        stands_in: &[],
        owner: Owner::Never,
        salt: Salt::Random,
        about: None,
        begins_with: |_, _| Ok(()),
        parts: &[],
        views: &[],
        found_in: &[],
        also_in: &[],
        stands_empty: false,
        grace_ms: GRACE_MS,
    };

    /// A part's spec; `None` where the kind has no such part.
    pub fn part(&self, part: Part) -> Option<&'static PartSpec> {
        self.parts.iter().find(|spec| spec.part == part)
    }

    /// The spec of an audience's view; `None` where it has none.
    pub fn view(&self, audience: Audience) -> Option<&'static ViewSpec> {
        self.views.iter().find(|spec| spec.audience == audience)
    }

    /// Whether one of the places where it stands is told by `place`.
    pub fn depends_on(&self, place: Where) -> bool {
        self.found_in.iter().chain(self.also_in).any(|(_, one)| *one == place)
    }
}

/// Whether a header names an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// It must.
    Always,
    /// It may.
    Maybe,
    /// It must not.
    Never,
}

/// What a header's salt is: random where two creations are two things, fixed where repetition is the same thing.
#[derive(Debug, Clone, Copy)]
pub enum Salt {
    /// Drawn for each record.
    Random,
    /// Made from what the record is about; whether a salt was is checked before a record begins.
    Fixed(fn(&Header) -> bool),
}

impl Salt {
    /// Whether a header's salt is what the kind says.
    pub fn fits(self, header: &Header) -> bool {
        match self {
            Self::Random => true,
            Self::Fixed(fits) => fits(header),
        }
    }
}

/// What a record is about, by its salt.
#[derive(Debug, Clone, Copy)]
pub struct About {
    /// Of which kind it is.
    pub kind: Kind,
    /// Reads it from the header.
    pub named: fn(&Header) -> Option<RecordId>,
    /// It stands in the same space as the record.
    pub beside: bool,
}

/// A space, seen from a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Where {
    /// The space that contains the record.
    Space,
    /// The record itself.
    Itself,
    /// What contains the space.
    Above,
    /// The home union of the member whom the record is about.
    Home,
    /// The union of the plan that an enrolment's salt names.
    PlanUnion,
}

/// A reason for which somebody may write a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writer {
    /// The member whom the record describes: the author is the record.
    Itself,
    /// The record's owner.
    Owner,
    /// Whoever holds the role there.
    Holds(Role, Where),
}

/// By whom a record may be begun with a part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Begins {
    /// Whoever may write the part.
    Writer,
    /// The hub alone, by an invitation.
    Hub,
    /// Nobody: another part comes first.
    Never,
}

/// One part of a kind.
#[derive(Debug)]
pub struct PartSpec {
    /// The part.
    pub part: Part,
    /// Its keys, in the order of their numbers.
    pub keys: &'static [KeySpec],
    /// Who may write it; one reason is enough.
    pub writers: &'static [Writer],
    /// Who reads it as it is, its changes included.
    pub readers: &'static [Audience],
    /// By whom a record may be begun with it.
    pub begins: Begins,
    /// It records what happened: kept also where the writer's role had ended by then (A-C16).
    pub physical: bool,
}

impl PartSpec {
    /// What a part's spec says where it says nothing.
    pub(crate) const PLAIN: Self =
        Self { part: Part::Staff, keys: &[], writers: &[], readers: &[], begins: Begins::Writer, physical: false };
}

/// What an audience sees that does not read the parts: the values of the keys that say so, and computed ones.
#[derive(Debug)]
pub struct ViewSpec {
    /// Who sees it.
    pub audience: Audience,
    /// Its keys, with their numbers in the view.
    pub keys: &'static [KeySpec],
    /// Whether there is anything to see yet.
    pub shown: fn(&Record) -> bool,
    /// Puts what is computed into what was copied.
    pub compute: fn(&Record, &mut PartState),
}

impl ViewSpec {
    /// A view of copied values alone, always shown.
    pub(crate) const fn of(audience: Audience, keys: &'static [KeySpec]) -> Self {
        Self { audience, keys, shown: |_| true, compute: |_, _| () }
    }
}

/// The names of parts, for [`Kind::parts`].
pub(crate) const fn part_names<const N: usize>(specs: &[PartSpec]) -> [Part; N] {
    let mut out = [Part::Staff; N];
    let (mut rest, mut free) = (specs, out.as_mut_slice());
    while let ([spec, after @ ..], [slot, others @ ..]) = (rest, free) {
        *slot = spec.part;
        (rest, free) = (after, others);
    }
    out
}

/// The audiences of views, for [`Kind::viewers`].
pub(crate) const fn view_names<const N: usize>(specs: &[ViewSpec]) -> [Audience; N] {
    let mut out = [Audience::Public; N];
    let (mut rest, mut free) = (specs, out.as_mut_slice());
    while let ([spec, after @ ..], [slot, others @ ..]) = (rest, free) {
        *slot = spec.audience;
        (rest, free) = (after, others);
    }
    out
}
