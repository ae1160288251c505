//! PhoneUser uses this phone, and in which roles: what an app needs to choose its screens.

use serde::Serialize;
use zhijia_model::authority::Standing;
use zhijia_model::kinds::{appointment, event, house, plan, union};
use zhijia_model::{DeviceId, Kind, RecordId, Role};
use zhijia_sync::session;

use crate::error::Error;
use crate::lists::events::{NamedRecord, text};
use crate::lists::{Answer, Key, List, Needs, Snapshot};
use crate::watch::Row;

/// PhoneUser uses this phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PhoneUser {
    /// The member's id.
    pub id: String,
    /// The home union.
    #[cfg_attr(feature = "uniffi", uniffi(default))]
    pub home: Option<NamedRecord>,
    /// This device's id, as the hub's list of devices has it.
    pub device: String,
    /// The roles that are held now.
    pub roles: Vec<HeldRole>,
}

/// What an officer of a union is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum OfficerRole {
    /// Keeps the members of a union.
    Desk,
    /// Verifies who a member is.
    Verifier,
    /// Keeps a book-house.
    Keeper,
    /// Holds events.
    Organiser,
    /// Enrols for an employer.
    Handler,
    /// Runs mutual-aid plans.
    Office,
    /// Decides about claims.
    Reviewer,
    /// A role of a newer version.
    Other,
}

impl From<Role> for OfficerRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Desk => Self::Desk,
            Role::Verifier => Self::Verifier,
            Role::Keeper => Self::Keeper,
            Role::Organiser => Self::Organiser,
            Role::Handler => Self::Handler,
            Role::Office => Self::Office,
            Role::Reviewer => Self::Reviewer,
        }
    }
}

/// A role that is held now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HeldRole {
    /// The role.
    pub role: OfficerRole,
    /// Where: a union, house, event or plan. Its name is empty while the phone does not hold it.
    pub space: NamedRecord,
}

impl Row for PhoneUser {
    fn id(&self) -> &str {
        &self.id
    }
}

/// A list of one; empty before joining.
#[derive(Default)]
pub(crate) struct WhoUses {
    me: Option<RecordId>,
    /// The spaces that are named.
    named: Vec<RecordId>,
}

impl List for WhoUses {
    type Row = PhoneUser;

    fn needs(&self) -> Needs {
        let needs = Needs::default().of(Kind::Appointment, self.me);
        let kinds = [Kind::Union, Kind::House, Kind::Plan, Kind::Event];
        self.named.iter().fold(needs, |needs, id| kinds.into_iter().fold(needs, |needs, kind| needs.one(kind, *id)))
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<PhoneUser>) -> Result<(), Error> {
        let Some(me) = at.who()? else { return Ok(()) };
        self.me = Some(me.member);
        self.named = me.home.into_iter().collect();
        let mut roles = Vec::new();
        for record in at.dao.records_of(Kind::Appointment, me.member)? {
            let (from, until) = appointment::term(&record);
            at.turns_at(from);
            at.turns_at(until);
            let held = appointment::standing(&record, at.now) == Standing::Held;
            let Some(role) = appointment::role(&record).filter(|_| held) else { continue };
            self.named.push(record.header.space);
            let one = HeldRole { role: role.into(), space: named(at, record.header.space)? };
            // Two appointments to the same are one role.
            if !roles.contains(&one) {
                roles.push(one);
            }
        }
        roles.sort_by(|a, b| (a.role, &a.space.name, &a.space.id).cmp(&(b.role, &b.space.name, &b.space.id)));
        let home = me.home.map(|home| at.union(home)).transpose()?;
        let device = DeviceId(session::device_id(&session::public_key(&at.inner.session.keys))).to_string();
        let row = PhoneUser { id: me.member.to_string(), home, device, roles };
        out.put(Key::text("", &row.id), row);
        Ok(())
    }
}

fn named(at: &Snapshot<'_>, id: RecordId) -> Result<NamedRecord, Error> {
    let record = at.dao.record(id)?;
    let name = record.as_ref().map(|record| match record.header.kind() {
        Some(Kind::Union) => union::name(record).to_owned(),
        Some(Kind::House) => house::name(record).to_owned(),
        Some(Kind::Plan) => plan::name(record).to_owned(),
        Some(Kind::Event) => text(event::read(record).title().one()),
        _ => String::new(),
    });
    Ok(NamedRecord { id: id.to_string(), name: name.unwrap_or_default() })
}
