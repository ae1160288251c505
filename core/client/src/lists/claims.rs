//! Lists of claims: the own ones, what reviewers have to look at, and what is to be paid.

pub(crate) mod mine;
pub(crate) mod payouts;
pub(crate) mod review;

use std::collections::BTreeSet;

use zhijia_model::authority::Standing;
use zhijia_model::kinds::{Record, appointment, claim, plan};
use zhijia_model::{Kind, RecordId, Role};

use crate::error::Error;
use crate::lists::Snapshot;
use crate::lists::events::NamedRecord;

/// Where the person of this phone holds a role now.
fn held(at: &Snapshot<'_>, me: RecordId, role: Role) -> Result<BTreeSet<RecordId>, Error> {
    let mut spaces = BTreeSet::new();
    for record in at.dao.records_of(Kind::Appointment, me)? {
        let (from, until) = appointment::term(&record);
        at.turns_at(from);
        at.turns_at(until);
        if appointment::role(&record) == Some(role) && appointment::standing(&record, at.now) == Standing::Held {
            spaces.insert(record.header.space);
        }
    }
    Ok(spaces)
}

/// The plan upon which a record is a claim.
fn plan_of(at: &Snapshot<'_>, record: &Record) -> Result<NamedRecord, Error> {
    let id = claim::plan_of(&record.header).unwrap_or_default();
    let name = at.dao.record(id)?.as_ref().map(plan::name).unwrap_or_default().to_owned();
    Ok(NamedRecord { id: id.to_string(), name })
}

/// The account that was given, as people are shown it: the bank and the last digits.
fn account(record: &Record) -> (String, String) {
    let given = claim::account(record).map(|(_, given)| (given.bank().one(), given.tail().one()));
    let (bank, tail) = given.unwrap_or_default();
    (bank.unwrap_or_default().to_owned(), tail.unwrap_or_default().to_owned())
}
