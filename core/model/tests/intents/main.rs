//! What people can do, over records in memory: the checks, what is written, and what the rules make of it.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

use zhijia_model::RecordId;
use zhijia_model::intents::Intent;
use zhijia_model::intents::aid::WithdrawEnrolment;
use zhijia_model::intents::events::{ConditionsDraft, CreateEvent, EditEvent, EventDraft, WalkIn};

use crate::events::draft;
use crate::town::{DAY, T};

mod aid;
mod claims;
mod door;
mod events;
mod lending;
mod making;
mod members;
mod questions;
mod town;

#[test]
fn what_is_kept_of_an_intent_reads_back_as_it_was() {
    let conditions = ConditionsDraft {
        only_union: RecordId([7; 16]).to_string(),
        only_sex: Some(2),
        eligibility_day: "2026-03-09".to_owned(),
        ..ConditionsDraft::default()
    };
    let draft = EventDraft { conditions, ..draft() };
    let draft = EventDraft { capacity: None, about: String::new(), ends_ms: Some(T + 11 * DAY), ..draft };
    let id = RecordId([9; 16]);
    let all: Vec<Intent> = vec![
        EditEvent { event: id, draft: draft.clone(), publish: true }.into(),
        CreateEvent { union: id, draft, publish: false }.into(),
        WalkIn { event: id, card: Some(id), name: String::new(), employer: String::new(), another: true }.into(),
        WithdrawEnrolment { plan: id }.into(),
    ];
    for intent in all {
        assert_eq!(Intent::from_text(&intent.to_text()), Some(intent.clone()));
        assert!(intent.fields().values().all(|text| text != "null"), "{intent:?}");
    }
    assert_eq!(Intent::from_text("void/00/at"), None);
}

#[test]
fn codes_are_unique_and_have_words_in_both_languages() {
    let mut codes: Vec<_> = Intent::CODES.iter().map(|(code, _)| code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Intent::CODES.len());
    for (code, words) in Intent::CODES {
        assert!(words.zh.chars().all(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "{code}");
        assert!(words.en.is_ascii() && !words.en.is_empty(), "{code}");
    }
}
