//! Titles: how many of their copies nobody else can have.

use std::collections::BTreeSet;

use zhijia_model::{Fact, Kind, Part, RecordId};

use super::{Judge, note_title, taken};
use crate::ledger::Result;
use crate::work::Work;

/// The judge of titles.
#[derive(Default)]
pub(in crate::registrar) struct Titles {
    /// House and title: whose copies are to be counted.
    left: BTreeSet<(RecordId, RecordId)>,
}

impl Titles {
    pub(super) fn note(&mut self, house: RecordId, title: RecordId) {
        self.left.insert((house, title));
    }
}

impl Judge for Titles {
    /// Loans of it may have come before it.
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        if let Some(house) = work.slot(id).map(|slot| slot.header().space) {
            note_title(work, house, id);
        }
        Ok(())
    }

    fn settle(work: &mut Work<'_>) -> Result<()> {
        for (house, title) in std::mem::take(&mut work.judges().titles.left) {
            // A loan may name anything: only a title of the house has copies there.
            let is_title =
                work.space(title)?.is_some_and(|found| found.kind == Kind::Title && found.container == house);
            if is_title && work.load_row(title)? {
                let out = taken(work, house, title)?;
                let known = work.slot(title).is_some_and(|slot| slot.row.fact.is_some());
                if known || out > 0 {
                    work.set_fact(title, &Fact::Copies { out });
                }
            }
        }
        Ok(())
    }
}
