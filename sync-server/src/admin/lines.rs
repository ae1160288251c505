//! What the lists show.

use serde::{Deserialize, Serialize};

use crate::identity::members::DirectoryEntry;
use crate::identity::{Device, InvitationRow};

/// One device in the list. Names are not shown; the app shows them to who may read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceLine {
    /// The device's id in hexadecimal digits.
    pub device: String,
    /// The member's record id.
    pub member: String,
    /// When it joined.
    pub joined_ms: i64,
    /// When it or its member was revoked.
    pub revoked_ms: Option<i64>,
}

/// One invitation in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InvitationLine {
    /// Names the row; opens nothing.
    pub short: String,
    /// The union.
    pub union: String,
    /// (role, space).
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
}

fn hex(id: &[u8]) -> String {
    data_encoding::HEXLOWER.encode(id)
}

impl From<&Device> for DeviceLine {
    fn from(device: &Device) -> Self {
        Self {
            device: hex(&device.id),
            member: hex(&device.member),
            joined_ms: device.joined_ms,
            revoked_ms: device.revoked_ms.or(device.member_revoked_ms),
        }
    }
}

impl From<&InvitationRow> for InvitationLine {
    fn from(row: &InvitationRow) -> Self {
        let invitation = &row.invitation;
        let roles = invitation.roles.iter();
        Self {
            short: hex(&row.short),
            union: hex(&invitation.union),
            roles: roles.map(|appointment| (appointment.role.clone(), hex(&appointment.space))).collect(),
            member: invitation.member.map(|id| hex(&id)),
            created_ms: invitation.created_ms,
            expires_ms: invitation.expires_ms,
            used_ms: row.used.map(|(at, _)| at),
            used_by: row.used.map(|(_, by)| hex(&by)),
        }
    }
}

impl From<DirectoryEntry> for EntryLine {
    fn from(entry: DirectoryEntry) -> Self {
        Self { id: hex(&entry.id), name: entry.name, unions: entry.unions, roles: entry.roles }
    }
}

// A name is personal data.
impl std::fmt::Debug for EntryLine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EntryLine").field("id", &self.id).finish_non_exhaustive()
    }
}
