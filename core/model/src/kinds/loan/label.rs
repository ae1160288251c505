//! Judging the loans of one label together: which came back, by what, and which cannot both be (L-C1 to L-C5, L-C19,
//! L-C26).

use super::{EPSILON_MS, RESCAN_MS};
use crate::id::RecordId;

/// What judging the loans of one label needs to know of each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfCopy {
    /// The order: rank time R, then record id.
    pub order: (i64, RecordId),
    /// The title that it names. Two books may carry one label (L-C19).
    pub title: Option<RecordId>,
    /// When it was lent, in milliseconds.
    pub lent: i64,
    /// Its own recorded return.
    pub returned: Option<i64>,
    /// Who has it: the member, or the name as given.
    pub reader: String,
}

/// A return that was recorded apart from a loan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CameBack {
    /// The order among returns of one time.
    pub id: RecordId,
    /// The title, where whoever took it back could tell.
    pub title: Option<RecordId>,
    /// When, in milliseconds.
    pub at: i64,
}

/// What follows for one loan of a copy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CopyOutcome {
    /// Closed by inference (L-C1).
    pub inferred_return: Option<i64>,
    /// Counts for nothing until a keeper decides (L-C2).
    pub disputed: bool,
    /// The return that was matched (L-C5): its index and time.
    pub matched_return: Option<(usize, i64)>,
    /// Rule ids that annotate it.
    pub flags: Vec<&'static str>,
}

/// What follows for one return.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum CameBackOutcome {
    /// It closed a loan (L-C5).
    Matched,
    /// There is no loan that it could belong to, yet (L-C5).
    #[default]
    Unmatched,
    /// Loans of several titles are out under the label: a person has to say which (L-08, L-C19).
    WhichTitle,
}

/// Judges all loans under one label that are not void, in any order given, with the returns recorded apart from a
/// loan. `counted` is true for a copy `#n`, of which there may be more than registered (L-C26).
///
/// Two books may carry one label (L-C19): only loans of the same title are loans of the same copy.
pub fn judge_copy(loans: &[OfCopy], returns: &[CameBack], counted: bool) -> (Vec<CopyOutcome>, Vec<CameBackOutcome>) {
    let mut order: Vec<usize> = (0..loans.len()).collect();
    order.sort_by_key(|at| loans.get(*at).map(|loan| loan.order));
    let mut out = vec![CopyOutcome::default(); loans.len()];
    let back = match_returns(loans, returns, &mut out);
    let mut titles: Vec<_> = loans.iter().map(|loan| loan.title).collect();
    titles.sort_unstable();
    titles.dedup();
    for title in titles {
        let of_title = order.iter().copied().filter(|at| loans.get(*at).is_some_and(|loan| loan.title == title));
        let of_title: Vec<_> = of_title.collect();
        judge_pairs(loans, &of_title, counted, &mut out);
        if !counted {
            seen_back(loans, &of_title, &mut out);
        }
    }
    (out, back)
}

/// L-C5: a return closes the open loan with the greatest lent time that is not after it, of its own title where it
/// names one. Where loans of several titles are out, one that names none is not guessed (L-08), but it may become
/// plain by what the others have closed.
fn match_returns(loans: &[OfCopy], returns: &[CameBack], out: &mut [CopyOutcome]) -> Vec<CameBackOutcome> {
    let mut back = vec![CameBackOutcome::Unmatched; returns.len()];
    let mut by_time: Vec<usize> = (0..returns.len()).collect();
    by_time.sort_by_key(|at| returns.get(*at).map(|one| (one.at, one.id)));
    for last in [false, true] {
        for index in &by_time {
            let (Some(one), Some(state)) = (returns.get(*index), back.get_mut(*index)) else { continue };
            if *state == CameBackOutcome::Matched || (last && *state == CameBackOutcome::Unmatched) {
                continue;
            }
            let open = loans.iter().zip(out.iter()).enumerate().filter(|(_, (loan, so_far))| {
                let fits = one.title.is_none() || loan.title.is_none() || loan.title == one.title;
                fits && loan.returned.is_none() && so_far.matched_return.is_none() && loan.lent <= one.at
            });
            let open: Vec<_> = open.map(|(at, (loan, _))| (at, loan)).collect();
            let several = open.iter().any(|(_, loan)| open.first().is_some_and(|(_, first)| first.title != loan.title));
            // A loan of the return's own title comes before one that names none.
            let found = open.into_iter().max_by_key(|(_, loan)| (loan.title == one.title, loan.lent, loan.order));
            *state = match found {
                None => CameBackOutcome::Unmatched,
                Some(_) if several && one.title.is_none() => CameBackOutcome::WhichTitle,
                Some((at, _)) => {
                    if let Some(outcome) = out.get_mut(at) {
                        outcome.matched_return = Some((*index, one.at));
                    }
                    CameBackOutcome::Matched
                }
            };
        }
    }
    back
}

