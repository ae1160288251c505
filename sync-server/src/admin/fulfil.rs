//! What each wish does.

use std::collections::HashSet;

use crate::access::Access;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::identity::members::What;
use crate::identity::{Appointment, Device, Id, Identities, Invitation, InvitationRow, Whom};

use super::lines::{Names, hex};
use super::names::{id_only, parse_id, resolve};
use super::{AdminRequest, DeviceLine, EntryLine, Granted, InvitationLine, draw_code};

pub(super) async fn fulfil(
    identities: &dyn Identities,
    access: Option<&Access>,
    clock: &Clock,
    wish: AdminRequest,
) -> Result<Granted, Failure> {
    match wish {
        AdminRequest::Invite { union, name, roles, member, days } => {
            let created_ms = clock.now_ms();
            let expires_ms = created_ms.saturating_add(i64::from(days).saturating_mul(86_400_000));
            let union = find(identities, "--union", &union, &[What::Union]).await?;
            let mut appointments = Vec::new();
            for (role, space) in roles {
                let space = match space {
                    Some(space) => find(identities, "--role", &space, &[What::Union, What::House, What::Event]).await?,
                    None => union,
                };
                appointments.push(Appointment { role, space });
            }
            let member = find_if(identities, "--member", member, What::Person).await?;
            let invitation = Invitation { union, name, roles: appointments, member, created_ms, expires_ms };
            let code = draw_code()?;
            identities.invite(code, invitation).await?;
            Ok(Granted::Invited { code: code.to_string(), expires_ms })
        }
        AdminRequest::RevokeDevice(id) => {
            let whom = Whom::Device(id_only("DEVICE", &id)?);
            revoke(identities, access, clock, whom).await
        }
        AdminRequest::RevokePerson(id) => {
            let whom = Whom::Member(find(identities, "MEMBER", &id, &[What::Person]).await?);
            revoke(identities, access, clock, whom).await
        }
        AdminRequest::RevokeInvitation(short) => {
            let row = the_invitation(identities, &short).await?;
            if !identities.withdraw(row.short).await? {
                return Err(used_already());
            }
            let spaces = Names::of(identities.directory(What::Union, 0).await?);
            let whom = [row.invitation.name, Some(spaces.path(&row.invitation.union))].into_iter().flatten();
            Ok(Granted::Revoked { whom: whom.collect::<Vec<_>>().join("  ") })
        }
        AdminRequest::List { what, union } => {
            let within = find_if(identities, "--union", union, What::Union).await?;
            let revoked = identities.revoked().await?;
            let entries = identities.directory(what, clock.now_ms()).await?.into_iter();
            let wanted = entries.filter(|entry| within.is_none_or(|union| entry.within(&union)));
            let lines = wanted.map(|entry| {
                let ended = revoked.contains(&Whom::Member(entry.id));
                EntryLine::of(entry, ended)
            });
            Ok(Granted::Listed(lines.collect()))
        }
        AdminRequest::Devices { member, union } => {
            let member = find_if(identities, "--member", member, What::Person).await?;
            let union = find_if(identities, "--union", union, What::Union).await?;
            let people = identities.directory(What::Person, 0).await?;
            let inside: Option<HashSet<Id>> = union
                .map(|union| people.iter().filter(|person| person.within(&union)).map(|person| person.id).collect());
            let people = Names::of(people);
            let wanted = |device: &&Device| {
                member.is_none_or(|member| device.member == member)
                    && inside.as_ref().is_none_or(|inside| inside.contains(&device.member))
            };
            let devices = identities.devices().await?;
            Ok(Granted::Devices(devices.iter().filter(wanted).map(|one| DeviceLine::of(one, &people)).collect()))
        }
        AdminRequest::Invitations => {
            let people = Names::of(identities.directory(What::Person, 0).await?);
            let mut spaces = Vec::new();
            for what in [What::Union, What::House, What::Event] {
                spaces.extend(identities.directory(what, 0).await?);
            }
            let (spaces, devices) = (Names::of(spaces), identities.devices().await?);
            let user = |row: &InvitationRow| {
                let (_, by) = row.used?;
                devices.iter().find(|device| device.id == by).map(|device| device.member)
            };
            let rows = identities.invitations().await?;
            let lines = rows.iter().map(|row| InvitationLine::of(row, user(row), &people, &spaces));
            Ok(Granted::Invitations(lines.collect()))
        }
    }
}

/// The invitation that the digits name.
async fn the_invitation(identities: &dyn Identities, short: &str) -> Result<InvitationRow, Failure> {
    let wanted = short.trim().to_ascii_lowercase();
    let mut named = identities.invitations().await?.into_iter().filter(|row| hex(&row.short) == wanted);
    named.next().ok_or_else(|| {
        Failure::new(
            "unknown-invitation",
            "there is no such invitation: copy the 8 digits in the first column of `zhijia-hub invitations`",
            "没有这个邀请:请复制 `zhijia-hub invitations` 第一列的 8 位",
        )
        .at("INVITATION")
    })
}

fn used_already() -> Failure {
    Failure::new(
        "invitation-used",
        "the invitation was used: end the access of the device or person instead (`revoke-device`, `revoke-person`)",
        "这个邀请已经用过:请改为停用设备或人员(`revoke-device`、`revoke-person`)",
    )
    .at("INVITATION")
}

async fn revoke(
    identities: &dyn Identities,
    access: Option<&Access>,
    clock: &Clock,
    whom: Whom,
) -> Result<Granted, Failure> {
    identities.revoke(whom, clock.now_ms()).await?;
    if let Some(access) = access {
        access.revoke([whom]);
    }
    let member = match whom {
        Whom::Member(member) => Some(member),
        Whom::Device(device) => identities.device(device).await?.map(|device| device.member),
    };
    let people = Names::of(identities.directory(What::Person, 0).await?);
    let (Whom::Device(id) | Whom::Member(id)) = whom;
    Ok(Granted::Revoked { whom: format!("{}  {}", member.map(|one| people.path(&one)).unwrap_or_default(), hex(&id)) })
}

/// The same where something was given.
async fn find_if(
    identities: &dyn Identities,
    field: &str,
    given: Option<String>,
    what: What,
) -> Result<Option<Id>, Failure> {
    match given {
        Some(given) => find(identities, field, &given, &[what]).await.map(Some),
        None => Ok(None),
    }
}

/// What an administrator means by an id, a name or a path.
async fn find(identities: &dyn Identities, field: &str, given: &str, among: &[What]) -> Result<Id, Failure> {
    if let Some(id) = parse_id(given) {
        return Ok(id);
    }
    let mut entries = Vec::new();
    for what in among {
        entries.extend(identities.directory(*what, 0).await?);
    }
    resolve(field, given, among, &entries)
}
