//! The line of a title: whatever comes in whatever order, who was told that a copy is kept keeps it, and nobody loses a
//! place to somebody who came later (L-04, L-05, L-C10 to L-C13).
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use proptest::prelude::*;
use zhijia_model::change::PartChanges;
use zhijia_model::kinds::hold::{self, Asks, Desk, HoldStatus, InLine};
use zhijia_model::kinds::sign_up::{Wanted, Wish};
use zhijia_model::kinds::{Record, loan};
use zhijia_model::verdict::Renewal;
use zhijia_model::{Actor, DeviceId, Header, IntentId, Kind, Outcome, Part, RecordId, Verdict, Witness};

const TODAY: Date = date(2026, 3, 2);
const UNTIL: Date = date(2026, 3, 9);

fn id(n: u8) -> RecordId {
    RecordId([n; 16])
}

fn waits(n: u8, rank: i64) -> InLine {
    InLine { id: id(n), rank, ready: None, passed_over: false }
}

/// The line as the next judgement finds it.
fn again(judged: &[(RecordId, Outcome, &str)]) -> Vec<InLine> {
    let one = |(id, outcome, rule): &(RecordId, Outcome, &str)| match outcome {
        Outcome::Ready { until, rank, since } => {
            let ready = Some((since.parse().unwrap(), until.parse().unwrap()));
            InLine { id: *id, rank: *rank, ready, passed_over: false }
        }
        Outcome::Waiting { rank, .. } => InLine { id: *id, rank: *rank, ready: None, passed_over: *rule == "L-C10" },
        other => panic!("{other:?} is not in line"),
    };
    judged.iter().map(one).collect()
}

fn kept(judged: &[(RecordId, Outcome, &str)]) -> BTreeSet<RecordId> {
    judged.iter().filter(|(_, outcome, _)| matches!(outcome, Outcome::Ready { .. })).map(|(id, ..)| *id).collect()
}

