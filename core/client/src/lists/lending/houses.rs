//! The houses of the own union and of every union above it.

use std::collections::BTreeMap;

use serde::Serialize;
use zhijia_model::kinds::house;
use zhijia_model::{Kind, Part, RecordId};
use zhijia_store::StoredRecord;

use crate::error::Error;
use crate::lists::events::text;
use crate::lists::{Answer, Happened, Key, List, Needs, Snapshot};
use crate::watch::Row;

/// A house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HouseItem {
    /// The house's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// When it is open.
    pub hours: String,
    /// Whether this phone keeps it: it holds the documents, not only the public view.
    pub keeps: bool,
    /// Whether the catalogue is on this phone.
    pub followed: bool,
    /// Moves with every change of the catalogue: lists are to be asked again.
    pub revision: i64,
}

impl Row for HouseItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// By name.
#[derive(Default)]
pub(crate) struct Houses {
    houses: BTreeMap<RecordId, HouseItem>,
}

impl List for Houses {
    type Row = HouseItem;

    fn needs(&self) -> Needs {
        // The catalogue's revision follows the cursors and what is pending.
        Needs::default().all(Kind::House).scopes().outbox()
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<HouseItem>) -> Result<(), Error> {
        let all = at.dao.stored_of_kind(Kind::House)?;
        self.houses = all.iter().map(|one| (one.record.id, item(one))).collect();
        self.put(at, out)
    }

    fn some(&mut self, at: &Snapshot<'_>, what: &Happened, out: &mut Answer<HouseItem>) -> Result<(), Error> {
        if what.changed.touches(Kind::House) {
            out.whole = true;
            return self.all(at, out);
        }
        self.put(at, out)
    }
}

impl Houses {
    /// Puts the rows with what moves without the houses themselves.
    fn put(&mut self, at: &Snapshot<'_>, out: &mut Answer<HouseItem>) -> Result<(), Error> {
        let (followed, revisions) = (at.dao.followed()?, at.dao.revisions()?);
        for (id, item) in &mut self.houses {
            let before = (item.followed, item.revision);
            item.followed = item.keeps || followed.contains(id);
            item.revision = revisions.get(id).copied().unwrap_or(0);
            if out.whole || before != (item.followed, item.revision) {
                out.put(Key::text(&item.name, &item.id), item.clone());
            }
        }
        Ok(())
    }
}

fn item(one: &StoredRecord) -> HouseItem {
    let said = house::read(&one.record);
    HouseItem {
        id: one.record.id.to_string(),
        name: house::name(&one.record).to_owned(),
        address: text(said.address().one()),
        hours: text(said.hours().one()),
        keeps: one.record.parts.contains_key(&Part::Keeper),
        followed: false,
        revision: 0,
    }
}
