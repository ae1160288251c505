//! What follows for the loans under one label: nothing depends on the order in which things arrived, no book closes
//! another's loan, and nobody is left with a book that came back.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

use jiff::ToSpan as _;
use proptest::prelude::*;
use zhijia_model::calendar::china_date;
use zhijia_model::kinds::Record;
use zhijia_model::kinds::loan::{self, CameBack, CameBackOutcome, CopyOutcome, Loan, OfCopy, judge_copy};
use zhijia_model::{Actor, DeviceId, Header, Kind, Part, PartChanges, RecordId, Witness};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// When a loan arrives: 2026-03-02, 08:00 in China.
const ARRIVES: i64 = 1_772_409_600_000;

fn id(n: u8) -> RecordId {
    RecordId([n; 16])
}

fn loan(n: u8, title: u8, lent: i64) -> OfCopy {
    OfCopy { order: (lent, id(n)), title: Some(id(title)), lent, returned: None, reader: format!("reader {n}") }
}

fn back(n: u8, title: Option<u8>, at: i64) -> CameBack {
    CameBack { id: id(n), title: title.map(id), at }
}

#[test]
fn two_books_with_one_label_keep_their_loans() {
    let loans = [loan(1, 1, 0), loan(2, 2, 24 * HOUR), loan(3, 1, 24 * HOUR + MINUTE)];
    let (out, _) = judge_copy(&loans[..2], &[], false);
    assert_eq!(out, [CopyOutcome::default(), CopyOutcome::default()], "L-C19: they are two books");
    let (out, _) = judge_copy(&loans, &[], false);
    assert_eq!(out[0].inferred_return, Some(24 * HOUR + MINUTE), "the same book was lent on (L-C1)");
    assert!(out.iter().all(|one| !one.disputed));
}

#[test]
fn a_return_finds_its_own_titles_loan_and_one_without_a_title_is_not_guessed() {
    let loans = [loan(1, 1, 0), loan(2, 2, HOUR)];
    let (out, state) = judge_copy(&loans, &[back(9, Some(1), 2 * HOUR)], false);
    assert_eq!((out[0].matched_return, out[1].matched_return), (Some((0, 2 * HOUR)), None));
    assert_eq!(state, [CameBackOutcome::Matched]);
    let (out, state) = judge_copy(&loans, &[back(9, None, 2 * HOUR)], false);
    assert_eq!(state, [CameBackOutcome::WhichTitle], "L-08: ask, do not guess");
    assert_eq!(out, [CopyOutcome::default(), CopyOutcome::default()]);
    // The other book came back by name: what is left can only be the first.
    let (out, state) = judge_copy(&loans, &[back(9, None, 2 * HOUR), back(8, Some(2), 3 * HOUR)], false);
    assert_eq!(state, [CameBackOutcome::Matched, CameBackOutcome::Matched]);
    assert_eq!((out[0].matched_return, out[1].matched_return), (Some((0, 2 * HOUR)), Some((1, 3 * HOUR))));
}

#[test]
fn a_copy_that_came_back_ends_the_dispute_and_nobody_keeps_it_on_paper() {
    for returned in [0, 1] {
        let mut loans = [loan(1, 1, 0), loan(2, 1, 2 * MINUTE)];
        assert!(judge_copy(&loans, &[], false).0.iter().all(|one| one.disputed), "L-C2");
        loans[returned].returned = Some(HOUR);
        let (out, _) = judge_copy(&loans, &[], false);
        assert!(out.iter().all(|one| !one.disputed));
        assert_eq!(out[1 - returned].inferred_return, Some(HOUR));
        assert!(out[1 - returned].flags.contains(&"L-C2"), "the keeper is still asked which it was");
    }
    // A phone that knew only the first loan took the book back: the second reader has brought it (P2).
    let mut loans = [loan(1, 1, 0), loan(2, 1, 5 * HOUR), loan(3, 1, 9 * HOUR)];
    loans[0].returned = Some(7 * HOUR);
    let (out, _) = judge_copy(&loans, &[], false);
    assert_eq!((out[1].inferred_return, out[2].inferred_return), (Some(7 * HOUR), None));
}

#[test]
fn a_dispute_ends_when_the_copy_is_lent_again() {
    let loans = [loan(1, 1, 0), loan(2, 1, 2 * MINUTE), loan(3, 1, 9 * HOUR)];
    let (out, _) = judge_copy(&loans, &[], false);
    assert!(out.iter().all(|one| !one.disputed));
    assert_eq!([0, 1, 2].map(|at| out[at].inferred_return), [Some(9 * HOUR), Some(9 * HOUR), None], "L-C1");
    // The same loan scanned twice is disputed as it was.
    let mut twice = [loan(1, 1, 0), loan(2, 1, MINUTE), loan(3, 1, 3 * MINUTE)];
    twice[2].reader = twice[1].reader.clone();
    let (out, _) = judge_copy(&twice, &[], false);
    assert_eq!([0, 1, 2].map(|at| out[at].disputed), [true, false, true]);
    assert_eq!(out[1].inferred_return, Some(3 * MINUTE), "L-C4");
}

fn history() -> impl Strategy<Value = (Vec<OfCopy>, Vec<CameBack>)> {
    let loan = (0..3_u8, 0..200_i64, proptest::option::of(0..200_i64), 0..3_u8);
    let back = (proptest::option::of(0..3_u8), 0..200_i64);
    (proptest::collection::vec(loan, 1..8), proptest::collection::vec(back, 0..5)).prop_map(|(loans, returns)| {
        let loans = loans.into_iter().zip(1..).map(|((title, lent, returned, reader), n)| OfCopy {
            order: (lent * MINUTE, id(n)),
            title: Some(id(title)),
            lent: lent * MINUTE,
            returned: returned.map(|after| (lent + after) * MINUTE),
            reader: format!("reader {reader}"),
        });
        let returns = returns.into_iter().zip(100..).map(|((title, at), n)| back_of(n, title, at));
        (loans.collect(), returns.collect())
    })
}

