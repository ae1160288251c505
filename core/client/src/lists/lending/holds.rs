//! Holds: the own ones, as their reader sees them, and the lines of a house's titles, as its keeper sees them.

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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum HoldPhase {
    /// A copy is kept.
    Ready,
    /// In line.
    Waiting,
    /// Not fetched in time, or cancelled by a keeper.
    Ended,
}

/// A hold as its reader sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct MyHold {
    /// The hold's id.
    pub id: String,
    /// The title, with its name as given.
    pub title: NamedRecord,
    /// The house.
    pub house: NamedRecord,
    /// How far it is.
    pub phase: HoldPhase,
    /// Where it stands.
    pub state: StateText,
}

/// A hold as the keeper sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HouseHold {
    /// The hold's id.
    pub id: String,
    /// The title, with its name as given.
    pub title: NamedRecord,
    /// The reader's card.
    pub card: String,
    /// The reader's name as given.
    pub reader: String,
    /// The reader's employer as given.
    pub employer: String,
    /// How far it is, by what this phone knows: also where the hub has not said it yet.
    pub phase: HoldPhase,
    /// The place in the title's line, from 1.
    pub place: u32,
    /// Where it stands.
    pub state: StateText,
}

impl Row for MyHold {
    fn id(&self) -> &str {
        &self.id
    }
}

impl Row for HouseHold {
    fn id(&self) -> &str {
        &self.id
    }
}

/// What is kept first, then what was asked for first.
#[derive(Default)]
pub(crate) struct MyHolds {
    me: Option<RecordId>,
}

impl List for MyHolds {
    type Row = MyHold;

    fn needs(&self) -> Needs {
        Needs::default().of(Kind::Hold, self.me).all(Kind::House)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<MyHold>) -> Result<(), Error> {
        let Some(me) = at.who()?.map(|me| me.member) else { return Ok(()) };
        self.me = Some(me);
        for one in at.dao.stored_of(Kind::Hold, me)? {
            let status = hold::status(&one.record, at.today);
            let phase = match status {
                HoldStatus::Ready { .. } => HoldPhase::Ready,
                HoldStatus::Asked | HoldStatus::Waiting { .. } => HoldPhase::Waiting,
                HoldStatus::Expired | HoldStatus::Cancelled { .. } => HoldPhase::Ended,
                HoldStatus::NotAsked | HoldStatus::Fetched | HoldStatus::Withdrawn { .. } => continue,
            };
            let space = one.record.header.space;
            let house = at.dao.record(space)?.as_ref().map(house::name).unwrap_or_default().to_owned();
            let row = MyHold {
                id: one.record.id.to_string(),
                title: title(&one),
                house: NamedRecord { id: space.to_string(), name: house },
                phase,
                state: words::hold(&status, &one.record, stage(one.progress), at.today),
            };
            out.put(Key::new(phase as i64, hold::last_ask(&one.record).unwrap_or(0), &row.id), row);
        }
        at.turns_tomorrow();
        Ok(())
    }
}

/// For whom copies are kept first, then each title's line.
pub(crate) struct HouseHolds(pub(crate) RecordId);

impl List for HouseHolds {
    type Row = HouseHold;

    fn needs(&self) -> Needs {
        Needs::default().within(Kind::Hold, self.0).within(Kind::Loan, self.0).within(Kind::Title, self.0)
    }

    fn all(&mut self, at: &Snapshot<'_>, out: &mut Answer<HouseHold>) -> Result<(), Error> {
        let mut lines = BTreeMap::<_, Vec<_>>::new();
        for one in at.dao.stored_in(Kind::Hold, self.0)? {
            if let (Some(order), Some(title)) = (hold::order(&one.record, at.today), hold::title_of(&one.record.header))
            {
                lines.entry(title).or_default().push((order, one));
            }
        }
        for ((title_id, mut line), group) in lines.into_iter().zip(0_i64..) {
            line.sort_by_key(|(order, _)| *order);
            let record = at.dao.record(title_id)?;
            let out_of = at.dao.open_loans_of_title(self.0, title_id)?;
            let free = record.map_or(0, |title| hold::free(&title, out_of));
            for ((_, one), place) in line.into_iter().zip(1_u32..) {
                // A copy that is here is kept for the first: the hub will say the same.
                let kept = place as usize <= free;
                let (said, status) = (hold::member(&one.record), hold::status(&one.record, at.today));
                let row = HouseHold {
                    id: one.record.id.to_string(),
                    title: title(&one),
                    card: one.record.header.owner.map(|owner| owner.to_string()).unwrap_or_default(),
                    reader: text(said.name().one()),
                    employer: text(said.employer().one()),
                    phase: if kept { HoldPhase::Ready } else { HoldPhase::Waiting },
                    place,
                    state: words::hold_in_line(&status, kept, place, stage(one.progress), at.today),
                };
                out.put(Key::new(row.phase as i64, group << 32 | i64::from(place), &row.id), row);
            }
        }
        at.turns_tomorrow();
        Ok(())
    }
}

fn title(one: &StoredRecord) -> NamedRecord {
    let id = hold::title_of(&one.record.header).map(|id| id.to_string()).unwrap_or_default();
    NamedRecord { id, name: text(hold::member(&one.record).title_name().one()) }
}