fn by_id(mut judged: Vec<(RecordId, Outcome, &'static str)>) -> Vec<(RecordId, Outcome, &'static str)> {
    judged.sort_by_key(|(id, ..)| *id);
    judged
}

fn line() -> impl Strategy<Value = Vec<InLine>> {
    let one = (0..6_i64, any::<bool>());
    prop::collection::vec(one, 0..8).prop_map(|all| {
        let all = (0..).zip(all);
        all.map(|(n, (rank, ready))| InLine {
            id: id(n),
            rank,
            ready: ready.then_some((TODAY, UNTIL)),
            passed_over: false,
        })
        .collect()
    })
}

proptest! {
    /// L-C12: it does not matter in which order the hub meets them.
    #[test]
    fn a_line_is_judged_alike_in_any_order(line in line(), free in 0_usize..5, seed in any::<prop::sample::Index>()) {
        let mut other = line.clone();
        if !other.is_empty() {
            other.rotate_left(seed.index(line.len()));
            other.reverse();
        }
        prop_assert_eq!(hold::judge(line.clone(), free, TODAY, |_| UNTIL), hold::judge(other, free, TODAY, |_| UNTIL));
        let judged = hold::judge(line.clone(), free, TODAY, |_| UNTIL);
        prop_assert_eq!(kept(&judged).len(), free.min(line.len()), "as many as there are copies (L-05, L-C11)");
        let once_more = hold::judge(again(&judged), free, TODAY, |_| UNTIL);
        prop_assert_eq!(by_id(once_more), by_id(judged), "judged again, nothing moves");
    }

    /// P3: whoever comes later, with whatever rank, puts nobody out; a copy fewer takes one from the last of them alone,
    /// and gives it back to the same (L-C10).
    #[test]
    fn who_was_told_keeps_it(line in line(), free in 0_usize..5, rank in -3..9_i64) {
        let before = hold::judge(line, free, TODAY, |_| UNTIL);
        let mut more = again(&before);
        more.push(waits(99, rank));
        let after = hold::judge(more, free, TODAY, |_| UNTIL);
        prop_assert!(kept(&after).is_superset(&kept(&before)));
        if kept(&before).len() == free && free > 0 {
            let fewer = hold::judge(again(&after), free - 1, TODAY, |_| UNTIL);
            let lost: Vec<_> = kept(&after).difference(&kept(&fewer)).copied().collect();
            prop_assert_eq!(lost.len(), 1);
            let ranks: BTreeMap<_, _> = again(&after).iter().map(|one| (one.id, (one.rank, one.id))).collect();
            prop_assert!(kept(&fewer).iter().all(|one| ranks[one] < ranks[&lost[0]]), "the last of them");
            let mut more = again(&fewer);
            more.push(waits(98, -9));
            prop_assert!(kept(&hold::judge(more, free, TODAY, |_| UNTIL)).contains(&lost[0]), "and the first for the next");
        }
    }

    /// Holds that come one by one while nothing is on the shelf stand as if they had come at once.
    #[test]
    fn waiting_is_the_same_line_whoever_comes_first(ranks in prop::collection::vec(0..6_i64, 1..7)) {
        let all: Vec<_> = (0..).zip(&ranks).map(|(n, rank)| waits(n, *rank)).collect();
        let mut one_by_one = Vec::new();
        for next in all.iter().rev() {
            one_by_one.push(*next);
            one_by_one = again(&hold::judge(one_by_one, 0, TODAY, |_| UNTIL));
        }
        prop_assert_eq!(hold::judge(one_by_one, 2, TODAY, |_| UNTIL), hold::judge(all, 2, TODAY, |_| UNTIL));
    }
}

/// L-C22: a day that the house closes after it was said extends it, and one that it opens after all takes nothing.
#[test]
fn a_closed_day_that_is_published_later_extends_what_is_kept() {
    let said = hold::judge(vec![waits(1, 5)], 1, TODAY, |_| UNTIL);
    let later = UNTIL.tomorrow().unwrap();
    let extended = hold::judge(again(&said), 1, TODAY, |since| if since == TODAY { later } else { UNTIL });
    assert!(matches!(&extended[0].1, Outcome::Ready { until, .. } if *until == later.to_string()));
    assert_eq!(hold::judge(again(&extended), 1, TODAY.tomorrow().unwrap(), |_| UNTIL), extended);
}

/// What a reader and a keeper write of one hold, each by its own device, with ranks.
#[derive(Debug, Clone, Copy)]
enum Said {
    In { rank: i64 },
    Out { rank: i64 },
    Anew { rank: i64, after: i64 },
    Cancel { rank: i64, of: u8 },
}

/// Each by its place as its intent.
fn record(said: &[Said]) -> Record {
    record_of(&(1..).zip(said.iter().copied()).collect::<Vec<_>>())
}

fn record_of(said: &[(u8, Said)]) -> Record {
    let mut record = Record::new(hold::header(id(1), id(2), id(3)));
    for part in [Part::Member, Part::Keeper] {
        let mut changes = PartChanges::default();
        for &(n, one) in said {
            let intent = IntentId([n; 16]);
            let ask = |wanted, at, after| Asks::write().asks(&intent, |ask| ask.is(wanted).at(at).after(after)).puts();
            let (of, rank, puts) = match one {
                Said::In { rank } => (Part::Member, rank, ask(Wanted::In, rank, None)),
                Said::Out { rank } => (Part::Member, rank, ask(Wanted::Out, rank, None)),
                Said::Anew { rank, after } => (Part::Member, rank, ask(Wanted::In, rank, Some(after))),
                Said::Cancel { rank, of } => {
                    let of = IntentId([of; 16]).to_string();
                    let cancel = Desk::write().cancels(&intent, |one| one.at(rank).reason("停借").of(of.as_str()));
                    (Part::Keeper, rank, cancel.puts())
                }
            };
            if of == part {
                // Each by a device of its own that knows of nothing else.
                let actor = Actor::new(DeviceId([n; 16]), [0; 8]);
                let bytes = PartChanges::default().write(&actor, rank, &puts).unwrap().unwrap();
                changes.push(&bytes, Some(Witness { seq: u64::from(n), rank, author: id(2) })).unwrap();
            }
        }
        if !changes.is_empty() {
            record.parts.insert(part, changes.state());
        }
    }
    record
}

fn saying() -> impl Strategy<Value = Said> {
    prop_oneof![
        (1..9_i64).prop_map(|rank| Said::In { rank }),
        (1..9_i64).prop_map(|rank| Said::Out { rank }),
        (1..9_i64, 1..9_i64).prop_map(|(rank, after)| Said::Anew { rank, after }),
        (1..9_i64, 1..7_u8).prop_map(|(rank, of)| Said::Cancel { rank, of }),
    ]
}

proptest! {
    /// However it arrives, the same is wanted; and who withdraws last is out of the line (L-C13).
    #[test]
    fn what_is_wanted_follows_from_what_was_said_in_any_order(said in prop::collection::vec(saying(), 0..6)) {
        let mut other: Vec<_> = (1..).zip(said.iter().copied()).collect();
        other.reverse();
        prop_assert_eq!(hold::wish(&record(&said)), hold::wish(&record_of(&other)));
        prop_assert_eq!(hold::status(&record(&said), TODAY), hold::status(&record_of(&other), TODAY));
        // Asks that no word of a keeper names.
        let mut ended: Vec<_> = (1..).zip(said).collect();
        ended.push((20, Said::Out { rank: 9 }));
        prop_assert!(hold::in_line(&record_of(&ended), &[], TODAY).is_err());
        ended.push((21, Said::In { rank: 10 }));
        prop_assert_eq!(hold::wish(&record_of(&ended)), Wish::In { rank: 10, pending: false }, "the end of the line");
    }
}

fn judged(mut record: Record, outcome: Outcome) -> Record {
    record.verdict = Some(Verdict { judged: 9, rule: String::new(), outcome, flags: Vec::new() });
    record
}

#[test]
fn the_readers_word_wins_over_a_copy_that_is_kept() {
    let ready = Outcome::Ready { until: UNTIL.to_string(), rank: 1, since: TODAY.to_string() };
    let both = judged(record(&[Said::In { rank: 1 }, Said::Out { rank: 2 }]), ready.clone());
    assert_eq!(hold::in_line(&both, &[], TODAY), Err((Outcome::Withdrawn, "L-C13")));
    let by_keeper = judged(record(&[Said::In { rank: 1 }, Said::Cancel { rank: 2, of: 1 }]), ready);
    assert_eq!(hold::in_line(&by_keeper, &[], TODAY), Err((Outcome::Removed, "L-C13")));
}

#[test]
fn who_has_the_book_or_had_it_since_waits_no_more() {
    let hold = record(&[Said::In { rank: 5 }]);
    let fetched = Err((Outcome::Matched, "L-05"));
    assert_eq!(hold::in_line(&hold, &[None], TODAY), fetched);
    assert_eq!(hold::in_line(&hold, &[Some(7)], TODAY), fetched);
    assert!(hold::in_line(&hold, &[Some(4)], TODAY).is_ok(), "it came back before");
    let anew = record(&[Said::In { rank: 5 }, Said::Anew { rank: 8, after: 5 }]);
    assert_eq!(hold::in_line(&anew, &[Some(7)], TODAY).unwrap().rank, 8);
}

/// Neither clock decides between a keeper's word and the reader's: the cancellation names the ask that it ends (X-C3).
#[test]
fn a_keeper_ends_the_ask_that_was_seen_and_no_later_one() {
    let behind = record(&[Said::In { rank: 5 }, Said::Cancel { rank: 2, of: 1 }]);
    assert!(matches!(hold::status(&behind, TODAY), HoldStatus::Cancelled { .. }), "the keeper's clock is behind");
    let ahead = record(&[Said::In { rank: 5 }, Said::Cancel { rank: 90, of: 1 }, Said::Anew { rank: 6, after: 5 }]);
    assert_eq!(hold::wish(&ahead), Wish::In { rank: 6, pending: false }, "the reader asked again");
}

/// By a clock that is behind, the ask seems older than the return that its phone knew (X-C3).
#[test]
fn who_asks_again_after_bringing_it_back_is_in_line_by_any_clock() {
    let anew = record(&[Said::Anew { rank: 5, after: 7 }]);
    assert!(hold::in_line(&anew, &[Some(7)], TODAY).is_ok());
    assert!(hold::in_line(&anew, &[Some(8)], TODAY).is_err(), "it was had since");
}

/// The day passes without the hub: what was said stands, and the next is free to have it.
#[test]
fn what_is_not_fetched_in_time_is_over_by_the_calendar() {
    let ready = |rank| Outcome::Ready { until: TODAY.to_string(), rank, since: TODAY.to_string() };
    let kept = judged(record(&[Said::In { rank: 5 }]), ready(5));
    let tomorrow = TODAY.tomorrow().unwrap();
    assert_eq!(hold::status(&kept, TODAY), HoldStatus::Ready { until: TODAY });
    assert_eq!(hold::in_line(&kept, &[], TODAY).unwrap().ready, Some((TODAY, TODAY)));
    assert_eq!(hold::status(&kept, tomorrow), HoldStatus::Expired);
    assert_eq!(hold::in_line(&kept, &[], tomorrow), Err((ready(5), "L-C12")));
    let anew = judged(record(&[Said::In { rank: 5 }, Said::Anew { rank: 8, after: 5 }]), ready(5));
    assert_eq!(
        hold::in_line(&anew, &[], tomorrow).unwrap(),
        InLine { id: anew.id, rank: 8, ready: None, passed_over: false }
    );
}

/// L-C9: a keeper's renewal of which nobody knew that somebody waits is shortened to a week, never below what was due.
#[test]
fn the_hubs_word_on_a_renewal_stands_in_the_place_of_the_keepers() {
    let due = date(2026, 3, 20);
    let renewal = IntentId([7; 16]);
    let puts = loan::Loan::write().lent(0).due(due).renewals(&renewal, |one| one.at(0).due(date(2026, 4, 19))).puts();
    let mut record = Record::new(Header::new(Kind::Loan, id(1), Some(id(2)), [1; 16]));
    let mut state = zhijia_model::PartState::default();
    for (key, value) in puts {
        state.set(key, value);
    }
    record.parts.insert(Part::Keeper, state);
    assert_eq!(loan::due(&record), Some(date(2026, 4, 19)));
    assert_eq!(loan::shortened(&record, Some(renewal), date(2026, 3, 18)), date(2026, 3, 25));
    assert_eq!(loan::shortened(&record, Some(renewal), date(2026, 3, 1)), due, "never below what was due");
    let said = Renewal { ask: renewal, due: Some("2026-03-25".to_owned()), reason: None };
    let (inferred_return, matched_return, disputed, due) = (None, None, false, None);
    let outcome = Outcome::Loan { inferred_return, disputed, matched_return, renewals: vec![said], due };
    let record = judged(record, outcome);
    assert_eq!((loan::due(&record), loan::renewals_used(&record)), (Some(date(2026, 3, 25)), 1));
}
