//! Identity in the hub's SQLite database.

use std::sync::Arc;

use futures_util::FutureExt;
use ring::hmac;
use rusqlite::{OptionalExtension, params};
use zhijia_sync::session::{Certificate, code::InvitationCode, device_id};

use super::members::{DirectoryEntry, Founded, Founding, MemberRecord, Members, NewMember, What};
use super::{Answer, Device, Id, Identities, IdentityError, Invitation, InvitationRow, Joined, Joining, Whom};
use crate::db::{Connection, DbError, Readers, WriteQueue};
use crate::key::{HubKey, Purpose};

mod rows;

type Result<T> = std::result::Result<T, IdentityError>;

impl From<rusqlite::Error> for IdentityError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Db(error.into())
    }
}

/// Identity in SQLite.
pub struct SqliteIdentities {
    writer: WriteQueue,
    readers: Arc<Readers>,
    members: Arc<dyn Members>,
    key: Arc<HubKey>,
    codes: hmac::Key,
}

/// What `init` keeps in one transaction.
pub struct FirstStart {
    /// The first union.
    pub founding: Founding,
    /// The ledger's first epoch.
    pub epoch: Id,
    /// The administrator's invitation code.
    pub code: InvitationCode,
    /// The administrator's name.
    pub admin_name: String,
    /// When the invitation ends.
    pub expires_ms: i64,
}

impl SqliteIdentities {
    /// On the hub's one database.
    pub fn new(writer: WriteQueue, readers: Arc<Readers>, members: Arc<dyn Members>, key: Arc<HubKey>) -> Self {
        let codes = key.mac(Purpose::Invitation);
        Self { writer, readers, members, key, codes }
    }

    /// Keeps the first union, the epoch and the administrator's invitation, or nothing.
    ///
    /// # Errors
    /// Where there is a hub in the database already, or it cannot be written.
    pub async fn found(&self, start: FirstStart) -> Result<Founded> {
        let (members, hash) = (Arc::clone(&self.members), hash(&self.codes, start.code));
        self.writer
            .write(move |connection| {
                let founded = members.found(connection, &start.founding)?;
                set_epoch(connection, start.epoch)?;
                let invitation = Invitation {
                    union: founded.union,
                    name: Some(start.admin_name),
                    roles: founded.admin_roles.clone(),
                    member: None,
                    created_ms: start.founding.now_ms,
                    expires_ms: start.expires_ms,
                };
                members.check(connection, &invitation)?;
                rows::insert_invitation(connection, &hash, &invitation)?;
                Ok(founded)
            })
            .await
    }

    fn read<T: Send + 'static>(&self, read: impl FnOnce(&Connection) -> Result<T>) -> Answer<'_, T> {
        futures_util::future::ready(self.readers.with(read)).boxed()
    }
}

/// The epoch that `init` gave the ledger; `None` where the database was not initialised.
///
/// # Errors
/// [`DbError`] where it cannot be read.
pub fn epoch(connection: &Connection) -> std::result::Result<Option<Id>, DbError> {
    Ok(connection.query_row("SELECT value FROM meta WHERE key = 'epoch'", [], |row| row.get(0)).optional()?)
}

/// Keeps the first epoch.
///
/// # Errors
/// [`DbError`] where there is one already.
pub(crate) fn set_epoch(connection: &Connection, epoch: Id) -> std::result::Result<(), DbError> {
    connection.execute("INSERT INTO meta (key, value) VALUES ('epoch', ?1)", [epoch])?;
    Ok(())
}

