//! Whether a record may begin: its kind in its space, its owner, its salt, and that the author can see the space.

use zhijia_model::kinds::sign_up;
use zhijia_model::spec::{About, Begins, PartSpec, Writer};
use zhijia_model::{Code, Decoded, Header, Kind, Part, RecordId};

use super::{Author, End, Not};
use crate::registrar;
use crate::work::Work;

type Checked = std::result::Result<(), End>;

/// Whether a header is one of its kind, as far as it says so itself: its owner, and a salt that is fixed by what it is
/// about.
pub(super) fn header_fits(header: &Header, kind: Kind) -> std::result::Result<(), Code> {
    let owner_fits = kind.owned().is_none_or(|must| must == header.owner.is_some());
    if owner_fits && kind.spec().salt.fits(header) { Ok(()) } else { Err(Code::BadHeader) }
}

/// Checks that a record which is not in the ledger may begin where its header says.
pub(super) fn may_begin(work: &mut Work<'_>, author: &Author, header: &Header, kind: Kind, with: &PartSpec) -> Checked {
    let begins = match with.begins {
        Begins::Writer => true,
        Begins::Hub => author.member.is_none(),
        Begins::Never => false,
    };
    if !begins {
        return Err(Code::NoAuthority.into());
    }
    let container = if header.space == RecordId::CITY {
        None
    } else {
        Some(work.space(header.space)?.ok_or(Not::Later("unknown-space"))?.kind)
    };
    // A record of a kind that contains no such thing is answered as one that is not there.
    if !kind.may_stand_in(container) {
        return Err(Not::Later("unknown-space").into());
    }
    if let Some(about) = kind.spec().about {
        sees_what_it_is_about(work, author, header, with, about)?;
    }
    match kind {
        Kind::SignUp => sign_up_fits(work, author, header, with.part),
        // Whom the hub itself appoints, it has just made.
        Kind::Appointment if author.member.is_some() => is_member(work, header.owner),
        Kind::Claim => is_member(work, header.owner),
        _ => Ok(()),
    }
}

/// A role is given to a member, and a claim is prepared for one.
fn is_member(work: &Work<'_>, person: Option<RecordId>) -> Checked {
    match person {
        Some(person) if work.home(person)?.is_some() => Ok(()),
        _ => Err(Code::NotFound.into()),
    }
}

/// A person signs up only where the person sees the event.
fn sign_up_fits(work: &mut Work<'_>, author: &Author, header: &Header, part: Part) -> Checked {
    if part == Part::Door {
        return Ok(());
    }
    let published = registrar::admission(work, header.space)?.is_some_and(|admission| admission.published);
    let union = work.space(header.space)?.map(|event| event.container);
    if !published || !sees(work, author, header.owner, union)? {
        return Err(Not::Later("unknown-space").into());
    }
    Ok(())
}

/// What a record is about is there; whoever asks for it sees it, and the space in which the ask stands.
fn sees_what_it_is_about(
    work: &mut Work<'_>,
    author: &Author,
    header: &Header,
    with: &PartSpec,
    about: About,
) -> Checked {
    let named = (about.named)(header).ok_or(Code::BadHeader)?;
    let found = work.space(named)?.filter(|one| one.kind == about.kind);
    let found = found.filter(|one| !about.beside || one.container == header.space);
    let container = found.ok_or(Not::Later("unknown-space"))?.container;
    for space in [header.space, container].into_iter().filter(|_| with.writers.contains(&Writer::Owner)) {
        let union = union_of(work, space)?;
        if !sees(work, author, header.owner, union)? {
            return Err(Not::Later("unknown-space").into());
        }
    }
    Ok(())
}

/// The union in which a space lies, or that it is.
fn union_of(work: &mut Work<'_>, mut space: RecordId) -> std::result::Result<Option<RecordId>, End> {
    while let Some(found) = work.space(space)? {
        if found.kind == Kind::Union {
            return Ok(Some(space));
        }
        space = found.container;
    }
    Ok(None)
}

/// Whether a person sees what a union publishes: it is the home union or lies above it.
fn sees(
    work: &Work<'_>,
    author: &Author,
    person: Option<RecordId>,
    union: Option<RecordId>,
) -> std::result::Result<bool, End> {
    let Some(union) = union else { return Ok(false) };
    let Some(person) = person.or(author.member) else { return Ok(author.member.is_none()) };
    match work.home(person)? {
        Some(home) => Ok(work.is_above(union, home)?),
        None => Ok(false),
    }
}

/// An ask that arrives before the window opened is refused: its phone's clock is ahead, and it would overtake others.
pub(super) fn in_time(work: &mut Work<'_>, header: &Header, kind: Kind, part: Part, decoded: &Decoded) -> Checked {
    if kind != Kind::SignUp || !matches!(part, Part::Member | Part::Proxy) {
        return Ok(());
    }
    let opens = registrar::admission(work, header.space)?.map(|admission| admission.opens);
    if sign_up::wants_in(&decoded.puts) && opens.is_some_and(|opens| work.now < opens) {
        return Err(Code::NotOpenYet.into());
    }
    Ok(())
}
