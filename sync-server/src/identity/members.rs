//! What identity needs of the ledger: the seam that the core implements.

use serde::{Deserialize, Serialize};

use super::{Appointment, Id, IdentityError, Invitation, Whom};
use crate::db::Connection;

/// A person who joins for the first time.
#[derive(Clone, PartialEq, Eq)]
pub struct NewMember {
    /// The union that the person is at home in.
    pub home: Id,
    /// The name that the officer typed, if any.
    pub name: Option<String>,
    /// What the person is appointed to.
    pub roles: Vec<Appointment>,
    /// The device that joins.
    pub device: Id,
    /// The hub's clock.
    pub now_ms: i64,
}

/// A member as the ledger knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberRecord {
    /// The record's id.
    pub id: Id,
    /// The record's header, encoded.
    pub header: Vec<u8>,
    /// The home union, from its verdict.
    pub home: Id,
}

/// What `init` founds.
#[derive(Clone, PartialEq, Eq)]
pub struct Founding {
    /// The first union's name.
    pub union_name: String,
    /// The hub's clock.
    pub now_ms: i64,
}

/// What has been founded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Founded {
    /// The first union.
    pub union: Id,
    /// What its administrator is to be appointed to.
    pub admin_roles: Vec<Appointment>,
}

/// What an administrator can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// Unions.
    Union,
    /// Members.
    Person,
    /// Book-houses.
    House,
    /// Events, drafts too.
    Event,
}

impl What {
    /// The command that lists them.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Union => "unions",
            Self::Person => "people",
            Self::House => "houses",
            Self::Event => "events",
        }
    }

    /// One of them in Chinese and English.
    pub const fn words(self) -> [&'static str; 2] {
        match self {
            Self::Union => ["工会", "union"],
            Self::Person => ["会员", "person"],
            Self::House => ["书屋", "house"],
            Self::Event => ["活动", "event"],
        }
    }
}

/// Something that an administrator can name, and where it stands.
#[derive(Clone, PartialEq, Eq)]
pub struct DirectoryEntry {
    /// The record's id.
    pub id: Id,
    /// Its name or title.
    pub name: String,
    /// The names of the unions that it stands in, the highest first.
    pub unions: Vec<String>,
    /// The same unions.
    pub above: Vec<Id>,
    /// What a person is appointed to now: role and the name of the space.
    pub roles: Vec<(String, String)>,
}

impl DirectoryEntry {
    /// Whether these names end its path.
    pub fn is_called(&self, names: &[&str]) -> bool {
        let mut path = self.unions.iter().chain([&self.name]).rev();
        names.iter().rev().all(|name| path.next().is_some_and(|own| own == name))
    }

    /// Whether it is this union or stands in it or below.
    pub fn within(&self, union: &Id) -> bool {
        self.id == *union || self.above.contains(union)
    }

    /// Its name after those of the unions.
    pub fn path(&self) -> String {
        self.unions.iter().chain([&self.name]).map(String::as_str).collect::<Vec<_>>().join("/")
    }
}

/// What identity needs of the ledger. Every call runs on the writer's connection inside the same
/// transaction as the identity's own rows: both are kept, or neither.
pub trait Members: Send + Sync {
    /// Creates the first union (and the city above it).
    ///
    /// # Errors
    /// [`IdentityError`] where the ledger fails.
    fn found(&self, connection: &Connection, founding: &Founding) -> Result<Founded, IdentityError>;

    /// Creates the member record with its home verdict and the appointments.
    ///
    /// # Errors
    /// [`IdentityError`] where the union or a role is not there.
    fn create(&self, connection: &Connection, member: &NewMember) -> Result<MemberRecord, IdentityError>;

    /// Looks up an existing member.
    ///
    /// # Errors
    /// [`IdentityError`] where the ledger fails.
    fn find(&self, connection: &Connection, member: Id) -> Result<Option<MemberRecord>, IdentityError>;

    /// Checks an invitation before it is kept: that the union exists, and that each role exists in
    /// its space.
    ///
    /// # Errors
    /// [`IdentityError`] names what is not there.
    fn check(&self, connection: &Connection, invitation: &Invitation) -> Result<(), IdentityError>;

    /// Lists what can be named, with who is appointed at this time. On any connection.
    ///
    /// # Errors
    /// [`IdentityError::Db`] where the ledger cannot be read.
    fn directory(&self, connection: &Connection, what: What, now_ms: i64)
    -> Result<Vec<DirectoryEntry>, IdentityError>;

    /// A device or member lost access (for the first time); the ledger tells its followers.
    ///
    /// # Errors
    /// [`IdentityError`] where the ledger fails.
    fn revoked(&self, connection: &Connection, whom: Whom, now_ms: i64) -> Result<(), IdentityError>;
}