fn back_of(n: u8, title: Option<u8>, at: i64) -> CameBack {
    back(n, title, at * MINUTE)
}

/// What a judgement says, whatever order it was given in.
fn picture(loans: &[OfCopy], returns: &[CameBack]) -> (Vec<String>, Vec<String>) {
    let (out, back) = judge_copy(loans, returns, false);
    let by_loan = loans.iter().zip(&out).map(|(loan, one)| {
        let matched = one.matched_return.map(|(at, _)| returns[at].id);
        format!("{:?} {:?} {} {matched:?} {:?}", loan.order.1, one.inferred_return, one.disputed, one.flags)
    });
    let by_return = returns.iter().zip(back).map(|(one, state)| format!("{:?} {state:?}", one.id));
    let (mut loans, mut returns): (Vec<_>, Vec<_>) = (by_loan.collect(), by_return.collect());
    loans.sort();
    returns.sort();
    (loans, returns)
}

/// A loan by a phone whose clock says `claimed`, for so many days, as the hub has it with rank time `rank`.
fn lent_by(claimed: i64, days: i32, rank: i64) -> Record {
    let due = china_date(claimed).saturating_add(days.days());
    let mut changes = PartChanges::default();
    let actor = Actor::new(DeviceId([1; 16]), [0; 8]);
    let change = changes.write(&actor, claimed, &Loan::write().lent(claimed).due(due).puts()).unwrap().unwrap();
    changes.push(&change, Some(Witness { seq: 1, rank, author: id(2) })).unwrap();
    let mut record = Record::new(Header::new(Kind::Loan, id(1), None, [7; 16]));
    record.parts.insert(Part::Keeper, changes.state());
    record
}

proptest! {
    #[test]
    fn by_no_clock_is_a_reader_overdue_at_once_or_a_book_away_for_longer(
        off in -400 * 24..400 * 24_i64, days in 1..120_i32,
    ) {
        // The hub believes a claim back to the grace, and never beyond the arrival.
        let claimed = ARRIVES + off * HOUR;
        let rank = claimed.clamp(ARRIVES - 7 * DAY, ARRIVES);
        let (record, today) = (lent_by(claimed, days, rank), china_date(ARRIVES));
        match loan::due_by_rank(&record, today) {
            None => prop_assert!((claimed - rank).abs() <= DAY, "the claim is believed"),
            Some(due) => {
                prop_assert!((claimed - rank).abs() > DAY);
                prop_assert!(due >= today.saturating_add(days.min(7).days()), "{due}");
                prop_assert!(due <= today.saturating_add(days.days()), "{due}");
            }
        }
        // Nor does the return of such a phone come before the lending.
        prop_assert!((loan::lent(&record) - rank).abs() <= DAY);
    }

    #[test]
    fn the_order_of_arrival_decides_nothing((loans, returns) in history(), turn in 0..8_usize, other in 0..5_usize) {
        let (mut turned, mut back) = (loans.clone(), returns.clone());
        turned.reverse();
        let (at, of) = (turn % turned.len(), other % (back.len() + 1));
        turned.rotate_left(at);
        back.rotate_left(of);
        prop_assert_eq!(picture(&loans, &returns), picture(&turned, &back));
    }

    #[test]
    fn a_title_is_judged_as_if_no_other_book_had_its_label((loans, returns) in history()) {
        let named: Vec<_> = returns.into_iter().filter(|one| one.title.is_some()).collect();
        let (all, _) = picture(&loans, &named);
        let mut apart = Vec::new();
        for title in 0..3 {
            let of = loans.iter().filter(|loan| loan.title == Some(id(title))).cloned().collect::<Vec<_>>();
            let back = named.iter().filter(|one| one.title == Some(id(title))).copied().collect::<Vec<_>>();
            apart.extend(picture(&of, &back).0);
        }
        apart.sort();
        prop_assert_eq!(all, apart);
    }

    #[test]
    fn of_each_book_at_most_one_loan_is_out_or_all_that_are_wait_for_a_keeper((loans, returns) in history()) {
        let (out, back) = judge_copy(&loans, &returns, false);
        for title in 0..3 {
            let open = loans.iter().zip(&out).filter(|(loan, one)| {
                loan.title == Some(id(title))
                    && loan.returned.is_none()
                    && one.matched_return.is_none()
                    && one.inferred_return.is_none()
            });
            let open: Vec<_> = open.map(|(_, one)| one.disputed).collect();
            prop_assert!(open.len() <= 1 || open.iter().all(|disputed| *disputed), "{open:?}");
        }
        // Each return closes one loan at most, and none that began after it.
        for (index, one) in returns.iter().enumerate() {
            let of_it: Vec<_> = out.iter().zip(&loans)
                .filter(|(out, _)| out.matched_return.is_some_and(|(at, _)| at == index)).collect();
            prop_assert_eq!(of_it.len(), usize::from(back[index] == CameBackOutcome::Matched));
            prop_assert!(of_it.iter().all(|(_, loan)| loan.lent <= one.at));
            prop_assert!(of_it.iter().all(|(_, loan)| one.title.is_none_or(|title| loan.title == Some(title))));
        }
    }
}
