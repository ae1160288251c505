//! Returns that were recorded apart from their loan: they are judged with the loans of their copy.

use zhijia_model::kinds::{loan, return_};
use zhijia_model::{Outcome, Part, RecordId};

use super::copy::Label;
use super::{Judge, flags_of, quarantined};
use crate::ledger::{CameBackRow, Result};
use crate::work::Work;

/// The judge of returns.
#[derive(Default)]
pub(in crate::registrar) struct Returns;

impl Judge for Returns {
    fn changed(work: &mut Work<'_>, id: RecordId, _part: Part) -> Result<()> {
        let Some(slot) = work.slot(id) else { return Ok(()) };
        let (num, record) = (slot.row.num, slot.record());
        let waits = quarantined(slot, Part::Keeper);
        let title = return_::title(&record);
        if let Some(before) = work.ledger.came_back(num)? {
            work.judges().loans.note_copy(Label::of(before.house, &before.copy, title));
        }
        if waits {
            return work.set_verdict(id, Outcome::Quarantined, "A-C16", Vec::new());
        }
        let said = return_::read(&record);
        let row = match (said.copy().one(), loan::believed(said.at()), return_::is_void(&record)) {
            (Some(copy), Some(at), false) => {
                Some(CameBackRow { num, id, house: record.header.space, copy: copy.to_owned(), at })
            }
            _ => None,
        };
        work.ledger.set_came_back(num, row.as_ref())?;
        match row {
            Some(row) => {
                work.judges().loans.note_copy(Label::of(row.house, &row.copy, title));
                Ok(())
            }
            None => work.set_verdict(id, Outcome::Stands, "L-C5", flags_of(work, id)?),
        }
    }
}
