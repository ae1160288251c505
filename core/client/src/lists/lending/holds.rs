//! Holds: the own ones, as their reader sees them, or the lines of a house's titles, as its keeper sees them.

use std::collections::BTreeMap;

use serde::Serialize;
use zhijia_model::kinds::hold::{self, HoldStatus};
use zhijia_model::kinds::house;
use zhijia_model::{Kind, RecordId};
use zhijia_store::StoredRecord;

use crate::error::Error;
use crate::lists::events::{NamedRecord, text};
use crate::lists::{Answer, Key, List, Needs, Snapshot, stage};
use crate::watch::Row;
use crate::words::{self, StateText};

/// How far a hold is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HoldPhase {
    /// A copy is kept; for a keeper also where the hub has not said so yet.
    Ready,
    /// In line.
    Waiting,
    /// Not fetched in time, or cancelled by a keeper.
    Ended,
}

/// A hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HoldItem {
    /// The hold's id.
    pub id: String,
    /// The title, with its name as given.
    pub title: NamedRecord,
    /// The house.
    pub house: NamedRecord,
    /// The reader's card, with the name as given.
    pub reader: NamedRecord,
    /// The reader's employer as given.
    pub employer: String,
    /// How far it is.
    pub phase: HoldPhase,
    /// Where it stands.
    pub state: StateText,
    /// The key that lists are sorted by.
    pub order: i64,
}

impl Row for HoldItem {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What is kept first, then what was asked for first; of a house each title's line together.
#[derive(Default)]
pub(crate) struct Holds {
    /// The house; the own holds without.
    pub(crate) house: Option<RecordId>,
    me: Option<RecordId>,
}

impl Holds {
    pub(crate) const fn new(house: Option<RecordId>) -> Self {
        Self { house, me: None }
    }
}

impl List for Holds {
    type Row = HoldItem;

    fn needs(&self) -> Needs {
        let needs = Needs::default().all(Kind::House);
        match self.house {
            Some(house) => needs.within(Kind::Hold, house).within(Kind::Loan, house).within(Kind::Title, house),
            None => needs.of(Kind::Hold, self.me),
        }
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<HoldItem>) -> Result<(), Error> {
        at.turns_tomorrow();
        let Some(house) = self.house else {
            self.me = at.who()?.map(|me| me.member);
            let own = self.me.map(|me| at.dao.stored_of(Kind::Hold, me)).transpose()?;
            for one in own.unwrap_or_default() {
                let status = hold::status(&one.record, at.today);
                let phase = match status {
                    HoldStatus::Ready { .. } => HoldPhase::Ready,
                    HoldStatus::Asked | HoldStatus::Waiting { .. } => HoldPhase::Waiting,
                    HoldStatus::Expired | HoldStatus::Cancelled { .. } => HoldPhase::Ended,
                    HoldStatus::NotAsked | HoldStatus::Fetched | HoldStatus::Withdrawn { .. } => continue,
                };
                let state = words::hold(&status, &one.record, stage(one.progress), at.today);
                put(at, &one, phase, state, hold::last_ask(&one.record).unwrap_or(0), out)?;
            }
            return Ok(());
        };
        let mut lines = BTreeMap::<_, Vec<_>>::new();
        for one in at.dao.stored_in(Kind::Hold, house)? {
            let header = &one.record.header;
            let loans = header.owner.map(|reader| at.dao.records_of(Kind::Loan, reader)).transpose()?;
            let order = hold::order(&one.record, &loans.unwrap_or_default(), at.today);
            if let (Some(order), Some(title)) = (order, hold::title_of(header)) {
                lines.entry(title).or_default().push((order, one));
            }
        }
        for ((title, mut line), nth) in lines.into_iter().zip(0_i64..) {
            line.sort_by_key(|(order, _)| *order);
            let out_of = at.dao.open_loans_of_title(house, title)?;
            let free = at.dao.record(title)?.map_or(0, |title| hold::free(&title, out_of));
            for ((_, one), place) in line.into_iter().zip(1_u32..) {
                // A copy that is here is kept for the first: the hub will say the same.
                let kept = place as usize <= free;
                let status = hold::status(&one.record, at.today);
                let state = words::hold_in_line(&status, kept, place, stage(one.progress), at.today);
                let phase = if kept { HoldPhase::Ready } else { HoldPhase::Waiting };
                put(at, &one, phase, state, nth << 32 | i64::from(place), out)?;
            }
        }
        Ok(())
    }
}

fn put(
    at: &Snapshot<'_>,
    one: &StoredRecord,
    phase: HoldPhase,
    state: StateText,
    order: i64,
    out: &mut Answer<HoldItem>,
) -> Result<(), Error> {
    let (header, said) = (&one.record.header, hold::member(&one.record));
    let named = |id: Option<RecordId>, name: Option<&str>| NamedRecord {
        id: id.map(|id| id.to_string()).unwrap_or_default(),
        name: text(name),
    };
    let row = HoldItem {
        id: one.record.id.to_string(),
        title: named(hold::title_of(header), said.title_name().one()),
        house: named(Some(header.space), at.dao.record(header.space)?.as_ref().map(house::name)),
        reader: named(header.owner, said.name().one()),
        employer: text(said.employer().one()),
        phase,
        state,
        order: order.saturating_add(phase as i64 * (i64::MAX / 4)),
    };
    out.put(Key::new(row.order, 0, &row.id), row);
    Ok(())
}
