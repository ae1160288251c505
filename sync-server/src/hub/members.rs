//! What joining creates: the first union, members with their home, appointments.

use zhijia_model::kinds::appointment::Grant;
use zhijia_model::kinds::member::Staff;
use zhijia_model::kinds::union::Union;
use zhijia_model::{Kind, Part, RecordId, Role};

use super::Keys;
use super::authored::{begin, header, salt};
use super::shared::Shared;
use crate::identity::members::{Founded, Founding, MemberRecord, NewMember, What};
use crate::identity::{Appointment, IdentityError, Invitation};
use crate::ledger::Ledger;
use crate::registrar;
use crate::work::Work;

type Result<T> = std::result::Result<T, IdentityError>;

/// Founds the first union in the city.
pub(super) fn found(shared: &Shared, ledger: &dyn Ledger, keys: &Keys, founding: &Founding) -> Result<Founded> {
    shared.settle(ledger)?;
    let mut work = Work::new(ledger, founding.now_ms)?;
    let salt = salt(&work, keys, b"union");
    let union = header(Kind::Union, RecordId::CITY, None, salt);
    let union = begin(&mut work, keys, &union, Part::Staff, &Union::write().name(founding.union_name.as_str()).puts())?;
    shared.write(work)?;
    let desk = |space: RecordId| Appointment { role: Role::Desk.name().to_owned(), space: space.0 };
    Ok(Founded { union: union.0, admin_roles: vec![desk(union), desk(RecordId::CITY)] })
}

/// Creates a member with the home that the invitation named, and the appointments.
pub(super) fn create(shared: &Shared, ledger: &dyn Ledger, keys: &Keys, new: &NewMember) -> Result<MemberRecord> {
    shared.settle(ledger)?;
    let mut work = Work::new(ledger, new.now_ms)?;
    let home = RecordId(new.home);
    check_union(&work, home)?;
    let salt_of = salt(&work, keys, &new.device);
    let member = header(Kind::Member, RecordId::CITY, None, salt_of);
    let name = new.name.as_deref().unwrap_or_default().trim();
    // A record begins with a change; without a name the desk's part says nothing but that there is one.
    let id = begin(&mut work, keys, &member, Part::Staff, &Staff::write().name(name).puts())?;
    registrar::set_home(&mut work, id, home)?;
    for (number, role) in new.roles.iter().enumerate() {
        let known = check_role(&work, role)?;
        let mut what = new.device.to_vec();
        what.extend_from_slice(&number.to_be_bytes());
        let salt = salt(&work, keys, &what);
        let appointment = header(Kind::Appointment, RecordId(role.space), Some(id), salt);
        let grant = Grant::write().role(known).from(new.now_ms);
        begin(&mut work, keys, &appointment, Part::Grant, &grant.puts())?;
    }
    registrar::settle(&mut work)?;
    shared.write(work)?;
    Ok(MemberRecord { id: id.0, header: member.bytes(), home: new.home })
}

/// Looks up a member.
pub(super) fn find(ledger: &dyn Ledger, member: RecordId) -> Result<Option<MemberRecord>> {
    let found = ledger.record(member)?.filter(|row| row.header.kind() == Some(Kind::Member) && !row.erased);
    let home = ledger.home(member)?;
    Ok(found.zip(home).map(|(row, home)| MemberRecord { id: member.0, header: row.header.bytes(), home: home.0 }))
}

/// Checks an invitation: the union exists, and each role exists in its space.
pub(super) fn check(ledger: &dyn Ledger, invitation: &Invitation) -> Result<()> {
    let work = Work::new(ledger, invitation.created_ms)?;
    check_union(&work, RecordId(invitation.union))?;
    invitation.roles.iter().try_for_each(|role| check_role(&work, role).map(drop))
}

fn check_union(work: &Work<'_>, union: RecordId) -> Result<()> {
    match work.space(union)? {
        Some(space) if space.kind == Kind::Union => Ok(()),
        _ => Err(IdentityError::UnknownSpace),
    }
}

/// The role: a union has every one, a house keepers, an event organisers, the city desks.
fn check_role(work: &Work<'_>, role: &Appointment) -> Result<Role> {
    let unknown = || IdentityError::UnknownRole(role.role.clone());
    let known = Role::from_name(&role.role).ok_or_else(unknown)?;
    let space = RecordId(role.space);
    let (fits, space) = if space == RecordId::CITY {
        (known == Role::Desk, None)
    } else {
        match work.space(space)?.ok_or(IdentityError::UnknownSpace)?.kind {
            Kind::Union => return Ok(known),
            Kind::House => (known == Role::Keeper, Some(What::House)),
            Kind::Event => (known == Role::Organiser, Some(What::Event)),
            _ => return Err(IdentityError::UnknownSpace),
        }
    };
    if fits { Ok(known) } else { Err(IdentityError::MisplacedRole { role: role.role.clone(), space }) }
}
