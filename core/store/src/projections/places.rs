//! Kinds of which a phone holds a handful, read from their records: unions, houses, plans, appointments; and what a
//! person may write by what this device holds.

use zhijia_model::authority::{self, Standing};
use zhijia_model::kinds::{Record, appointment, house, plan, union};
use zhijia_model::{Code, Header, Kind, Outcome, Part, RecordId, Role};

use crate::error::Result;
use crate::records::{Dao, id_at};

/// A union, a house or a plan in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The record.
    pub id: RecordId,
    /// What it is.
    pub kind: Kind,
    /// The union that contains it; the city for a union at the top.
    pub within: RecordId,
    /// Its name; empty where it is not known here.
    pub name: String,
}

/// A role that somebody holds, or held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppointmentRow {
    /// The record.
    pub id: RecordId,
    /// Where the role is held.
    pub space: RecordId,
    /// Who holds it.
    pub person: RecordId,
    /// The role; `None` for one that this version does not know.
    pub role: Option<Role>,
    /// Whether it is held at the time asked for.
    pub held: bool,
}

impl Dao<'_> {
    /// All unions that are held, by name.
    pub fn unions(&self) -> Result<Vec<Place>> {
        self.places(Kind::Union, None)
    }

    /// The houses of a union, or all that are held, by name.
    pub fn houses(&self, union: Option<RecordId>) -> Result<Vec<Place>> {
        self.places(Kind::House, union)
    }

    /// The plans of a union, or all that are held, by name.
    pub fn plans(&self, union: Option<RecordId>) -> Result<Vec<Place>> {
        self.places(Kind::Plan, union)
    }

    fn places(&self, kind: Kind, within: Option<RecordId>) -> Result<Vec<Place>> {
        let records = match within {
            Some(space) => self.records_in(kind, space)?,
            None => self.records_of_kind(kind)?,
        };
        let place = |record: &Record| Place {
            id: record.id,
            kind,
            within: record.header.space,
            name: match kind {
                Kind::Union => union::name(record),
                Kind::House => house::name(record),
                _ => plan::name(record),
            }
            .to_owned(),
        };
        let mut out: Vec<_> = records.iter().map(place).collect();
        out.sort_by_cached_key(|place| (zhijia_model::text::search_keys(&place.name).pinyin, place.id));
        Ok(out)
    }

    /// The appointments of a person that are held, as they stand at `at` (milliseconds).
    pub fn appointments_of(&self, person: RecordId, at: i64) -> Result<Vec<AppointmentRow>> {
        let records = self.records_of(Kind::Appointment, person)?;
        Ok(records.iter().filter_map(|record| appointment_row(record, at)).collect())
    }

    /// The appointments in a space that are held, as they stand at `at` (milliseconds).
    pub fn appointments_in(&self, space: RecordId, at: i64) -> Result<Vec<AppointmentRow>> {
        let records = self.records_in(Kind::Appointment, space)?;
        Ok(records.iter().filter_map(|record| appointment_row(record, at)).collect())
    }

    /// The member's home union: the verdict, or what the hub said of this device's own member.
    pub fn home(&self, member: RecordId) -> Result<Option<RecordId>> {
        let record = self.record(member)?;
        if let Some(Outcome::Home { union, .. }) = record.and_then(|record| record.verdict).map(|said| said.outcome) {
            return Ok(Some(union));
        }
        if let Some(own) = self.entitlements()?
            && own.member == member
            && own.home.is_some()
        {
            return Ok(own.home);
        }
        let mut find = self.conn.prepare_cached("SELECT home FROM members JOIN records USING (n) WHERE id = ?1")?;
        let mut rows = find.query([member.as_bytes()])?;
        match rows.next()? {
            Some(row) => Ok(crate::records::id_or_none(row, 0)?),
            None => Ok(None),
        }
    }

    /// Whether `author` may write a part of a record at `at` (milliseconds), by what this device holds: the same rule
    /// as the hub's gate, asked before the action.
    pub fn may_write(&self, header: &Header, part: Part, author: RecordId, at: i64) -> Result<(), Code> {
        authority::may_write(header, part, Some(author), &World { dao: self, author }, at)
    }

    /// Whether `person` holds a role in a space itself at `at` (milliseconds), by what this device holds.
    pub fn holds(&self, person: RecordId, role: Role, space: RecordId, at: i64) -> Result<bool> {
        let all = self.appointments_of(person, at)?;
        Ok(all.iter().any(|one| one.held && one.role == Some(role) && one.space == space))
    }
}

fn appointment_row(record: &Record, at: i64) -> Option<AppointmentRow> {
    Some(AppointmentRow {
        id: record.id,
        space: record.header.space,
        person: record.header.owner?,
        role: appointment::role(record),
        held: appointment::standing(record, at) == Standing::Held,
    })
}

/// The world as this device holds it; what cannot be read is not there.
struct World<'d, 'c> {
    dao: &'d Dao<'c>,
    author: RecordId,
}

impl authority::World for World<'_, '_> {
    fn holds(&self, role: Role, space: RecordId, at: i64) -> Standing {
        let all = self.dao.records_of(Kind::Appointment, self.author).unwrap_or_default();
        let here = all.iter().filter(|one| one.header.space == space && appointment::role(one) == Some(role));
        let mut best = Standing::Never;
        for one in here {
            match appointment::standing(one, at) {
                Standing::Held => return Standing::Held,
                Standing::Ended => best = Standing::Ended,
                Standing::Never => {}
            }
        }
        best
    }

    fn container(&self, space: RecordId) -> Option<(Kind, RecordId)> {
        let header = self.dao.header(space).ok()??;
        Some((header.kind()?, header.space))
    }

    fn home(&self, member: RecordId) -> Option<RecordId> {
        self.dao.home(member).ok()?
    }

    fn plan_union(&self, plan: RecordId) -> Option<RecordId> {
        Some(self.dao.header(plan).ok()??.space)
    }
}

impl Dao<'_> {
    /// The houses that are followed on demand.
    pub fn followed(&self) -> Result<Vec<RecordId>> {
        let mut find = self.conn.prepare_cached("SELECT house FROM follows ORDER BY house")?;
        let rows = find.query_map([], |row| id_at(row, 0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Whether a house is followed on demand.
    pub fn follows(&self, house: RecordId) -> Result<bool> {
        let mut find = self.conn.prepare_cached("SELECT 1 FROM follows WHERE house = ?1")?;
        Ok(find.exists([house.as_bytes()])?)
    }
}