/// What each loan of a copy says of the one before it (L-C1, L-C2, L-C4, L-C26).
fn judge_pairs(loans: &[OfCopy], order: &[usize], counted: bool, out: &mut [CopyOutcome]) {
    for pair in order.windows(2) {
        let [first, second] = pair else { continue };
        let (Some(one), Some(next)) = (loans.get(*first), loans.get(*second)) else { continue };
        if came_back(loans, out, *first).is_some_and(|at| at <= next.lent) {
            continue;
        }
        let gap = (next.lent - one.lent).abs();
        let (rule, inferred, disputed) = if counted {
            ("L-C26", None, false)
        } else if one.reader == next.reader && gap <= RESCAN_MS {
            ("L-C4", Some(next.lent), false)
        } else if gap <= EPSILON_MS {
            ("L-C2", None, true)
        } else {
            ("L-C1", Some(next.lent.max(one.lent)), false)
        };
        let closed = came_back(loans, out, *first).is_some();
        let mut handed_on = false;
        if let Some(outcome) = out.get_mut(*first)
            && !closed
        {
            outcome.inferred_return = inferred;
            // The same loan scanned twice is disputed as the first of them was.
            handed_on = rule == "L-C4" && outcome.disputed;
            outcome.disputed = disputed || (outcome.disputed && inferred.is_none());
            if !counted {
                outcome.flags.push(rule);
            }
        }
        if let Some(outcome) = out.get_mut(*second) {
            outcome.disputed |= disputed || handed_on;
            if (counted && !closed) || disputed {
                outcome.flags.push(rule);
            }
            if handed_on {
                outcome.flags.push("L-C2");
            }
        }
    }
    for (place, at) in order.iter().enumerate() {
        let Some(loan) = loans.get(*at) else { continue };
        // Whoever it was, the copy was lent again: the dispute is past (L-C1).
        let later = order.iter().skip(place + 1).filter_map(|later| loans.get(*later));
        let again = later.map(|later| later.lent).find(|lent| (lent - loan.lent).abs() > EPSILON_MS);
        if let (Some(again), Some(outcome)) = (again, out.get_mut(*at))
            && outcome.disputed
            && !counted
        {
            outcome.disputed = false;
            outcome.inferred_return = outcome.inferred_return.or(Some(again.max(loan.lent)));
        }
    }
}

/// A copy that came back is in nobody's hands then: whoever had it by another loan that was lent before has brought it
/// (L-C5). So a return that a keeper recorded on the only loan that the phone knew settles the others too, and ends a
/// dispute (L-C2); nobody stays "out" for what that phone could not know (P2).
fn seen_back(loans: &[OfCopy], order: &[usize], out: &mut [CopyOutcome]) {
    let seen: Vec<i64> = order.iter().filter_map(|at| came_back(loans, out, *at)).collect();
    for at in order {
        let Some(loan) = loans.get(*at) else { continue };
        if came_back(loans, out, *at).is_some() {
            if let Some(outcome) = out.get_mut(*at) {
                outcome.disputed = false;
            }
            continue;
        }
        let first = seen.iter().copied().filter(|back| *back > loan.lent).min();
        if let (Some(back), Some(outcome)) = (first, out.get_mut(*at)) {
            let before = outcome.inferred_return;
            outcome.inferred_return = Some(before.map_or(back, |before| before.min(back)));
            outcome.disputed = false;
            if before.is_none() && !outcome.flags.contains(&"L-C2") {
                outcome.flags.push("L-C5");
            }
        }
    }
}

/// When a loan's copy was recorded as back: by its own return, or by one that was matched to it.
fn came_back(loans: &[OfCopy], out: &[CopyOutcome], at: usize) -> Option<i64> {
    let matched = out.get(at).and_then(|outcome| outcome.matched_return).map(|(_, back)| back);
    loans.get(at).and_then(|loan| loan.returned).or(matched)
}
