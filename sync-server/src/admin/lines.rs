//! What the lists show.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::identity::members::DirectoryEntry;
use crate::identity::{Device, Id, InvitationRow};

/// What can be named, by its id: the path of its names.
pub(super) struct Names(HashMap<Id, String>);

impl Names {
    pub(super) fn of(entries: impl IntoIterator<Item = DirectoryEntry>) -> Self {
        Self(entries.into_iter().map(|entry| (entry.id, entry.path())).collect())
    }

    /// The path, or the id where it has no name (any more).
    pub(super) fn path(&self, id: &Id) -> String {
        self.0.get(id).cloned().unwrap_or_else(|| hex(id))
    }
}

/// One device in the list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// The device's id in hexadecimal digits.
    pub device: String,
    /// The member's record id.
    pub member: String,
    /// The member's name behind those of the unions.
    pub path: String,
    /// When it joined.
    pub joined_ms: i64,
    /// When it or its member was revoked.
    pub revoked_ms: Option<i64>,
}

/// One invitation in the list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Names the row; opens nothing.
    pub short: String,
    /// The union.
    pub union: String,
    /// The names of the union.
    pub path: String,
    /// Whom it is for, as the officer wrote it; the member's name where it was used or is for a further device.
    pub name: Option<String>,
    /// (role, names of the space).
    pub roles: Vec<(String, String)>,
    /// The member whose further device it is for.
    pub member: Option<String>,
    /// When it was made.
    pub created_ms: i64,
    /// When it ends.
    pub expires_ms: i64,
    /// When it was used.
    pub used_ms: Option<i64>,
    /// The device that used it.
    pub used_by: Option<String>,
}

/// One union, person, house or event in the list.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryLine {
    /// Its id in hexadecimal digits.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The unions that it stands in, the highest first.
    pub unions: Vec<String>,
    /// What a person is appointed to: role and the name of the space.
    pub roles: Vec<(String, String)>,
    /// Whether the person's access has ended.
    #[serde(default)]
    pub revoked: bool,
}

pub(super) fn hex(id: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(id)
}

impl DeviceLine {
    pub(super) fn of(device: &Device, people: &Names) -> Self {
        Self {
            device: hex(&device.id),
            member: hex(&device.member),
            path: people.path(&device.member),
            joined_ms: device.joined_ms,
            revoked_ms: device.revoked_ms.or(device.member_revoked_ms),
        }
    }
}

impl InvitationLine {
    /// `used_by` is the member whose device has used it.
    pub(super) fn of(row: &InvitationRow, used_by: Option<Id>, people: &Names, spaces: &Names) -> Self {
        let invitation = &row.invitation;
        let roles = invitation.roles.iter();
        let known = invitation.member.or(used_by).map(|member| people.path(&member));
        Self {
            short: hex(&row.short),
            union: hex(&invitation.union),
            path: spaces.path(&invitation.union),
            name: known.or_else(|| invitation.name.clone()),
            roles: roles.map(|appointment| (appointment.role.clone(), spaces.path(&appointment.space))).collect(),
            member: invitation.member.map(|id| hex(&id)),
            created_ms: invitation.created_ms,
            expires_ms: invitation.expires_ms,
            used_ms: row.used.map(|(at, _)| at),
            used_by: row.used.map(|(_, by)| hex(&by)),
        }
    }
}

impl EntryLine {
    pub(super) fn of(entry: DirectoryEntry, revoked: bool) -> Self {
        Self { id: hex(&entry.id), name: entry.name, unions: entry.unions, roles: entry.roles, revoked }
    }
}

// A name is personal data.
impl std::fmt::Debug for EntryLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EntryLine").field("id", &self.id).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for DeviceLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DeviceLine").field("device", &self.device).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for InvitationLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("InvitationLine").field("short", &self.short).finish_non_exhaustive()
    }
}