impl Identities for SqliteIdentities {
    fn invite(&self, code: InvitationCode, invitation: Invitation) -> Answer<'_, ()> {
        let (members, hash) = (Arc::clone(&self.members), hash(&self.codes, code));
        self.writer
            .write(move |connection| {
                members.check(connection, &invitation)?;
                if let Some(member) = invitation.member {
                    existing(connection, members.as_ref(), member)?;
                    refuse_revoked(connection, member)?;
                }
                rows::insert_invitation(connection, &hash, &invitation)
            })
            .boxed()
    }

    fn join(&self, joining: Joining) -> Answer<'_, Joined> {
        let (members, key) = (Arc::clone(&self.members), Arc::clone(&self.key));
        let hash = hash(&self.codes, joining.code);
        self.writer.write(move |connection| join(connection, members.as_ref(), &key, &hash, joining)).boxed()
    }

    fn revoke(&self, whom: Whom, now_ms: i64) -> Answer<'_, ()> {
        let members = Arc::clone(&self.members);
        self.writer
            .write(move |connection| {
                let first = match whom {
                    Whom::Device(id) => {
                        rows::device(connection, id)?.ok_or(IdentityError::UnknownDevice)?;
                        rows::revoke_device(connection, id, now_ms)?
                    }
                    Whom::Member(id) => {
                        existing(connection, members.as_ref(), id)?;
                        rows::revoke_member(connection, id, now_ms)?
                    }
                };
                if first {
                    members.revoked(connection, whom, now_ms)?;
                }
                Ok(())
            })
            .boxed()
    }

    fn withdraw(&self, short: [u8; 4]) -> Answer<'_, bool> {
        self.writer.write(move |connection| rows::withdraw(connection, short)).boxed()
    }

    fn device(&self, id: Id) -> Answer<'_, Option<Device>> {
        self.read(|connection| rows::device(connection, id))
    }

    fn devices(&self) -> Answer<'_, Vec<Device>> {
        self.read(rows::devices)
    }

    fn invitations(&self) -> Answer<'_, Vec<InvitationRow>> {
        self.read(rows::invitations)
    }

    fn directory(&self, what: What, now_ms: i64) -> Answer<'_, Vec<DirectoryEntry>> {
        let members = Arc::clone(&self.members);
        self.read(move |connection| members.directory(connection, what, now_ms))
    }

    fn revoked(&self) -> Answer<'_, Vec<Whom>> {
        self.read(rows::revoked)
    }
}

fn join(
    connection: &Connection,
    members: &dyn Members,
    key: &HubKey,
    hash: &[u8; 32],
    joining: Joining,
) -> Result<Joined> {
    let device = device_id(&joining.device_key);
    let known = rows::device(connection, device)?;
    let row = rows::invitation(connection, hash)?.ok_or(IdentityError::UnknownCode)?;
    match (row.used, known) {
        // The answer to the first join was lost on its way.
        (Some((_, by)), Some(known)) if by == device => return again(connection, members, &known),
        (Some(_), _) => return Err(IdentityError::UsedCode),
        (None, _) if row.invitation.expires_ms <= joining.now_ms => {
            return Err(IdentityError::ExpiredCode);
        }
        (None, Some(_)) => return Err(IdentityError::KnownDevice),
        (None, None) => {}
    }
    let record = if let Some(member) = row.invitation.member {
        refuse_revoked(connection, member)?;
        existing(connection, members, member)?
    } else {
        let member = NewMember {
            home: row.invitation.union,
            name: row.invitation.name,
            roles: row.invitation.roles,
            device,
            now_ms: joining.now_ms,
        };
        members.create(connection, &member)?
    };
    let certificate = Certificate::new(joining.device_key, record.id, joining.now_ms)
        .sign(key.pair())
        .map_err(|error| DbError::Other(error.to_string()))?;
    connection
        .prepare_cached(
            "INSERT INTO device (id, key, member, joined_ms, certificate)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![device, joining.device_key, record.id, joining.now_ms, certificate])?;
    connection
        .prepare_cached("UPDATE invitation SET used_ms = ?2, used_by = ?3, name = NULL WHERE code_hash = ?1")?
        .execute(params![hash, joining.now_ms, device])?;
    Ok(answer(device, record, certificate))
}

/// What a device was told when it joined, with the member's present home.
fn again(connection: &Connection, members: &dyn Members, known: &Device) -> Result<Joined> {
    if known.revoked_ms.is_some() {
        return Err(IdentityError::RevokedDevice);
    }
    refuse_revoked(connection, known.member)?;
    let record = existing(connection, members, known.member)?;
    let certificate = connection
        .prepare_cached("SELECT certificate FROM device WHERE id = ?1")?
        .query_row([known.id], |row| row.get(0))?;
    Ok(answer(known.id, record, certificate))
}

fn answer(device: Id, record: MemberRecord, certificate: Vec<u8>) -> Joined {
    Joined { device, member: record.id, header: record.header, home: record.home, certificate }
}

fn existing(connection: &Connection, members: &dyn Members, member: Id) -> Result<MemberRecord> {
    members.find(connection, member)?.ok_or(IdentityError::UnknownMember)
}

fn refuse_revoked(connection: &Connection, member: Id) -> Result<()> {
    if rows::member_revoked(connection, member)? {
        return Err(IdentityError::RevokedMember);
    }
    Ok(())
}

/// What is kept of a code: enough to recognise it, nothing to guess it from without the hub's key.
fn hash(key: &hmac::Key, code: InvitationCode) -> [u8; 32] {
    let tag = hmac::sign(key, code.canonical());
    let mut out = [0; 32];
    for (to, from) in out.iter_mut().zip(tag.as_ref()) {
        *to = *from;
    }
    out
}
