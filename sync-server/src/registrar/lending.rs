//! Lending: each copy's loans in their order, returns that find their loan, renewals that borrowers ask for, limits, and
//! the line of those who ask for a title.

use zhijia_model::RecordId;

use super::{Judge, flags, quarantined};
use crate::ledger::{LoanRow, Result};
use crate::work::Work;

mod copy;
mod hold;
mod loan;
mod return_;
mod title;

pub(super) use hold::{Holds, Houses};
pub(super) use loan::Loans;
pub(super) use return_::Returns;
pub(super) use title::Titles;

/// How many copies of a title are out may have changed: whoever judges by it looks again.
fn note_title(work: &mut Work<'_>, house: RecordId, title: RecordId) {
    work.judges().titles.note(house, title);
}

/// The same after a change of a loan, which may end what its reader waits for.
fn note_loan(work: &mut Work<'_>, loan: &LoanRow) {
    if let Some(title) = loan.title {
        note_title(work, loan.house, title);
        work.judges().holds.note_loan(loan, title);
    }
}

/// How many copies of a title nobody else can have: they are on loan, or kept.
fn taken(work: &mut Work<'_>, house: RecordId, title: RecordId) -> Result<u32> {
    let out = work.ledger.out_of_title(house, title)?;
    Ok(out + hold::judge(work, title, out)?)
}

/// The flags of a loan or a return.
fn flags_of(work: &Work<'_>, id: RecordId) -> Result<Vec<String>> {
    let Some(slot) = work.slot(id) else { return Ok(Vec::new()) };
    let mut flags = flags(slot);
    // The book is out all the same, but no member has it (L-C27).
    if let Some(reader) = slot.header().owner
        && work.home(reader)?.is_none()
    {
        flags.push("L-C27".to_owned());
    }
    Ok(flags)
}
