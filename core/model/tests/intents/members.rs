//! What people and things are called.

use zhijia_model::intents::aid::{CreatePlan, PlanDraft};
use zhijia_model::intents::books::Lend;
use zhijia_model::intents::events::EventDraft;
use zhijia_model::intents::members::{Join, SetEmployer};
use zhijia_model::intents::unions::{CreateHouse, FoundUnion};
use zhijia_model::intents::{Context as _, Intent};
use zhijia_model::{Code, RecordId, Refusal};

use super::aid::plan;
use super::events::draft;
use super::lending::shelf;
use super::town::{Town, UNION, code};

#[test]
fn names_are_checked_and_kept_in_one_form_wherever_they_are_given() {
    let mut town = Town::new();
    let (_, lend) = shelf(&mut town);
    for (name, refused) in [
        ("周?", Code::BadName),
        ("周\n敏", Code::BadName),
        ("\u{200B}", Code::EmptyField),
        (" ", Code::EmptyField),
        (&"敏".repeat(60), Code::BadField),
    ] {
        assert_eq!(code(town.act(Lend { name: name.to_owned(), ..lend.clone() })), refused, "{name:?}");
        assert_eq!(Join { name: name.to_owned(), mobile: String::new() }.check_typed().unwrap_err().code, refused);
    }
    assert_eq!(Join { name: "周敏2".to_owned(), mobile: String::new() }.check_typed().unwrap_err().code, Code::BadName);
    let loan = town.act(Lend { name: "阿卜来提•如则 2".to_owned(), ..lend }).unwrap();
    let record = town.record(loan).unwrap().unwrap();
    assert_eq!(zhijia_model::kinds::loan::read(&record).borrower_name().one(), Some("阿卜来提·如则 2"));
}

/// Each thing that people give a name, with the field that holds it.
fn things(name: &str) -> [(&'static str, Intent); 6] {
    let name = name.to_owned();
    let (address, closed_weekdays) = (String::new(), String::new());
    let event = |draft| zhijia_model::intents::events::CreateEvent { union: UNION, draft, publish: true }.into();
    [
        ("name", FoundUnion { above: UNION, name: name.clone() }.into()),
        ("name", CreateHouse { union: UNION, name: name.clone(), address, closed_weekdays }.into()),
        ("name", CreatePlan { draft: PlanDraft { name: name.clone(), ..plan().draft }, ..plan() }.into()),
        ("title", event(EventDraft { title: name.clone(), ..draft() })),
        ("place", event(EventDraft { place: name.clone(), ..draft() })),
        ("employer", SetEmployer { member: RecordId([9; 16]), employer: name }.into()),
    ]
}

#[test]
fn a_thing_has_a_name_of_one_line_that_any_screen_shows() {
    let mut town = Town::new();
    for (name, refused) in [
        ("", Code::EmptyField),
        (" \u{3000}", Code::EmptyField),
        ("\u{200B}\u{200D}", Code::EmptyField),
        (&"城".repeat(67), Code::BadField),
        ("城东\n职工书屋", Code::BadField),
        ("城东\u{7}", Code::BadField),
        ("城东\u{202E}屋书", Code::BadField),
    ] {
        for (field, intent) in things(name) {
            let refusal = town.act(intent).unwrap_err();
            assert_eq!((refusal.code, refusal.field.as_deref()), (refused, Some(field)), "{name:?}");
        }
    }
    for name in ["城东职工书屋(二楼)", "C++ 沙龙:从零开始?", "2026 年篮球赛", "نۇر كۈتۈپ\u{200C}خانا", &"城".repeat(66)]
    {
        for (field, intent) in things(name) {
            let done = town.act(intent);
            // Nobody is there whose employer could be written.
            let unknown = |refusal: &Refusal| field == "employer" && refusal.code == Code::NotFound;
            assert!(done.as_ref().err().is_none_or(unknown), "{name:?}, {field}: {done:?}");
        }
    }
}
