//! Who may speak to this hub: invitations, devices, revocations.
//!
//! The trait is what the rest of the hub uses; [`sqlite`] keeps it in the hub's one database, so that
//! joining (device, member record, home, appointments) is one transaction.

use futures_util::future::BoxFuture;
use zhijia_sync::session::code::InvitationCode;

use crate::db::DbError;
use crate::problem::{self, Problem};

pub mod members;
pub mod sqlite;

/// 16 bytes that name a record, a device or a space.
pub type Id = [u8; 16];

/// A role that the invited person is appointed to on joining.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appointment {
    /// The role's name, as the model spells it; the core refuses unknown ones.
    pub role: String,
    /// The space in which it holds.
    pub space: Id,
}

/// An invitation as an officer makes it.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// The union that the person will be at home in.
    pub union: Id,
    /// The person's name, if the officer knows it.
    pub name: Option<String>,
    /// Roles to be appointed to on joining.
    pub roles: Vec<Appointment>,
    /// Set where the code is for a further device of an existing member.
    pub member: Option<Id>,
    /// From when it counts, by the hub's clock.
    pub created_ms: i64,
    /// When it ends, by the hub's clock.
    pub expires_ms: i64,
}

/// An invitation as the list shows it; the code itself is not kept.
#[derive(Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// The first bytes of the code's keyed hash: names the row, opens nothing.
    pub short: [u8; 4],
    /// What was invited to.
    pub invitation: Invitation,
    /// When and by which device it was used.
    pub used: Option<(i64, Id)>,
}

/// A device that has joined.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Its id.
    pub id: Id,
    /// Its Ed25519 public key.
    pub key: [u8; 32],
    /// The member whose device it is.
    pub member: Id,
    /// When it joined.
    pub joined_ms: i64,
    /// When it was revoked.
    pub revoked_ms: Option<i64>,
    /// When its member was revoked.
    pub member_revoked_ms: Option<i64>,
}

/// Whose access ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whom {
    /// One device (lost, stolen).
    Device(Id),
    /// A member with all devices.
    Member(Id),
}

/// A join that has been checked: signature and nonce were good.
#[derive(Debug, Clone, Copy)]
pub struct Joining {
    /// The invitation.
    pub code: InvitationCode,
    /// The device's key.
    pub device_key: [u8; 32],
    /// The hub's clock.
    pub now_ms: i64,
}

/// What a join led to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// The device.
    pub device: Id,
    /// Its member.
    pub member: Id,
    /// The member record's header.
    pub header: Vec<u8>,
    /// The member's home union.
    pub home: Id,
    /// The device certificate, signed.
    pub certificate: Vec<u8>,
}

/// Why identity work was refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdentityError {
    /// No such invitation.
    #[error("there is no such invitation")]
    UnknownCode,
    /// The invitation was used by another device.
    #[error("the invitation was used already")]
    UsedCode,
    /// The invitation has ended.
    #[error("the invitation has expired")]
    ExpiredCode,
    /// The device key belongs to a member already.
    #[error("the device has joined already")]
    KnownDevice,
    /// No such device.
    #[error("there is no such device")]
    UnknownDevice,
    /// No such member.
    #[error("there is no such member")]
    UnknownMember,
    /// No such space.
    #[error("there is no such union or space")]
    UnknownSpace,
    /// No such role.
    #[error("there is no role {0}")]
    UnknownRole(String),
    /// The role is none of such a space.
    #[error("the role {role} is none of such a space")]
    MisplacedRole {
        /// The role.
        role: String,
        /// The space, where it is a house or an event; otherwise it is the city.
        space: Option<members::What>,
    },
    /// The device was revoked.
    #[error("the device was revoked")]
    RevokedDevice,
    /// The member was revoked.
    #[error("the member was revoked")]
    RevokedMember,
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

impl From<IdentityError> for Problem {
    fn from(error: IdentityError) -> Self {
        use problem::ProblemCode;
        Self::from(match error {
            IdentityError::UnknownCode => ProblemCode::InvitationUnknown,
            IdentityError::UsedCode => ProblemCode::InvitationUsed,
            IdentityError::ExpiredCode => ProblemCode::InvitationExpired,
            IdentityError::KnownDevice => ProblemCode::DeviceKnown,
            IdentityError::UnknownDevice => ProblemCode::DeviceUnknown,
            IdentityError::RevokedDevice => ProblemCode::DeviceRevoked,
            IdentityError::RevokedMember => ProblemCode::MemberRevoked,
            // Invitations are checked when they are made; here these are the hub's own faults.
            IdentityError::UnknownMember
            | IdentityError::UnknownSpace
            | IdentityError::UnknownRole(_)
            | IdentityError::MisplacedRole { .. } => ProblemCode::Internal,
            IdentityError::Db(error) => return Self::from(error),
        })
    }
}

/// What an identity operation answers some time later.
pub type Answer<'a, T> = BoxFuture<'a, Result<T, IdentityError>>;

/// Invitations, devices and revocations, wherever they are kept.
pub trait Identities: Send + Sync {
    /// Keeps an invitation; the answer is durable. The code is drawn by the caller.
    fn invite(&self, code: InvitationCode, invitation: Invitation) -> Answer<'_, ()>;

    /// Uses an invitation: binds the device and makes the member, in one transaction.
    /// The same device and code again give the same answer (the first one was lost on the way).
    fn join(&self, joining: Joining) -> Answer<'_, Joined>;

    /// Ends the access of a device or member, durably; repeating changes nothing.
    fn revoke(&self, whom: Whom, now_ms: i64) -> Answer<'_, ()>;

    /// Withdraws the invitation that nobody has used; false where somebody has, or there is none.
    fn withdraw(&self, short: [u8; 4]) -> Answer<'_, bool>;

    /// One device.
    fn device(&self, id: Id) -> Answer<'_, Option<Device>>;

    /// Every device, the newest last.
    fn devices(&self) -> Answer<'_, Vec<Device>>;

    /// Every invitation, the newest last.
    fn invitations(&self) -> Answer<'_, Vec<InvitationRow>>;

    /// What an administrator can name.
    fn directory(&self, what: members::What, now_ms: i64) -> Answer<'_, Vec<members::DirectoryEntry>>;

    /// Everything revoked, for the set that is consulted with every request.
    fn revoked(&self) -> Answer<'_, Vec<Whom>>;
}

// A name in an invitation is personal data.
impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Invitation")
            .field("roles", &self.roles)
            .field("expires_ms", &self.expires_ms)
            .finish_non_exhaustive()
    }
}
