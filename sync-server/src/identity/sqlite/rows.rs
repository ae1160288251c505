//! Rows of the identity tables (`migrations/0001_identity.sql`) and the statements over them.

use rusqlite::{OptionalExtension, Row, params};

use super::{Device, Id, Invitation, InvitationRow, Result, Whom};
use crate::db::Connection;
use crate::identity::Appointment;

const DEVICE: &str = "SELECT d.id, d.key, d.member, d.joined_ms, d.revoked_ms, r.revoked_ms
    FROM device d LEFT JOIN revoked_member r ON r.member = d.member";

const INVITATION: &str = "SELECT code_hash, union_id, member, name, created_ms, expires_ms, used_ms,
    used_by FROM invitation";

pub(super) fn device(connection: &Connection, id: Id) -> Result<Option<Device>> {
    Ok(connection.prepare_cached(&format!("{DEVICE} WHERE d.id = ?1"))?.query_row([id], read_device).optional()?)
}

pub(super) fn devices(connection: &Connection) -> Result<Vec<Device>> {
    let mut statement = connection.prepare_cached(&format!("{DEVICE} ORDER BY d.joined_ms, d.id"))?;
    let rows = statement.query_map([], read_device)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

fn read_device(row: &Row<'_>) -> rusqlite::Result<Device> {
    Ok(Device {
        id: row.get(0)?,
        key: row.get(1)?,
        member: row.get(2)?,
        joined_ms: row.get(3)?,
        revoked_ms: row.get(4)?,
        member_revoked_ms: row.get(5)?,
    })
}

/// True if the device was not revoked before.
pub(super) fn revoke_device(connection: &Connection, id: Id, now_ms: i64) -> Result<bool> {
    let changed = connection
        .prepare_cached("UPDATE device SET revoked_ms = ?2 WHERE id = ?1 AND revoked_ms IS NULL")?
        .execute(params![id, now_ms])?;
    Ok(changed > 0)
}

/// True if the member was not revoked before.
pub(super) fn revoke_member(connection: &Connection, id: Id, now_ms: i64) -> Result<bool> {
    let changed = connection
        .prepare_cached(
            "INSERT INTO revoked_member (member, revoked_ms) VALUES (?1, ?2)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![id, now_ms])?;
    Ok(changed > 0)
}

pub(super) fn member_revoked(connection: &Connection, member: Id) -> Result<bool> {
    Ok(connection.prepare_cached("SELECT 1 FROM revoked_member WHERE member = ?1")?.exists([member])?)
}

pub(super) fn revoked(connection: &Connection) -> Result<Vec<Whom>> {
    let mut devices = connection.prepare_cached("SELECT id FROM device WHERE revoked_ms IS NOT NULL")?;
    let mut members = connection.prepare_cached("SELECT member FROM revoked_member")?;
    let devices = devices.query_map([], |row| row.get(0).map(Whom::Device))?;
    let members = members.query_map([], |row| row.get(0).map(Whom::Member))?;
    Ok(devices.chain(members).collect::<rusqlite::Result<_>>()?)
}

pub(super) fn insert_invitation(connection: &Connection, hash: &[u8; 32], invitation: &Invitation) -> Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO invitation (code_hash, union_id, member, name, created_ms, expires_ms)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            hash,
            invitation.union,
            invitation.member,
            invitation.name,
            invitation.created_ms,
            invitation.expires_ms
        ])?;
    let mut insert = connection
        .prepare_cached("INSERT INTO invitation_role (code_hash, place, role, space) VALUES (?1, ?2, ?3, ?4)")?;
    for (appointment, place) in invitation.roles.iter().zip(0_i64..) {
        insert.execute(params![hash, place, appointment.role, appointment.space])?;
    }
    Ok(())
}

/// True if it was there and nobody had used it. Its roles go with it.
pub(super) fn withdraw(connection: &Connection, short: [u8; 4]) -> Result<bool> {
    let changed = connection
        .prepare_cached("DELETE FROM invitation WHERE substr(code_hash, 1, 4) = ?1 AND used_ms IS NULL")?
        .execute(params![short])?;
    Ok(changed > 0)
}

pub(super) fn invitation(connection: &Connection, hash: &[u8; 32]) -> Result<Option<InvitationRow>> {
    let found = connection
        .prepare_cached(&format!("{INVITATION} WHERE code_hash = ?1"))?
        .query_row([hash], read_invitation)
        .optional()?;
    match found {
        None => Ok(None),
        Some((hash, row)) => with_roles(connection, &hash, row).map(Some),
    }
}

pub(super) fn invitations(connection: &Connection) -> Result<Vec<InvitationRow>> {
    let mut statement = connection.prepare_cached(&format!("{INVITATION} ORDER BY created_ms, code_hash"))?;
    let rows = statement.query_map([], read_invitation)?;
    rows.map(|row| {
        let (hash, row) = row?;
        with_roles(connection, &hash, row)
    })
    .collect()
}

/// One row without its roles, and the hash that leads to them.
fn read_invitation(row: &Row<'_>) -> rusqlite::Result<([u8; 32], InvitationRow)> {
    let hash: [u8; 32] = row.get(0)?;
    let [a, b, c, d, ..] = hash;
    let used_ms: Option<i64> = row.get(6)?;
    let used_by: Option<Id> = row.get(7)?;
    Ok((
        hash,
        InvitationRow {
            short: [a, b, c, d],
            invitation: Invitation {
                union: row.get(1)?,
                member: row.get(2)?,
                name: row.get(3)?,
                roles: Vec::new(),
                created_ms: row.get(4)?,
                expires_ms: row.get(5)?,
            },
            used: used_ms.zip(used_by),
        },
    ))
}

fn with_roles(connection: &Connection, hash: &[u8; 32], mut row: InvitationRow) -> Result<InvitationRow> {
    let mut statement =
        connection.prepare_cached("SELECT role, space FROM invitation_role WHERE code_hash = ?1 ORDER BY place")?;
    let roles = statement.query_map([hash], |row| Ok(Appointment { role: row.get(0)?, space: row.get(1)? }))?;
    row.invitation.roles = roles.collect::<rusqlite::Result<_>>()?;
    Ok(row)
}
