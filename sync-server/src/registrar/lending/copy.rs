//! The loans and returns under one label in a house, judged together.

use zhijia_model::kinds::{loan, return_};
use zhijia_model::verdict::Renewal;
use zhijia_model::{Outcome, RecordId};

use super::{flags_of, note_title};
use crate::ledger::{LoanRow, Result};
use crate::work::Work;

/// What loans are judged together: those under one label in a house.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Label {
    house: RecordId,
    /// The copy's id, which stands on its label.
    copy: String,
    /// The title, where the label means nothing without it: each title that is only counted has its own `#1` (L-08).
    title: Option<RecordId>,
}

impl Label {
    /// The label of a copy.
    pub(super) fn of(house: RecordId, copy: &str, title: Option<RecordId>) -> Self {
        Self { house, copy: copy.to_owned(), title: title.filter(|_| copy.starts_with('#')) }
    }

    /// Whether it stands for a copy that is only counted.
    fn is_counted(&self) -> bool {
        self.copy.starts_with('#')
    }
}

/// Judges the loans and returns under one label (L-C1 to L-C5, L-C19, L-C26).
pub(super) fn judge(work: &mut Work<'_>, label: &Label) -> Result<()> {
    let (house, copy, counted) = (label.house, label.copy.as_str(), label.is_counted());
    let mut rows = work.ledger.loans_of_copy(house, copy, label.title)?;
    rows.retain(|row| !counted || row.title == label.title);
    let loans = rows.iter().map(|row| loan::OfCopy {
        order: (row.rank, row.id),
        title: row.title,
        lent: row.lent,
        returned: row.returned,
        reader: data_encoding::HEXLOWER.encode(&row.reader),
    });
    let loans: Vec<_> = loans.collect();
    let mut returns = Vec::new();
    for row in work.ledger.came_back_of_copy(house, copy)? {
        let title = work.record(row.id)?.and_then(|record| return_::title(&record));
        if !counted || label.title == title {
            returns.push(loan::CameBack { id: row.id, title, at: row.at });
        }
    }
    let (judged, back) = loan::judge_copy(&loans, &returns, counted);
    for (row, outcome) in rows.into_iter().zip(judged) {
        if !work.load(row.id)? {
            continue;
        }
        let rule = outcome.flags.first().copied().unwrap_or("L-01");
        let mut flags = flags_of(work, row.id)?;
        flags.extend(outcome.flags.iter().map(|flag| (*flag).to_owned()));
        let (renewals, due) = frozen(work, row.id);
        let due = due.or_else(|| work.judges().loans.take_due(row.id));
        if due.is_some() {
            flags.push("X-C3".to_owned());
        }
        let matched_at = outcome.matched_return.map(|(_, at)| at);
        let closed = row.returned.or(matched_at).or(outcome.inferred_return);
        if closed.is_none() {
            keep_flag(work, row.id, "L-C14", &mut flags);
        }
        let verdict = Outcome::Loan {
            inferred_return: outcome.inferred_return,
            disputed: outcome.disputed,
            matched_return: matched_at,
            renewals,
            due,
        };
        work.set_verdict(row.id, verdict, rule, flags)?;
        // Whatever is disputed is in somebody's hands, but counts against nobody (L-C2).
        let out = closed.is_none();
        if out != row.out {
            if let Some(title) = row.title {
                note_title(work, row.house, title);
            }
            work.judges().loans.note_reader(row.person);
        }
        if out != row.out || closed != row.closed {
            work.ledger.set_loan(&LoanRow { out, closed, ..row })?;
        }
    }
    for (one, back) in returns.iter().zip(back) {
        let (outcome, rule) = match back {
            loan::CameBackOutcome::Matched => (Outcome::Matched, "L-C5"),
            loan::CameBackOutcome::Unmatched if !counted || one.title.is_some() => (Outcome::Unmatched, "L-C5"),
            loan::CameBackOutcome::Unmatched | loan::CameBackOutcome::WhichTitle => (Outcome::Unmatched, "L-08"),
        };
        let flags = flags_of(work, one.id)?;
        work.set_verdict(one.id, outcome, rule, flags)?;
    }
    Ok(())
}

/// What was answered and promised so far; it is frozen (P3).
fn frozen(work: &Work<'_>, id: RecordId) -> (Vec<Renewal>, Option<String>) {
    match work.slot(id).and_then(|slot| slot.verdict()).map(|verdict| &verdict.outcome) {
        Some(Outcome::Loan { renewals, due, .. }) => (renewals.clone(), due.clone()),
        _ => (Vec::new(), None),
    }
}

fn keep_flag(work: &Work<'_>, id: RecordId, flag: &str, flags: &mut Vec<String>) {
    let before = work.slot(id).and_then(|slot| slot.verdict());
    if before.is_some_and(|verdict| verdict.flags.iter().any(|one| one == flag)) {
        flags.push(flag.to_owned());
    }
}
