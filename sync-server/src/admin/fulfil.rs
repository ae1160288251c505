//! What each wish does.

use crate::access::Access;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::identity::members::What;
use crate::identity::{Appointment, Id, Identities, Invitation, Whom};

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
            let member = match member {
                Some(member) => Some(find(identities, "--member", &member, &[What::Person]).await?),
                None => None,
            };
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
        AdminRequest::List { what, union } => {
            let within = match union {
                Some(union) => Some(find(identities, "--union", &union, &[What::Union]).await?),
                None => None,
            };
            let entries = identities.directory(what, clock.now_ms()).await?.into_iter();
            let wanted = entries.filter(|entry| within.is_none_or(|union| entry.within(&union)));
            Ok(Granted::Listed(wanted.map(EntryLine::from).collect()))
        }
        AdminRequest::Devices => {
            let devices = identities.devices().await?;
            Ok(Granted::Devices(devices.iter().map(DeviceLine::from).collect()))
        }
        AdminRequest::Invitations => {
            let rows = identities.invitations().await?;
            Ok(Granted::Invitations(rows.iter().map(InvitationLine::from).collect()))
        }
    }
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
    Ok(Granted::Revoked)
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
