//! Who uses this phone, and in which roles: what an app needs to choose its screens.

use serde::Serialize;
use zhijia_model::authority::Standing;
use zhijia_model::kinds::{appointment, house, plan, union};
use zhijia_model::{DeviceId, Kind, Part, RecordId};
use zhijia_sync::session;

use crate::error::Error;
use crate::events::{Named, named_union, text};
use crate::inner::Inner;
use crate::{Client, Row, Watch};

/// Who uses this phone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Who {
    /// The member's id.
    pub id: String,
    /// The home union.
    pub home: Option<Named>,
    /// This device's id, as the hub's list of devices has it.
    pub device: String,
    /// The roles that are held now.
    pub roles: Vec<Held>,
}

/// A role that is held now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The role: `desk`, `verifier`, `keeper`, `organiser`, `handler` or `office`.
    pub role: &'static str,
    /// Where: a union, house, event or plan. Its name is empty while the phone does not hold it.
    pub space: Named,
}

impl Row for Who {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Client {
    /// Who uses this phone; `None` before joining.
    pub fn who(&self) -> Result<Option<Who>, Error> {
        Ok(who(&self.0)?.into_iter().next())
    }

    /// Watches [`Client::who`], as a list of one.
    pub fn watch_who(&self) -> Watch<Who> {
        self.0.watch(who)
    }
}

fn who(inner: &Inner) -> Result<Vec<Who>, Error> {
    let Ok(me) = inner.me() else { return Ok(Vec::new()) };
    let now = inner.now();
    let mut roles = Vec::new();
    for record in inner.records(Kind::Appointment)? {
        let held = record.header.owner == Some(me.member) && appointment::standing(&record, now) == Standing::Held;
        let Some(role) = appointment::role(&record).filter(|_| held) else { continue };
        let one = Held { role: role.name(), space: named(inner, record.header.space)? };
        // Two appointments to the same are one role.
        if !roles.contains(&one) {
            roles.push(one);
        }
    }
    roles.sort_by(|a, b| (a.role, &a.space.name, &a.space.id).cmp(&(b.role, &b.space.name, &b.space.id)));
    let home = me.home.map(|home| named_union(inner, home)).transpose()?;
    let device = DeviceId(session::device_id(&session::public_key(&inner.keys))).to_string();
    Ok(vec![Who { id: me.member.to_string(), home, device, roles }])
}

fn named(inner: &Inner, id: RecordId) -> Result<Named, Error> {
    let record = inner.record(id)?;
    let name = record.as_ref().map(|record| match record.header.kind() {
        Some(Kind::Union) => union::name(record).to_owned(),
        Some(Kind::House) => house::name(record).to_owned(),
        Some(Kind::Plan) => plan::name(record).to_owned(),
        Some(Kind::Event) => text(record.part(Part::Organiser).text("title").one()),
        _ => String::new(),
    });
    Ok(Named { id: id.to_string(), name: name.unwrap_or_default() })
}
